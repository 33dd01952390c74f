"""What one organisation looks like to HearLink and to Xero at one moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack

from bot.sandbox.records import (
    Account,
    Allocation,
    Categories,
    Change,
    Clinic,
    Contact,
    CreditNote,
    Entry,
    Invoice,
    Line,
    Override,
    Patient,
    Received,
    Settings,
    SyncError,
    TaxRate,
    Transaction,
)


class InvoiceChange(TypedDict, total=False):
    status: str
    patient: Patient
    due_at: datetime | None
    lines: tuple[Line, ...]
    xero_id: str | None
    updated_at: datetime


class EntryChange(TypedDict, total=False):
    status: str
    history: tuple[Change, ...]


class SettingsChange(TypedDict, total=False):
    mapping: Categories
    overrides: tuple[Override, ...]
    enabled: bool
    reauth_required: bool
    mode: Literal["manual", "automatic"]
    sync_as: Literal["draft", "authorised"]
    statuses: tuple[str, ...]
    credit_notes: bool
    payment_account: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a fault can change; a fault is a function from one to the next.

    `reach` says what stands between a living consent and the tenant: "gone" (disconnected),
    "swapped" (another tenant was connected), "closed" (listed, but shut). `trouble` is what
    calls run into: "xero" (all of Xero is down), "offline" (this tenant alone), "errors",
    "html". `page` is what Xero's status page tells: "outage", "maintenance". Numbers, names and
    codes may be asked for without the `tag` that the organisation hangs on them.
    """

    settings: Settings
    invoices: tuple[Invoice, ...]
    credit_notes: tuple[CreditNote, ...]
    transactions: tuple[Transaction, ...]
    xero_invoices: tuple[Entry, ...]
    xero_credit_notes: tuple[Entry, ...]
    received: tuple[Received, ...]
    allocations: tuple[Allocation, ...]
    contacts: tuple[Contact, ...]
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    clinics: tuple[Clinic, ...]
    day: date
    tag: str = ""
    currencies: tuple[str, ...] = ("GBP", "EUR")
    connected: bool = True
    consent: Literal["live", "expired"] = "live"
    reach: frozenset[str] = frozenset()
    missing_scopes: frozenset[str] = frozenset()
    role: str = "STANDARD"
    plan: str = "STANDARD"
    edition: str = "BUSINESS"
    period_lock: date | None = None
    year_lock: date | None = None
    trouble: frozenset[str] = frozenset()
    page: frozenset[str] = frozenset()
    spent: frozenset[str] = frozenset()
    permissions: tuple[str, ...] = ("invoices.view", "invoices.edit", "integrations.manage")
    groups: tuple[str, ...] = ("Administrator",)

    def invoice(self, number: str) -> Invoice:
        """The HearLink invoice of that number; StopIteration when there is none."""
        return next(one for one in self.invoices if self._is(one.number, number))

    def entry(self, number: str) -> Entry:
        """What that invoice became in Xero; StopIteration when it is not there."""
        linked = self.invoice(number).xero_id
        return next(one for one in self.xero_invoices if one.id == linked)

    @property
    def barriers(self) -> frozenset[str]:
        """What only a new consent takes away."""
        found = self.reach - {"closed"} | self.missing_scopes
        return found if self.consent == "live" else found | {"expired"}

    @property
    def last_synced_at(self) -> datetime | None:
        """When HearLink last got something into Xero: told by what is there, never kept."""
        linked = {one.xero_id for one in self.invoices}
        return max((e.updated_at for e in self.xero_invoices if e.id in linked), default=None)

    def with_settings(self, **changes: Unpack[SettingsChange]) -> "Situation":
        return replace(self, settings=replace(self.settings, **changes))

    def with_invoice(self, number: str, **changes: Unpack[InvoiceChange]) -> "Situation":
        """The same, with HearLink's copy of that invoice changed."""
        changed = (
            replace(one, **changes) if self._is(one.number, number) else one
            for one in self.invoices
        )
        return replace(self, invoices=tuple(changed))

    def with_entry(self, number: str, **changes: Unpack[EntryChange]) -> "Situation":
        """The same, with Xero's copy of that invoice changed, if it is there."""
        linked = self.invoice(number).xero_id
        changed = (replace(e, **changes) if e.id == linked else e for e in self.xero_invoices)
        return replace(self, xero_invoices=tuple(changed))

    def with_account(self, code: str, change: Callable[[Account], Account]) -> "Situation":
        changed = (change(one) if self._is(one.code, code) else one for one in self.accounts)
        return replace(self, accounts=tuple(changed))

    def with_contact(self, name: str, change: Callable[[Contact], Contact]) -> "Situation":
        changed = (change(one) if self._is(one.name, name) else one for one in self.contacts)
        return replace(self, contacts=tuple(changed))

    def without(self, number: str) -> "Situation":
        """The same, as if that invoice had never gone over: no link, no entry, no payment."""
        # By id: another copy in Xero may bear the same number and has to stay.
        linked = self.invoice(number).xero_id
        return replace(
            self.with_invoice(number, xero_id=None),
            xero_invoices=tuple(e for e in self.xero_invoices if e.id != linked),
            received=tuple(one for one in self.received if one.invoice_id != linked),
            allocations=tuple(one for one in self.allocations if one.invoice_id != linked),
        )

    def refused(self, number: str, message: str) -> "Situation":
        """The same, after Xero refused that invoice with this message."""
        invoice = self.invoice(number)
        error = SyncError(message, "invoice", invoice.number, invoice.updated_at)
        return self.without(number).after(error)

    def after(self, error: SyncError) -> "Situation":
        """The same, where HearLink recorded this error; only the newest one is kept."""
        last = self.settings.last_error
        if last and last.at > error.at:
            return self
        return replace(self, settings=replace(self.settings, last_error=error))

    def _is(self, name: str, wanted: str) -> bool:
        return name in {wanted, f"{wanted}{self.tag}"}
