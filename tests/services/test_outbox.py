"""The relay tries again and again, ever later, and gives each ticket to the desk once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.errors import Limited, Unavailable
from bot.domain.escalation import Contact, ConversationId, Ticket
from bot.ports.tickets import Delivery
from bot.services.outbox import ATTEMPTS, BATCH, LEASE, Relay, next_attempt
from tests.fakes import FakeDesk, FakeOutbox
from tests.services.stage import NOW, HandClock


def ticket(number: int = 1) -> Ticket:
    return Ticket(
        key=f"c{number}:4",
        reference=f"HL-{number}",
        conversation=ConversationId(f"c{number}"),
        organisation=None,
        subject="Xero sync",
        summary="Nothing goes over.",
        contact=Contact(phone="1"),
        lines=(),
        transcript=(),
        opened=NOW,
    )


@dataclass(frozen=True, slots=True)
class Round:
    outbox: FakeOutbox
    desk: FakeDesk
    clock: HandClock
    relay: Relay

    def delivery(self) -> Delivery:
        return self.outbox.ticket("HL-1")


@pytest.fixture
def waiting() -> Round:
    outbox, desk, clock = FakeOutbox(), FakeDesk(), HandClock()
    outbox.add(ticket(), due=NOW)
    return Round(outbox, desk, clock, Relay(outbox=outbox, desk=desk, clock=clock))


def test_a_due_ticket_is_delivered(waiting: Round) -> None:
    assert waiting.relay.run_once() == 1
    assert waiting.delivery().delivered == NOW
    assert waiting.delivery().desk_id == "desk-1"
    assert waiting.relay.run_once() == 0


def test_what_is_not_due_yet_waits(waiting: Round) -> None:
    waiting.outbox.add(ticket(2), due=NOW + timedelta(seconds=1))
    assert waiting.relay.run_once() == 1
    waiting.clock.move(timedelta(seconds=1))
    assert waiting.relay.run_once() == 1


def test_a_failure_is_kept_and_tried_again_after_half_a_minute(waiting: Round) -> None:
    waiting.desk.problem = Unavailable("the desk is closed")
    assert waiting.relay.run_once() == 0
    assert waiting.delivery().problem == "the desk is closed"
    assert waiting.delivery().due == NOW + timedelta(seconds=30)
    waiting.desk.problem = None
    assert waiting.relay.run_once() == 0
    waiting.clock.move(timedelta(seconds=30))
    assert waiting.relay.run_once() == 1


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (29, 3600), (10_000, 3600)],
)
def test_each_pause_is_twice_as_long_up_to_an_hour(attempts: int, pause: int) -> None:
    assert next_attempt(NOW, attempts) == NOW + timedelta(seconds=pause)


def test_after_all_attempts_a_ticket_is_dead_and_no_sooner(waiting: Round) -> None:
    waiting.desk.problem = Unavailable("closed")
    for attempt in range(1, ATTEMPTS + 1):
        assert not waiting.delivery().dead
        waiting.relay.run_once()
        assert waiting.delivery().attempts == attempt
        waiting.clock.move(timedelta(hours=1))
    assert waiting.delivery().dead
    waiting.desk.problem = None
    assert waiting.relay.run_once() == 0


def test_a_desk_that_asks_for_a_pause_is_left_alone_for_so_long(waiting: Round) -> None:
    waiting.desk.problem = Limited("too fast", wait=timedelta(minutes=7))
    waiting.relay.run_once()
    assert waiting.delivery().due == NOW + timedelta(minutes=7)
    waiting.desk.problem = Limited("too fast", wait=timedelta(seconds=1))
    waiting.clock.move(timedelta(minutes=7))
    waiting.relay.run_once()
    assert waiting.delivery().due == next_attempt(waiting.clock(), 2)


def test_a_ticket_that_kills_its_workers_is_dead_in_the_end(waiting: Round) -> None:
    for _ in range(ATTEMPTS):
        assert waiting.outbox.claim(now=waiting.clock(), lease=LEASE, limit=1)
        waiting.clock.move(LEASE)
    assert waiting.relay.run_once() == 0
    assert waiting.delivery().dead
    assert waiting.desk.opened == {}


def test_a_ticket_that_breaks_the_desk_holds_up_no_other(waiting: Round) -> None:
    class Broken(FakeDesk):
        def create(self, ticket: Ticket) -> str:
            if ticket.reference == "HL-1":
                raise TypeError(ticket.summary)
            return super().create(ticket)

    waiting.outbox.add(ticket(2), due=NOW)
    relay = Relay(outbox=waiting.outbox, desk=Broken(), clock=waiting.clock)
    assert relay.run_once() == 1
    assert waiting.delivery().problem == "unforeseen TypeError"


def test_the_attempts_last_about_a_day() -> None:
    pauses = [next_attempt(NOW, n) - NOW for n in range(1, ATTEMPTS)]
    assert timedelta(hours=20) < sum(pauses, timedelta()) < timedelta(hours=28)


def test_a_relay_that_died_after_the_desk_took_it_opens_no_second_ticket(waiting: Round) -> None:
    waiting.outbox.claim(now=NOW, lease=LEASE, limit=1)
    waiting.desk.create(ticket())
    assert waiting.relay.run_once() == 0
    waiting.clock.move(LEASE)
    assert waiting.relay.run_once() == 1
    assert list(waiting.desk.opened) == ["c1:4"]
    assert waiting.delivery().desk_id == "desk-1"


def test_one_round_takes_a_batch_and_the_next_one_the_rest(waiting: Round) -> None:
    for number in range(2, BATCH + 4):
        waiting.outbox.add(ticket(number), due=NOW)
    assert waiting.relay.run_once() == BATCH
    assert waiting.relay.run_once() == 3
