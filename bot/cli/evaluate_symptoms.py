"""`bot evaluate symptoms` and `vague`: how well messages of a labelled file are understood."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.bootstrap import load_knowledge, load_model
from bot.cli.labelled import read_labelled, read_vague
from bot.cli.settings import reading_only
from bot.domain.reading import Reading, Verdict
from bot.domain.topic import Topic
from bot.matching.reader import MessageReader
from bot.matching.scores import Outcome, Summary, confusion, coverage, grouped, summary

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LIMITS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
WIDE = 160

T = TypeVar("T")


@click.command()
@click.argument("file", type=FILE)
def symptoms(file: Path) -> None:
    """How often messages are understood: {"id","text","cause","alternates","kind"} a line."""
    reader, topic = _reader()
    outcomes: list[Outcome] = []
    took: list[float] = []
    for row in watched(read_labelled(file), "reading"):
        reading, seconds = _timed(reader, row.text, topic)
        outcomes.append(
            Outcome(row.cause, frozenset({row.cause, *row.alternates}), row.kind, reading)
        )
        took.append(seconds * 1000)
    console = Console(width=WIDE)
    console.print(_figures("all", {"all": outcomes}))
    console.print(_figures("cause", grouped(outcomes, lambda o: o.cause)))
    console.print(_figures("kind", grouped(outcomes, lambda o: o.kind)))
    console.print(_confusion(outcomes))
    console.print(_coverage(outcomes))
    console.print(f"milliseconds a message: {speed(took)}")


@click.command()
@click.argument("file", type=FILE)
def vague(file: Path) -> None:
    """What becomes of messages that tell too little: {"id","text","plausible"} a line."""
    reader, topic = _reader()
    rows = read_vague(file)
    readings = [(row, reader.read(row.text, topic=topic)) for row in watched(rows, "reading")]
    verdicts = Counter(reading.verdict for _, reading in readings)
    table = Table("verdict", "messages")
    for verdict in Verdict:
        table.add_row(verdict.value, str(verdicts[verdict]))
    console = Console(width=WIDE)
    console.print(table)
    plausible = sum(reading.top in row.plausible for row, reading in readings)
    console.print(f"first candidate plausible: {plausible} of {len(readings)}")


def watched(rows: Sequence[T], doing: str) -> Iterable[T]:
    """The rows, with their progress on stderr where somebody is watching."""
    console = Console(stderr=True)
    return track(rows, doing, console=console, transient=True, disable=not console.is_terminal)


def speed(milliseconds: Sequence[float]) -> str:
    """The middle and the slow end."""
    if len(milliseconds) <= 1:
        return "too few to tell"
    slow = quantiles(milliseconds, n=100)[98]
    return f"{median(milliseconds):.2f} median, {slow:.2f} p99"


def percent(share: float | None) -> str:
    """A share as `.821`, or nothing."""
    return "" if share is None else f"{share:.3f}".replace("0.", ".", 1)


def _reader() -> tuple[MessageReader, Topic]:
    settings = reading_only()
    knowledge = load_knowledge(settings.knowledge)
    return MessageReader(knowledge, load_model(knowledge, settings.cache)), knowledge.first_topic


def _timed(reader: MessageReader, text: str, topic: Topic) -> tuple[Reading, float]:
    began = perf_counter()
    reading = reader.read(text, topic=topic)
    return reading, perf_counter() - began


HEADINGS = (
    *("messages", "first right", "or alternate", "among first 3", "answers alone"),
    *("then right", "sent away", "rejected, rightly"),
)


def _figures(title: str, groups: Mapping[str, Sequence[Outcome]]) -> Table:
    table = Table(title, *HEADINGS)
    for name, outcomes in groups.items():
        table.add_row(name, *_row(summary(outcomes)))
    return table


def _row(found: Summary) -> tuple[str, ...]:
    shares = (found.strict, found.lenient, found.among_first, found.alone, found.alone_right)
    return (str(found.messages), *map(percent, (*shares, found.sent_away, found.rejected)))


def _confusion(outcomes: Sequence[Outcome]) -> Table:
    table = Table("cause", "taken for", "messages", title="what is mistaken for what")
    for cause, taken, number in confusion(outcomes):
        table.add_row(cause, taken, str(number))
    return table


def _coverage(outcomes: Sequence[Outcome]) -> Table:
    table = Table("if sure from", "answers", "then right", title="coverage against precision")
    for row in coverage(outcomes, LIMITS):
        table.add_row(*map(percent, row))
    return table
