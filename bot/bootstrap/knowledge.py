"""What the authors wrote, compiled, and the model that was trained on it."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

from bot.adapters.files.knowledge import content_root, read_knowledge
from bot.adapters.files.models import ModelFiles
from bot.domain.topic import Knowledge
from bot.knowledge.compiler import compile_knowledge
from bot.matching.answer_model import learn_answers
from bot.matching.examples import Examples, gather
from bot.matching.learned import Learned
from bot.matching.model import Model, learn, train


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The compiled knowledge of a folder, or of the content that comes along."""
    return compile_knowledge(read_knowledge(folder or content_root() / "knowledge"))


def load_model(
    knowledge: Knowledge, cache: Path, *, progress: Callable[[str], None] = lambda _: None
) -> Learned:
    """The models of this knowledge: from the cache, or trained now and kept there.

    Each is kept by what it learned from, so that a change trains nothing that it leaves alone.
    """
    files = ModelFiles(cache)

    def kept(name: str, text: str, make: Callable[[], Model]) -> Model:
        """The model that learned from that text, made only where the cache has none."""
        name = f"{name}-{sha256(text.encode()).hexdigest()[:12]}"
        if (found := files.load(name)) is not None:
            return found
        model = make()
        files.save(name, model)
        return model

    answers = {
        name: kept(name, text, partial(_learn, examples, progress=progress))
        for name, text, examples in learn_answers(knowledge)
    }
    messages = partial(_train, knowledge, progress=progress)
    return Learned(kept("messages", repr(sorted(knowledge.symptoms.items())), messages), answers)


def _train(knowledge: Knowledge, *, progress: Callable[[str], None]) -> Model:
    return train(gather(knowledge.symptoms), progress=progress)


def _learn(examples: Callable[[], Examples], *, progress: Callable[[str], None]) -> Model:
    return learn(examples(), progress=progress)
