"""What Xero remembers of a write by its Idempotency-Key: six minutes, errors too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MEMORY = timedelta(minutes=6)
LONGEST_KEY = 128


@dataclass(frozen=True, slots=True)
class Answered:
    """A write and what was answered; `fingerprint` is all that makes it the same request."""

    fingerprint: str
    status: int
    body: str
    at: datetime


class Memory:
    """Of one app, by key. Not locked: `World` guards it."""

    def __init__(self) -> None:
        self._by_key: dict[str, Answered] = {}

    def recall(self, key: str, *, now: datetime) -> Answered | None:
        known = self._by_key.get(key)
        return known if known and now - known.at < MEMORY else None

    def keep(self, key: str, answered: Answered) -> None:
        self._by_key[key] = answered


def clash(key: str) -> str:
    """What Xero says when a key comes again with another request."""
    return f"Idempotency Key: {key} is used with a different request."
