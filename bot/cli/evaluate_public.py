"""`bot evaluate public`: the classifier on other people's messages, the HINT3 data sets.

As in Arora et al., "HINT3: Raising the bar for Intent Detection in the Wild", 2020: real messages
to three chatbots, many of them about nothing that the bot knows, judged by the best Matthews
correlation over all limits.
"""

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from bot.cli.evaluate_symptoms import percent, watched
from bot.cli.labelled import read_sentences
from bot.domain.errors import BadInput
from bot.matching.examples import gather
from bot.matching.model import Recipe, mended_examples, teach
from bot.matching.normalise import words
from bot.matching.repair import Repair
from bot.matching.scores import best_correlation

NOTHING = "NO_NODES_DETECTED"
"""The label of what a bot knows nothing about; only the tests have it."""

TRAIN, TEST = "_train.csv", "_test.csv"

FEW = Recipe(ridge=0.4, rarest=1, shares=(0.35, 0.35, 0.3))
"""For a few examples a class, the same for all bots: chosen by cross-validation on the training
files, with a third of the classes left out in turn to stand for what a bot knows nothing about.
"""

Pairs = Sequence[tuple[str, str]]


@click.command()
@click.option(
    "--dataset",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="A folder of <bot>_train.csv and <bot>_test.csv, or one of these files.",
)
def public(dataset: Path) -> None:
    """Train on each bot of the data set, with the settings of this product, and measure."""
    table = Table(
        "bot", "examples", "classes", "tested", "best correlation", "at", "in scope right"
    )
    for trained in watched(_bots(dataset), "training"):
        tested = trained.with_name(trained.name.removesuffix(TRAIN) + TEST)
        if not tested.exists():
            raise BadInput(f"there is no {tested.name} beside {trained.name}")
        table.add_row(trained.name.removesuffix(TRAIN), *measured(trained, tested))
    Console(width=120).print(table)


def measured(trained: Path, tested: Path) -> tuple[str, ...]:
    """Sizes, the best correlation with its limit, and how often in-scope messages are right."""
    examples, asked = read_sentences(trained), read_sentences(tested)
    told, sure = answers(examples, [text for text, _ in asked])
    truth = [label for _, label in asked]
    best, limit = best_correlation(truth, told, sure, none=NOTHING)
    inside = [i for i, label in enumerate(truth) if label != NOTHING]
    right = float(np.mean([told[i] == truth[i] for i in inside]))
    classes = len({label for _, label in examples})
    sizes = (str(len(examples)), str(classes), str(len(asked)))
    return (*sizes, percent(best), percent(limit), percent(right))


def answers(examples: Pairs, asked: Sequence[str]) -> tuple[list[str], list[float]]:
    """The likeliest class of each message, and how sure that is: its score by the share of the
    words that the examples know, since these know nothing of what is out of scope.
    """
    by_class: dict[str, list[list[str]]] = {}
    for text, label in examples:
        by_class.setdefault(label, []).append([text])
    gathered = gather(by_class)
    repair, mended = Repair(gathered.tokens), mended_examples(gathered)
    tokens = [repair(words(text)) for text in asked]
    scores = teach(mended, FEW)[0].scores(tokens)[0]
    known = {word for each in mended.tokens for word in each}
    sure = [
        max(0.0, float(best)) * sum(word in known for word in each) / (len(each) or 1)
        for best, each in zip(scores.max(axis=1), tokens, strict=True)
    ]
    return [mended.classes[i] for i in scores.argmax(axis=1)], sure


def _bots(dataset: Path) -> list[Path]:
    """The training files, but for the smaller selections that come with them."""
    if dataset.is_file():
        return [dataset.with_name(dataset.name.replace(TEST, TRAIN))]
    found = sorted(p for p in dataset.glob(f"*{TRAIN}") if "subset" not in p.name)
    if not found:
        raise BadInput(f"there is no file <bot>{TRAIN} in {dataset}")
    return found
