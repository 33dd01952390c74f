"""Features of a message: words, words near each other, stems and pieces, weighted by rarity."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from math import log, sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Marks = NDArray[np.uint32]

NEAR = 3
"""How many words apart two words may stand to be a feature together."""

STEM = 5
"""How many letters of a word stand for all its forms."""

PIECES = range(2, 6)
"""The lengths of the pieces of words, in characters."""

RAREST, SCARCE = 2, 20_000
"""In how many messages a feature must occur; one more for each so many messages."""


def word_features(tokens: Sequence[str]) -> list[str]:
    """Words, pairs of words that stand near each other, and what begins and ends the message."""
    found = [f"w {token}" for token in tokens]
    for apart in range(1, NEAR + 1):
        # Neighbours are one feature, words further apart another: “not sent” is no “not … sent”.
        mark = "p" if apart == 1 else "n"
        found += [f"{mark} {a} {b}" for a, b in zip(tokens, tokens[apart:], strict=False)]
    return [*found, f"^ {tokens[0]}", f"$ {tokens[-1]}"] if tokens else found


def stem_features(tokens: Sequence[str]) -> list[str]:
    """The beginnings of words, alone and with their neighbours."""
    stems = [token[:STEM] for token in tokens]
    return [f"s {stem}" for stem in stems] + [f"q {a} {b}" for a, b in pairwise(stems)]


def piece_features(token: str) -> list[str]:
    """Pieces of two to five characters within a word, its edges marked by a space."""
    edged = f" {token} "
    return [
        f"c{edged[i : i + length]}" for length in PIECES for i in range(len(edged) - length + 1)
    ]


LOGS = np.asarray([0.0, *(1 + log(n) for n in range(1, 2048))])
"""What a feature counts that a message has so many times; more often than that is the same."""

REMEMBERED = 8192
"""Of how many words the pieces are kept."""

Shares = tuple[float, float, float]

SHARES: Shares = (0.5, 0.3, 0.2)
"""How much each kind counts; chosen by leave-one-situation-out on the examples."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that count, by their marks in order, and their rarity.

    Each block of features of a message has the same length.
    """

    marks: Marks
    rarity: Floats
    shares: Shares = SHARES
    _pieces: Callable[[str], Places] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A word has thirty pieces, and the same words come again and again.
        kept = lru_cache(maxsize=REMEMBERED)(lambda token: self._places(piece_features(token)))
        object.__setattr__(self, "_pieces", kept)

    def vector(self, tokens: Sequence[str]) -> tuple[Places, Floats]:
        """The places and weights of a message; its squared weights sum to 1 at most."""
        blocks = (
            self._places(word_features(tokens)),
            self._places(stem_features(tokens)),
            np.concatenate([NONE, *map(self._pieces, tokens)]),
        )
        vectors = [self._block(*pair) for pair in zip(blocks, self.shares, strict=True)]
        places, weights = zip(*vectors, strict=True)
        return np.concatenate(places), np.concatenate(weights)

    def _block(self, found: Places, share: float) -> tuple[Places, Floats]:
        """Each feature of a block once, with its weight."""
        places, often = np.unique(found, return_counts=True)
        weights = LOGS.take(often, mode="clip") * self.rarity.take(places)
        return places, weights * (sqrt(share) / (_length(weights) or 1.0))

    def _places(self, features: Iterable[str]) -> Places:
        """The places of those features that have one."""
        marks = marks_of(features)
        places = np.searchsorted(self.marks, marks)
        return places[self.marks.take(places, mode="clip") == marks] if len(self.marks) else NONE


NONE: Places = np.zeros(0, dtype=np.intp)


def marks_of(features: Iterable[str]) -> Marks:
    """A number for each feature, the same everywhere; of a hundred thousand, one pair is alike."""
    return np.fromiter((crc32(feature.encode()) for feature in features), dtype=np.uint32)


def _length(part: Floats) -> float:
    """Of a vector; summed from left to right, as on every machine and by every version."""
    return sqrt((part * part).cumsum()[-1]) if len(part) else 0.0


def learn_vocabulary(
    messages: Iterable[Sequence[str]], *, rarest: int = RAREST, shares: Shares = SHARES
) -> Vocabulary:
    """The vocabulary of example messages, given as words."""
    pieces = lru_cache(maxsize=REMEMBERED)(lambda token: marks_of(piece_features(token)))
    found = [
        np.unique(np.concatenate([marks_of(_of_words(tokens)), *map(pieces, tokens)]))
        for tokens in messages
    ]
    marks, often = np.unique(np.concatenate([NO_MARKS, *found]), return_counts=True)
    enough = often >= rarest + len(found) // SCARCE
    rarity = np.log((1 + len(found)) / (1 + often[enough])) + 1
    return Vocabulary(marks[enough], rarity, shares)


NO_MARKS: Marks = np.zeros(0, dtype=np.uint32)


def _of_words(tokens: Sequence[str]) -> Iterator[str]:
    return chain(word_features(tokens), stem_features(tokens))
