"""The engine: from what was heard or seen to what the bot does next; it does nothing itself."""

from dataclasses import replace
from datetime import datetime

from bot.domain.belief import belief
from bot.domain.contrary import speaks_along
from bot.domain.conversation import Consent, Conversation, Outcome
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
from bot.domain.digression import DIGRESSIONS, digress, not_understood
from bot.domain.events import Heard, Meaning
from bot.domain.facts import CheckId, FactName, Source
from bot.domain.fitting import fitting
from bot.domain.looking import (
    aged,
    agreed_writing,
    look_step,
    looks_again,
    may_look,
)
from bot.domain.offering import reached
from bot.domain.policy import all_green, next_step
from bot.domain.showing import looks_red, showing
from bot.domain.spoken_of import answered
from bot.domain.topic import Cause, Topic

TRIES = 2
"""After so many tries in a row that change nothing, a person is offered; then they count anew."""


def greet() -> Decision:
    """The first turn."""
    return Say(speech=Speech.HELLO)


def advance(
    before: Conversation, state: Conversation, topic: Topic, *, heard: Heard, now: datetime
) -> Decision:
    """What to do after a message; `before` is the state it met, `state` the one with it in."""
    before, state = fitting(before, topic), fitting(state, topic)
    if state.outcome is Outcome.HANDED_OVER:
        return Say(speech=Speech.WAITING)
    match heard.meaning:
        case Meaning.HUMAN:
            return Escalate(reason=Reason.ASKED)
        case Meaning.REQUEST:
            return Say(speech=Speech.REQUEST, request=heard.request)
        case Meaning.DONE | Meaning.STILL:
            return _check_remedy(state, topic, now=now)
        case Meaning.LOOK_YES if writing := agreed_writing(state, topic):
            return writing
        case Meaning.LOOK_YES if verifying(state):
            return _check_remedy(state, topic, now=now)
        case Meaning.HELPFUL | Meaning.UNHELPFUL | Meaning.REASON as rating:
            return Say(speech=Speech(rating.value))
        case Meaning.WORKED:
            return Say(speech=Speech.HELPED)
        case meaning if meaning in DIGRESSIONS:
            return digress(before, state, topic, Speech(meaning.value), now=now)
        case Meaning.UNCLEAR | Meaning.OFF_TOPIC:
            return not_understood(before, state, topic, heard.meaning, now=now)
        case Meaning.ERROR:
            return next_step(state, topic, now=now, first=(Speech.ERROR,))
        case _:
            return _go_on(before, state, topic, heard, now=now)


def _go_on(
    before: Conversation, state: Conversation, topic: Topic, heard: Heard, *, now: datetime
) -> Decision:
    """The next step; a diagnosis that stands is only named again when something new fits it."""
    step = next_step(state, topic, now=now)
    if heard.meaning is Meaning.START:
        return step
    denied = before.diagnosis if heard.meaning is Meaning.NOT_IT else None
    # Who turns it down again has read what is seen.
    first = denied is not None and denied not in before.ruled_out
    if denied is not None and first and looks_red(topic.causes[denied], state):
        return replace(step, first=(Speech.STILL_SEEN, *step.first))
    if not isinstance(step, Conclude) or step.cause != before.diagnosis or before.outcome:
        return step
    cause = topic.causes[step.cause]
    fits = sum(heard.weights.get(name, 0.0) for name in {cause.id, cause.family}) >= FITS
    new = [f for f in heard.facts if state.facts.get(f.name) != before.facts.get(f.name)]
    shown = showing(cause, state)
    telling = [*new, *(f for f in heard.facts if f.name in shown)]
    along = any(speaks_along(fact, cause, topic) for fact in telling)
    seen = looks_red(cause, state)
    # Where a look saw it, words without a fact may well deny it: “but I am the owner”.
    if along or (fits and not new and not seen):
        return replace(step, first=(Speech.STANDS,))
    return Say(speech=Speech.SEEN if fits and seen else Speech.AT_REMEDY)


FITS = 0.5
"""How much of a message must point to the diagnosis for it to count as fitting."""


def looked(state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """What to do after a look."""
    state = fitting(state, topic)
    if state.outcome is Outcome.HANDED_OVER:
        return Say(speech=Speech.WAITING)
    if verifying(state):
        return _verdict(state, topic, now=now)
    step = answered(next_step(state, topic, now=now), state, topic)
    asks = isinstance(step, Ask | DidYouMean) and not step.first
    if asks and state.in_row == 0 and all_green(state, topic):
        return replace(step, first=(Speech.IN_ORDER,))
    return step


def worth_looking(state: Conversation, topic: Topic, *, now: datetime) -> tuple[CheckId, ...]:
    """The looks that what was seen so far makes worth taking in the same run."""
    state = fitting(state, topic)
    if verifying(state) or state.outcome is Outcome.HANDED_OVER:
        return ()
    state = aged(state, topic, now=now)
    look = look_step(state, topic, belief(state, topic))
    return look.checks if look and look.agreed else ()


def verifying(state: Conversation) -> bool:
    """Whether the visitor reported a remedy done that no look has confirmed yet."""
    return state.diagnosis is not None and state.tries > 0


def _check_remedy(state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """Look again at what was red; where there is nothing to look at, ask whether it worked."""
    if state.diagnosis is None:
        given = reached(state, topic)
        if given and may_look(state):
            return Look(checks=given, agreed=state.consent is Consent.YES)
        return next_step(state, topic, now=now)
    cause = topic.causes[state.diagnosis]
    ready = looks_again(cause, state, topic)
    if not ready:
        return Say(speech=Speech.DID_IT_WORK)
    return Look(checks=ready, agreed=state.consent is Consent.YES)


def _verdict(state: Conversation, topic: Topic, *, now: datetime) -> Decision:
    """Whether the look after a remedy shows that it worked."""
    cause = topic.causes[state.diagnosis] if state.diagnosis else None
    if cause is None:
        return next_step(state, topic, now=now)
    red = showing(cause, state)
    if any(_seen_again(name, state) for name in red):
        tired = state.tries >= TRIES and not _moved(state)
        return Escalate(reason=Reason.STILL_RED) if tired else Say(speech=Speech.STILL_RED)
    shown = showing(cause, replace(state, facts=state.before))
    if not shown:
        return Say(speech=Speech.DID_IT_WORK)
    if red or not all(_seen_again(name, state) for name in shown):
        tired = state.failing and state.tries >= TRIES
        return Escalate(reason=Reason.STUCK) if tired else Say(speech=Speech.CANNOT_SEE)
    return _after_fix(state, cause, topic, now=now)


def _moved(state: Conversation) -> bool:
    """Whether the look after a remedy saw anything that was otherwise before."""
    seen = (fact for fact in state.facts.values() if fact.known and fact.source is Source.CHECKED)
    return any(
        fact.value != old.value for fact in seen if (old := state.before.get(fact.name)) is not None
    )


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
    """Fixed; if a look shows a second cause, or the trouble goes on, say what is next, too."""
    rest = replace(state, fixed=(*state.fixed, cause.id), diagnosis=None, tries=0)
    follow = next_step(rest, topic, now=now)
    if isinstance(follow, Look) and follow.agreed:
        return follow
    if state.failing:
        return replace(follow, first=(Speech.GONE,), fixed=cause.id)
    if isinstance(follow, Conclude) and follow.confirmed:
        return replace(follow, first=(Speech.FIXED,), fixed=cause.id)
    return Say(speech=Speech.FIXED, fixed=cause.id)
