"""The mirror keeps history: since when, which clinic, which categories, and transactions too."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXTS = ("categories", "currency", "order_uid", "transaction_type", "method")
MOMENTS = ("heard", "happened")


def upgrade() -> None:
    """Add the columns; of what is there already, the newest event is all that is known."""
    for name in (*MOMENTS, "linked", "issued"):
        op.add_column("invoices", sa.Column(name, sa.DateTime(timezone=True)))
    for name in TEXTS:
        op.add_column("invoices", sa.Column(name, sa.Text))
    op.execute(
        "UPDATE invoices SET heard = updated, happened = updated, categories = '[]', currency = '',"
        " order_uid = '', transaction_type = '', method = ''"
    )
    op.execute("UPDATE invoices SET linked = updated WHERE xero_id IS NOT NULL")
    # SQLite changes a column only by copying its table, which this does in one go.
    with op.batch_alter_table("invoices") as table:
        for name in (*MOMENTS, *TEXTS):
            table.alter_column(name, nullable=False)
    op.create_index("ix_invoices_organisation_happened", "invoices", ["organisation", "happened"])


def downgrade() -> None:
    """Drop the columns, and the documents that the older mirror does not know."""
    op.drop_index("ix_invoices_organisation_happened", "invoices")
    op.execute("DELETE FROM invoices WHERE document = 'transaction'")
    with op.batch_alter_table("invoices") as table:
        for name in (*MOMENTS, "linked", "issued", *TEXTS):
            table.drop_column(name)
