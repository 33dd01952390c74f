"""Features of a message: words, words near each other, stems and pieces, weighted by rarity."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

Counts = Mapping[str, int]

NEAR = 3
"""How many words apart two words may stand to be a feature together."""

STEM = 5
"""How many letters of a word stand for all its forms."""

PIECES = range(2, 6)
"""The lengths of the pieces of words, in characters."""

RAREST, SCARCE = 2, 20_000
"""In how many messages a feature must occur; one more for each so many messages."""


def word_counts(tokens: Sequence[str]) -> Counts:
    """Words, pairs of words that stand near each other, and what begins and ends the message."""
    counts = Counter(f"w {token}" for token in tokens)
    for apart in range(1, NEAR + 1):
        # Neighbours are one feature, words further apart another: “not sent” is no “not … sent”.
        mark = "p" if apart == 1 else "n"
        counts.update(f"{mark} {a} {b}" for a, b in zip(tokens, tokens[apart:], strict=False))
    if tokens:
        counts.update((f"^ {tokens[0]}", f"$ {tokens[-1]}"))
    return counts


def stem_counts(tokens: Sequence[str]) -> Counts:
    """The beginnings of words, alone and with their neighbours."""
    stems = [token[:STEM] for token in tokens]
    counts = Counter(f"s {stem}" for stem in stems)
    counts.update(f"q {a} {b}" for a, b in pairwise(stems))
    return counts


def piece_counts(tokens: Sequence[str]) -> Counts:
    """Pieces of two to five characters within words, their edges marked by a space."""
    counts: Counter[str] = Counter()
    for token in tokens:
        edged = f" {token} "
        for length in PIECES:
            counts.update([f"c{edged[i : i + length]}" for i in range(len(edged) - length + 1)])
    return counts


BLOCKS: tuple[Callable[[Sequence[str]], Counts], ...] = (word_counts, stem_counts, piece_counts)
"""The kinds of features."""

Shares = tuple[float, float, float]

SHARES: Shares = (0.5, 0.3, 0.2)
"""How much each kind counts; chosen by leave-one-situation-out on the examples."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that count, with their place and rarity; each block has the same length."""

    place: Mapping[str, int]
    rarity: Sequence[float]
    shares: Shares = SHARES

    def vector(self, tokens: Sequence[str]) -> tuple[list[int], list[float]]:
        """The places and weights of a message; its squared weights sum to 1 at most."""
        places: list[int] = []
        weights: list[float] = []
        for count, share in zip(BLOCKS, self.shares, strict=True):
            known = [(self.place[f], n) for f, n in count(tokens).items() if f in self.place]
            raw = [(1 + log(n)) * self.rarity[p] for p, n in known]
            scale = sqrt(share) / (sqrt(sum(w * w for w in raw)) or 1.0)
            places += [p for p, _ in known]
            weights += [w * scale for w in raw]
        return places, weights


def learn_vocabulary(
    messages: Iterable[Sequence[str]], *, rarest: int = RAREST, shares: Shares = SHARES
) -> Vocabulary:
    """The vocabulary of example messages, given as words."""
    often: Counter[str] = Counter()
    total = 0
    for tokens in messages:
        total += 1
        for count in BLOCKS:
            often.update(count(tokens).keys())
    enough = rarest + total // SCARCE
    names = sorted(name for name, n in often.items() if n >= enough)
    rarity = [log((1 + total) / (1 + often[name])) + 1 for name in names]
    return Vocabulary({name: place for place, name in enumerate(names)}, rarity, shares)
