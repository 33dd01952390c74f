"""Runs the migrations on the connection, and in the transaction, that `upgrade` opened."""

from alembic import context

from bot.adapters.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # true of SQLite too, since we begin its transactions ourselves
)
with context.begin_transaction():
    context.run_migrations()
