"""Conversations: their events, appended once, and beside them the state that these fold to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store import codec
from bot.adapters.store.database import Database
from bot.adapters.store.outbox import insert_ticket
from bot.adapters.store.ratings import insert_feedback
from bot.adapters.store.reading import events_of, kept_of, stored_of, turn_of, turns_of
from bot.adapters.store.tables import conversations, events, tickets
from bot.domain.conversation import Conversation
from bot.domain.errors import NotFound, StaleConversation
from bot.domain.escalation import ConversationId, Ticket
from bot.domain.events import Event, Numbered
from bot.domain.turn import Turn
from bot.ports.conversations import Feedback, Kept, Key, Owner, Stored
from bot.ports.people import Visitor

FEW = 5
"""How many conversations of one visitor are looked at."""


class SqlConversations:
    """The port `Conversations` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        key: Key,
        *,
        visitor: Visitor,
        events: Sequence[Event],
        state: Conversation,
        now: datetime,
    ) -> Stored:
        """Write a new conversation with its first events; version 1.

        StaleConversation when there is one of that id.
        """
        stored = Stored(
            id=key.conversation,
            version=1,
            last=len(events),
            owner=Owner.BOT,
            visitor=visitor,
            state=state,
        )
        row = {**_changing(stored, now=now), **_lasting(key, visitor=visitor, now=now)}
        with self._database.writing() as sql, _nothing_twice():
            sql.execute(sa.insert(conversations).values(row))
            _insert_events(sql, stored.id, events, after=0)
        return stored

    def load(self, key: Key) -> Stored:
        """The conversation that `key` opens; NotFound for a wrong id or token alike."""
        opened = sa.and_(
            conversations.c.id == key.conversation,
            conversations.c.token_hash == key.token_hash,
        )
        with self._database.reading() as sql:
            row = sql.execute(sa.select(conversations).where(opened)).first()
            if row is None:
                raise NotFound("This conversation could not be found.")
            return stored_of(sql, row)

    def of(self, visitor: Visitor, *, since: datetime) -> Sequence[Kept]:
        """What a known visitor began and something happened in since; newest first, a few."""
        theirs = sa.and_(
            conversations.c.organisation == visitor.organisation,
            conversations.c.visitor == visitor.id,
            conversations.c.updated >= since,
        )
        newest = sa.select(conversations).where(theirs).order_by(conversations.c.created.desc())
        with self._database.reading() as sql:
            return [kept_of(sql, row) for row in sql.execute(newest.limit(FEW))]

    def append(
        self,
        stored: Stored,
        *,
        events: Sequence[Event],
        state: Conversation,
        now: datetime,
        owner: Owner | None = None,
        ticket: Ticket | None = None,
        feedback: Feedback | None = None,
    ) -> Stored:
        """Write events, state, ticket and feedback in one commit.

        StaleConversation when `stored` is no longer the newest, or when a `client_id` of this
        conversation or the reference of any ticket comes again; then nothing is written. What it
        costs does not depend on the length of the conversation.
        """
        new = replace(
            stored,
            version=stored.version + 1,
            last=stored.last + len(events),
            owner=owner or stored.owner,
            state=state,
        )
        with self._database.writing() as sql, _nothing_twice():
            _move_on(sql, stored, new, now=now)
            _insert_events(sql, stored.id, events, after=stored.last)
            if ticket is not None:
                insert_ticket(sql, ticket, due=now)
            if feedback is not None:
                insert_feedback(sql, feedback)
        return new

    def answer_to(self, conversation: ConversationId, client_id: str) -> Turn | None:
        """The turn that answered the message `client_id`, or None if it never came."""
        asked = events.alias("asked")
        message = (
            sa.select(asked.c.number)
            .where(asked.c.conversation == conversation, asked.c.client_id == client_id)
            .scalar_subquery()
        )
        turns = turns_of(conversation).where(events.c.number > message)
        with self._database.reading() as sql:
            return turn_of(sql.scalar(turns.order_by(events.c.number).limit(1)))

    def last_turn(self, conversation: ConversationId) -> Turn:
        """The newest turn; NotFound if there is none yet."""
        turns = turns_of(conversation).order_by(events.c.number.desc()).limit(1)
        with self._database.reading() as sql:
            turn = turn_of(sql.scalar(turns))
        if turn is None:
            raise NotFound("This conversation has no answer yet.")
        return turn

    def events(self, conversation: ConversationId, *, after: int = 0) -> Sequence[Numbered]:
        """All events with a number greater than `after`, in order."""
        with self._database.reading() as sql:
            return events_of(sql, conversation, after=after)

    def reference(self, conversation: ConversationId) -> str | None:
        """The reference of the newest ticket of this conversation, if it has one."""
        query = (
            sa.select(tickets.c.reference)
            .where(tickets.c.conversation == conversation)
            .order_by(tickets.c.opened.desc(), tickets.c.key.desc())
            .limit(1)
        )
        with self._database.reading() as sql:
            return sql.scalar(query)


def _lasting(key: Key, *, visitor: Visitor, now: datetime) -> dict[str, object]:
    told = visitor.permissions
    return {
        "id": key.conversation,
        "token_hash": key.token_hash,
        "organisation": visitor.organisation,
        "visitor": visitor.id,
        "visitor_name": visitor.name,
        "visitor_email": visitor.email,
        "visitor_permissions": None if told is None else codec.dump_words(sorted(told)),
        "created": now,
    }


def _changing(stored: Stored, *, now: datetime) -> dict[str, object]:
    return {
        "owner": stored.owner.value,
        "version": stored.version,
        "last_event": stored.last,
        "state": codec.dump_state(stored.state),
        "updated": now,
    }


def _move_on(sql: sa.Connection, old: Stored, new: Stored, *, now: datetime) -> None:
    newest = sa.and_(conversations.c.id == old.id, conversations.c.version == old.version)
    moved = sa.update(conversations).where(newest).values(_changing(new, now=now))
    if sql.execute(moved).rowcount == 0:
        raise StaleConversation("This conversation has moved on. Please look again.")


def _insert_events(
    sql: sa.Connection, conversation: ConversationId, new: Sequence[Event], *, after: int
) -> None:
    rows = [
        {
            "conversation": conversation,
            "number": number,
            "kind": event.kind,
            "client_id": codec.client_id(event),
            "at": event.at,
            "body": codec.dump_event(event),
        }
        for number, event in enumerate(new, after + 1)
    ]
    if rows:  # no rows would be taken for one row of defaults
        sql.execute(sa.insert(events), rows)


@contextmanager
def _nothing_twice() -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError as exc:
        raise StaleConversation("This has been received before. Please look again.") from exc
