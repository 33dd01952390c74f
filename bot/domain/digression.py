"""Digressions: answered, and then back to where the conversation stood."""

from dataclasses import replace
from datetime import datetime

from bot.domain.asides import remedy_open
from bot.domain.asking import SYMPTOM
from bot.domain.belief import belief
from bot.domain.conversation import Conversation, Pending
from bot.domain.decision import (
    Ask,
    Conclude,
    Decision,
    DidYouMean,
    Escalate,
    Reason,
    Say,
    Speech,
)
from bot.domain.events import Meaning
from bot.domain.facts import FactName
from bot.domain.policy import next_step
from bot.domain.showing import confirmed
from bot.domain.topic import CauseId, Topic
from bot.domain.turn import DecisionKind, Expects

DIGRESSIONS = frozenset(
    {
        Meaning.HELLO,
        Meaning.WHO,
        Meaning.THANKS,
        Meaning.HOW,
        Meaning.WHY,
        Meaning.BYE,
        Meaning.CANNOT,
        Meaning.SORRY,
        Meaning.SAFE,
        Meaning.QUESTION,
    }
)
"""What people say about the conversation rather than about the sync."""

AT_REMEDY = {
    Speech.THANKS: Speech.BYE,
    Speech.HELLO: Speech.AT_REMEDY,
    Speech.CANNOT: Speech.CANNOT,
    Speech.SORRY: Speech.SORRY,
    Speech.SAFE: Speech.SAFE,
    Speech.WHO: Speech.WHO,
    Speech.BYE: Speech.BYE,
    Speech.QUESTION: Speech.QUESTION,
}
"""How they are answered while a remedy is open, without showing the whole of it again."""

LEAVING = frozenset({Speech.BYE, Speech.CANNOT})
"""After these nothing is asked again."""

MISSES = 3
"""After so many messages in a row that nobody understands, a person is offered."""


def digress(
    before: Conversation, state: Conversation, topic: Topic, speech: Speech, *, now: datetime
) -> Decision:
    """Answer what was asked about the conversation, then come back to where it stood."""
    if speech in AT_REMEDY and remedy_open(before):
        return Say(speech=AT_REMEDY[speech])
    if speech in LEAVING:
        return Say(speech=Speech.BYE)
    if _answered(before, state, topic):
        step = next_step(state, topic, now=now)
        # How to find the answer is of no use any more; why it is asked goes for the next one, too.
        explained = speech is Speech.WHY and isinstance(step, Ask)
        return replace(step, first=(speech,)) if explained else step
    if speech is Speech.WHY and remedy_open(before):
        speech = Speech.HOW
    again = _again(before.pending, state, topic, now=now)
    if again is None and speech is Speech.HOW and state.outcome is None:
        again = _diagnosis(state, topic)
    if again is None:
        return Say(speech=Speech.ABOUT if speech in {Speech.HOW, Speech.WHY} else speech)
    return replace(again, first=(speech,))


def _answered(before: Conversation, state: Conversation, topic: Topic) -> bool:
    """Whether the message that digresses also answers the question that was open."""
    asked = before.pending.fact if before.pending else None
    if asked is None or asked not in topic.questions:
        return False
    names = {asked, *(option.sets[0] for option in topic.questions[asked].options)}
    return any(state.facts.get(name) != before.facts.get(name) for name in names)


def not_understood(
    before: Conversation, state: Conversation, topic: Topic, meaning: Meaning, *, now: datetime
) -> Decision:
    """Ask again once; then go on without the answer; in the end offer a person."""
    if state.misses >= MISSES:
        return Escalate(reason=Reason.NOT_UNDERSTOOD)
    if before.pending is not None and before.pending.expects is Expects.CONTACT:
        return Escalate(reason=Reason.FORM)
    if remedy_open(before):
        return Say(speech=Speech.AT_REMEDY)
    again = _again(before.pending, state, topic, now=now)
    if again is None:
        return Say(speech=Speech.ABOUT)
    if isinstance(again, DidYouMean) or (state.misses > 1 and isinstance(again, Ask)):
        return next_step(state, topic, now=now, first=(Speech.UNCLEAR,))
    first = Speech.UNCLEAR if meaning is Meaning.UNCLEAR else Speech.ABOUT
    return replace(again, first=(first,))


def _again(
    pending: Pending | None, state: Conversation, topic: Topic, *, now: datetime
) -> Decision | None:
    """The step that is still open, to be put once more."""
    match pending:
        case Pending(kind=DecisionKind.ASK, fact=str(fact)):
            known = state.facts.get(FactName(fact))
            told = known is not None and known.known
            return next_step(state, topic, now=now) if told else Ask(fact=FactName(fact))
        case Pending(kind=DecisionKind.DID_YOU_MEAN, choices=choices):
            named = [CauseId(c.partition("=")[2]) for c in choices if c.startswith(f"{SYMPTOM}=")]
            return DidYouMean(causes=tuple(cause for cause in named if cause in topic.causes))
        case Pending(kind=DecisionKind.CONCLUDE):
            return _diagnosis(state, topic)
        case Pending(kind=DecisionKind.LOOK, fact=permission):
            unasked = replace(state, asked=state.asked - {permission})
            return next_step(unasked, topic, now=now)
        case _:
            return None


def _diagnosis(state: Conversation, topic: Topic) -> Conclude | None:
    """The diagnosis under treatment, to be shown once more."""
    if state.diagnosis is None:
        return None
    p = belief(state, topic).get(state.diagnosis, 0.0)
    shown = confirmed(topic.causes[state.diagnosis], state)
    return Conclude(cause=state.diagnosis, probability=p, confirmed=shown)
