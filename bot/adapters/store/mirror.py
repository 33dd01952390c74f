"""The mirror: HearLink's invoices, credit notes and transactions as its webhooks told them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.adapters.store.codec import dump_words, load_words
from bot.adapters.store.database import Database
from bot.adapters.store.tables import deliveries, invoices
from bot.ports.mirror import NUMBERED, MirroredInvoice, as_heard, merged
from bot.ports.people import OrganisationId

REMEMBERED = timedelta(days=30)
"""How long a delivery is known; HearLink repeats one for hours at most."""

BETWEEN_PRUNINGS = timedelta(hours=1)


class SqlMirror:
    """The port `Mirror` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pruned: datetime | None = None

    def record(self, delivery: str, document: MirroredInvoice | None, *, now: datetime) -> bool:
        """Take the document in as `merged` says; False, and nothing, if `delivery` is known."""
        first = (
            self._database.insert(deliveries)
            .values(id=delivery, at=now)
            .on_conflict_do_nothing()
            .returning(deliveries.c.id)
        )
        with self._database.writing() as sql:
            if sql.execute(first).first() is None:
                return False
            if document is not None:
                self._keep(sql, document)
            self._prune(sql, now=now)
        return True

    def find(self, organisation: OrganisationId, number: str) -> MirroredInvoice | None:
        """The invoice or credit note with that number, whatever its letter case.

        Where an invoice and a credit note share the number, the one that changed last.
        """
        query = (
            _of(organisation)
            .where(invoices.c.number_folded == number.casefold())
            .where(invoices.c.document.in_(NUMBERED))
            .order_by(invoices.c.updated.desc(), invoices.c.uid)
        )
        return self._first(query)

    def by_uid(self, organisation: OrganisationId, uid: str) -> MirroredInvoice | None:
        """The document with that uid."""
        return self._first(_of(organisation).where(invoices.c.uid == uid))

    def history(
        self,
        organisation: OrganisationId,
        *,
        since: datetime,
        limit: int,
        documents: Collection[str] = NUMBERED,
    ) -> Sequence[MirroredInvoice]:
        """The newest `limit` documents of these kinds that happened since then, newest first."""
        query = (
            _of(organisation)
            .where(invoices.c.happened >= since)
            .where(invoices.c.document.in_(documents))
            .order_by(invoices.c.happened.desc(), invoices.c.uid)
            .limit(limit)
        )
        with self._database.reading() as sql:
            return [_read(row) for row in sql.execute(query)]

    def newest(self, organisation: OrganisationId) -> datetime | None:
        """The time of the newest event about any document of this organisation."""
        query = sa.select(sa.func.max(invoices.c.updated)).where(
            invoices.c.organisation == organisation
        )
        with self._database.reading() as sql:
            found: datetime | None = sql.execute(query).scalar()
        return found

    def _first(self, query: sa.Select[tuple[object, ...]]) -> MirroredInvoice | None:
        with self._database.reading() as sql:
            row = sql.execute(query.limit(1)).first()
        return None if row is None else _read(row)

    def _keep(self, sql: sa.Connection, document: MirroredInvoice) -> None:
        # Webhooks overtake each other: the clock of HearLink decides, not the order of arrival.
        new = self._database.insert(invoices).values(_columns(as_heard(document)))
        added = new.on_conflict_do_nothing().returning(invoices.c.uid)
        if sql.execute(added).first() is not None:
            return
        this = (
            invoices.c.organisation == document.organisation,
            invoices.c.uid == document.uid,
        )
        # Locked, so that two events about one document cannot both start from the older state.
        known = _read(sql.execute(_all().where(*this).with_for_update()).one())
        if (now_known := merged(known, document)) != known:
            sql.execute(sa.update(invoices).where(*this).values(_columns(now_known)))

    def _prune(self, sql: sa.Connection, *, now: datetime) -> None:
        """Forget old deliveries, now and then."""
        if self._pruned is not None and abs(now - self._pruned) < BETWEEN_PRUNINGS:
            return
        sql.execute(sa.delete(deliveries).where(deliveries.c.at < now - REMEMBERED))
        self._pruned = now


def _all() -> sa.Select[tuple[object, ...]]:
    return sa.select(*(invoices.c[name] for name in MirroredInvoice.__dataclass_fields__))


def _of(organisation: OrganisationId) -> sa.Select[tuple[object, ...]]:
    return _all().where(invoices.c.organisation == organisation)


def _read(row: sa.Row[tuple[object, ...]]) -> MirroredInvoice:
    columns = dict(row._mapping)
    return MirroredInvoice(**{**columns, "categories": load_words(columns["categories"])})


def _columns(document: MirroredInvoice) -> dict[str, object]:
    return {
        **asdict(document),
        "categories": dump_words(document.categories),
        "number_folded": document.number.casefold(),
        "happened": document.happened,
    }
