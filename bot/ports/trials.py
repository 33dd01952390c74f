"""Test invoices: written down before they are sent, so that none can be forgotten in Xero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.people import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test invoice by its number, which nothing but us uses.

    `tenant_id` is the organisation at Xero that it was sent to; `created` once Xero said that
    it has it.
    """

    organisation: OrganisationId
    tenant_id: str
    number: str
    begun: datetime
    created: bool = False


class Trials(Protocol):
    """The test invoices that may still be in Xero."""

    def begin(self, trial: Trial) -> None:
        """Note it, before anything is sent."""

    def confirm(self, trial: Trial) -> None:
        """Note that Xero said it has it."""

    def end(self, trial: Trial) -> None:
        """Forget it: Xero was seen without it, or a person must look."""

    def left_over(self, *, before: datetime, limit: int) -> Sequence[Trial]:
        """Those begun before that moment, oldest first."""

    def postpone(self, trial: Trial, *, until: datetime) -> None:
        """Leave it alone until then, because Xero could not be asked."""


class TrialInvoices(Protocol):
    """Test invoices in the books themselves."""

    def remove(self, trial: Trial, *, now: datetime) -> bool:
        """Delete it where it is found; whether Xero was seen without it.

        A number that is not there counts as gone, unless Xero once said that it has it.
        OutsideError where Xero says nothing; Unavailable too where the consent is for another
        tenant than the trial.
        """
