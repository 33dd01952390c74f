"""The things a situation is made of: HearLink's records, Xero's books, the settings between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Origin = Literal["hearlink", "hand", "assistant"]


@dataclass(frozen=True, slots=True)
class Line:
    """One sold thing; money is in pence, so that sums are exact. Only Xero's copy has codes."""

    category: str
    description: str
    pence: int
    vat_percent: int
    account: str = ""
    tax: str = ""

    @property
    def vat(self) -> int:
        return round(self.pence * self.vat_percent / 100)


@dataclass(frozen=True, slots=True)
class Patient:
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """One place of the organisation; HearLink's API names it by its uid alone."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """HearLink's copy; `xero_id` is what HearLink publishes as `xeroInvoiceId`."""

    uid: str
    number: str
    status: str
    patient: Patient
    clinic: Clinic
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
class Transaction:
    """A payment as HearLink knows it; its API never says whether one reached Xero."""

    uid: str
    number: str
    invoice_uid: str
    patient: Patient
    pence: int
    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a document's history in Xero: what, by whom, when."""

    what: str
    user: str
    at: datetime
    details: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Xero's copy of an invoice or of a credit note; `history` is what people did to it later."""

    id: str
    number: str
    status: str
    contact_id: str
    issued_on: date
    due_on: date | None
    lines: tuple[Line, ...]
    updated_at: datetime
    origin: Origin = "hearlink"
    reference: str = ""
    currency: str = "GBP"
    history: tuple[Change, ...] = ()

    @property
    def pence(self) -> int:
        """The total, tax included."""
        return sum(line.pence + line.vat for line in self.lines)


@dataclass(frozen=True, slots=True)
class Received:
    """A payment in Xero for one invoice."""

    id: str
    invoice_id: str
    pence: int
    on: date


@dataclass(frozen=True, slots=True)
class Allocation:
    """So much of a credit note in Xero was set against an invoice."""

    id: str
    credit_note_id: str
    invoice_id: str
    pence: int
    on: date


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    name: str
    status: str = "ACTIVE"
    merged_to: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    code: str
    name: str
    type: str
    class_: str
    status: str = "ACTIVE"
    takes_payments: bool = False


@dataclass(frozen=True, slots=True)
class TaxRate:
    type: str
    name: str
    percent: int
    sells: bool
    status: str = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Mapped:
    """The revenue account and tax rate that a product category goes to; "" is not chosen."""

    account: str
    tax: str


Categories = Mapping[str, Mapped]


@dataclass(frozen=True, slots=True)
class Override:
    """What one clinic has instead of the organisation's mapping, category by category."""

    clinic: Clinic
    mapping: Categories


@dataclass(frozen=True, slots=True)
class SyncError:
    message: str
    document: Literal["invoice", "credit_note", "payment"]
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """HearLink's Xero settings, as its settings contract tells them."""

    mapping: Categories
    overrides: tuple[Override, ...] = ()
    enabled: bool = True
    reauth_required: bool = False
    mode: Literal["manual", "automatic"] = "automatic"
    sync_as: Literal["draft", "authorised"] = "authorised"
    statuses: tuple[str, ...] = ("Finalised", "Paid")
    credit_notes: bool = True
    payment_account: str | None = "090"
    currency: str = "GBP"
    webhook_enabled: bool = True
    last_error: SyncError | None = None
