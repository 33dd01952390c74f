"""Chooses the next step: look if that may help, conclude if sure, else ask what tells most."""

from dataclasses import replace
from datetime import datetime

from bot.domain.asking import IN_A_ROW, best_question, close, key_to_a_look, what_else, which_one
from bot.domain.belief import Belief, belief, families, ranked
from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import (
    Ask,
    Conclude,
    Decision,
    Escalate,
    Look,
    Reason,
    Speech,
)
from bot.domain.facts import SPOKEN_OF, Source
from bot.domain.looking import aged, look_step, writing_look
from bot.domain.showing import showing, told
from bot.domain.spoken_of import belied, blind, next_number
from bot.domain.topic import (
    SOMETHING_ELSE,
    Cause,
    CauseId,
    Often,
    Topic,
)

SURE = 0.85
"""The probability from which a cause is named without a look that confirms it."""

SEEN = 0.6
"""The probability from which a cause is named that shows in what the visitor reads out."""

CONFIRMED, UNMISTAKABLE = 0.3, 0.003
"""The probability from which a cause is named that a look confirms, and from which it is where no
healthy clinic ever shows what the look saw."""

LEANING = 0.5
"""The probability from which a cause is named as likely when there is nothing left to ask."""

IN_ORDER = 0.25
"""The probability of something else from which green looks mean that nothing is wrong."""


def next_step(
    state: Conversation, topic: Topic, *, now: datetime, first: tuple[Speech, ...] = ()
) -> Decision:
    """What to do next about the cause; `first` is said before it."""
    state = aged(state, topic, now=now)
    current = belief(state, topic)
    if look := look_step(state, topic, current):
        several = look.agreed and next_number(state) and _at_one(look, topic)
        return replace(look, first=(*first, Speech.IN_TURN) if several else first)
    if named := _conclusion(state, topic, current):
        return replace(named, first=first)
    if state.fixed and (which := which_one(state, topic)):
        return replace(which, first=first)
    if _nothing_wrong(state, topic, current):
        return replace(_all_in_order(state, topic), first=first)
    if state.in_row < IN_A_ROW and (question := best_question(state, topic, current)):
        return replace(question, first=first)
    return replace(_last_word(state, topic, current), first=first)


def _at_one(look: Look, topic: Topic) -> bool:
    """Whether a look is at the one document that is spoken of."""
    return any(SPOKEN_OF in topic.checks[name].needs for name in look.checks)


def _conclusion(state: Conversation, topic: Topic, current: Belief) -> Conclude | Ask | None:
    shown = [c for c, p in ranked(current) if _shown(topic.cause(c), p, state, topic)]
    if shown:
        return Conclude(cause=shown[0], probability=current[shown[0]], confirmed=True)
    family, mass = ranked(families(current, topic))[0]
    if family not in topic.causes:
        return None
    likely = _likely(family, topic, current)
    if _better_unsaid(likely.cause, state, topic):
        return None
    if mass < (SEEN if told(topic.causes[likely.cause], state, topic) else SURE):
        return None
    key = key_to_a_look(likely.cause, state, topic) or what_else(likely.cause, state, topic)
    return key or likely


def _better_unsaid(likely: CauseId, state: Conversation, topic: Topic) -> bool:
    """Whether a cause that no look shows was turned down, or cannot be told, or is not so."""
    cause = topic.causes[likely]
    # Who has said that it is not this one is not told so again.
    if likely in state.ruled_out or blind(cause, state, topic):
        return True
    return belied(cause, state, topic)


def _shown(cause: Cause, p: float, state: Conversation, topic: Topic) -> bool:
    """Whether looks show a cause that is probable enough to be named for what they saw."""
    seen = {name: state.facts[name].value for name in showing(cause, state)}
    alarming = any(topic.facts[n].normally.get(value) is Often.NEVER for n, value in seen.items())
    # Where nothing else is wrong, what is seen is better named than called in order.
    enough = UNMISTAKABLE if alarming or all_green(state, topic) else CONFIRMED
    return bool(seen) and p >= enough


def _likely(family: CauseId, topic: Topic, current: Belief) -> Conclude:
    """The family, or the finer cause that holds most of its weight."""
    mass = families(current, topic)[family]
    for cause, p in ranked(current):
        if topic.cause(cause).parent == family and p > LEANING * mass:
            return Conclude(cause=cause, probability=mass, confirmed=False)
    return Conclude(cause=family, probability=mass, confirmed=False)


def _last_word(state: Conversation, topic: Topic, current: Belief) -> Decision:
    """Nothing is left to ask: name what is likely, or at least what shows, or hand over."""
    family, mass = ranked(families(current, topic))[0]
    if mass >= LEANING and not close(current, topic) and family in topic.causes:
        likely = _likely(family, topic, current)
        if not _better_unsaid(likely.cause, state, topic):
            return likely
        green = all_green(state, topic) and likely.cause not in state.ruled_out
        return _all_in_order(state, topic) if green else Escalate(reason=Reason.STUCK)
    shown = [c for c, p in ranked(current) if p >= UNMISTAKABLE and showing(topic.cause(c), state)]
    if shown:
        return Conclude(cause=shown[0], probability=current[shown[0]], confirmed=True)
    return _all_in_order(state, topic) if all_green(state, topic) else Escalate(reason=Reason.STUCK)


def _nothing_wrong(state: Conversation, topic: Topic, current: Belief) -> bool:
    """Whether all that was looked at is in order, so that no known cause is likely any more.

    A trial that worked is the last thing there is to try.
    """
    something_else = current.get(SOMETHING_ELSE.id, 0.0)
    tried = any(topic.checks[name].asks for name in state.looked if name in topic.checks)
    return (tried or something_else >= IN_ORDER) and all_green(state, topic)


def _all_in_order(state: Conversation, topic: Topic) -> Ask | Look | Escalate:
    """Before that is said, the invoice that may be wrong is asked for, then a trial is offered."""
    if which := which_one(state, topic):
        return which
    may_ask = state.consent is Consent.YES and state.in_row < IN_A_ROW
    trial = writing_look(state, topic) if may_ask else None
    return trial or Escalate(reason=Reason.ALL_GREEN)


def all_green(state: Conversation, topic: Topic) -> bool:
    """Whether looks were taken, every one of them is in order, and none shows a cause."""
    seen = [f for f in state.facts.values() if f.source is Source.CHECKED and f.name in topic.facts]
    red = any(topic.mark(fact) is False for fact in seen)
    return bool(seen) and not red and not any(showing(c, state) for c in topic.causes.values())
