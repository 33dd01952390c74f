"""Finds error texts that were typed by hand, cut off or misquoted, by the pairs of their words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.error_patterns import Pattern
from bot.matching.nearby import Nearby

Span = tuple[int, int]
Pair = tuple[str, str]

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?", re.IGNORECASE)

HINT, BRIEF = 0.2, 15
"""The share of its pairs from which a text is worth a closer look, typing mistakes repaired; and
up to how many words a message is looked at closely in any case.
"""

ENOUGH = 0.6
"""The share of its pairs from which a text counts as the same."""

FEWEST = 3
"""The fewest pairs that tell a text; one with fewer must be there from end to end."""

CUT_OFF, AT_END = 5, 3
"""With so many pairs in a row from its first word on, the rest may be missing; fewer do where
the message ends.
"""

FAR = 4
"""How many words for each pair a text may be spread over, variable parts included."""

SKIPPED, MISSING = 0.3, -0.5
"""What a pair counts in which a word was left out, and one that is not there at all."""

WORDS_TOO = 0.3
"""How much the words of a text count beside its pairs, where two texts have the same pairs."""

SHORT, LONG, MISTAKES = 4, 8, 2
"""From how many letters on a word may be mistyped, and from how many on twice."""

ALONE = 12
"""From how many letters on one word alone is an error text, such as a name without spaces."""

REMEMBERED = 4096
"""How many repairs are kept, as the same words come again."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a message, repaired, with its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    pattern: Pattern
    words: tuple[int, ...]
    weight: float


