"""Feedback may name the cause that it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; older feedback names none."""
    op.add_column("feedback", sa.Column("about", sa.Text, nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("feedback", "about")
