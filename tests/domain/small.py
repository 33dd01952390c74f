"""A small made-up topic: why the kettle stays cold."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.conversation import Conversation
from bot.domain.facts import CheckId, Fact, FactName, Facts, Source
from bot.domain.topic import (
    Cause,
    CauseId,
    Check,
    Condition,
    FactKind,
    Knowledge,
    Often,
    Option,
    Question,
    Remedy,
    Topic,
    TopicId,
    Value,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLUG, LAMP, CUP = FactName("plug"), FactName("lamp"), FactName("cup_number")
UNPLUGGED, BROKEN, TRIPPED = CauseId("unplugged"), CauseId("broken"), CauseId("tripped")
SOCKET, CUPBOARD = CheckId("socket"), CheckId("cupboard")


def kind(name: FactName, *values: str, normally: Mapping[str, Often] | None = None) -> FactKind:
    """A fact of that name; free when it has no values."""
    reads = {v: Value(seen=f"{name} is {v}", said=f"you said {name} {v}") for v in values}
    return FactKind(name=name, label=f"The {name}", values=reads, normally=normally or {})


def cause(
    name: CauseId,
    *,
    base: Often = Often.SOMETIMES,
    parent: CauseId | None = None,
    shows: Mapping[FactName, Mapping[str, Often]] | None = None,
    confirmed_by: Sequence[tuple[Condition, ...]] = (),
) -> Cause:
    """A cause that shows these facts."""
    remedy = Remedy(who="owner", where="the kitchen", steps=("Plug it in.",))
    return Cause(
        id=name,
        title=f"It is {name}",
        symptom=f"It looks {name}",
        meaning="No power.",
        base_rate=base,
        remedy=remedy,
        parent=parent,
        evidence=shows or {},
        confirmed_by=tuple(confirmed_by),
        verified_by=(SOCKET,),
    )


def question(fact: FactName, *values: str, needs: tuple[Condition, ...] = ()) -> Question:
    """A question with one option a value."""
    options = tuple(Option(sets=(fact, value), label=value.title()) for value in values)
    return Question(fact=fact, ask=f"How is the {fact}?", how="Look.", options=options, needs=needs)


TOPIC = Topic(
    id=TopicId("kettle"),
    title="Why is my kettle cold?",
    facts={
        PLUG: kind(PLUG, "in", "out", normally={"in": Often.ALWAYS, "out": Often.NEVER}),
        LAMP: kind(LAMP, "on", "off", normally={"on": Often.ALWAYS, "off": Often.RARELY}),
        CUP: kind(CUP),
    },
    questions={
        PLUG: question(PLUG, "in", "out"),
        LAMP: question(LAMP, "on", "off"),
    },
    checks={
        SOCKET: Check(id=SOCKET, label="The socket", gives=(PLUG,)),
        CUPBOARD: Check(id=CUPBOARD, label="The cup", gives=(LAMP,), needs=(CUP,)),
    },
    entities={},
    told={},
    causes={
        UNPLUGGED: cause(
            UNPLUGGED,
            shows={PLUG: {"out": Often.ALWAYS, "in": Often.NEVER}},
            confirmed_by=[((PLUG, "out"),)],
        ),
        BROKEN: cause(BROKEN, shows={LAMP: {"off": Often.USUALLY, "on": Often.RARELY}}),
        TRIPPED: cause(TRIPPED, base=Often.RARELY, parent=UNPLUGGED),
    },
    requests={},
    roles={"owner": "You"},
    article=(),
)

KNOWLEDGE = Knowledge(
    version="1", topics={TOPIC.id: TOPIC}, errors=(), symptoms={}, asides={}, phrases={"en": {}}
)


def fact(
    name: str, value: str, source: Source = Source.SAID, *, at: datetime = NOON, detail: str = ""
) -> Fact:
    """A fact at noon."""
    return Fact(name=FactName(name), value=value, source=source, at=at, detail=detail)


def facts(*known: Fact) -> Facts:
    """Facts by their names."""
    return {each.name: each for each in known}


def state(*known: Fact, symptoms: Mapping[str, float] | None = None) -> Conversation:
    """A conversation in which only this is known."""
    return Conversation(topic=TOPIC.id, facts=facts(*known), symptoms=symptoms or {})
