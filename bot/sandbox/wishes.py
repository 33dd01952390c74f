"""An invoice as a client writes it to Xero, read from JSON and judged by Xero's rules.

The complaints are Xero's own words, as far as they are known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.sandbox.faults.books import ARCHIVED_ACCOUNT, ARCHIVED_CONTACT, NO_MORE, NO_SUCH_ACCOUNT
from bot.sandbox.faults.connection import NOT_PERMITTED
from bot.sandbox.faults.documents import NO_CONTACT, NO_DESCRIPTION, NO_DUE_DATE
from bot.sandbox.faults.numbers import NOT_UNIQUE
from bot.sandbox.ledger import BASE_CURRENCY, allowed
from bot.sandbox.records import Account, Contact, Entry, Line
from bot.sandbox.situation import Situation

PLANS = {"STARTER": 20, "IGNITE": 20, "EARLY": 20, "SIMPLE": 10}
"""How many invoices a month the small plans let anybody approve."""

LOCKED = "The document date cannot be before the {} lock date, currently set at {:%d %B %Y}"
BOUND_BY_PERIOD = frozenset({"STANDARD", "INVOICEONLY"})
"""The period lock binds everybody but advisers, the end-of-year lock everybody."""

NEW_STATUSES = frozenset({"DRAFT", "SUBMITTED", "AUTHORISED"})
MOVES = {
    "DRAFT": NEW_STATUSES | {"DELETED"},
    "SUBMITTED": NEW_STATUSES | {"DELETED"},
    "AUTHORISED": frozenset({"AUTHORISED", "VOIDED"}),
}
NOT_FOR_CREATION = "Invoice not of valid status for creation"
NOT_FOR_MODIFICATION = "Invoice not of valid status for modification"
PAID_ON = "This document cannot be edited as it has a payment or credit note allocated to it"

WIRE_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as far as it could be read; "" and None are what was left out."""

    type: str
    number: str
    status: str
    contact_id: str
    contact_name: str
    lines: tuple[Line, ...]
    issued_on: date
    due_on: date | None
    currency: str
    reference: str


def read(element: Json, now: Situation, *, today: date) -> Wish:
    contact = element.get("Contact") or {}
    lines = element.get("LineItems") or ()
    return Wish(
        type=str(element.get("Type") or ""),
        number=str(element.get("InvoiceNumber") or ""),
        status=str(element.get("Status") or "DRAFT"),
        contact_id=str(contact.get("ContactID") or ""),
        contact_name=str(contact.get("Name") or ""),
        lines=tuple(_line(one, now) for one in lines),
        issued_on=_date(element.get("Date")) or today,
        due_on=_date(element.get("DueDate")),
        currency=str(element.get("CurrencyCode") or BASE_CURRENCY),
        reference=str(element.get("Reference") or ""),
    )


def contact_of(wish: Wish, now: Situation) -> Contact | None:
    """The contact that is meant: by its id, else by its name."""
    if wish.contact_id:
        return next((one for one in now.contacts if one.id == wish.contact_id), None)
    return next((one for one in now.contacts if one.name == wish.contact_name), None)


def against_creating(wish: Wish, now: Situation) -> Iterator[str]:
    """Everything that Xero has against creating it."""
    if wish.status not in NEW_STATUSES:
        yield NOT_FOR_CREATION
    if wish.type != "ACCREC":
        yield "Invoice Type must be specified"
    # A deleted draft frees its number here, a voided invoice keeps it.
    taken = {one.number for one in now.xero_invoices if one.status != "DELETED"}
    if wish.number in taken:
        yield NOT_UNIQUE
    yield from _against_contact(wish, now)
    yield from _against_lines(wish, now)
    if wish.currency not in now.currencies:
        yield f"Organisation is not subscribed to currency {wish.currency}"
    action = "CreateApprovedInvoice" if wish.status == "AUTHORISED" else "CreateDraftInvoice"
    if not allowed(now, action):
        yield NOT_PERMITTED
    if wish.status == "AUTHORISED":
        yield from against_approving(wish.issued_on, wish.due_on, now)


