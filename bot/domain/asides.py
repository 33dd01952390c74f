"""Asides: what people say about the conversation itself, at the point where they say it."""

from dataclasses import replace
from datetime import datetime

from bot.domain.asking import SYMPTOM
from bot.domain.conversation import MISSED, Conversation
from bot.domain.events import Heard, Meaning
from bot.domain.facts import UNKNOWN
from bot.domain.gist import said
from bot.domain.looking import looks_again, may_look
from bot.domain.rating import asks_why
from bot.domain.reading import Reading
from bot.domain.topic import Topic
from bot.domain.turn import DecisionKind

YES, NO, CANNOT, UNSURE = "yes", "no", "cannot", "unsure"
FAILED, NOT_IT, FIXED = "failed", "not_it", "fixed"
"""Asides whose meaning depends on what is open: assent, refusal, not being able to, not knowing,
that it does not work, that it is not what was said, and that somebody mended it.
"""

ASIDES = {
    "human": Meaning.HUMAN,
    "how": Meaning.HOW,
    "why": Meaning.WHY,
    "hello": Meaning.HELLO,
    "who": Meaning.WHO,
    "bye": Meaning.BYE,
    "cannot": Meaning.CANNOT,
    "angry": Meaning.SORRY,
    "safe": Meaning.SAFE,
    "thanks": Meaning.THANKS,
    "worked": Meaning.WORKED,
    FIXED: Meaning.WORKED,
    "helpful": Meaning.THANKS,
    "unhelpful": Meaning.SORRY,
}
"""The others, which mean the same everywhere."""


def aside_heard(aside: str, state: Conversation, topic: Topic, *, now: datetime) -> Heard | None:
    """What an aside means at this point; None where it means nothing of its own."""
    asked = state.pending.fact if state.pending else None
    known = state.facts.get(asked) if asked else None
    if aside == YES and known is not None and known.known:
        return Heard(meaning=Meaning.ANSWER)  # what was asked back is so
    if aside == YES and state.diagnosis is not None:
        return Heard(meaning=Meaning.BYE)
    if aside == NO and state.outcome is not None and lost(state) is Meaning.OFF_TOPIC:
        return Heard(meaning=Meaning.BYE)  # nothing else, thanks
    if aside == CANNOT and asked is not None and state.diagnosis is None and asked != SYMPTOM:
        return Heard(meaning=Meaning.ANSWER, facts=said(((asked, UNKNOWN),), now=now))
    if aside == FAILED and state.diagnosis is None and lost(state) is Meaning.OFF_TOPIC:
        return Heard(meaning=Meaning.START)
    if aside == NOT_IT and asked is not None and state.denied is not None:
        return Heard(meaning=Meaning.NOT_IT)  # once more, and no answer
    meaning = ASIDES.get(aside)
    if aside == FIXED and _to_be_seen(state):
        return Heard(meaning=Meaning.DONE)
    if meaning is Meaning.WORKED and remedy_open(state) and not _all_known(aside, state, topic):
        meaning = Meaning.DONE
    return Heard(meaning=meaning) if meaning else None


def _to_be_seen(state: Conversation) -> bool:
    """Whether nothing was looked at or named yet, and we may look."""
    named = state.diagnosis is not None or state.outcome is not None
    return not named and not state.looked and may_look(state)


def works_unseen(reading: Reading, state: Conversation, topic: Topic) -> bool:
    """Whether a report says that it works, and nobody can look: that is all there is to know."""
    works = ASIDES.get(reading.aside or "") is Meaning.WORKED
    return works and _all_known(reading.aside or "", state, topic)


def _all_known(aside: str, state: Conversation, topic: Topic) -> bool:
    """Whether nobody can look, and more than a remedy's steps was said to be done."""
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    seen = cause is not None and looks_again(cause, state, topic)
    return cause is not None and not seen and aside != FIXED


def lost(state: Conversation) -> Meaning:
    """What a message means that nobody understands: an unclear answer, or something else."""
    open_ = state.pending
    asked = open_ is not None and (open_.kind in QUESTIONS or asks_why(open_.choices))
    return Meaning.UNCLEAR if asked or remedy_open(state) else Meaning.OFF_TOPIC


def remedy_open(state: Conversation) -> bool:
    """Whether a cause was named whose remedy is neither verified nor given up."""
    return state.diagnosis is not None and state.outcome is None


QUESTIONS = {
    DecisionKind.ASK,
    DecisionKind.DID_YOU_MEAN,
    DecisionKind.LOOK,
    DecisionKind.CONCLUDE,
}
"""The turns after which a message that nobody understands is an unclear answer."""


def with_beside(heard: Heard, reading: Reading, state: Conversation) -> Heard:
    """What a message means whose rest was `heard`, with what a part of it says of the conversation.

    Where the rest answers the open question, asking why or how beside it is heard, too; a question
    about a remedy is no message that nobody understands.
    """
    meaning, missed = ASIDES.get(reading.beside or ""), heard.meaning in MISSED
    asked = state.pending is not None and state.pending.kind is DecisionKind.ASK
    explains = meaning in EXPLAINED and asked and heard.meaning is Meaning.ANSWER
    if meaning is not None and (missed or explains):
        return replace(heard, meaning=meaning)
    if missed and reading.asks and remedy_open(state):
        return replace(heard, meaning=Meaning.QUESTION)
    return heard


EXPLAINED = frozenset({Meaning.HOW, Meaning.WHY})
