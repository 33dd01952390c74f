"""The settings of a command: from the environment, or just enough for one that stores nothing."""

import os

from bot.config import Config


def from_environment() -> Config:
    """The settings of this environment."""
    return Config.from_env(os.environ)


def reading_only() -> Config:
    """Settings for commands that only read the knowledge."""
    return Config.for_reading(os.environ)
