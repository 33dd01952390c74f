"""Hears what people say about the conversation itself: yes, why, done, talk to a person."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from bot.matching.normalise import phrase

SAME = 86
"""From which likeness (0 to 100) two short phrases are the same."""

Asides = Mapping[str, Sequence[str]]


def aside_of(text: str, asides: Asides) -> str | None:
    """What a short message says about the conversation itself, or None."""
    said = phrase(text)
    if not said or len(said.split()) > LONGEST_ASIDE:
        return None
    scored = {
        name: max((likeness(said, phrase(example)) for example in examples), default=0.0)
        for name, examples in asides.items()
    }
    best = max(scored, key=lambda name: scored[name], default=None)
    return best if best is not None and scored[best] >= SAME else None


LONGEST_ASIDE = 9
"""Up to how many words a message may be about the conversation itself."""

VERY_SHORT = 4
"""Words of fewer letters are compared letter by letter."""


def likeness(a: str, b: str) -> float:
    """0 to 100; very short phrases must be equal but for one letter."""
    if min(len(a), len(b)) < VERY_SHORT:
        return 100.0 if a == b else 0.0
    return fuzz.ratio(a, b)
