"""The document that is spoken of: whether it is known, what was found of it, which one is next."""

from dataclasses import replace

from bot.domain.conversation import Conversation
from bot.domain.decision import Ask, Conclude, Decision, DidYouMean, Escalate, Look, Reason, Speech
from bot.domain.facts import SPOKEN_OF, Fact, FactName, Source
from bot.domain.topic import Cause, Topic, holds

IS_KNOWN, OTHERS = FactName("invoice_known"), FactName("other_numbers")
IN_XERO = FactName("invoice_in_xero")
"""Whether HearLink knows of it, the others that were named beside it, and how it is in Xero."""

APART = ", "
"""Stands between the others, which are one fact."""


def next_number(state: Conversation) -> str | None:
    """The number that was named after the one that is spoken of; None where there is none."""
    now, others = state.facts.get(SPOKEN_OF), state.facts.get(OTHERS)
    if now is None or others is None or not now.known:
        return None
    numbers = others.value.split(APART)
    rest = numbers[numbers.index(now.value) + 1 :] if now.value in numbers else numbers
    return rest[0] if rest else None


def unheard_of(state: Conversation) -> bool:
    """Whether neither HearLink nor Xero knows the number that somebody gave."""
    there = holds((IN_XERO, "draft|live|void|several"), state.facts)
    return holds((IS_KNOWN, "no"), state.facts) and not there


def blind(cause: Cause, state: Conversation, topic: Topic) -> bool:
    """Whether only a document that nobody knows could show this cause, of which nothing is told."""
    if not unheard_of(state):
        return False
    looks = [check for check in topic.checks.values() if IS_KNOWN in check.gives]
    shown = {name for check in looks for name in check.gives} - {IS_KNOWN}
    implied = {name for sets in topic.entities.values() for name, _ in sets}
    told = (state.facts[name] for name in shown - implied if name in state.facts)
    names = {name for together in cause.confirmed_by for name, _ in together}
    return bool(shown & names) and not any(fact.known for fact in told)


def found(state: Conversation) -> Fact | None:
    """What a look saw of the document that somebody named, and of no other."""
    number, seen = state.facts.get(SPOKEN_OF), state.facts.get(IN_XERO)
    if number is None or number.source is not Source.SAID or seen is None or not seen.known:
        return None
    return seen if seen.source is Source.CHECKED else None


def answered(step: Decision, state: Conversation, topic: Topic) -> Decision:
    """The step after a look at a document, led in by what was found of it.

    A number that nobody knows is asked back, and so is one where nothing is wrong.
    """
    if not _just_looked(state, topic) or (isinstance(step, Look) and step.agreed):
        return step
    named_anew = isinstance(step, Conclude) and step.cause != state.diagnosis
    if unheard_of(state):
        unsure = not named_anew or (isinstance(step, Conclude) and not step.confirmed)
        return Ask(fact=SPOKEN_OF, first=(Speech.UNHEARD_OF,)) if unsure else step
    seen = found(state)
    if seen is None or isinstance(step, Conclude):
        return step
    over = isinstance(step, Escalate) and step.reason is Reason.ALL_GREEN
    asks = isinstance(step, Ask | DidYouMean)
    more = SPOKEN_OF not in state.asked or next_number(state) is not None
    if topic.mark(seen) and more and (asks or over or isinstance(step, Look)):
        return Ask(fact=SPOKEN_OF, first=(Speech.FOUND, Speech.ANOTHER))
    return replace(step, first=(Speech.FOUND,)) if asks else step


def _just_looked(state: Conversation, topic: Topic) -> bool:
    """Whether the looks that have just ended were at the document that is spoken of."""
    wanted = state.pending.checks if state.pending else ()
    return any(SPOKEN_OF in topic.checks[name].needs for name in wanted if name in topic.checks)
