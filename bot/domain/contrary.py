"""What is said against the cause that was named, or reported of it, is never a sign of it."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.asides import lost, remedy_open
from bot.domain.conversation import Conversation
from bot.domain.events import Heard, Meaning
from bot.domain.facts import NOT, Fact, FactName
from bot.domain.gist import said, weights_of
from bot.domain.reading import Reading
from bot.domain.topic import Cause, Condition, Topic, holds


def contrary(
    reading: Reading, facts: tuple[Fact, ...], state: Conversation, topic: Topic, *, now: datetime
) -> Heard | None:
    """What a message means that speaks against the open diagnosis; None where it does not.

    What contradicts it is learned; what only denies, or reports a thing done, points to nothing.
    """
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    if cause is None or not remedy_open(state):
        return None
    weights = weights_of(reading, topic)
    top = max(weights, key=lambda name: weights[name], default=None)
    if top not in {cause.id, cause.family}:
        return None
    if against := said(tuple(_against(reading, cause)), now=now):
        return Heard(meaning=Meaning.ANSWER, facts=(*facts, *against))
    if not reading.gainsays:
        return None
    return Heard(meaning=Meaning.ANSWER if facts else lost(state), facts=facts)


def speaks_along(fact: Fact, cause: Cause) -> bool:
    """Whether a fact that was just learned does not speak against what shows this cause."""
    wanted = [pair for pair in _showing(cause) if pair[0] == fact.name]
    return not wanted or any(holds(pair, {fact.name: fact}) for pair in wanted)


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


def _showing(cause: Cause) -> Iterator[Condition]:
    """Every condition of what shows the cause."""
    return (pair for together in cause.confirmed_by for pair in together)
