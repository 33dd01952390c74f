"""Finds the ways to say something inside a clause, with typing mistakes and words in between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from rapidfuzz.distance import OSA

from bot.matching.clauses import Clause, spelt_out
from bot.matching.small_words import (
    ALONE,
    COUNTS,
    DENY,
    FILLERS,
    FORMS_APART,
    NOT,
    SMALL,
    UNDONE,
    WONDERS,
)

REACH = 4
"""How many words before something a “not” still counts for it."""

STRANGE = 4
"""How many words that say something else may stand beside a one-word answer."""

UNASKED = {1: 0, 2: 1}
"""How many may stand beside an answer to a question not asked, by its words; else `STRANGE`."""

GAP = 2
"""How many words may stand between two of one way."""

LONG_WORD, LONGER_WORD = 5, 8
"""From how many letters on a word is taken for another one, with one typing mistake and two."""


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


class Ways:
    """The ways to say one thing, ready for searching."""

    def __init__(self, phrases: Iterable[str]) -> None:
        spoken = [spelt_out(p) for p in phrases]
        self.vocabulary = frozenset(w for words in spoken for w in words)
        self._ways = tuple(dict.fromkeys(_way(words) for words in spoken if words))

    def find(self, said: "Said", *, sure: bool = False) -> Hit | None:
        """The fullest way in the clause; `sure` takes only what nothing else stands beside."""
        hits = (_hit(way, said, sure=sure) for way in self._ways)
        return max(
            (hit for hit in hits if hit is not None),
            key=lambda hit: (not hit.denied, hit.size, -hit.start),
            default=None,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A clause as stems; `tells` marks those that are no fillers."""

    stems: tuple[str, ...]
    tells: tuple[bool, ...]

    @property
    def telling(self) -> int:
        """How many words say something."""
        return sum(self.tells)


def heard_as(clause: Clause, vocabulary: frozenset[str]) -> Said:
    """The clause with typing mistakes mended towards `vocabulary`."""
    mended = [_mended(word, vocabulary) for word in clause.words]
    # Very short words that nobody knows are typing mistakes of others as short: “jst teh one”.
    tells = tuple(
        _tells(word)
        and (len(word) > SHORTEST or word in vocabulary or word in NOT or word.isdigit())
        for word in mended
    )
    return Said(tuple(map(stem, mended)), tells)


def _tells(word: str) -> bool:
    return word not in FILLERS and word not in SMALL and not NTH.fullmatch(word)


def telling_stems(text: str) -> frozenset[str]:
    """The stems of the words that say something."""
    return frozenset(stem(w) for w in spelt_out(text) if _tells(w) and w not in NOT)


def _way(words: Sequence[str]) -> Way:
    telling = [w for w in words if w not in FILLERS]
    empty = len(telling) <= 1 and (NOT | SMALL).issuperset(telling)
    kept = list(words) if empty else telling
    alone = len(kept) == 1 and (kept[0] in ALONE or len(kept[0]) < LONG_WORD - 1)
    alone = alone or (NOT | SMALL).issuperset(kept)
    return Way(tuple(map(stem, kept)), whole=alone or empty, bare=empty)


def _hit(way: Way, said: Said, *, sure: bool) -> Hit | None:
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
    for first in range(len(said.stems)):
        places = _from(first, way, said)
        if places is not None:
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


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the ending of its form, so that goes and going are the same; numbers of
    things, in words or digits, are one word.
    """
    if word in COUNTS or (word.isdigit() and len(word) < LONG_WORD - 1 and word not in {"0", "1"}):
        return "#"
    if word in FORMS_APART:
        return word
    if word.endswith("ly") and len(word) > LONG_WORD:
        word = word[:-4] if word.endswith("ically") else word[:-2]
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST and word[-2:] != "ss":
            word = word[: -len(ending)]
            break
    else:
        word = word[:-1] if word.endswith("e") and len(word) > SHORTEST else word
    return word[:-1] if len(word) > SHORTEST and word[-1] == word[-2] else word


NTH = re.compile(r"\d+(?:st|nd|rd|th)")

SHORTEST = 3
"""No stem is shorter, in letters."""

UNDONE_STEMS = frozenset(map(stem, UNDONE))
DENY_STEMS = frozenset(map(stem, DENY))
WONDERS_STEMS = frozenset(map(stem, WONDERS))


@lru_cache(maxsize=8192)
def _mended(word: str, vocabulary: frozenset[str]) -> str:
    """The word of the vocabulary that was meant, where one is a typing mistake away."""
    if len(word) < LONG_WORD - 1 or word in vocabulary or word in FILLERS or not word.isalpha():
        return word
    allowed = 2 if len(word) >= LONGER_WORD else 1
    near = [
        (distance, known in FILLERS, -len(known), known)
        for known in vocabulary | FILLERS
        if known[0] == word[0]
        and max(len(known), len(word)) >= LONG_WORD <= len(known) + 1
        and (distance := OSA.distance(word, known, score_cutoff=allowed)) <= allowed
    ]
    return min(near)[-1] if near else word
