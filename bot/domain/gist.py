"""The gist of a reading: what it points to, what it asks for, what the things it names tell."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.belief import chance
from bot.domain.conversation import Conversation
from bot.domain.errors import UnknownChoice
from bot.domain.facts import ERROR_CAUSE, NOT, UNKNOWN, Fact, FactName, Source
from bot.domain.reading import Reading, Verdict
from bot.domain.spoken_of import APART
from bot.domain.topic import CHANCE, CauseId, Condition, Often, Topic


def asks_for_something(reading: Reading, topic: Topic) -> bool:
    """Whether the first candidate is a request that outweighs all causes together."""
    if reading.verdict is Verdict.REJECT:
        return False
    asked = sum(c.probability for c in reading.candidates[:1] if c.cause in topic.requests)
    causes = sum(c.probability for c in reading.candidates if c.cause in topic.causes)
    return asked > causes


def weights_of(reading: Reading, topic: Topic) -> dict[str, float]:
    """The candidates that are causes, given that no request was meant; what is left is doubt."""
    requests = sum(c.probability for c in reading.candidates if c.cause in topic.requests)
    causes = {c.cause: c.probability for c in reading.candidates if c.cause in topic.causes}
    scale = max(1 - requests, sum(causes.values()))
    return {cause: p / scale for cause, p in causes.items() if p}


def unasked(reading: Reading, state: Conversation, topic: Topic) -> dict[str, float]:
    """What a message points to, but for what the open question asks about.

    Whoever answers it uses its words: “it was on automatic before” is no sign of manual sending.
    """
    asked = state.pending.fact if state.pending else None
    question = topic.questions.get(asked) if asked else None
    options = question.options if question else ()
    names = {option.sets[0] for option in options}
    return {
        cause: weight
        for cause, weight in weights_of(reading, topic).items()
        if names.isdisjoint(
            name for together in topic.causes[CauseId(cause)].confirmed_by for name, _ in together
        )
    }


def named(
    reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> tuple[Fact, ...]:
    """What naming an invoice or a credit note tells, without overruling an earlier answer."""
    invoices, notes = reading.entities.invoices, reading.entities.credit_notes
    # An invoice that is named beside a credit note is the one that it belongs to.
    rest = notes[1:] if notes else invoices[1:]
    others = (APART.join(rest),) if rest else ()
    more = ("",) if reading.entities.more else ()
    named_here = {"invoice": () if notes else invoices, "credit_note": notes}
    found = {**named_here, "others": others, "more": more}
    facts: list[Fact] = []
    for entity, written in found.items():
        if written:
            tells = tuple(
                (n, v.replace("*", written[0])) for n, v in topic.entities.get(entity, ())
            )
            facts += said(tells, now=now)
    open_ = (f for f in facts if topic.facts[f.name].free or f.name not in state.facts)
    return tuple(f for f in open_ if not _belied(f, reading, topic))


def _belied(fact: Fact, reading: Reading, topic: Topic) -> bool:
    """Whether the message surely tells of something else: “the credit note for WH00041”."""
    top = reading.candidates[0] if reading.candidates else None
    cause = topic.causes.get(CauseId(top.cause)) if top and top.probability >= SURELY else None
    kinds = cause.evidence.get(fact.name, {}) if cause else {}
    always = [value for value, often in kinds.items() if often is Often.ALWAYS]
    return bool(always) and fact.value not in always and kinds.get(fact.value) is Often.RARELY


SURELY = 0.5
"""From which probability on a cause belies what naming a document implies."""


def taken_back(reading: Reading, state: Conversation) -> tuple[Condition, ...]:
    """The earlier answer that a message changes: “no wait, it's approved”; one thing alone."""
    changed = [
        (FactName(name), value)
        for name, value in reading.hints
        if (old := state.facts.get(FactName(name)))
        and old.source is Source.SAID
        and old.value != value
    ]
    return tuple(changed) if len(changed) == 1 else ()


def speaks_against(facts: Sequence[Fact], name: str, topic: Topic) -> bool:
    """Whether what a message tells makes a cause as good as impossible that its words suggest."""
    cause, kinds = topic.causes.get(CauseId(name)), topic.facts
    known = (f for f in facts if f.known and f.name in kinds and not kinds[f.name].free)
    return cause is not None and any(
        chance(kinds[f.name], cause, f.value) <= CHANCE[Often.NEVER] * 2 for f in known
    )


def shows(state: Conversation, topic: Topic) -> tuple[Condition, ...]:
    """That there is an error, where that was asked and its text is the answer."""
    asked = state.pending.fact if state.pending else None
    needs = topic.questions[ERROR_CAUSE].needs if ERROR_CAUSE in topic.questions else ()
    return tuple((name, value) for name, value in needs if name == asked)


def belies(reading: Reading, asked: FactName, topic: Topic) -> bool:
    """Whether a message tells that what is asked about is not there: “no error”."""
    needs = dict(topic.questions[asked].needs)
    return any(value not in needs.get(FactName(name), value) for name, value in reading.facts)


def ruled_out(reading: Reading, state: Conversation, *, now: datetime) -> tuple[Fact, ...]:
    """What somebody says it is not, where that is all they say in answer to a question."""
    asked = state.pending.fact if state.pending else None
    values = [value for name, value in reading.denied if name == asked]
    if asked is None or not values:
        return ()
    return said(((asked, NOT + "|".join(values)),), now=now)


def option_of(name: FactName, value: str, topic: Topic) -> tuple[Condition, ...]:
    """The conditions that the option `name=value` sets, wherever a question offers it."""
    if name in topic.questions and value == UNKNOWN:
        return ((name, UNKNOWN),)
    for question in topic.questions.values():
        for option in question.options:
            if option.sets == (name, value):
                return (option.sets, *option.also)
    if name in topic.facts and topic.facts[name].free and value:
        return ((name, value),)
    raise UnknownChoice(f"There is no choice “{name}={value}” here.")


def said(conditions: tuple[Condition, ...], *, now: datetime) -> tuple[Fact, ...]:
    """Conditions as facts that the visitor said."""
    return tuple(Fact(name=n, value=v, source=Source.SAID, at=now) for n, v in conditions)
