"""Messages that tell of two problems at once, taken apart where they say so."""

import re

from bot.matching.normalise import SENTENCE

JOINT = re.compile(
    r"[.,;!?]?\s*\b(?:and also|also|and another (?:thing|problem|question|issue)|another (?:thing"
    r"|problem|question|issue)(?: is)?|and secondly|secondly|second(?:ly)? thing|on top of that"
    r"|besides(?: that)?|in addition|oh and|plus|and separately|separately|and then there's"
    r"|the other (?:thing|problem|question|issue)(?: is)?)\b[,:]?\s*",
    re.IGNORECASE,
)
"""Words that begin something else; a mere “and” joins parts of one story far more often."""

TELLING = 4
"""How many words a part needs to tell of a problem."""


def parts(text: str) -> tuple[str, ...]:
    """The parts of a message that begins something else on its way; none for any other."""
    found = [part.strip() for part in JOINT.split(text)]
    telling = tuple(part for part in found if len(part.split()) >= TELLING)
    return telling if len(telling) > 1 else ()


def sentences(text: str) -> tuple[str, ...]:
    """The sentences long enough to tell of a problem; none where a message is a single one."""
    found = SENTENCE.split(text.strip())
    return tuple(s for s in found if len(s.split()) >= TELLING) if len(found) > 1 else ()
