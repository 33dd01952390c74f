"""Hears that somebody does not know, or is not sure, whatever else they say."""

from collections.abc import Sequence
from functools import lru_cache

from bot.matching.clauses import Clause, spelt_out
from bot.matching.small_words import FILLERS, WONDERS

CLEAR = 3
"""From how many words on a way not to know is recognised inside a longer clause."""


def wonders(clause: Clause, ways: Sequence[str]) -> bool:
    """Whether a clause is unsure of what comes in it: “I don't know where I would see one”."""
    return any(rest and rest[0] in WONDERS for _, rest in _after(clause, ways))


def is_unsure(clause: Clause, ways: Sequence[str]) -> bool:
    """Whether a clause says in one of these ways that somebody does not know."""
    return any(
        size >= CLEAR or len(rest) < CLEAR or rest[0] in WONDERS or FILLERS.issuperset(rest)
        for size, rest in _after(clause, ways)
    )


def _after(clause: Clause, ways: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """For each way in the clause its length and what follows; short ways only at its start."""
    plain = f" {clause.text} "
    found: list[tuple[int, tuple[str, ...]]] = []
    for way in _spelt(tuple(ways)):
        before, here, after = plain.partition(f" {way} ")
        size = way.count(" ") + 1
        if here and (size >= CLEAR or FILLERS.issuperset(before.split())):
            found.append((size, tuple(after.split())))
    return found


@lru_cache(maxsize=8)
def _spelt(ways: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(spelt_out(way)) for way in ways)
