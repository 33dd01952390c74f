"""Test invoices that may still be in Xero, kept until it was seen without them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import trials as table
from bot.ports.people import OrganisationId
from bot.ports.trials import Trial


class SqlTrials:
    """The port `Trials` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, trial: Trial) -> None:
        """Note it, before anything is sent."""
        row = {
            "number": trial.number,
            "organisation": trial.organisation,
            "tenant_id": trial.tenant_id,
            "begun": trial.begun,
            "created": trial.created,
            "due": trial.begun,
        }
        with self._database.writing() as sql:
            sql.execute(sa.insert(table).values(row))

    def confirm(self, trial: Trial) -> None:
        """Note that Xero said it has it."""
        with self._database.writing() as sql:
            sql.execute(sa.update(table).where(*_this(trial)).values(created=True))

    def end(self, trial: Trial) -> None:
        """Forget it: Xero was seen without it, or a person must look."""
        with self._database.writing() as sql:
            sql.execute(sa.delete(table).where(*_this(trial)))

    def left_over(self, *, before: datetime, limit: int) -> Sequence[Trial]:
        """Those begun before that moment, oldest first."""
        oldest = sa.select(table).where(table.c.due < before).order_by(table.c.due, table.c.number)
        with self._database.reading() as sql:
            rows = sql.execute(oldest.limit(limit)).all()
        return [
            Trial(
                organisation=OrganisationId(row.organisation),
                tenant_id=row.tenant_id,
                number=row.number,
                begun=row.begun,
                created=row.created,
            )
            for row in rows
        ]

    def postpone(self, trial: Trial, *, until: datetime) -> None:
        """Leave it alone until then, because Xero could not be asked."""
        with self._database.writing() as sql:
            sql.execute(sa.update(table).where(*_this(trial)).values(due=until))


def _this(trial: Trial) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.organisation == trial.organisation, table.c.number == trial.number
