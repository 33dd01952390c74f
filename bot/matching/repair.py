"""Repairs typing mistakes with the words that the examples use; known words stay as they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.nearby import Nearby

COMMON, KNOWN = 3, 5
"""How often a word must occur to be offered as a repair, and to be left alone for sure."""

OVERSHADOWED = 20
"""A rarer word counts as mistyped when a word so many times as frequent is one mistake away."""

SHORT, LONG = 4, 8
"""Words below SHORT are left alone; from LONG letters on two mistakes are repaired, else one."""

LONGEST = 30
"""Beyond this many letters nothing is a word any more."""

REMEMBERED = 4096
"""How many repairs are kept, as the same mistakes come again."""


class Repair:
    """Knows the words of the examples and mends the others."""

    def __init__(self, messages: Iterable[Sequence[str]]) -> None:
        often = Counter(token for tokens in messages for token in tokens)
        self._known = frozenset(word for word, n in often.items() if n >= KNOWN)
        self._seen = frozenset(word for word, n in often.items() if n > 1)
        fit = (w for w, n in often.items() if n >= COMMON and SHORT <= len(w) <= LONGEST)
        self._common = Nearby(sorted(fit))
        self._often = often
        self._mend = lru_cache(maxsize=REMEMBERED)(self._nearest)

    def __call__(self, tokens: Sequence[str]) -> list[str]:
        """The words with unknown ones replaced by the nearest common one, where one is near."""
        return [t if t in self._known or len(t) < SHORT else self._mend(t) for t in tokens]

    def knows(self, token: str) -> bool:
        """Whether the examples use this word more than once."""
        return token in self._seen

    def _nearest(self, token: str) -> str:
        own = self._often[token]
        mistakes = 2 if len(token) >= LONG and not own else 1
        alike = self._common.around(token, mistakes)
        near = process.extract(token, alike, scorer=OSA.distance, score_cutoff=mistakes, limit=5)
        likelier = [hit for hit in near if self._often[hit[0]] >= OVERSHADOWED * own]
        best = min(likelier, key=lambda hit: (hit[1], -self._often[hit[0]]), default=None)
        return best[0] if best else token
