"""What one organisation looks like to HearLink and to Xero at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack


@dataclass(frozen=True, slots=True)
class Line:
    """One sold thing; money is in pence, so that sums are exact."""

    category: str
    description: str
    pence: int
    vat_percent: int

    @property
    def vat(self) -> int:
        return round(self.pence * self.vat_percent / 100)


@dataclass(frozen=True, slots=True)
class Patient:
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """HearLink's copy; `xero_id` is what HearLink publishes as `xeroInvoiceId`."""

    uid: str
    number: str
    status: str
    patient: Patient
    issued_at: datetime
    due_at: datetime | None
    lines: tuple[Line, ...]
    xero_id: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CreditNote:
    """HearLink's copy; its API never says whether one reached Xero."""

    uid: str
    number: str
    invoice_uid: str
    patient: Patient
    issued_at: datetime
    lines: tuple[Line, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Xero's copy of an invoice or of a credit note."""

    id: str
    number: str
    status: str
    contact_id: str
    issued_on: date
    due_on: date | None
    lines: tuple[Line, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    name: str
    status: str = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    code: str
    name: str
    type: str
    class_: str
    status: str = "ACTIVE"


@dataclass(frozen=True, slots=True)
class TaxRate:
    type: str
    name: str
    percent: int
    sells: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """The revenue account and tax rate that a product category goes to."""

    account: str
    tax: str


@dataclass(frozen=True, slots=True)
class SyncError:
    message: str
    document: Literal["invoice", "credit_note"]
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """HearLink's Xero settings, as its settings contract tells them."""

    mapping: Mapping[str, Mapped]
    enabled: bool = True
    reauth_required: bool = False
    mode: Literal["manual", "automatic"] = "automatic"
    sync_as: Literal["draft", "authorised"] = "authorised"
    statuses: tuple[str, ...] = ("Finalised", "Paid")
    credit_notes: bool = True
    payment_account: str = "090"
    last_error: SyncError | None = None


class InvoiceChange(TypedDict, total=False):
    status: str
    due_at: datetime | None
    xero_id: str | None
    updated_at: datetime


class SettingsChange(TypedDict, total=False):
    mapping: Mapping[str, Mapped]
    enabled: bool
    reauth_required: bool
    mode: Literal["manual", "automatic"]
    sync_as: Literal["draft", "authorised"]
    credit_notes: bool
    last_error: SyncError | None


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a fault can change; a fault is a function from one to the next."""

    settings: Settings
    invoices: tuple[Invoice, ...]
    credit_notes: tuple[CreditNote, ...]
    xero_invoices: tuple[Entry, ...]
    xero_credit_notes: tuple[Entry, ...]
    contacts: tuple[Contact, ...]
    accounts: tuple[Account, ...]
    tax_rates: tuple[TaxRate, ...]
    currencies: tuple[str, ...] = ("GBP", "EUR")
    consent: Literal["live", "expired", "disconnected"] = "live"
    role: str = "STANDARD"
    plan: str = "STANDARD"
    period_lock: date | None = None
    online: bool = True
    day_spent: bool = False
    permissions: tuple[str, ...] = ("invoices.view", "invoices.edit", "integrations.manage")
    groups: tuple[str, ...] = ("Administrator",)

    def invoice(self, number: str) -> Invoice:
        """The HearLink invoice of that number; StopIteration when there is none."""
        return next(one for one in self.invoices if one.number == number)

    @property
    def last_synced_at(self) -> datetime | None:
        """When HearLink last got something into Xero: told by what is there, never kept."""
        linked = {one.xero_id for one in self.invoices}
        return max((e.updated_at for e in self.xero_invoices if e.id in linked), default=None)

    def with_settings(self, **changes: Unpack[SettingsChange]) -> "Situation":
        return replace(self, settings=replace(self.settings, **changes))

    def with_invoice(self, number: str, **changes: Unpack[InvoiceChange]) -> "Situation":
        """The same, with HearLink's copy of that invoice changed."""
        changed = (replace(o, **changes) if o.number == number else o for o in self.invoices)
        return replace(self, invoices=tuple(changed))

    def without(self, number: str) -> "Situation":
        """The same, as if that invoice had never gone over: no link, no entry."""
        # By id: another copy in Xero may bear the same number and has to stay.
        linked = self.invoice(number).xero_id
        kept = tuple(entry for entry in self.xero_invoices if entry.id != linked)
        return replace(self.with_invoice(number, xero_id=None), xero_invoices=kept)

    def refused(self, number: str, message: str) -> "Situation":
        """The same, after Xero refused that invoice with this message."""
        invoice = self.invoice(number)
        error = SyncError(message, "invoice", number, invoice.updated_at)
        return self.without(number).with_settings(last_error=error)
