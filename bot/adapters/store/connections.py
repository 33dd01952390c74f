"""Consents at Xero, encrypted before they reach the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from cryptography.fernet import InvalidToken, MultiFernet
from pydantic import TypeAdapter, ValidationError

from bot.adapters.store.database import Database
from bot.adapters.store.tables import connections as table
from bot.domain.errors import BadConfig
from bot.ports.connections import Connection, Tokens
from bot.ports.people import OrganisationId


class SqlConnections:
    """The port `Connections` on a database.

    The first key of `cipher` encrypts, all of them decrypt, so that a key can be replaced while
    consents under the old one still open.
    """

    def __init__(self, database: Database, *, cipher: MultiFernet) -> None:
        self._database = database
        self._cipher = cipher

    def find(self, organisation: OrganisationId) -> Connection | None:
        """This organisation's consent, if there is one; BadConfig if no key opens it."""
        query = sa.select(table.c.tokens, table.c.version)
        with self._database.reading() as sql:
            row = sql.execute(query.where(table.c.organisation == organisation)).first()
        if row is None:
            return None
        tokens = self._decrypt(row.tokens)
        return Connection(organisation=organisation, tokens=tokens, version=row.version)

    def save(self, organisation: OrganisationId, tokens: Tokens, *, now: datetime) -> Connection:
        """Keep these tokens instead of any older ones, and end a claim to refresh those."""
        columns = self._columns(tokens, now=now)
        new = self._database.insert(table).values(organisation=organisation, version=1, **columns)
        saved = new.on_conflict_do_update(
            index_elements=[table.c.organisation],
            set_={**columns, "version": table.c.version + 1},
        ).returning(table.c.version)
        with self._database.writing() as sql:
            version = sql.execute(saved).scalar_one()
        return Connection(organisation=organisation, tokens=tokens, version=version)

    def replace(self, old: Connection, tokens: Tokens, *, now: datetime) -> Connection | None:
        """Keep these tokens instead of those of `old`; None where `old` is no longer newest."""
        changed = (
            sa.update(table)
            .where(*_newest(old))
            .values(version=table.c.version + 1, **self._columns(tokens, now=now))
            .returning(table.c.version)
        )
        with self._database.writing() as sql:
            version = sql.execute(changed).scalar_one_or_none()
        if version is None:
            return None
        return Connection(organisation=old.organisation, tokens=tokens, version=version)

    def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
        """Whether the caller may refresh: nobody else holds the lease, and it is still newest."""
        claim = sa.update(table).where(
            *_newest(connection),
            sa.or_(table.c.refreshing_until.is_(None), table.c.refreshing_until <= now),
        )
        with self._database.writing() as sql:
            return sql.execute(claim.values(refreshing_until=now + lease)).rowcount == 1

    def release_refresh(self, connection: Connection) -> None:
        """Give the lease back after a refresh that failed, so that the next need not wait."""
        release = sa.update(table).where(*_newest(connection)).values(refreshing_until=None)
        with self._database.writing() as sql:
            sql.execute(release)

    def remove(self, organisation: OrganisationId) -> None:
        """Forget the consent, whichever it is; no key is needed."""
        with self._database.writing() as sql:
            sql.execute(sa.delete(table).where(table.c.organisation == organisation))

    def drop(self, old: Connection) -> bool:
        """Forget that very consent; False, and nothing, where `old` is no longer newest."""
        with self._database.writing() as sql:
            return sql.execute(sa.delete(table).where(*_newest(old))).rowcount == 1

    def organisations(self) -> Sequence[OrganisationId]:
        """Everybody whose consent is kept, in the order of their names; no key is needed."""
        query = sa.select(table.c.organisation).order_by(table.c.organisation)
        with self._database.reading() as sql:
            return [OrganisationId(name) for name in sql.execute(query).scalars()]

    def reencrypt(self, organisation: OrganisationId) -> bool:
        """Encrypt their consent with the newest key; False where there is none.

        The version stays: it is the same consent, and whoever refreshes it right now must not
        lose what Xero gave them. The row is locked, so that nothing newer is overwritten.
        """
        theirs = table.c.organisation == organisation
        with self._database.writing() as sql:
            locked = sa.select(table.c.tokens).where(theirs).with_for_update()
            old = sql.execute(locked).scalar_one_or_none()
            if old is None:
                return False
            new = self._cipher.encrypt(_tokens().dump_json(self._decrypt(old)))
            sql.execute(sa.update(table).where(theirs).values(tokens=new))
        return True

    def _columns(self, tokens: Tokens, *, now: datetime) -> dict[str, object]:
        return {
            "tokens": self._cipher.encrypt(_tokens().dump_json(tokens)),
            "tenant_id": tokens.tenant_id,
            "expires_at": tokens.expires_at,
            "refreshing_until": None,
            "updated": now,
        }

    def _decrypt(self, secret: bytes) -> Tokens:
        # `from None`: neither the ciphertext nor half-read tokens belong in a log.
        try:
            return _tokens().validate_json(self._cipher.decrypt(secret))
        except (InvalidToken, ValidationError):
            raise BadConfig("no encryption key opens the stored Xero consent") from None


def _newest(connection: Connection) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        table.c.organisation == connection.organisation,
        table.c.version == connection.version,
        # A consent that was removed and given anew counts its versions from 1 again.
        table.c.expires_at == connection.tokens.expires_at,
    )


@cache
def _tokens() -> TypeAdapter[Tokens]:
    return TypeAdapter(Tokens)
