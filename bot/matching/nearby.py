"""Narrows many words down to those that may be a typing mistake or two away from one."""

from collections.abc import Sequence

import numpy as np

BUCKETS = 32
"""Into how many buckets letters fall; half the bits of what `_letters` tells."""


class Nearby:
    """Words by their lengths and letters, so that few are left to be compared in earnest."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        lengths = np.fromiter(map(len, words), dtype=np.intp, count=len(words))
        self._order = np.argsort(lengths, kind="stable")
        letters = np.fromiter(map(_letters, words), dtype=np.uint64, count=len(words))
        self._letters = letters[self._order]
        self._starts: list[int] = [0, *np.bincount(lengths).cumsum().tolist()]

    def around(self, word: str, mistakes: int) -> list[str]:
        """All words at most so many mistakes away, and few others, in the order they were given."""
        first, last = self._start(len(word) - mistakes), self._start(len(word) + mistakes + 1)
        other = np.bitwise_count(self._letters[first:last] ^ np.uint64(_letters(word)))
        # A mistake takes one letter away and adds one, at most.
        places = self._order[first:last][other <= 2 * mistakes]
        return [self._words[place] for place in np.sort(places).tolist()]

    def _start(self, length: int) -> int:
        """Where the words of that length begin, among all by length."""
        return self._starts[max(0, min(length, len(self._starts) - 1))]


def _letters(word: str) -> int:
    """Which letters a word has, and which of them twice or more, as 64 bits."""
    once = twice = 0
    for letter in word:
        bit = 1 << ord(letter) % BUCKETS
        twice |= once & bit
        once |= bit
    return twice << BUCKETS | once
