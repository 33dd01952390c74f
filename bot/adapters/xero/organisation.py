"""Does the organisation's plan take the invoice, and does a lock date forbid it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.connection import role_of_connector
from bot.adapters.xero.reading.access import ROLE
from bot.adapters.xero.reading.organisation import (
    DRAFTS_NOT_COUNTED,
    DRAFTS_NOT_LOCKED,
    binds_period,
    month_of,
    monthly_limit,
    read_approved_count,
    read_large_plan,
    read_locked,
    read_locks,
    read_state,
)
from bot.adapters.xero.settled import Settled
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Target

DRAFT = "draft"
"""What HearLink may be set to send invoices as."""


@dataclass(frozen=True, slots=True)
class OrganisationLook:
    """Gives organisation_state and plan_limit."""

    client: XeroClient
    consents: Consents
    settled: Settled

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Asks for the organisation; for a small plan, counts this month's invoices too."""
        organisation = self.settled.organisation(target, now=now)
        state, limit = read_state(organisation), monthly_limit(organisation)
        if limit is None:
            return (*state, *read_large_plan(organisation))
        if target.value("sync_as") == DRAFT:
            return (*state, DRAFTS_NOT_COUNTED)
        try:
            return (*state, *self._counted(limit, target, now=now))
        except OutsideError:
            # What is known of the organisation stands without the count.
            if state:
                return state
            raise

    def _counted(self, limit: int, target: Target, *, now: datetime) -> Sequence[Finding]:
        first, end = month_of(now)

        def call(tokens: Tokens) -> Answer:
            return self.client.approved_count(tokens, first, end)

        connection = self.consents.need(target.organisation)
        answer = self.consents.ask(connection, call, now=now, room=target.room)
        return read_approved_count(answer, limit=limit)


@dataclass(frozen=True, slots=True)
class LockDatesLook:
    """Gives invoice_locked."""

    client: XeroClient
    consents: Consents
    settled: Settled
    shared_app: bool = True

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Holds the invoice's date against the lock dates; nothing where the date is not known.

        One call, mostly kept from before; a second one only where an adviser's role would lift
        the lock; none where HearLink sends drafts.
        """
        if target.value("sync_as") == DRAFT:
            return (DRAFTS_NOT_LOCKED,)
        day = _day(target.value("invoice_date"))
        if day is None:
            return ()
        locks = read_locks(self.settled.organisation(target, now=now))
        role = self._role(target, now=now) if binds_period(locks, day) else ""
        return read_locked(locks, day, role=role, now=now)

    def _role(self, target: Target, *, now: datetime) -> str:
        known = target.value(ROLE)
        if known or not self.shared_app:
            return known or ""
        try:
            return role_of_connector(self.client, self.consents, target, now=now)
        except OutsideError:
            # Few who connect are advisers, so that the lock is taken to bind.
            return ""


def _day(text: str | None) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None
