"""What the host's token tells about the visitor, at the start and anew on later calls."""

from datetime import datetime

from bot.domain.facts import Fact, FactName, Source
from bot.domain.topic import Topic
from bot.ports.conversations import Stored
from bot.ports.people import Visitor


def told(visitor: Visitor, topic: Topic, *, now: datetime) -> tuple[Fact, ...]:
    """The facts that the visitor's permissions mean; none where the host is silent about them."""
    if visitor.permissions is None:
        return ()
    conditions = (
        granted if name in visitor.permissions else missing
        for name, (granted, missing) in topic.told.items()
    )
    return tuple(Fact(name=n, value=v, source=Source.TOLD, at=now) for n, v in conditions)


def news(visitor: Visitor, stored: Stored, topic: Topic, *, now: datetime) -> tuple[Fact, ...]:
    """The told facts that differ from what the host told last.

    The same token once more is no news, so it never overrules what the visitor said since.
    """
    began = {fact.name: fact.value for fact in told(stored.visitor, topic, now=now)}

    def last(name: FactName) -> str | None:
        fact = stored.state.facts.get(name)
        return fact.value if fact and fact.source is Source.TOLD else began.get(name)

    return tuple(f for f in told(visitor, topic, now=now) if f.value != last(f.name))
