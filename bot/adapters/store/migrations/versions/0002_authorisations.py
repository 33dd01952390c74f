"""Authorisations: how far each way to Xero's consent has come, for minutes at most."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "authorisations",
        _text("ticket_hash"),
        _text("browser_hash", nullable=True),
        _text("state_hash", nullable=True),
        _text("organisation"),
        _text("visitor"),
        _text("purpose"),
        _text("stage"),
        _text("outcome"),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_hash", name="pk_authorisations"),
        sa.UniqueConstraint("browser_hash", name="uq_authorisations_browser_hash"),
    )
    op.create_index("ix_authorisations_expires_at", "authorisations", ["expires_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("authorisations")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)
