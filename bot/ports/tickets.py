"""Tickets on their way to where support people work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.escalation import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A ticket in the outbox with how its delivery stands."""

    ticket: Ticket
    due: datetime
    attempts: int = 0
    delivered: datetime | None = None
    desk_id: str = ""
    dead: bool = False
    problem: str = ""


class Outbox(Protocol):
    """Tickets that wait to be delivered, written in the commit of the turn that opened them."""

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """Due tickets, hidden from every other claim until `now + lease`."""

    def delivered(self, key: str, *, desk_id: str, now: datetime) -> None:
        """The desk has it."""

    def later(self, key: str, *, due: datetime, problem: str) -> None:
        """It failed; try again at `due`."""

    def dead(self, key: str, *, problem: str) -> None:
        """It failed for good; a person must look."""

    def tickets(self, *, limit: int = 100) -> Sequence[Delivery]:
        """The newest tickets first, for the desk pages."""

    def ticket(self, reference: str) -> Delivery:
        """The ticket with that reference; NotFound if there is none."""


class TicketDesk(Protocol):
    """Where support people work."""

    def create(self, ticket: Ticket) -> str:
        """Open the ticket and return the desk's id; the same key never opens two.

        OutsideError when the desk cannot take it now.
        """