def against_changing(entry: Entry, status: str, now: Situation) -> Iterator[str]:
    """Everything that Xero has against moving it to that status."""
    settled = {*(r.invoice_id for r in now.received), *(a.invoice_id for a in now.allocations)}
    if entry.id in settled:
        yield PAID_ON
    if status not in MOVES.get(entry.status, frozenset()):
        yield NOT_FOR_MODIFICATION
    if not allowed(now, "CreateDraftInvoice"):
        yield NOT_PERMITTED
    if status == "AUTHORISED" != entry.status:
        yield from against_approving(entry.issued_on, entry.due_on, now)


def against_approving(issued_on: date, due_on: date | None, now: Situation) -> Iterator[str]:
    if due_on is None:
        yield NO_DUE_DATE
    if now.year_lock and issued_on <= now.year_lock:
        yield LOCKED.format("end of year", now.year_lock)
    elif now.period_lock and issued_on <= now.period_lock and now.role in BOUND_BY_PERIOD:
        yield LOCKED.format("period", now.period_lock)
    month = (issued_on.year, issued_on.month)
    approved = sum(
        (one.issued_on.year, one.issued_on.month) == month
        for one in now.xero_invoices
        if one.status in {"AUTHORISED", "PAID"}
    )
    if approved >= PLANS.get(now.plan, approved + 1):
        yield NO_MORE


def _against_contact(wish: Wish, now: Situation) -> Iterator[str]:
    if not wish.contact_id and not wish.contact_name:
        yield NO_CONTACT
        return
    found = contact_of(wish, now)
    if found is None and wish.contact_id:
        yield "Unknown contact details, please provide a valid ContactID or Contact Number"
    if found and found.status != "ACTIVE":
        yield ARCHIVED_CONTACT


def _against_lines(wish: Wish, now: Situation) -> Iterator[str]:
    if not wish.lines:
        yield "One or more line items must be specified"
    accounts = {one.code: one for one in now.accounts}
    rates = {one.type: one for one in now.tax_rates if one.status == "ACTIVE" and one.sells}
    for line in wish.lines:
        if not line.description:
            yield NO_DESCRIPTION
        if not line.account and wish.status == "AUTHORISED":
            yield "The account code or ID must be specified"
        if line.account:
            yield from _against_account(line.account, accounts.get(line.account))
        if line.tax and line.tax not in rates:
            yield (
                f"The TaxType code '{line.tax}' cannot be used with account code '{line.account}'"
            )


def _against_account(code: str, account: Account | None) -> Iterator[str]:
    if account is None or (account.status == "ACTIVE" and account.class_ != "REVENUE"):
        yield NO_SUCH_ACCOUNT.format(code)
    elif account.status != "ACTIVE":
        yield ARCHIVED_ACCOUNT.format(code)


def _line(told: Json, now: Situation) -> Line:
    tax = str(told.get("TaxType") or "")
    percent = next((rate.percent for rate in now.tax_rates if rate.type == tax), 0)
    try:
        quantity = Decimal(str(told.get("Quantity") or 1))
        pence = int(quantity * Decimal(str(told.get("UnitAmount") or 0)) * 100)
    except InvalidOperation:
        pence = 0
    description, account = str(told.get("Description") or ""), str(told.get("AccountCode") or "")
    return Line("", description, pence, percent, account, tax)


def _date(told: object) -> date | None:
    """A date in either of the two ways in which clients write it."""
    if not isinstance(told, str) or not told:
        return None
    if wire := WIRE_DATE.fullmatch(told):
        return datetime.fromtimestamp(int(wire[1]) / 1000, UTC).date()
    try:
        return datetime.fromisoformat(told).date()
    except ValueError:
        return None
