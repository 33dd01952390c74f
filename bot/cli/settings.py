"""The settings of a command: from the environment, or just enough for one that stores nothing."""

import os
from pathlib import Path

from cryptography.fernet import Fernet

from bot.config import Config, fresh_secret


def from_environment() -> Config:
    """The settings of this environment."""
    return Config.from_env(os.environ)


def reading_only() -> Config:
    """Settings for commands that only read the knowledge."""
    return Config(
        secret_key=fresh_secret(),
        encryption_keys=(Fernet.generate_key().decode(),),
        cache=Path(os.environ.get("BOT_CACHE", _cache_home())),
        knowledge=Path(os.environ["BOT_KNOWLEDGE"]) if os.environ.get("BOT_KNOWLEDGE") else None,
    )


def _cache_home() -> str:
    """Where this user's caches live (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return str(Path(home) / "hearlink-assistant")
