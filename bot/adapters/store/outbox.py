"""The outbox: tickets wait here until a desk has them, hidden while somebody delivers them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import ValidationError

from bot.adapters.store.codec import dump_ticket, load_ticket
from bot.adapters.store.database import Database
from bot.adapters.store.tables import tickets as table
from bot.domain.errors import NotFound
from bot.domain.escalation import Contact, ConversationId, Ticket
from bot.ports.tickets import Delivery

UNREADABLE = "This ticket cannot be read"
"""What people see in the place of a ticket that another version wrote or something damaged."""

log = structlog.get_logger()


class SqlOutbox:
    """The port `Outbox` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """Due tickets, longest due first, hidden from every other claim until `now + lease`.

        `attempts` counts the claim itself, so that a delivery which kills its worker counts too.
        A ticket that cannot be read is dead from then on, and the others go their way.
        """
        free = sa.or_(table.c.leased_until.is_(None), table.c.leased_until <= now)
        due = (
            sa.select(table.c.key)
            .where(_waiting(), table.c.due <= now, free)
            .order_by(table.c.due, table.c.key)
            .limit(limit)
            .with_for_update(skip_locked=True)  # SQLite needs none: its writers take turns
        )
        with self._database.writing() as sql:
            keys = sql.scalars(due).all()
            claimed = (
                sa.update(table)
                .where(table.c.key.in_(keys))
                .values(leased_until=now + lease, attempts=table.c.attempts + 1)
                .returning(table)
            )
            rows = sql.execute(claimed).all() if keys else []
        return sorted(self._readable(rows), key=lambda each: (each.due, each.ticket.key))

    def delivered(self, key: str, *, desk_id: str, now: datetime) -> None:
        """The desk has it, whatever anybody says later."""
        self._settle(key, delivered=now, desk_id=desk_id, dead=False, problem="")

    def later(self, key: str, *, due: datetime, problem: str) -> None:
        """It failed; try again at `due`, also what was dead."""
        self._settle(key, due=due, dead=False, problem=problem)

    def dead(self, key: str, *, problem: str) -> None:
        """It failed for good; a person must look."""
        self._settle(key, dead=True, problem=problem)

    def tickets(self, *, limit: int = 100) -> Sequence[Delivery]:
        """The newest tickets first, for the desk pages."""
        query = sa.select(table).order_by(table.c.opened.desc(), table.c.key.desc()).limit(limit)
        with self._database.reading() as sql:
            return [_shown(row) for row in sql.execute(query)]

    def ticket(self, reference: str) -> Delivery:
        """The ticket with that reference; NotFound if there is none."""
        with self._database.reading() as sql:
            row = sql.execute(sa.select(table).where(table.c.reference == reference)).first()
        if row is None:
            raise NotFound(f"There is no ticket {reference}.")
        return _shown(row)

    def _readable(self, rows: Iterable[sa.Row[Any]]) -> Iterator[Delivery]:
        for row in rows:
            try:
                yield _delivery(row, load_ticket(row.body))
            except ValidationError:
                # The text of this error quotes the ticket, which is no business of the log.
                log.error("ticket not readable", reference=row.reference)
                self.dead(row.key, problem=UNREADABLE)

    def _settle(self, key: str, **values: object) -> None:
        # A slow worker whose lease ran out must not undo what a faster one delivered.
        open_still = sa.and_(table.c.key == key, table.c.delivered.is_(None))
        with self._database.writing() as sql:
            sql.execute(sa.update(table).where(open_still).values(leased_until=None, **values))


def insert_ticket(sql: sa.Connection, ticket: Ticket, *, due: datetime) -> None:
    """Write the ticket in the transaction of the caller, to be delivered from `due` on."""
    sql.execute(
        sa.insert(table).values(
            key=ticket.key,
            reference=ticket.reference,
            conversation=ticket.conversation,
            organisation=ticket.organisation,
            body=dump_ticket(ticket),
            due=due,
            attempts=0,
            desk_id="",
            dead=False,
            problem="",
            opened=ticket.opened,
        )
    )


def _waiting() -> sa.ColumnElement[bool]:
    return sa.and_(table.c.delivered.is_(None), table.c.dead.is_(sa.false()))


def _shown(row: sa.Row[Any]) -> Delivery:
    """The row for people to see: of a ticket that cannot be read, what is known beside it."""
    try:
        return _delivery(row, load_ticket(row.body))
    except ValidationError:
        return _delivery(row, _blank(row))


def _blank(row: sa.Row[Any]) -> Ticket:
    return Ticket(
        key=row.key,
        reference=row.reference,
        conversation=ConversationId(row.conversation),
        organisation=row.organisation,
        subject=UNREADABLE,
        summary="",
        contact=Contact(),
        lines=(),
        transcript=(),
        opened=row.opened,
    )


def _delivery(row: sa.Row[Any], ticket: Ticket) -> Delivery:
    return Delivery(
        ticket=ticket,
        due=row.due,
        attempts=row.attempts,
        delivered=row.delivered,
        desk_id=row.desk_id,
        dead=row.dead,
        problem=row.problem,
    )
