"""Features of a message: words, pairs of words and pieces of words, weighted by rarity."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

Counts = Mapping[str, int]

PIECES = range(2, 6)
"""The lengths of the pieces of words, in characters."""

WORDS_SHARE = 0.7
"""How much words count against pieces; chosen by leave-one-situation-out on the examples."""

RAREST_PIECE = 2
"""In how many messages a piece must occur to be a feature."""


def word_counts(tokens: Sequence[str]) -> Counts:
    """Words and pairs of neighbours."""
    counts = Counter(f"w {token}" for token in tokens)
    counts.update(f"p {a} {b}" for a, b in pairwise(tokens))
    return counts


def piece_counts(tokens: Sequence[str]) -> Counts:
    """Pieces of two to five characters within words, their edges marked by a space."""
    counts: Counter[str] = Counter()
    for token in tokens:
        edged = f" {token} "
        for length in PIECES:
            counts.update(f"c{edged[i : i + length]}" for i in range(len(edged) - length + 1))
    return counts


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that count, with their place and rarity; two blocks, each of length 1."""

    place: Mapping[str, int]
    rarity: Sequence[float]

    def vector(self, tokens: Sequence[str]) -> tuple[list[int], list[float]]:
        """The places and weights of a message; its squared weights sum to 1 at most."""
        places: list[int] = []
        weights: list[float] = []
        blocks = ((word_counts(tokens), WORDS_SHARE), (piece_counts(tokens), 1 - WORDS_SHARE))
        for counts, share in blocks:
            known = [(self.place[f], n) for f, n in counts.items() if f in self.place]
            raw = [(1 + log(n)) * self.rarity[p] for p, n in known]
            scale = sqrt(share) / (sqrt(sum(w * w for w in raw)) or 1.0)
            places += [p for p, _ in known]
            weights += [w * scale for w in raw]
        return places, weights


def learn_vocabulary(messages: Iterable[Sequence[str]]) -> Vocabulary:
    """The vocabulary of example messages, given as words."""
    words_in: Counter[str] = Counter()
    pieces_in: Counter[str] = Counter()
    total = 0
    for tokens in messages:
        total += 1
        words_in.update(word_counts(tokens).keys())
        pieces_in.update(piece_counts(tokens).keys())
    often = dict(words_in) | {f: n for f, n in pieces_in.items() if n >= RAREST_PIECE}
    names = sorted(often)
    rarity = [log((1 + total) / (1 + often[name])) + 1 for name in names]
    return Vocabulary({name: place for place, name in enumerate(names)}, rarity)
