"""Builds everything from the settings: the one place where adapters meet use cases."""

from bot.bootstrap.building import Built, application, build
from bot.bootstrap.given import new_check_number, new_id, new_reference, new_secret, now
from bot.bootstrap.knowledge import load_knowledge, load_model
from bot.bootstrap.store import open_connections, upgrade_database
from bot.bootstrap.xero import open_connecting, open_sweep

__all__ = [
    "Built",
    "application",
    "build",
    "load_knowledge",
    "load_model",
    "new_check_number",
    "new_id",
    "new_reference",
    "new_secret",
    "now",
    "open_connecting",
    "open_connections",
    "open_sweep",
    "upgrade_database",
]
