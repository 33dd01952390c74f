"""What every use case is given: the time, and fresh names."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""The time now, aware and in UTC."""


NewId = Callable[[], str]
"""A fresh unguessable name, url-safe."""
