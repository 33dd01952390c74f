"""The collections of Xero's accounting API: scope, rows, and how they may be asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.sandbox import documents, ledger
from bot.sandbox.ledger import Row
from bot.sandbox.organisation import Organisation
from bot.sandbox.situation import Situation

SETTINGS, INVOICES = "accounting.settings", "accounting.invoices"
CONTACTS, PAYMENTS = "accounting.contacts", "accounting.payments"

FILTERED = frozenset({"where", "order"})
PAGED = FILTERED | {"page", "pageSize"}

Rows = Callable[[Organisation, Situation, bool], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection: its scope, its rows (the flag asks for lines), the fields that name a row.

    `lists` are the query parameters that carry comma-separated values, and of which field;
    `allowed` are the others that it knows.
    """

    scope: str
    rows: Rows
    names: tuple[str, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)
    allowed: frozenset[str] = FILTERED

    @property
    def parameters(self) -> frozenset[str]:
        return self.allowed | self.lists.keys()


def _invoices(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (documents.invoice_row(entry, now, lines=lines) for entry in now.xero_invoices)


def _credit_notes(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (documents.credit_note_row(entry, now, lines=lines) for entry in now.xero_credit_notes)


def _payments(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (documents.payment_row(one, now) for one in now.received)


def _contacts(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (ledger.contact_row(one, organisation.connected_at) for one in now.contacts)


def _accounts(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (ledger.account_row(one, organisation.connected_at) for one in now.accounts)


RESOURCES: Mapping[str, Resource] = {
    "Organisation": Resource(
        SETTINGS, lambda one, now, _: [ledger.organisation_row(one, now)], allowed=frozenset()
    ),
    "Users": Resource(SETTINGS, lambda one, now, _: ledger.user_rows(one, now), ("UserID",)),
    "Accounts": Resource(SETTINGS, _accounts, ("AccountID", "Code")),
    "TaxRates": Resource(
        SETTINGS, lambda _, now, __: map(ledger.tax_rate_row, now.tax_rates), ("TaxType",)
    ),
    "Currencies": Resource(
        SETTINGS, lambda _, now, __: map(ledger.currency_row, now.currencies), ("Code",)
    ),
    "Contacts": Resource(
        CONTACTS,
        _contacts,
        ("ContactID",),
        {"IDs": "ContactID"},
        PAGED | {"includeArchived", "summaryOnly", "searchTerm"},
    ),
    "Invoices": Resource(
        INVOICES,
        _invoices,
        ("InvoiceID", "InvoiceNumber"),
        {
            "IDs": "InvoiceID",
            "InvoiceNumbers": "InvoiceNumber",
            "ContactIDs": "Contact.ContactID",
            "Statuses": "Status",
        },
        PAGED | {"includeArchived", "createdByMyApp", "unitdp", "summaryOnly", "searchTerm"},
    ),
    "CreditNotes": Resource(
        INVOICES, _credit_notes, ("CreditNoteID", "CreditNoteNumber"), {}, PAGED | {"unitdp"}
    ),
    "Payments": Resource(PAYMENTS, _payments, ("PaymentID",), {}, PAGED),
}
WRAPPERS = {"Organisation": "Organisations"}
BOOLEANS = frozenset({"includeArchived", "createdByMyApp", "summaryOnly", "summarizeErrors"})
NUMBERS = frozenset({"page", "pageSize", "unitdp"})
