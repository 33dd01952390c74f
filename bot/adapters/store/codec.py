"""Events, states and tickets as JSON and back, exactly; the shapes are those of the domain.

What does not have its declared shape (mappings must be dicts) is refused when it is written:
it might not be read back.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from bot.domain.conversation import Conversation
from bot.domain.escalation import Ticket
from bot.domain.events import Chose, Event, Said, Undone

_FOLD = 1
"""Raise it when the fold reads the same events differently: every state is then folded anew."""


@dataclass(frozen=True, slots=True)
class _Tagged:
    schema: str
    state: Conversation


# An adapter takes milliseconds to build, so each is built once, where first needed.
@cache
def _event() -> TypeAdapter[Event]:
    return TypeAdapter(Annotated[Event, Field(discriminator="kind")])


@cache
def _tagged() -> TypeAdapter[_Tagged]:
    return TypeAdapter(_Tagged)


@cache
def _ticket() -> TypeAdapter[Ticket]:
    return TypeAdapter(Ticket)


@cache
def _words() -> TypeAdapter[tuple[str, ...]]:
    return TypeAdapter(tuple[str, ...])


@cache
def state_schema() -> str:
    """The tag of a state that this version can read; any change of its type changes the tag.

    Validation alone would take an older state with its new fields left at their defaults.
    """
    shape = json.dumps(_tagged().json_schema(), sort_keys=True)
    return f"{_FOLD}-{hashlib.sha256(shape.encode()).hexdigest()[:12]}"


def dump_event(event: Event) -> str:
    """The event as JSON, its `kind` included."""
    return _event().dump_json(event, warnings="error").decode()


def load_event(body: str) -> Event:
    """The event that `dump_event` wrote."""
    return _event().validate_json(body)


def client_id(event: Event) -> str | None:
    """The id that the widget gave the event; None for what did not come from there."""
    match event:
        case Said() | Chose() | Undone():
            return event.client_id or None
        case _:
            return None


def dump_state(state: Conversation) -> str:
    """The state as JSON with the tag of its schema."""
    tagged = _Tagged(state_schema(), state)
    return _tagged().dump_json(tagged, warnings="error").decode()


def load_state(text: str) -> Conversation | None:
    """The state that `dump_state` wrote, or None when another version wrote it."""
    try:
        tagged = _tagged().validate_json(text)
    except ValidationError:
        return None
    return tagged.state if tagged.schema == state_schema() else None


def dump_ticket(ticket: Ticket) -> str:
    """The ticket as JSON."""
    return _ticket().dump_json(ticket, warnings="error").decode()


def load_ticket(body: str) -> Ticket:
    """The ticket that `dump_ticket` wrote; its sequences come back as tuples."""
    ticket = _ticket().validate_json(body)
    return replace(ticket, lines=tuple(ticket.lines), transcript=tuple(ticket.transcript))


def dump_words(words: Iterable[str]) -> str:
    """Some words as a JSON list."""
    return _words().dump_json(tuple(words)).decode()


def load_words(text: str) -> tuple[str, ...]:
    """The words that `dump_words` wrote."""
    return _words().validate_json(text)
