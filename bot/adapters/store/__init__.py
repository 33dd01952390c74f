"""The database: conversations, outbox, consents, mirror and agents in SQLite or PostgreSQL."""
