"""The support people who may see the desk."""

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.tables import agents as table
from bot.domain.errors import BadInput
from bot.ports.people import Agent


class SqlAgents:
    """The port `Agents` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, agent: Agent) -> None:
        """Keep a new agent; BadInput when the e-mail address is taken."""
        new = (
            self._database.insert(table)
            .values(
                id=agent.id,
                email=agent.email,
                email_folded=agent.email.casefold(),
                name=agent.name,
                password_hash=agent.password_hash,
            )
            .on_conflict_do_nothing(index_elements=[table.c.email_folded])
            .returning(table.c.id)
        )
        with self._database.writing() as sql:
            if sql.execute(new).first() is None:
                raise BadInput(f"There is already an agent with the address {agent.email}.")

    def by_email(self, email: str) -> Agent | None:
        """The agent with that address, whatever its letter case."""
        return self._one(table.c.email_folded == email.casefold())

    def by_id(self, agent: str) -> Agent | None:
        """The agent with that id."""
        return self._one(table.c.id == agent)

    def _one(self, condition: sa.ColumnElement[bool]) -> Agent | None:
        query = sa.select(table.c.id, table.c.email, table.c.name, table.c.password_hash)
        with self._database.reading() as sql:
            row = sql.execute(query.where(condition)).first()
        return None if row is None else Agent(**row._mapping)
