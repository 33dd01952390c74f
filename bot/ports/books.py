"""The books of an organisation: its sales documents in Xero, many at a time."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.reconciliation import Booked
from bot.ports.looks import Room
from bot.ports.people import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A document to look up: "invoice" or "credit_note", and its number."""

    document: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What the books hold of the documents that were `asked` for; other numbers are left out."""

    booked: Sequence[Booked]
    asked: frozenset[Wanted]


class Books(Protocol):
    """An organisation's books, read only."""

    def place(self, organisation: OrganisationId) -> str:
        """Which books are looked into, by a name of their own; OutsideError where none may be."""

    def excerpt(
        self,
        organisation: OrganisationId,
        wanted: Sequence[Wanted],
        *,
        now: datetime,
        room: Room = nullcontext,
    ) -> Excerpt:
        """Looks up as many as a few calls reach, the first ones first; each call takes `room`.

        OutsideError when the books cannot be read; an excerpt is never half of what it says.
        """
