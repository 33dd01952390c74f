"""Finds the ways to say something inside a clause, with typing mistakes and words in between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from bot.matching.clauses import Clause, spelt_out
from bot.matching.small_words import (
    ALONE,
    DENY,
    FILLERS,
    NOT,
    SMALL,
    UNDONE,
    WONDERS,
)
from bot.matching.stems import LONG_WORD, SHORTEST, mended, stem

REACH = 4
"""How many words before something a “not” still counts for it."""

STRANGE = 4
"""How many words that say something else may stand beside a one-word answer."""

UNASKED = {1: 0, 2: 1}
"""How many may stand beside an answer to a question not asked, by its words; else `STRANGE`."""

GAP = 2
"""How many words may stand between two of one way."""

REMEMBERED = 256
"""How many clauses are kept as they were heard: each is asked about several times in a turn."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say something: its telling words, or all of them where none tells."""

    stems: tuple[str, ...]
    whole: bool
    bare: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A way found: from the first to the last of its words, and whether a “not” is before it."""

    start: int
    stop: int
    size: int
    denied: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A clause as stems; `tells` marks those that are no fillers."""

    stems: tuple[str, ...]
    tells: tuple[bool, ...]

    @property
    def telling(self) -> int:
        """How many words say something."""
        return sum(self.tells)


@lru_cache(maxsize=REMEMBERED)
def heard_as(clause: Clause, vocabulary: frozenset[str]) -> Said:
    """The clause with typing mistakes mended towards `vocabulary`."""
    words = [mended(word, vocabulary) for word in clause.words]
    # Very short words that nobody knows are typing mistakes of others as short: “jst teh one”.
    tells = tuple(
        _tells(word)
        and (len(word) > SHORTEST or word in vocabulary or word in NOT or word.isdigit())
        for word in words
    )
    return Said(tuple(map(stem, words)), tells)


NTH = re.compile(r"\d+(?:st|nd|rd|th)")


def _tells(word: str) -> bool:
    return word not in FILLERS and word not in SMALL and not NTH.fullmatch(word)


def telling_stems(text: str) -> frozenset[str]:
    """The stems of the words that say something."""
    return frozenset(stem(w) for w in spelt_out(text) if _tells(w) and w not in NOT)


def way_of(phrase: str) -> Way:
    """A phrase as its telling words."""
    words = spelt_out(phrase)
    telling = [w for w in words if w not in FILLERS]
    empty = len(telling) <= 1 and (NOT | SMALL).issuperset(telling)
    kept = list(words) if empty else telling
    alone = len(kept) == 1 and (kept[0] in ALONE or len(kept[0]) < LONG_WORD - 1)
    alone = alone or (NOT | SMALL).issuperset(kept)
    return Way(tuple(map(stem, kept)), whole=alone or empty, bare=empty)


def found(way: Way, said: Said, *, sure: bool) -> Hit | None:
    """The place of a way in a clause; None where it is not said, or too much besides."""
    places = _places(way, said)
    if places is None or (sure and any(said.tells[p] for p in _between(places))):
        return None
    beside = said.telling - sum(said.tells[p] for p in places)
    if beside > _room(way, sure=sure):
        return None
    start, stop = places[0], places[-1]
    return Hit(start, stop, len(places), _denied(said, places))


def _room(way: Way, *, sure: bool) -> float:
    """How many words that say something else may stand beside this way."""
    if way.whole:
        return -1 if sure else 0
    if sure:
        return UNASKED.get(len(way.stems), STRANGE)
    return STRANGE if len(way.stems) == 1 else inf


def _places(way: Way, said: Said) -> list[int] | None:
    """Where the words of the way stand, in order and near each other."""
    if way.bare:
        return list(range(len(said.stems))) if said.stems == way.stems else None
    for first, stem_ in enumerate(said.stems):
        if stem_ == way.stems[0] and (places := _from(first, way, said)) is not None:
            return places
    return None


def _from(first: int, way: Way, said: Said) -> list[int] | None:
    places: list[int] = []
    at, gap = first, 0
    for wanted in way.stems:
        while at < len(said.stems) and said.stems[at] != wanted:
            gap += GAP + 1 if said.stems[at] in WONDERS_STEMS else said.tells[at]
            if not places or gap > GAP:
                return None
            at += 1
        if at == len(said.stems):
            return None
        places.append(at)
        at, gap = at + 1, 0
    return places


def _between(places: Sequence[int]) -> list[int]:
    """The places between the words of a way."""
    return [p for p in range(places[0], places[-1]) if p not in places]


def _denied(said: Said, places: Sequence[int]) -> bool:
    """Whether a “not” stands before or among the words, or an “off” behind them."""
    first, last = places[0], places[-1]
    before = said.stems[max(0, first - REACH) : first]
    within = [said.stems[p] for p in _between(places)]
    behind = said.stems[last + 1 :]
    return not DENY_STEMS.isdisjoint((*before, *within)) or not UNDONE_STEMS.isdisjoint(behind)


UNDONE_STEMS = frozenset(map(stem, UNDONE))
DENY_STEMS = frozenset(map(stem, DENY))
WONDERS_STEMS = frozenset(map(stem, WONDERS))
