"""What is said against the cause that was named, or reported of it, is never a sign of it."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.asides import lost, remedy_open
from bot.domain.belief import chance
from bot.domain.conversation import Conversation
from bot.domain.events import Heard, Meaning
from bot.domain.facts import NOT, Fact, FactName
from bot.domain.gist import said, weights_of
from bot.domain.looking import can_be_seen
from bot.domain.reading import Reading
from bot.domain.topic import SOMETHING_ELSE, Cause, Condition, Topic, holds


def contrary(
    reading: Reading, facts: tuple[Fact, ...], state: Conversation, topic: Topic, *, now: datetime
) -> Heard | None:
    """What a message means that speaks against the open diagnosis; None where it does not.

    What contradicts it is learned; what only denies, or reports a thing done, points to nothing.
    """
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    if cause is None or not remedy_open(state):
        return None
    if not _about(cause, reading, topic):
        return None
    if against := said(tuple(_against(reading, cause)), now=now):
        return Heard(meaning=Meaning.ANSWER, facts=(*facts, *against))
    if not reading.gainsays:
        return None
    return Heard(meaning=Meaning.ANSWER if facts else lost(state), facts=facts)


def belies_a_look(
    reading: Reading, facts: tuple[Fact, ...], state: Conversation, topic: Topic, *, now: datetime
) -> Heard | None:
    """What a message means that tells that what a look saw is so no more, or never was: a fresh
    look outweighs what is said, so that only another one can tell. None where it does not.

    Where no look saw it, what was put right is a report on the remedy all the same.
    """
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    plain_no = reading.choice == TURNED_DOWN and reading.aside is None
    if cause is None or not remedy_open(state) or not (reading.choice is None or plain_no):
        return None
    mended = reading.mends and not _along(reading, cause) and not _elsewhere(cause, reading, topic)
    if not can_be_seen(state, topic):
        return Heard(meaning=Meaning.DONE) if mended and not facts else None
    against = said(tuple(_against(reading, cause)), now=now)
    stands = reading.stands and _about(cause, reading, topic)
    if not against and not mended and not stands:
        return None
    return Heard(meaning=Meaning.DONE, facts=(*facts, *against))


TURNED_DOWN = "remedy.no"
"""The choice that a plain no picks beside a remedy; “no it is on” says more than that."""


def speaks_along(fact: Fact, cause: Cause, topic: Topic) -> bool:
    """Whether a fact that was just learned shows this cause, or is likelier under it than else."""
    wanted = [pair for pair in _showing(cause) if pair[0] == fact.name]
    if wanted or not fact.known or fact.name not in topic.facts or topic.facts[fact.name].free:
        return any(holds(pair, {fact.name: fact}) for pair in wanted)
    kind = topic.facts[fact.name]
    return chance(kind, cause, fact.value) > chance(kind, SOMETHING_ELSE, fact.value)


def only_asks(reading: Reading, state: Conversation, topic: Topic) -> bool:
    """Whether a message asks about the cause whose remedy is open, and so describes nothing."""
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    if cause is None or not reading.asks or not remedy_open(state):
        return False
    return _about(cause, reading, topic)


def _against(reading: Reading, cause: Cause) -> Iterator[Condition]:
    """What the words say of the facts that show the cause, where it is something else."""
    told = dict(reading.hints)
    for name, value in dict.fromkeys(_showing(cause)):
        others = value.split("|")
        if name in told and told[name] not in others:
            yield FactName(name), told[name]
        elif name not in told:
            denied = [v for n, v in reading.denied if n == name and v in others]
            if denied:
                yield FactName(name), NOT + "|".join(denied)


def _about(cause: Cause, reading: Reading, topic: Topic) -> bool:
    """Whether the words point to the cause, if to any."""
    weights = weights_of(reading, topic)
    top = max(weights, key=lambda name: weights[name], default=None)
    return top in {cause.id, cause.family}


def _elsewhere(cause: Cause, reading: Reading, topic: Topic) -> bool:
    """Whether the words mostly point to another cause."""
    weights = weights_of(reading, topic)
    return any(w >= MOSTLY for name, w in weights.items() if name not in {cause.id, cause.family})


MOSTLY = 0.8
"""How much of the words must point to another cause for a report to be of that one."""


def _along(reading: Reading, cause: Cause) -> bool:
    """Whether the words tell a fact that shows the cause: “I set it to manual”."""
    told = dict(reading.hints)
    return any(told.get(name) in value.split("|") for name, value in _showing(cause))


def _showing(cause: Cause) -> Iterator[Condition]:
    """Every condition of what shows the cause."""
    return (pair for together in cause.confirmed_by for pair in together)
