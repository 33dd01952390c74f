"""The first tables: conversations, feedback, the outbox, consents, the mirror and the agents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    _conversations()
    _tickets()
    _outside()


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    names = ("tickets", "feedback", "events", "conversations")
    for name in (*names, "connections", "invoices", "deliveries", "agents"):
        op.drop_table(name)


def _conversations() -> None:
    op.create_table(
        "conversations",
        _text("id"),
        _text("token_hash"),
        _text("organisation", nullable=True),
        _text("visitor"),
        _text("visitor_name"),
        _text("visitor_email"),
        _text("visitor_permissions", nullable=True),
        _text("owner"),
        _number("version"),
        _number("last_event"),
        _text("state"),
        _moment("created"),
        _moment("updated"),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    _index("conversations", "organisation", "updated")
    _index("conversations", "owner", "updated")
    op.create_table(
        "events",
        _text("conversation"),
        _number("number"),
        _text("kind"),
        _text("client_id", nullable=True),
        _moment("at"),
        _text("body"),
        sa.PrimaryKeyConstraint("conversation", "number", name="pk_events"),
        sa.UniqueConstraint("conversation", "client_id", name="uq_events_conversation_client_id"),
        _of_conversation("events"),
    )
    _index("events", "conversation", "kind", "number")
    op.create_table(
        "feedback",
        _number("id"),
        _text("conversation", nullable=True),
        _text("organisation", nullable=True),
        _moment("at"),
        sa.Column("helpful", sa.Boolean, nullable=False),
        _text("topic"),
        _text("reasons"),
        _text("comment"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        _of_conversation("feedback"),
    )
    _index("feedback", "conversation")
    _index("feedback", "at")


def _tickets() -> None:
    op.create_table(
        "tickets",
        _text("key"),
        _text("reference"),
        _text("conversation"),
        _text("organisation", nullable=True),
        _text("body"),
        _moment("due"),
        _number("attempts"),
        _moment("leased_until", nullable=True),
        _moment("delivered", nullable=True),
        _text("desk_id"),
        sa.Column("dead", sa.Boolean, nullable=False),
        _text("problem"),
        _moment("opened"),
        sa.PrimaryKeyConstraint("key", name="pk_tickets"),
        sa.UniqueConstraint("reference", name="uq_tickets_reference"),
        _of_conversation("tickets"),
    )
    _index("tickets", "opened")
    _index("tickets", "conversation", "opened")
    waiting = sa.column("delivered").is_(None)
    op.create_index(
        "ix_tickets_waiting", "tickets", ["due"], sqlite_where=waiting, postgresql_where=waiting
    )


def _outside() -> None:
    op.create_table(
        "connections",
        _text("organisation"),
        sa.Column("tokens", sa.LargeBinary, nullable=False),
        _text("tenant_id"),
        _moment("expires_at"),
        _number("version"),
        _moment("refreshing_until", nullable=True),
        _moment("updated"),
        sa.PrimaryKeyConstraint("organisation", name="pk_connections"),
    )
    op.create_table(
        "invoices",
        *map(_text, ("organisation", "uid", "number", "number_folded", "document", "status")),
        _text("xero_id", nullable=True),
        *map(_text, ("clinic", "total")),
        _moment("updated"),
        sa.PrimaryKeyConstraint("organisation", "uid", name="pk_invoices"),
    )
    _index("invoices", "organisation", "number_folded")
    op.create_table(
        "deliveries",
        _text("id"),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    _index("deliveries", "at")
    op.create_table(
        "agents",
        *map(_text, ("id", "email", "email_folded", "name", "password_hash")),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("email_folded", name="uq_agents_email_folded"),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation"],
        ["conversations.id"],
        name=f"fk_{table}_conversation",
        ondelete="CASCADE",
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
