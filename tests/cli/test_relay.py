"""The relay goes on whatever one round meets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

from bot.cli.relay import Round, repeat_until, repeating
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
    relay = Relay(outbox=outbox, desk=FakeDesk(), clock=HandClock())
    repeat_until(Round(name="relay", once=relay.run_once, pause=5.0), Thrice())
    assert outbox.rounds == 3


def test_one_round_that_hangs_holds_up_no_other() -> None:
    over, reached = Event(), Event()
    slow = Round(name="slow", once=lambda: over.wait(30), pause=0.0)
    other = Round(name="other", once=reached.set, pause=30.0)
    with repeating([slow, other]):
        assert reached.wait(10)
        over.set()
