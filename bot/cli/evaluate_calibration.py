"""`bot evaluate calibration`: whether probabilities come true, on situations never learned from."""

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from bot.bootstrap import load_knowledge
from bot.cli.settings import reading_only
from bot.matching.calibration import Floats, expected_error, reliability
from bot.matching.examples import Examples, gather
from bot.matching.model import left_out_probabilities
from bot.matching.verdict import NO_CANDIDATES

FIRST = 3


def rounded(share: float) -> str:
    """A share as `.82`: the third digit is another on another machine."""
    return f"{share:.2f}"


@click.command()
def calibration() -> None:
    """Judge every example by a model of all other situations: claimed against true."""
    examples = gather(load_knowledge(reading_only().knowledge).symptoms)
    with Console(stderr=True).status("learning") as status:
        chances = left_out_probabilities(examples, progress=status.update)
    right = chances.argmax(axis=1) == examples.label
    bins = reliability(chances.max(axis=1), right)
    table = Table("claimed", "messages", "claimed on average", "right")
    for each in bins:
        middle = (rounded(each.claimed), rounded(each.right))
        table.add_row(f"{each.low:.1f} to {each.high:.1f}", str(each.messages), *middle)
    console = Console(width=160)
    console.print(table)
    console.print(f"expected calibration error: {rounded(expected_error(bins))}")
    top, first = _ranked(examples, chances)
    console.print(f"causes and requests first: {rounded(top)}, among first 3: {rounded(first)}")


def _ranked(examples: Examples, chances: Floats) -> tuple[float, float]:
    """How often a cause or request is first, and among the first, of those that are one."""
    neither = [examples.classes.index(name) for name in NO_CANDIDATES if name in examples.classes]
    ranked = chances.copy()
    ranked[:, neither] = -1
    order = np.argsort(-ranked, axis=1)[:, :FIRST]
    inside = ~np.isin(examples.label, neither)
    hits = order[inside] == examples.label[inside, np.newaxis]
    return float(hits[:, 0].mean()), float(hits.any(axis=1).mean())
