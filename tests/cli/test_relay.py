"""The relay goes on whatever one round meets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

from bot.cli.relay import relay_until
from bot.domain.errors import Unavailable
from bot.ports.tickets import Delivery
from bot.services.outbox import Relay
from tests.fakes import FakeDesk, FakeOutbox
from tests.services.stage import HandClock


class Troubled(FakeOutbox):
    """A store whose first rounds fail, each in another way; `rounds` counts all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rounds = 0
        self.problems: list[Exception] = [Unavailable("away"), RuntimeError("what Jo Doe wrote")]

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """Fail while there is a problem left."""
        self.rounds += 1
        if self.problems:
            raise self.problems.pop()
        return super().claim(now=now, lease=lease, limit=limit)


class Thrice(Event):
    """Is set after three waits, none of which takes time."""

    waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Count, and end the third time."""
        self.waits += 1
        if self.waits == 3:
            self.set()
        return self.is_set()


def test_no_failure_ends_the_relay() -> None:
    outbox = Troubled()
    relay_until(Relay(outbox=outbox, desk=FakeDesk(), clock=HandClock()), Thrice())
    assert outbox.rounds == 3
