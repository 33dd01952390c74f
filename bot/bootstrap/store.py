"""What is kept in the database of the settings."""

from dataclasses import dataclass

from cryptography.fernet import Fernet, MultiFernet

from bot.adapters.store.agents import SqlAgents
from bot.adapters.store.authorisations import SqlAuthorisations
from bot.adapters.store.connections import SqlConnections
from bot.adapters.store.conversations import SqlConversations
from bot.adapters.store.database import open_database, upgrade, version
from bot.adapters.store.mirror import SqlMirror
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.ratings import SqlRatings
from bot.adapters.store.trials import SqlTrials
from bot.config import Config
from bot.ports.connections import Connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Every port of one database."""

    conversations: SqlConversations
    connections: SqlConnections
    authorisations: SqlAuthorisations
    mirror: SqlMirror
    outbox: SqlOutbox
    trials: SqlTrials
    agents: SqlAgents
    ratings: SqlRatings


def open_store(config: Config) -> Store:
    """The store of these settings, its database brought up to date."""
    upgrade(config.database_url)
    database = open_database(config.database_url)
    cipher = MultiFernet([Fernet(key) for key in config.encryption_keys])
    return Store(
        conversations=SqlConversations(database),
        connections=SqlConnections(database, cipher=cipher),
        authorisations=SqlAuthorisations(database, cipher=cipher),
        mirror=SqlMirror(database),
        outbox=SqlOutbox(database),
        trials=SqlTrials(database),
        agents=SqlAgents(database),
        ratings=SqlRatings(database),
    )


def open_connections(config: Config) -> Connections:
    """The consents alone, for commands that need no more."""
    return open_store(config).connections


def upgrade_database(config: Config) -> str:
    """Bring the tables up to date; the version they are at then."""
    upgrade(config.database_url)
    database = open_database(config.database_url)
    try:
        return version(database) or "none"
    finally:
        database.close()
