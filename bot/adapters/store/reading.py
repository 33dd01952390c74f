"""Reads conversations out of their rows."""

from typing import Any

import sqlalchemy as sa

from bot.adapters.store import codec
from bot.adapters.store.tables import events
from bot.domain.conversation import fold
from bot.domain.escalation import ConversationId
from bot.domain.events import Numbered, Turned
from bot.domain.turn import Turn
from bot.ports.conversations import Kept, Key, Owner, Stored
from bot.ports.people import OrganisationId, Visitor


def stored_of(sql: sa.Connection, row: sa.Row[Any]) -> Stored:
    """A conversation as its row tells it."""
    # A state of another version is no loss: the events say it all again.
    state = codec.load_state(row.state) or fold(events_of(sql, row.id, after=0))
    return Stored(
        id=ConversationId(row.id),
        version=row.version,
        last=row.last_event,
        owner=Owner(row.owner),
        visitor=visitor_of(row),
        state=state,
    )


def kept_of(sql: sa.Connection, row: sa.Row[Any]) -> Kept:
    """A conversation with what opens it."""
    key = Key(conversation=ConversationId(row.id), token_hash=row.token_hash)
    return Kept(key=key, stored=stored_of(sql, row), began=row.created)


def events_of(sql: sa.Connection, conversation: ConversationId, *, after: int) -> list[Numbered]:
    """The events with a number greater than `after`, in order."""
    query = (
        sa.select(events.c.number, events.c.body)
        .where(events.c.conversation == conversation, events.c.number > after)
        .order_by(events.c.number)
    )
    rows = sql.execute(query)
    return [Numbered(number=row.number, event=codec.load_event(row.body)) for row in rows]


def turns_of(conversation: ConversationId) -> sa.Select[str]:
    """The query for the turns of a conversation."""
    return sa.select(events.c.body).where(
        events.c.conversation == conversation, events.c.kind == "turned"
    )


def turn_of(body: str | None) -> Turn | None:
    """The turn in the body of an event, if it is one."""
    if body is None:
        return None
    event = codec.load_event(body)
    return event.turn if isinstance(event, Turned) else None


def visitor_of(row: sa.Row[Any]) -> Visitor:
    """The visitor who began the conversation."""
    told: str | None = row.visitor_permissions
    return Visitor(
        id=row.visitor,
        organisation=None if row.organisation is None else OrganisationId(row.organisation),
        name=row.visitor_name,
        email=row.visitor_email,
        permissions=None if told is None else frozenset(codec.load_words(told)),
    )
