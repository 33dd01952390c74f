"""Understanding messages, as a promise."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.reading import Reading
from bot.domain.topic import Topic
from bot.domain.turn import Choice


class Reader(Protocol):
    """Understands messages."""

    def read(self, text: str, *, topic: Topic, offered: Sequence[Choice] = ()) -> Reading:
        """What the message may mean, given the choices that were on offer."""
