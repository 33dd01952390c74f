"""Xero's books on loopback: what they hold unless a test says otherwise, and how to look."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from werkzeug.wrappers import Response

from bot.domain.errors import Unavailable
from bot.domain.facts import CheckId
from bot.ports.looks import Finding, Looks, Target
from tests.adapters.wire import Wire, told
from tests.adapters.xero_answers import (
    NOW,
    target,
)

API = "/api.xro/2.0"
ORGANISATION, ACCOUNTS, TAXES = f"{API}/organisation", f"{API}/accounts", f"{API}/taxrates"
CURRENCIES, CONTACTS, INVOICES = f"{API}/currencies", f"{API}/contacts", f"{API}/invoices"
CREDITS, USERS = f"{API}/creditnotes", f"{API}/users"

PLACE: dict[str, object] = {
    "OrganisationStatus": "ACTIVE",
    "Edition": "BUSINESS",
    "Class": "STANDARD",
    "CountryCode": "GB",
    "BaseCurrency": "GBP",
}
SALES = {"Code": "200", "Status": "ACTIVE", "Type": "REVENUE", "Class": "REVENUE"}
BANK = {"Code": "090", "Status": "ACTIVE", "Type": "BANK", "Class": "ASSET"}
VAT = {"TaxType": "OUTPUT2", "Status": "ACTIVE", "CanApplyToRevenue": True}
SETTINGS = {"mapping": "Hearing Aids=200/OUTPUT2", "payment_account_code": "090"}
OCTOBER = "/Date(1793404800000+0000)/"


def stocked(wire: Wire) -> Wire:
    """Accounts, a tax rate and a currency that fit SETTINGS."""
    wire.on(ACCOUNTS, told({"Accounts": [SALES, BANK]}))
    wire.on(TAXES, told({"TaxRates": [VAT]}))
    return wire.on(CURRENCIES, told({"Currencies": [{"Code": "GBP"}]}))


def place(wire: Wire, **more: object) -> None:
    """The organisation is so, with these differences."""
    wire.on(ORGANISATION, told({"Organisations": [{**PLACE, **more}]}))


def found(looks: Looks, check: str, at: Target, *, after: timedelta = timedelta()) -> list[Finding]:
    """What that look finds there, a while after NOW."""
    return list(looks[CheckId(check)](at, now=NOW + after))


def dated(day: str, **more: str) -> Target:
    """An invoice of that day."""
    return target(invoice_number="WH00041", fleeting={"invoice_date": day, **more})


def document(wire: Wire, status: str, *, history: Response | None = None, **more: object) -> None:
    """The one invoice WH00041 that Xero has, and its history."""
    row = {"Type": "ACCREC", "InvoiceID": "i1", "InvoiceNumber": "WH00041", "Status": status}
    wire.on(INVOICES, told({"Invoices": [{**row, **more}]}))
    wire.on(f"{INVOICES}/i1/history", history or Response(status=404))


def record(changes: str, user: str) -> Response:
    """A history of one line, of 3 March."""
    done = {"Changes": changes, "User": user, "DateUTC": "/Date(1772496000000+0000)/"}
    return told({"HistoryRecords": [done]})


class Rooms:
    """Room for so many calls in all, counted; those under way are counted too."""

    def __init__(self, most: int = 8) -> None:
        self.left, self.taken, self.inside = most, 0, 0
        self._lock = Lock()

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Be inside for one call."""
        with self._lock:
            if not self.left:
                raise Unavailable("no more calls")
            self.left, self.taken, self.inside = self.left - 1, self.taken + 1, self.inside + 1
        try:
            yield
        finally:
            with self._lock:
                self.inside -= 1
