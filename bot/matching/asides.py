"""Hears what people say about the conversation itself: yes, why, done, talk to a person."""

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.matching.clauses import spelt_out
from bot.matching.kept import kept_for_each
from bot.matching.normalise import phrase

SAME = 86
"""From which likeness (0 to 100) two short phrases are the same."""

LONGEST_ASIDE = 9
"""Up to how many words a message may be about the conversation itself."""

VERY_SHORT = 4
"""Words of fewer letters are compared letter by letter."""

REMEMBERED = 4096
"""Of how many phrases it is kept what they say, as clauses and whole messages come again."""

Asides = Mapping[str, Sequence[str]]


def aside_of(text: str, asides: Asides) -> str | None:
    """What a short message says about the conversation itself, or None."""
    said = phrase(text)
    if not said or len(said.split()) > LONGEST_ASIDE:
        return None
    return _known(asides).meaning(said) or _between_thanks(text, asides)


def _between_thanks(text: str, asides: Asides) -> str | None:
    """The one thing that all parts say but for polite ones: “never mind, it works, thanks”."""
    parts = [phrase(JOINT.sub("", part)) for part in PARTS.split(text)]
    telling = {_known(asides).meaning(part) for part in parts if part} - POLITE
    return telling.pop() if len(telling) == 1 else None


POLITE = frozenset({"yes", "thanks", "hello", "bye"})
"""Asides that take nothing from what is said beside them."""


PARTS = re.compile(r"(?<=[.,;:!?])\s+|\s+[-–—]+\s+|\s+(?=but\b)", re.IGNORECASE)
"""Where a part of a message ends that may say something of its own."""

JOINT = re.compile(r"^(?:but|and|so|oh|ah|ok|okay|well|also)\s+", re.IGNORECASE)
"""How such a part begins."""


def set_apart(text: str, asides: Asides, names: Set[str]) -> tuple[str, str | None]:
    """What is left of the text without the parts that say something of `names`, and what the last
    of those says.
    """
    said = [(part, aside_of(JOINT.sub("", part), asides)) for part in PARTS.split(text)]
    rest = [part for part, aside in said if aside not in names]
    found = [aside for _, aside in said if aside in names]
    return " ".join(rest) if any(map(phrase, rest)) else "", found[-1] if found else None


def likeness(a: str, b: str) -> float:
    """0 to 100; very short phrases must be equal but for one letter."""
    if min(len(a), len(b)) < VERY_SHORT:
        return 100.0 if a == b else 0.0
    return fuzz.ratio(a, b)


class _Known:
    """The phrases of all asides; what two of them share belongs to the first."""

    def __init__(self, asides: Asides) -> None:
        self._aside: dict[str, str] = {}
        for name, examples in asides.items():
            for example in examples:
                # Whole messages are compared as they are written, clauses with words in full.
                for known in (phrase(example), " ".join(spelt_out(example))):
                    self._aside.setdefault(known, name)
        longer = [known for known in self._aside if len(known) >= VERY_SHORT]
        self._longer = {
            denies: [known for known in longer if _denies(known) is denies]
            for denies in (True, False)
        }
        self.meaning = lru_cache(maxsize=REMEMBERED)(self._nearest)

    def _nearest(self, said: str) -> str | None:
        """The aside with the phrase most like this one, as `likeness` has it."""
        if len(said) < VERY_SHORT:
            return self._aside.get(said)
        alike = self._longer[_denies(said)]
        near = process.extractOne(said, alike, scorer=fuzz.ratio, score_cutoff=SAME)
        return self._aside[near[0]] if near else None


def _denies(said: str) -> bool:
    """Whether it says no to something; two phrases that differ in that are never alike."""
    return not DENIALS.isdisjoint(spelt_out(said))


DENIALS = frozenset({"not", "never", "no"})

_known = kept_for_each(_Known)
