"""The engine: from what was heard or seen to what the bot does next; it does nothing itself."""

from dataclasses import replace
from datetime import datetime

from bot.domain.belief import belief
from bot.domain.conversation import Consent, Conversation, Outcome, Pending
from bot.domain.decision import (
    Ask,
    Conclude,
    Decision,
    DidYouMean,
    Escalate,
    Look,
    Reason,
    Say,
    Speech,
)
from bot.domain.events import Heard, Meaning
from bot.domain.facts import FactName, Source
from bot.domain.policy import (
    PERMISSION,
    SYMPTOM,
    confirmed,
    may_look,
    next_step,
    runnable,
    showing,
)
from bot.domain.topic import Cause, CauseId, Topic
from bot.domain.turn import DecisionKind

MISSES = 3
"""After so many messages in a row that nobody understands, a person is offered."""

TRIES = 2
"""After so many tries of a remedy that change nothing, a person is offered."""


def greet() -> Decision:
    """The first turn."""
    return Say(speech=Speech.HELLO)


def advance(
    before: Conversation, state: Conversation, topic: Topic, *, heard: Heard, now: datetime
) -> Decision:
    """What to do after a message; `before` is the state it met, `state` the one with it in."""
    if state.outcome is Outcome.HANDED_OVER:
        return Say(speech=Speech.WAITING)
    match heard.meaning:
        case Meaning.HUMAN:
            return Escalate(reason=Reason.ASKED)
        case Meaning.REQUEST:
            return Say(speech=Speech.REQUEST, request=heard.request)
        case Meaning.DONE:
            return _check_remedy(state, topic, now=now)
        case Meaning.LOOK_YES if verifying(state):
            return _check_remedy(state, topic, now=now)
        case Meaning.WORKED:
            return Say(speech=Speech.HELPED)
        case Meaning.HELLO | Meaning.WHO | Meaning.THANKS | Meaning.HOW | Meaning.WHY:
            return _digress(before, state, topic, Speech(heard.meaning.value), now=now)
        case Meaning.UNCLEAR | Meaning.OFF_TOPIC:
            return _not_understood(before, state, topic, heard.meaning, now=now)
        case Meaning.ERROR:
            return next_step(state, topic, now=now, first=(Speech.ERROR,))
        case _:
            return _go_on(before, state, topic, now=now)


def _go_on(before: Conversation, state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """The next step; a diagnosis that stands is not presented as if it were news."""
    step = next_step(state, topic, now=now)
    if isinstance(step, Conclude) and step.cause == before.diagnosis:
        return replace(step, first=(Speech.STANDS,))
    return step


def looked(state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """What to do after a look."""
    if state.outcome is Outcome.HANDED_OVER:
        return Say(speech=Speech.WAITING)
    if not verifying(state):
        return next_step(state, topic, now=now)
    return _verdict(state, topic, now=now)


def verifying(state: Conversation) -> bool:
    """Whether the visitor reported a remedy done that no look has confirmed yet."""
    return state.diagnosis is not None and state.tries > 0


def _check_remedy(state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """Look again at what was red; where there is nothing to look at, ask whether it worked."""
    if state.diagnosis is None:
        return next_step(state, topic, now=now)
    cause = topic.causes[state.diagnosis]
    wanted = [topic.checks[name] for name in cause.verified_by]
    ready = tuple(check.id for check in wanted if runnable(check, state))
    if not ready or not may_look(state):
        return Say(speech=Speech.DID_IT_WORK)
    return Look(checks=ready, agreed=state.consent is Consent.YES)


def _verdict(state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """Whether the look after a remedy shows that it worked."""
    cause = topic.causes[state.diagnosis] if state.diagnosis else None
    if cause is None:
        return next_step(state, topic, now=now)
    red = showing(cause, state)
    if any(_seen_again(name, state) for name in red):
        tired = state.tries >= TRIES
        return Escalate(reason=Reason.STILL_RED) if tired else Say(speech=Speech.STILL_RED)
    shown = showing(cause, replace(state, facts=state.before))
    if not shown:
        return Say(speech=Speech.DID_IT_WORK)
    if red or not all(_seen_again(name, state) for name in shown):
        return Say(speech=Speech.CANNOT_SEE)
    return _after_fix(state, cause, topic, now=now)


def _seen_again(name: FactName, state: Conversation) -> bool:
    """Whether a look found this fact out after the remedy was reported done."""
    fact = state.facts.get(name)
    return (
        fact is not None
        and fact.known
        and fact.source is Source.CHECKED
        and (fact != state.before.get(name))
    )


def _after_fix(state: Conversation, cause: Cause, topic: Topic, *, now: datetime) -> Decision:
    """Fixed; if a look shows a second cause, name that one too."""
    rest = replace(state, fixed=(*state.fixed, cause.id), diagnosis=None, tries=0)
    follow = next_step(rest, topic, now=now)
    if isinstance(follow, Conclude) and follow.confirmed:
        return replace(follow, first=(Speech.FIXED,), fixed=cause.id)
    if isinstance(follow, Look) and follow.agreed:
        return follow
    return Say(speech=Speech.FIXED, fixed=cause.id)


def _digress(
    before: Conversation, state: Conversation, topic: Topic, speech: Speech, *, now: datetime
) -> Decision:
    """Answer what was asked about the conversation, then come back to where it stood."""
    again = _again(before.pending, state, topic, now=now)
    if again is None and speech is Speech.HOW and state.outcome is None:
        again = _diagnosis(state, topic)
    if again is None:
        about = {Speech.HOW: Speech.ABOUT, Speech.WHY: Speech.ABOUT}
        return Say(speech=about.get(speech, speech))
    return replace(again, first=(speech,))


def _not_understood(
    before: Conversation, state: Conversation, topic: Topic, meaning: Meaning, *, now: datetime
) -> Decision:
    """Ask again once; then go on without the answer; in the end offer a person."""
    if state.misses >= MISSES:
        return Escalate(reason=Reason.NOT_UNDERSTOOD)
    again = _again(before.pending, state, topic, now=now)
    if again is None:
        return Say(speech=Speech.ABOUT)
    if state.misses > 1 and isinstance(again, Ask | DidYouMean):
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
        case Pending(kind=DecisionKind.LOOK):
            unasked = replace(state, asked=state.asked - {PERMISSION})
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
