"""What the authors wrote, compiled, and the model that was trained on it."""

from collections.abc import Callable
from pathlib import Path

from bot.adapters.files.knowledge import content_root, read_knowledge
from bot.adapters.files.models import ModelFiles
from bot.domain.topic import Knowledge
from bot.knowledge.compiler import compile_knowledge
from bot.matching.examples import gather
from bot.matching.model import Model, train


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The compiled knowledge of a folder, or of the content that comes along."""
    return compile_knowledge(read_knowledge(folder or content_root() / "knowledge"))


def load_model(
    knowledge: Knowledge, cache: Path, *, progress: Callable[[str], None] = lambda _: None
) -> Model:
    """The model of this knowledge: from the cache, or trained now and kept there."""
    files = ModelFiles(cache)
    if (kept := files.load(knowledge.version)) is not None:
        return kept
    model = train(gather(knowledge.symptoms), progress=progress)
    files.save(knowledge.version, model)
    return model
