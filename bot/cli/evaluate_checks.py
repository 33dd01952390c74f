"""`bot evaluate checks`: which cause is found for each fault of the sandbox, and for each pair."""

import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import chain, combinations
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli.demo import running
from bot.sandbox.faults import FAULTS, in_sight, possible
from bot.sandbox.visit import Visit

AT_ONCE = 2
"""Visits side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How one visit went: what was wrong, what was named in turn, what was asked, how long."""

    faults: tuple[str, ...]
    found: tuple[str, ...]
    asked: tuple[str, ...]
    right: bool
    seconds: float


@click.command()
@click.option("--pairs/--no-pairs", default=False, help="Every two faults at once, too.")
@click.option("--fault", "only", multiple=True, help="Only rounds with this fault.")
def checks(only: Sequence[str], *, pairs: bool) -> None:
    """Which cause the live looks find for each fault, and how many questions it takes."""
    console = Console(width=160)
    rounds: list[tuple[str, ...]] = [(one,) for one in FAULTS]
    rounds += combinations(FAULTS, 2) if pairs else ()
    rounds = [one for one in rounds if not only or set(only) & set(one)]
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearlink-assistant-"))
        started = stack.enter_context(running(Path(folder)))
        played = play(started.url, rounds)
    singles = [one for one in played if len(one.faults) == 1]
    console.print(_matrix(singles))
    console.print(f"single faults: {_share(singles)}, most questions {most_questions(singles)}")
    if both := [one for one in played if len(one.faults) > 1]:
        _tell_pairs(console, both)
    if not all(one.right for one in played):
        raise SystemExit(1)


def play(url: str, rounds: Sequence[tuple[str, ...]]) -> list[Played]:
    """Every round by itself, two side by side; progress on the terminal.

    A fault that the one, public status page shows would be seen in a round beside it.
    """
    alone = [one for one in rounds if any(FAULTS[fault].worldwide for fault in one)]
    beside = [one for one in rounds if one not in alone]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = pool.map(lambda faults: play_one(url, faults), beside)
        every = chain(done, (play_one(url, faults) for faults in alone))
        return list(track(every, total=len(rounds), description="visits", transient=True))


def play_one(url: str, faults: tuple[str, ...]) -> Played:
    """One clinic with these faults, and a visitor who describes the first that shows."""
    began = time.monotonic()
    with closing(Visit(url, faults)) as visit:
        right = visit.solve(FAULTS[in_sight(faults)[0]].symptom)
    return Played(
        faults=faults,
        found=tuple(visit.found),
        asked=tuple(visit.questions),
        right=right,
        seconds=time.monotonic() - began,
    )


def most_questions(played: Iterable[Played]) -> int:
    """The most questions that any of these visitors was asked."""
    return max((len(one.asked) for one in played), default=0)


def _matrix(singles: Iterable[Played]) -> Table:
    table = Table("fault", "cause", "found", "asked", "s")
    for one in singles:
        cause = FAULTS[one.faults[0]].cause
        found = "yes" if one.right else f"no: {' → '.join(one.found) or 'nothing'}"
        table.add_row(one.faults[0], cause, found, " ".join(one.asked), f"{one.seconds:.1f}")
    return table


def _tell_pairs(console: Console, both: Sequence[Played]) -> None:
    """Each pair that was lost or is no plain one, and how many were right."""
    for one in both:
        if kind := what_it_is(one.faults):
            console.print(f"{kind}: {' → '.join(one.found) or '-'}")
        if not one.right:
            console.print(f"lost: {' + '.join(one.faults)}: {' → '.join(one.found) or '-'}")
    console.print(f"pairs of faults, one after the other: {_share(both)}")


def what_it_is(faults: tuple[str, ...]) -> str:
    """How one fault of a pair leaves the other nothing to show; nothing where both show."""
    there, seen = possible(faults), in_sight(faults)
    if lost := set(faults) - set(there):
        return f"{there[0]} leaves no room for {lost.pop()}"
    if hidden := set(there) - set(seen):
        return f"{seen[0]} hides {hidden.pop()} until it is repaired"
    return ""


def _share(played: Sequence[Played]) -> str:
    return f"{sum(one.right for one in played)} of {len(played)} right"
