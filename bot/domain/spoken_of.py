"""The document that is spoken of: whether it is known, what was found of it, which one is next."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.asked import UNHEARD_OF
from bot.domain.belief import chance
from bot.domain.conversation import Conversation
from bot.domain.decision import Ask, Conclude, Decision, DidYouMean, Escalate, Look, Reason, Speech
from bot.domain.facts import SPOKEN_OF, Fact, FactName, Source
from bot.domain.showing import told
from bot.domain.topic import SOMETHING_ELSE, Cause, Condition, Topic, holds

(IS_KNOWN, _), OTHERS = UNHEARD_OF, FactName("other_numbers")
IN_XERO, DOCUMENT = FactName("invoice_in_xero"), FactName("document")
"""Whether HearLink knows of it, the others that were named beside it, how it is in Xero, and of
what kind it is."""

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
    return holds(UNHEARD_OF, state.facts) and not there


def blind(cause: Cause, state: Conversation, topic: Topic) -> bool:
    """Whether only a document that nobody knows could show this cause, of which nothing is told."""
    if not unheard_of(state):
        return False
    looks = [check for check in topic.checks.values() if IS_KNOWN in check.gives]
    shown = {name for check in looks for name in check.gives} - {IS_KNOWN}
    implied = {name for sets in topic.entities.values() for name, _ in sets}
    about = (state.facts[name] for name in shown - implied if name in state.facts)
    names = {name for together in cause.confirmed_by for name, _ in together}
    return bool(shown & names) and not any(fact.known for fact in about)


def found(state: Conversation) -> Fact | None:
    """What a look saw of the document that somebody named, and of no other."""
    number, seen = state.facts.get(SPOKEN_OF), state.facts.get(IN_XERO)
    if number is None or number.source is not Source.SAID or seen is None or not seen.known:
        return None
    return seen if seen.source is Source.CHECKED else None


def belied(cause: Cause, state: Conversation, topic: Topic) -> bool:
    """Whether words alone speak for this cause, and the document is found not to be missing.

    A cause that leaves the invoice in Xero is not, nor one that is surely of another document.
    """
    seen = found(state)
    if seen is None or not topic.mark(seen) or told(cause, state, topic):
        return False
    named = state.facts.get(DOCUMENT)
    if _fine(seen, cause, state):
        return True
    speaks = [seen, named] if named is not None and named.known else [seen]
    sure = state.symptoms.get(cause.family, 0.0) >= SURELY
    apart = sure and not _fits(replace(seen, name=DOCUMENT, value=INVOICE), cause, topic, least=0.5)
    return not apart and not any(_fits(fact, cause, topic) for fact in speaks)


SURELY, INVOICE = 0.9, "invoice"
"""How much of the words must point to a cause that spares invoices for them to be of another
document, and what the document is called that is no other."""


def _fine(seen: Fact, cause: Cause, state: Conversation) -> bool:
    """Whether how it is in Xero would show this cause, but for something that a look saw.

    An invoice that is there and linked to HearLink's is no duplicate of it.
    """
    shows = [together for together in cause.confirmed_by if _holds_of(seen, together)]
    looked = {n: f for n, f in state.facts.items() if f.known and f.source is Source.CHECKED}
    return bool(shows) and all(
        any(pair[0] in looked and not holds(pair, looked) for pair in together)
        for together in shows
    )


def _holds_of(fact: Fact, together: Sequence[Condition]) -> bool:
    return any(name == fact.name and holds((name, v), {name: fact}) for name, v in together)


def _fits(fact: Fact, cause: Cause, topic: Topic, *, least: float = 1.0) -> bool:
    """Whether a fact is more probable under this cause than `least` of what it usually is."""
    kind = topic.facts[fact.name]
    return chance(kind, cause, fact.value) > least * chance(kind, SOMETHING_ELSE, fact.value)


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
    over = isinstance(step, Escalate) and step.reason in {Reason.ALL_GREEN, Reason.STUCK}
    if not over and not isinstance(step, Ask | DidYouMean | Look):
        return step
    if topic.mark(seen) and _perhaps_another(state):
        return Ask(fact=SPOKEN_OF, first=(Speech.FOUND, Speech.ANOTHER))
    return replace(step, first=(Speech.FOUND,))


def _perhaps_another(state: Conversation) -> bool:
    """Whether to ask for another one: nobody did, more were named, or the last two are alike."""
    named, became = (state.learned.get(name) for name in (SPOKEN_OF, IN_XERO))
    alike = named is not None and became is not None and became < named
    return alike or SPOKEN_OF not in state.asked or next_number(state) is not None


def _just_looked(state: Conversation, topic: Topic) -> bool:
    """Whether the looks that have just ended were at the document that is spoken of."""
    wanted = state.pending.checks if state.pending else ()
    return any(SPOKEN_OF in topic.checks[name].needs for name in wanted if name in topic.checks)
