"""Tries to connect to Xero, kept for minutes; what is secret in them is encrypted."""

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken, MultiFernet
from pydantic import TypeAdapter, ValidationError

from bot.adapters.store.database import Database
from bot.adapters.store.tables import authorisations as table
from bot.domain.errors import BadConfig
from bot.ports.authorisations import Authorisation, Purpose, Secrets, Stage
from bot.ports.people import OrganisationId


class SqlAuthorisations:
    """The port `Authorisations` on a database."""

    def __init__(self, database: Database, *, cipher: MultiFernet) -> None:
        self._database = database
        self._cipher = cipher

    def add(self, authorisation: Authorisation, *, now: datetime) -> None:
        """Keep a new one, and drop all that have expired by `now`."""
        with self._database.writing() as sql:
            sql.execute(_expired(now))
            sql.execute(sa.insert(table).values(**self._columns(authorisation)))

    def sweep(self, *, now: datetime) -> int:
        """Drop all that have expired by `now`; how many there were."""
        with self._database.writing() as sql:
            return sql.execute(_expired(now)).rowcount

    def by_ticket(self, ticket_hash: str) -> Authorisation | None:
        """The one with that ticket, expired or not."""
        return self._find(table.c.ticket_hash == ticket_hash)

    def by_browser(self, browser_hash: str) -> Authorisation | None:
        """The one that is bound to that browser, expired or not."""
        return self._find(table.c.browser_hash == browser_hash)

    def advance(self, old: Authorisation, new: Authorisation) -> bool:
        """Keep `new` instead of `old`; False where `old` has moved to another stage meanwhile."""
        same = (table.c.ticket_hash == old.ticket_hash, table.c.stage == old.stage.value)
        moved = sa.update(table).where(*same).values(**self._columns(new))
        with self._database.writing() as sql:
            return sql.execute(moved).rowcount == 1

    def _find(self, which: sa.ColumnElement[bool]) -> Authorisation | None:
        with self._database.reading() as sql:
            row = sql.execute(sa.select(table).where(which)).first()
        return None if row is None else self._read(row._mapping)

    def _read(self, row: sa.RowMapping) -> Authorisation:
        return Authorisation(
            ticket_hash=row["ticket_hash"],
            browser_hash=row["browser_hash"],
            state_hash=row["state_hash"],
            organisation=OrganisationId(row["organisation"]),
            visitor=row["visitor"],
            purpose=Purpose(row["purpose"]),
            stage=Stage(row["stage"]),
            outcome=row["outcome"],
            expires_at=row["expires_at"],
            secrets=self._decrypt(row["sealed"]),
        )

    def _columns(self, one: Authorisation) -> dict[str, Any]:
        return {
            "ticket_hash": one.ticket_hash,
            "browser_hash": one.browser_hash,
            "state_hash": one.state_hash,
            "organisation": one.organisation,
            "visitor": one.visitor,
            "purpose": one.purpose.value,
            "stage": one.stage.value,
            "outcome": one.outcome,
            "expires_at": one.expires_at,
            "sealed": self._cipher.encrypt(_secrets().dump_json(one.secrets)),
        }

    def _decrypt(self, secret: bytes) -> Secrets:
        # `from None`: neither the ciphertext nor half-read tokens belong in a log.
        try:
            return _secrets().validate_json(self._cipher.decrypt(secret))
        except (InvalidToken, ValidationError):
            raise BadConfig("no encryption key opens the try to connect to Xero") from None


def _expired(now: datetime) -> sa.Delete:
    return sa.delete(table).where(table.c.expires_at <= now)


@cache
def _secrets() -> TypeAdapter[Secrets]:
    return TypeAdapter(Secrets)