class TypedErrors:
    """The pairs of all patterns."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._pairs = [_pairs(pattern) for pattern in patterns]
        self._skips = [_skips(pairs) for pairs in self._pairs]
        self._holders: dict[Pair, list[int]] = defaultdict(list)
        for index, pairs in enumerate(self._pairs):
            for pair in dict.fromkeys(pairs):
                self._holders[pair].append(index)
        self._often = Counter(word for pairs in self._pairs for word in _distinct(pairs))
        self._words = Nearby(sorted(self._often))
        self._repair = lru_cache(maxsize=REMEMBERED)(self._nearest)
        self._following: dict[str, set[str]] = defaultdict(set)
        for one, two in self._holders:
            self._following[one].add(two)
        self._alone = {
            words[0]: pattern
            for pattern in patterns
            if len(words := _words_of(pattern)) == 1 and len(words[0]) >= ALONE
        }

    def find(self, plain: str, *, taken: Iterable[Span]) -> list[tuple[Span, Pattern]]:
        """The texts outside of what is taken, the one with the most telling pairs first."""
        spans = list(taken)
        words = [
            _Word(match.group().casefold().replace("'", ""), *match.span())
            for match in WORD.finditer(plain)
            if not spans or not _touches(match.span(), spans)
        ]
        found = self._names(words)
        if len(words) <= BRIEF or self._hinted(words):
            found += self._long(self._mended(words))
        return found

    def _names(self, words: Sequence[_Word]) -> list[tuple[Span, Pattern]]:
        """Names without spaces, also mistyped or written as two words."""
        found: dict[int, tuple[Span, Pattern]] = {}
        for one, two in pairwise([*words, _Word("", 0, 0)]):
            for text, end in ((one.text, one.end), (one.text + two.text, two.end)):
                name = self._name(text) if len(text) >= ALONE else None
                if name is not None and end > one.start:
                    pattern = self._alone[name]
                    found.setdefault(pattern.index, ((one.start, end), pattern))
        return list(found.values())

    def _name(self, text: str) -> str | None:
        names = self._alone.keys()
        near = process.extractOne(text, names, scorer=OSA.distance, score_cutoff=MISTAKES)
        return str(near[0]) if near else None

    def _hinted(self, words: Sequence[_Word]) -> bool:
        """Whether enough pairs of some text are there already, as they are."""
        seen: Counter[int] = Counter()
        for pair in {(one.text, two.text) for one, two in pairwise(words)}:
            seen.update(self._holders.get(pair, ()))
        return any(n >= HINT * len(set(self._pairs[i])) for i, n in seen.items())

    def _mended(self, words: Sequence[_Word]) -> list[_Word]:
        """The words of the catalogue where one was meant; the last may have been cut off."""
        mended = [_Word(self._repair(word.text), word.start, word.end) for word in words]
        if len(words) > 1:
            last, follows = words[-1], self._following.get(mended[-2].text, set())
            whole = sorted(word for word in follows if word.startswith(last.text))
            mended[-1] = _Word(whole[0], last.start, last.end) if whole else mended[-1]
        return mended

    def _nearest(self, word: str) -> str:
        if word in self._often or len(word) < SHORT:
            return word
        mistakes = MISTAKES if len(word) >= LONG else 1
        alike = self._words.around(word, mistakes)
        near = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=mistakes)
        return str(near[0]) if near else word

    def _long(self, words: Sequence[_Word]) -> list[tuple[Span, Pattern]]:
        """One text after the other, each from words that none before it has used."""
        found: list[tuple[Span, Pattern]] = []
        free = set(range(len(words)))
        while hit := self._best(words, free):
            first, last = hit.words[0], hit.words[-1] + 1
            found.append(((words[first].start, words[last].end), hit.pattern))
            free -= set(range(first, last + 1))
        return found

    def _best(self, words: Sequence[_Word], free: set[int]) -> _Hit | None:
        places: dict[Pair, int] = {}
        for i, (one, two) in enumerate(pairwise(words)):
            if i in free and i + 1 in free:
                places.setdefault((one.text, two.text), i)
        touched = {index for pair in places for index in self._holders.get(pair, ())}
        loose = {words[i].text for i in free}
        hits = [self._hit(index, places, loose, len(words)) for index in sorted(touched)]
        return max(
            (hit for hit in hits if hit is not None),
            key=lambda hit: (hit.weight, -hit.pattern.index),
            default=None,
        )

    def _hit(
        self, index: int, places: dict[Pair, int], loose: set[str], length: int
    ) -> _Hit | None:
        pairs, skips = self._pairs[index], self._skips[index]
        there = [
            pair in places or before in places or after in places
            for pair, before, after in zip(pairs, [NONE, *skips], [*skips, NONE], strict=False)
        ]
        known = [pair in places for pair in pairs]
        used = sorted(places[pair] for pair in (*pairs, *skips) if pair in places)
        row = known.index(False) if False in known else len(known)
        cut_off = row >= (AT_END if used[-1] == length - 2 else CUT_OFF)
        share = self._share(pairs, there)
        told = all(there) if len(pairs) < FEWEST else sum(there) >= FEWEST and share >= ENOUGH
        scattered = used[-1] - used[0] > FAR * len(pairs)
        if scattered or not (told or cut_off):
            return None
        weight = self._telling(pairs, known, there) + WORDS_TOO * self._words_told(pairs, loose)
        return _Hit(self._patterns[index], tuple(used), weight)

    def _share(self, pairs: Sequence[Pair], there: Sequence[bool]) -> float:
        """How much of a text is there; “must be specified” is little of any that ends so."""
        rare = [len(self._holders[pair]) ** -0.5 for pair in pairs]
        told = [r for r, here in zip(rare, there, strict=True) if here]
        return float(sum(told) / sum(rare))

    def _telling(
        self, pairs: Sequence[Pair], known: Sequence[bool], there: Sequence[bool]
    ) -> float:
        """Pairs that few texts have tell more; what is missing tells against a text."""
        told = (
            (1 if exact else SKIPPED if here else MISSING) / len(self._holders[pair]) ** 0.5
            for pair, exact, here in zip(pairs, known, there, strict=True)
        )
        return float(sum(told))

    def _words_told(self, pairs: Sequence[Pair], loose: set[str]) -> float:
        return float(sum(self._often[word] ** -0.5 for word in sorted(_distinct(pairs) & loose)))


NONE: Pair = ("", "")


def _touches(span: Span, spans: Sequence[Span]) -> bool:
    return any(span[0] < end and span[1] > start for start, end in spans)


def _words_of(pattern: Pattern) -> list[str]:
    return [word for piece in _pieces(pattern) for word in piece]


def _pieces(pattern: Pattern) -> list[list[str]]:
    return [
        [word.casefold().replace("'", "") for word in WORD.findall(piece)]
        for piece in pattern.fixed
    ]


def _pairs(pattern: Pattern) -> tuple[Pair, ...]:
    """The neighbours in each fixed piece; none across a variable part."""
    return tuple(pair for piece in _pieces(pattern) for pair in pairwise(piece))


def _skips(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """What would be neighbours if the word between each two pairs were left out."""
    return tuple((one[0], two[1]) if one[1] == two[0] else NONE for one, two in pairwise(pairs))


def _distinct(pairs: Sequence[Pair]) -> set[str]:
    return {word for pair in pairs for word in pair}
