"""Hears what has the words of an answer and is none: two at once, and how the trouble goes on."""

import re
from collections.abc import Sequence

from bot.domain.topic import Topic
from bot.domain.turn import Choice
from bot.matching.answers import AFFIRMS
from bot.matching.asides import Asides, aside_of
from bot.matching.clauses import clauses, spelt_out
from bot.matching.spoken import question_of, stated


def torn(text: str, offered: Sequence[Choice], topic: Topic) -> bool:
    """Whether `text` leaves it open which of two options it is: “either draft or approved”."""
    asked, either = question_of(offered, topic), EITHER.search(text)
    if asked is None or either is None:
        return False
    one, other = (
        {s.option.id for s in stated(clauses(part), asked.options, topic) if not s.denied}
        for part in either.groups()
    )
    return bool(one | other) and not (one == other and len(one) == 1)


EITHER = re.compile(r"\beither\b(?! (?:way|of)\b)([^.;!?]*) or ([^.;!?]*)", re.IGNORECASE)
"""What names two things as alternatives."""


def works_again(text: str, asides: Asides) -> bool:
    """Whether `text` says that what did not work does: “it works now” answers no question."""
    words = {*spelt_out(text)}
    again = words & {"now", "again"} and words & {"works", "working"} and not words & AFFIRMS
    return bool(again) and aside_of(text, asides) == "worked"


def goes_on(text: str, asides: Asides) -> bool:
    """Whether `text` says that the trouble is as it was: “it still doesn't work”.

    “It” is what the visitor came for, whatever the question is about.
    """
    return "still" in spelt_out(text) and aside_of(text, asides) == "failed"
