"""The tables; times are aware and in UTC, whatever the database makes of them."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, because SQLite drops the zone; ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it was stored; PostgreSQL answers in the zone of its connection."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("organisation", Text),
    Column("visitor", Text, nullable=False),
    Column("visitor_name", Text, nullable=False),
    Column("visitor_email", Text, nullable=False),
    Column("visitor_permissions", Text),  # a JSON list, or null where the host says nothing
    Column("owner", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Index(None, "organisation", "updated"),
    Index(None, "owner", "updated"),
)

events = Table(
    "events",
    metadata,
    Column("conversation", ForeignKey(conversations.c.id, ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("client_id", Text),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("conversation", "number"),
    UniqueConstraint("conversation", "client_id"),
    # The newest turn, and the first after a message, are found without reading the others.
    Index(None, "conversation", "kind", "number"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", ForeignKey(conversations.c.id, ondelete="CASCADE"), index=True),
    Column("organisation", Text),
    Column("at", Instant, nullable=False, index=True),
    Column("helpful", Boolean, nullable=False),
    Column("topic", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("about", Text),  # a cause of the topic, or null where nobody said which
)

tickets = Table(
    "tickets",
    metadata,
    Column("key", Text, primary_key=True),
    Column("reference", Text, nullable=False, unique=True),
    Column("conversation", ForeignKey(conversations.c.id, ondelete="CASCADE"), nullable=False),
    Column("organisation", Text),
    Column("body", Text, nullable=False),
    Column("due", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Instant),
    Column("delivered", Instant),
    Column("desk_id", Text, nullable=False),
    Column("dead", Boolean, nullable=False),
    Column("problem", Text, nullable=False),
    Column("opened", Instant, nullable=False, index=True),
    Index(None, "conversation", "opened"),
)

# Delivered tickets only grow in number, so the index of those that wait leaves them out.
Index(
    "ix_tickets_waiting",
    tickets.c.due,
    sqlite_where=tickets.c.delivered.is_(None),
    postgresql_where=tickets.c.delivered.is_(None),
)

connections = Table(
    "connections",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("tokens", LargeBinary, nullable=False),  # encrypted
    Column("tenant_id", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("refreshing_until", Instant),
    Column("updated", Instant, nullable=False),
)

authorisations = Table(
    "authorisations",
    metadata,
    Column("ticket_hash", Text, primary_key=True),
    Column("browser_hash", Text, unique=True),
    Column("state_hash", Text),
    Column("organisation", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # encrypted
    Column("expires_at", Instant, nullable=False, index=True),
)

invoices = Table(
    "invoices",
    metadata,
    Column("organisation", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("number_folded", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("xero_id", Text),
    Column("clinic", Text, nullable=False),
    Column("total", Text, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("heard", Instant, nullable=False),
    Column("linked", Instant),
    Column("issued", Instant),
    Column("happened", Instant, nullable=False),  # issued or, without that, heard
    Column("categories", Text, nullable=False),  # a JSON list
    Column("currency", Text, nullable=False),
    Column("order_uid", Text, nullable=False),
    Column("transaction_type", Text, nullable=False),
    Column("method", Text, nullable=False),
    PrimaryKeyConstraint("organisation", "uid"),
    # Folded by us: the databases disagree on the lower case of anything beyond ASCII.
    Index(None, "organisation", "number_folded"),
    Index(None, "organisation", "happened"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

trials = Table(
    "trials",
    metadata,
    Column("number", Text, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("tenant_id", Text, nullable=False),
    Column("begun", Instant, nullable=False),
    Column("created", Boolean, nullable=False),
    Column("due", Instant, nullable=False, index=True),
)

agents = Table(
    "agents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_folded", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
)
