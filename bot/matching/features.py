"""Features of a message: words, words near each other, stems and pieces, weighted by rarity."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

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
    """The features that count, with their place and rarity; each block has the same length."""

    place: Mapping[str, int]
    rarity: Floats
    shares: Shares = SHARES
    _pieces: Callable[[str], list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A word has thirty pieces, and the same words come again and again.
        kept = lru_cache(maxsize=REMEMBERED)(lambda token: self._known(piece_features(token)))
        object.__setattr__(self, "_pieces", kept)

    def vector(self, tokens: Sequence[str]) -> tuple[Places, Floats]:
        """The places and weights of a message; its squared weights sum to 1 at most."""
        blocks = [
            Counter(self._known(word_features(tokens))),
            Counter(self._known(stem_features(tokens))),
            Counter(chain.from_iterable(map(self._pieces, tokens))),
        ]
        places = np.fromiter(chain(*blocks), dtype=np.intp)
        often = np.fromiter(chain(*(block.values() for block in blocks)), dtype=np.intp)
        weights = LOGS.take(often, mode="clip") * self.rarity.take(places)
        start = 0
        for block, share in zip(blocks, self.shares, strict=True):
            part = weights[start : start + len(block)]
            part *= sqrt(share) / (_length(part) or 1.0)
            start += len(block)
        return places, weights

    def _known(self, features: Iterable[str]) -> list[int]:
        """The places of those features that have one."""
        return [place for place in map(self.place.get, features) if place is not None]


def _length(part: Floats) -> float:
    """Of a vector; summed from left to right, as on every machine and by every version."""
    return sqrt((part * part).cumsum()[-1]) if len(part) else 0.0


def learn_vocabulary(
    messages: Iterable[Sequence[str]], *, rarest: int = RAREST, shares: Shares = SHARES
) -> Vocabulary:
    """The vocabulary of example messages, given as words."""
    pieces = lru_cache(maxsize=REMEMBERED)(piece_features)
    often: Counter[str] = Counter()
    total = 0
    for tokens in messages:
        total += 1
        found = set(chain(word_features(tokens), stem_features(tokens)))
        often.update(found.union(*map(pieces, tokens)))
    enough = rarest + total // SCARCE
    names = sorted(name for name, n in often.items() if n >= enough)
    rarity = np.asarray([log((1 + total) / (1 + often[name])) + 1 for name in names])
    return Vocabulary({name: place for place, name in enumerate(names)}, rarity, shares)
