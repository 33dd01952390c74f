"""The relay: delivers tickets from the outbox to the desk, again and again until one takes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import Limited, OutsideError
from bot.ports.given import Clock
from bot.ports.tickets import Delivery, Outbox, TicketDesk

LEASE = timedelta(minutes=2)
"""How long a claimed ticket is hidden from other relays."""

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
"""The first pause after a failure; it doubles each time, up to the longest."""

ATTEMPTS = 30
"""After so many attempts, about a day, a ticket is dead and a person must look."""

BATCH = 20
"""How many tickets one round claims."""

log = structlog.get_logger()


def next_attempt(now: datetime, attempts: int) -> datetime:
    """When to try again after `attempts` failures, the newest included."""
    doublings = min(attempts - 1, 16)
    return now + min(FIRST * (1 << doublings), LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Delivers; several may run at once."""

    outbox: Outbox
    desk: TicketDesk
    clock: Clock

    def run_once(self) -> int:
        """Try every due ticket once; how many were delivered."""
        due = self.outbox.claim(now=self.clock(), lease=LEASE, limit=BATCH)
        return sum(self._deliver(delivery) for delivery in due)

    def _deliver(self, delivery: Delivery) -> bool:
        if delivery.attempts > ATTEMPTS:
            # Only a worker that was killed leaves no failure behind; the next would die of it too.
            return self._failed(delivery, "no attempt to deliver it ever ended")
        try:
            desk_id = self.desk.create(delivery.ticket)
        except OutsideError as problem:
            wait = problem.wait if isinstance(problem, Limited) else None
            return self._failed(delivery, str(problem), wait=wait)
        except Exception as fault:  # noqa: BLE001 # logged; one ticket must not hold up the rest
            return self._failed(delivery, f"unforeseen {type(fault).__name__}")
        self.outbox.delivered(delivery.ticket.key, desk_id=desk_id, now=self.clock())
        log.info("ticket delivered", reference=delivery.ticket.reference, desk_id=desk_id)
        return True

    def _failed(self, delivery: Delivery, problem: str, *, wait: timedelta | None = None) -> bool:
        log.warning(
            "ticket not delivered",
            reference=delivery.ticket.reference,
            attempts=delivery.attempts,
            problem=problem,
        )
        if delivery.attempts >= ATTEMPTS:
            self.outbox.dead(delivery.ticket.key, problem=problem)
        else:
            now = self.clock()
            due = max(next_attempt(now, delivery.attempts), now + (wait or timedelta()))
            self.outbox.later(delivery.ticket.key, due=due, problem=problem)
        return False
