"""The mirror: HearLink's invoices and credit notes as its webhooks told them."""

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import deliveries, invoices
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId


class SqlMirror:
    """The port `Mirror` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, delivery: str, document: MirroredInvoice | None, *, now: datetime) -> bool:
        """Keep the document unless an equal or newer one is there; False if `delivery` is known."""
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
        return True

    def find(self, organisation: OrganisationId, number: str) -> MirroredInvoice | None:
        """The document of this organisation with that number, whatever its letter case.

        Where an invoice and a credit note share the number, the one that changed last.
        """
        names = [invoices.c[name] for name in MirroredInvoice.__dataclass_fields__]
        query = (
            sa.select(*names)
            .where(invoices.c.organisation == organisation)
            .where(invoices.c.number_folded == number.casefold())
            .order_by(invoices.c.updated.desc(), invoices.c.uid)
            .limit(1)
        )
        with self._database.reading() as sql:
            row = sql.execute(query).first()
        return None if row is None else MirroredInvoice(**row._mapping)

    def _keep(self, sql: sa.Connection, document: MirroredInvoice) -> None:
        columns = {**asdict(document), "number_folded": document.number.casefold()}
        new = self._database.insert(invoices).values(columns)
        # Webhooks overtake each other: the clock of HearLink decides, not the order of arrival.
        newest = new.on_conflict_do_update(
            index_elements=[invoices.c.organisation, invoices.c.uid],
            set_=columns,
            where=invoices.c.updated < new.excluded.updated,
        )
        sql.execute(newest)
