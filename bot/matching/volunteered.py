"""Finds what a message tells unasked: answers to questions that nobody has put yet."""

import re

from bot.domain.topic import Option, Topic
from bot.matching.answers import likeness
from bot.matching.normalise import phrase, tidy


def volunteered(text: str, topic: Topic) -> tuple[tuple[str, str], ...]:
    """Facts told unasked: the options of any question that a clause of the message spells.

    A fact that two clauses tell differently is left out, and so is one that a clause denies.
    """
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for clause in CLAUSES.split(tidy(text).casefold()):
        option = _spelt(_bare(clause), topic)
        if option is not None:
            name = str(option.sets[0])
            known = told.get(name, (option.sets, *option.also))
            told[name] = known if option.sets in known else ()
    return tuple(fact for facts in told.values() for fact in facts)


def _spelt(said: str, topic: Topic) -> Option | None:
    """The one option of all questions that a clause spells, if it is only one."""
    if len(said) < TELLING:
        return None
    options = [option for question in topic.questions.values() for option in question.options]
    spelt = [o for o in options if any(_says(said, phrase(example)) for example in o.says)]
    return spelt[0] if len({option.sets for option in spelt}) == 1 else None


def _says(said: str, way: str) -> bool:
    """Whether a clause is this way to say it, or holds it where it is long enough to be clear."""
    held = len(way.split()) >= CLEAR and f" {way} " in f" {said} "
    return held or likeness(said, way) >= SURELY


def _bare(clause: str) -> str:
    """A clause without the small words around what it says: “oh no sorry it's finalised”."""
    return AFTER.sub("", BEFORE.sub("", phrase(clause)))


CLAUSES = re.compile(r"[,.;:!?]+|\b(?:and|but|so|because|though|since)\b")
"""Where one statement ends and the next begins."""

BEFORE = re.compile(
    r"^(?:(?:yes|no|yeah|yep|oh|ah|ok|okay|well|sorry|actually|wait|hmm|just|now|its|it|is|were|we"
    r"|are|theyre|they|thats|that|all|on|says|said|the|i|think) )+"
)
AFTER = re.compile(r"(?: (?:of course|i think|please|thanks|obviously|now|yes|all|sorry))+$")
"""Words that say nothing of their own at the beginning and at the end of a clause."""

TELLING = 6
"""From how many letters on a clause may tell something unasked; “none” could be anything."""

CLEAR = 3
"""From how many words on an answer is recognised inside a longer clause."""

SURELY = 94
"""From which likeness an unasked phrase is taken as an answer to a question not put."""
