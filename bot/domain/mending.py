"""What mends a cause: the steps of its own or, where an error text named it, those of that text."""

import re
from dataclasses import replace

from bot.domain.conversation import Conversation
from bot.domain.facts import ERROR_CAUSE
from bot.domain.showing import showing
from bot.domain.topic import Cause, ErrorText, Knowledge, Remedy
from bot.domain.turn import Block, ErrorBlock

SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-Z])")
"""Where one step of an error text's fix ends and the next begins."""


def _naming(cause: Cause, state: Conversation, knowledge: Knowledge) -> ErrorText | None:
    """The error text on which a cause rests; None where a look shows it in another way too."""
    fact = state.facts.get(ERROR_CAUSE)
    if fact is None or fact.value != cause.id or showing(cause, state) - {ERROR_CAUSE}:
        return None
    return next((error for error in knowledge.errors if error.text == fact.entry), None)


def remedy_of(cause: Cause, state: Conversation, knowledge: Knowledge) -> Remedy:
    """How to mend a cause; an error text fits closer than its cause, and its steps say where."""
    error = _naming(cause, state, knowledge)
    if error is None:
        return cause.remedy
    # The catalogue serves all topics, each with roles of its own.
    who = error.who if error.who in knowledge.topic(state.topic).roles else cause.remedy.who
    return replace(cause.remedy, who=who, where="", steps=tuple(SENTENCE.split(error.fix)))


def told_once(
    blocks: tuple[Block, ...], cause: Cause, state: Conversation, knowledge: Knowledge
) -> tuple[Block, ...]:
    """The blocks before a cause's card; what to do about an error is left to the card."""
    error = _naming(cause, state, knowledge)
    fix = error.fix if error else None
    return tuple(
        replace(one, fix="", who="") if isinstance(one, ErrorBlock) and one.fix == fix else one
        for one in blocks
    )
