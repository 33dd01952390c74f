"""A ticket carries everything learned, so that nothing is asked twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.domain.conversation import Conversation
from bot.domain.events import Chose, Looked, Numbered, Said, Turned
from bot.domain.evidence import sentence
from bot.domain.facts import UNKNOWN, FactName, Source
from bot.domain.phrases import Phrases
from bot.domain.topic import Topic
from bot.domain.turn import plain
from bot.domain.undoing import standing

ConversationId = NewType("ConversationId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How support can answer; the visitor's own words, checked for shape only."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the ticket: what, its value and where it comes from."""

    label: str
    value: str
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One message of the transcript."""

    who: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What goes to the desk. `key` makes it unique: the same key never opens two tickets."""

    key: str
    reference: str
    conversation: ConversationId
    organisation: str | None
    subject: str
    summary: str
    contact: Contact
    lines: Sequence[Line]
    transcript: Sequence[Spoken]
    opened: datetime


def ticket_key(conversation: ConversationId, number: int) -> str:
    """The key of the ticket that event `number` of a conversation opened."""
    return f"{conversation}:{number}"


def lines_of(state: Conversation, topic: Topic, phrases: Phrases) -> list[Line]:
    """What support needs first: the errors, then every fact with its source and time."""
    errors = [
        Line(label=phrases.say("ticket.error"), value=error.quote, source=Source.SAID)
        for error in state.errors
    ]
    facts = [
        Line(
            label=topic.facts[fact.name].label,
            value=sentence(fact, topic, phrases) if fact.known else UNKNOWN,
            source=fact.source,
            at=fact.at,
        )
        for fact in state.facts.values()
        if fact.name in topic.facts
    ]
    return [*_found(state, topic, phrases), *errors, *facts]


def _found(state: Conversation, topic: Topic, phrases: Phrases) -> list[Line]:
    """The most likely cause and what was tried already."""
    label, tried = phrases.say("ticket.diagnosis"), phrases.say("ticket.tried")
    likely = [state.diagnosis] if state.diagnosis else []
    return [
        *(Line(label=label, value=topic.causes[c].title) for c in likely if c in topic.causes),
        *(
            Line(label=tried, value=topic.causes[c].title)
            for c in (*state.fixed, *sorted(state.ruled_out))
            if c in topic.causes
        ),
    ]


def looks_of(events: Sequence[Numbered], topic: Topic, phrases: Phrases) -> list[Line]:
    """How each look ended, those without an answer too."""
    return [
        Line(
            label=f"{phrases.say('ticket.check')}: {topic.checks[e.check].label}",
            value=e.problem or f"{phrases.say('check.found')} ({e.took_ms} ms)",
            source=Source.CHECKED,
            at=e.at,
        )
        for e in (n.event for n in events)
        if isinstance(e, Looked) and e.over and e.check in topic.checks
    ]


def transcript_of(events: Sequence[Numbered], phrases: Phrases) -> list[Spoken]:
    """Everything said, word for word, what was taken back left out."""
    bot, visitor = phrases.say("ticket.who_bot"), phrases.say("ticket.who_visitor")
    spoken: list[Spoken] = []
    for event in (n.event for n in standing(events)):
        match event:
            case Said(text=text, at=at):
                spoken.append(Spoken(who=visitor, text=text, at=at))
            case Chose(label=label, at=at):
                spoken.append(Spoken(who=visitor, text=label, at=at))
            case Turned(turn=turn, at=at):
                spoken.append(Spoken(who=bot, text=plain(turn), at=at))
    return spoken


def subject_of(state: Conversation, topic: Topic, phrases: Phrases) -> str:
    """The subject line: the cause in question, and the invoice where one is known."""
    number = state.facts.get(FactName("invoice_number"))
    about = f" ({number.value})" if number is not None and number.known else ""
    cause = topic.causes.get(state.diagnosis) if state.diagnosis else None
    if cause is None:
        return phrases.say("ticket.subject_unknown") + about
    return phrases.say("ticket.subject", cause=cause.title) + about
