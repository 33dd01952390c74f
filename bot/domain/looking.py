"""Chooses what to look at: all that may change the belief and is allowed and possible now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.belief import Belief, ranked
from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Look
from bot.domain.facts import (
    ERROR_CAUSE,
    LAST_ERROR,
    PERMISSION,
    CheckId,
    FactName,
    Source,
    fresh,
)
from bot.domain.gain import check_gain
from bot.domain.showing import looks_red
from bot.domain.topic import Cause, Check, Topic, holds

WORTH_LOOKING = 0.01
"""The least gain, in bits, for which a look is taken."""


def aged(state: Conversation, topic: Topic, *, now: datetime) -> Conversation:
    """The state without what was looked at too long ago to rely on."""
    facts = {
        name: fact
        for name, fact in state.facts.items()
        if name not in topic.facts or fresh(fact, now=now, lifetime=topic.facts[name].lifetime)
    }
    looked = {
        check: at
        for check, at in state.looked.items()
        if check in topic.checks and now - at <= _lifetime(topic.checks[check], topic)
    }
    return replace(state, facts=facts, looked=looked)


def runnable(check: Check, state: Conversation) -> bool:
    """Whether a check has what it needs and is not pointless; one that writes runs only once."""
    if check.asks and check.id in state.looked:
        return False
    known = all(name in state.facts and state.facts[name].known for name in check.needs)
    return known and not any(holds(condition, state.facts) for condition in check.unless)


def may_look(state: Conversation) -> bool:
    """Whether there is something to look at and nobody said no."""
    return state.identified and state.consent is not Consent.NO


def look_step(state: Conversation, topic: Topic, current: Belief) -> Look | None:
    """The looks that may change the belief; None where none would, or none is allowed."""
    agreed = state.consent is Consent.YES
    if not may_look(state) or (not agreed and PERMISSION in state.asked):
        return None
    confirming = _confirming(state, topic, current)
    telling = [
        check
        for check in topic.checks.values()
        if not check.asks and _due(check, state) and runnable(check, state)
        if confirming.intersection(check.gives) or check_gain(current, check, topic) > WORTH_LOOKING
    ]
    ready = [check for check in with_their_like(telling, topic) if runnable(check, state)]
    checks = tuple(check.id for check in _with_what_leads_there(ready, state, topic))
    return Look(checks=checks, agreed=agreed) if checks else None


def _with_what_leads_there(
    checks: Sequence[Check], state: Conversation, topic: Topic
) -> list[Check]:
    """The looks with those before them that were not taken yet and may make them pointless."""
    wanted, todo = {check.id for check in checks}, list(checks)
    while todo:
        for name in todo.pop().after:
            check = topic.checks[name]
            if name not in wanted and _due(check, state) and runnable(check, state):
                wanted.add(name)
                todo.append(check)
    return [check for check in topic.checks.values() if check.id in wanted]


def _confirming(state: Conversation, topic: Topic, current: Belief) -> set[FactName]:
    """The facts that could show the likeliest causes: none of them is named unseen.

    What shows a cause that was turned down is wanted, too, or it would be taken to be in order.
    """
    likely = [name for name, p in ranked(current)[:LIKELIEST] if p > POSSIBLE]
    causes = map(topic.cause, (*likely, *state.ruled_out))
    names = {name for cause in causes for together in cause.confirmed_by for name, _ in together}
    # An error text is explained when it is found: no look gives its meaning by itself.
    return names | ({LAST_ERROR} if ERROR_CAUSE in names else set())


LIKELIEST, POSSIBLE = 3, 0.05
"""A look is taken if it could show one of so many causes that are at least so probable."""


def with_their_like(checks: Sequence[Check], topic: Topic) -> list[Check]:
    """The looks with all others at the same thing, so that old and new never stand side by side."""
    about = {name for check in checks for name in check.needs}
    like = [c for c in topic.checks.values() if c in checks or about.intersection(c.needs)]
    return [c for c in like if not c.asks]


def can_be_seen(state: Conversation, topic: Topic) -> bool:
    """Whether looks showed the cause under treatment and can tell whether it is still there."""
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    if cause is None or not looks_red(cause, state):
        return False
    return bool(looks_again(cause, state, topic))


def looks_again(cause: Cause, state: Conversation, topic: Topic) -> tuple[CheckId, ...]:
    """The looks that tell whether a cause is gone: its own, and those that found a fault."""
    if not may_look(state):
        return ()
    wanted = [
        check
        for check in topic.checks.values()
        if not check.asks and (check.id in cause.verified_by or _red(check, state, topic))
    ]
    return tuple(c.id for c in with_their_like(wanted, topic) if runnable(c, state))


def _red(check: Check, state: Conversation, topic: Topic) -> bool:
    """Whether the last look of this kind found something that is not as it should be."""
    seen = (state.facts[name] for name in check.gives if name in state.facts)
    return any(f.source is Source.CHECKED and topic.mark(f) is False for f in seen)


def writing_look(state: Conversation, topic: Topic) -> Look | None:
    """The look that writes something, so that it may be asked for; None where none is possible."""
    for check in topic.checks.values():
        asked = FactName(check.id) in state.asked
        if check.asks and not asked and _due(check, state) and runnable(check, state):
            return Look(checks=(check.id,), agreed=False)
    return None


def agreed_writing(state: Conversation, topic: Topic) -> Look | None:
    """The look that writes something and was just asked for; None where something else was."""
    asked = state.pending.fact if state.pending else None
    check = topic.checks.get(CheckId(asked)) if asked else None
    return Look(checks=(check.id,), agreed=True) if check and check.asks else None


def _due(check: Check, state: Conversation) -> bool:
    """Never looked, or what it depends on became another since."""
    at = state.looked.get(check.id)
    learned = [state.learned[name] for name in check.needs if name in state.learned]
    return at is None or any(moment > at for moment in learned)


def _lifetime(check: Check, topic: Topic) -> timedelta:
    return min(topic.facts[name].lifetime for name in check.gives)
