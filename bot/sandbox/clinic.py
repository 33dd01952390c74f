"""A healthy UK hearing clinic, the organisation that every fault starts from.

Fourteen invoices over six weeks in two clinics; Northgate books its services to an account of
its own, so that there is an override to get wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.sandbox.records import (
    Account,
    Allocation,
    Clinic,
    Contact,
    CreditNote,
    Entry,
    Invoice,
    Line,
    Mapped,
    Override,
    Patient,
    Received,
    Settings,
    TaxRate,
    Transaction,
)
from bot.sandbox.situation import Situation

NAMES = ("Willow Hearing", "Harbour Audiology", "Fernhill Hearing Care", "Castle Street Hearing")
RIVERSIDE, NORTHGATE = "Riverside", "Northgate"
MAPPING = {
    "Hearing Aids": Mapped("200", "ZERORATEDOUTPUT"),
    "Accessories": Mapped("210", "OUTPUT2"),
    "Services": Mapped("220", "OUTPUT2"),
    "Custom Items": Mapped("230", "OUTPUT2"),
}
AT_NORTHGATE = {"Services": Mapped("221", "OUTPUT2")}
TAX_RATES = (
    TaxRate("OUTPUT2", "20% (VAT on Income)", 20, sells=True),
    TaxRate("ZERORATEDOUTPUT", "Zero Rated Income", 0, sells=True),
    TaxRate("INPUT2", "20% (VAT on Expenses)", 20, sells=False),
)
AIDS = Line("Hearing Aids", "Pair of behind-the-ear hearing aids", 239_500, 0)
TEST = Line("Services", "Hearing assessment", 6_000, 20)
WAX = Line("Services", "Ear wax removal", 5_500, 20)
BATTERIES = Line("Accessories", "Batteries, size 312, 60 pieces", 2_400, 20)
MOULD = Line("Custom Items", "Custom ear mould", 4_800, 20)


class Sold(NamedTuple):
    number: str
    status: str
    patient: str
    clinic: str
    days_ago: int
    lines: tuple[Line, ...]


SOLD = (
    Sold("WH00029", "Paid", "Harold Finch", RIVERSIDE, 41, (TEST,)),
    Sold("WH00030", "Paid", "Beryl Oakes", NORTHGATE, 37, (AIDS, TEST)),
    Sold("WH00031", "Paid", "Imran Sheikh", RIVERSIDE, 33, (WAX,)),
    Sold("WH00032", "Paid", "Dorothy Lamb", NORTHGATE, 28, (BATTERIES,)),
    Sold("WH00033", "Paid", "George Tan", RIVERSIDE, 22, (AIDS,)),
    Sold("WH00034", "Paid", "Mary Quill", NORTHGATE, 16, (MOULD, TEST)),
    Sold("WH00035", "Paid", "Margaret Doyle", RIVERSIDE, 12, (TEST,)),
    Sold("WH00036", "Paid", "Alan Pritchard", NORTHGATE, 10, (AIDS, TEST)),
    Sold("WH00037", "Cancelled", "Joan Whitfield", RIVERSIDE, 9, (WAX,)),
    Sold("WH00038", "Paid", "Samuel Okoro", RIVERSIDE, 7, (BATTERIES, WAX)),
    Sold("WH00039", "Finalised", "Eileen Hughes", NORTHGATE, 5, (MOULD, TEST)),
    Sold("WH00040", "Draft", "Joan Whitfield", RIVERSIDE, 3, (TEST,)),
    Sold("WH00041", "Finalised", "Peter Lanyon", RIVERSIDE, 2, (AIDS,)),
    Sold("WH00042", "Finalised", "Sunita Rao", NORTHGATE, 1, (WAX, BATTERIES)),
)
IN_XERO = {"Paid": "PAID", "Finalised": "AUTHORISED"}
CREDITED = "WH00038"
"""The invoice that credit note CN00007 takes its first line back from."""


@dataclass
class _Books:
    """What grows while the invoices are entered one after the other."""

    new_id: Callable[[], str]
    tag: str
    now: datetime
    contacts: dict[str, Contact] = field(default_factory=dict)

    def contact(self, name: str) -> str:
        known = self.contacts.get(name) or Contact(self.new_id(), name)
        self.contacts[name] = known
        return known.id

    def named(self, text: str) -> str:
        """A number or name as this organisation alone has it, if it is to be told apart."""
        return f"{text}{self.tag}"


def healthy(*, now: datetime, new_id: Callable[[], str], tag: str = "") -> Situation:
    """Invoices WH00029 to WH00042 and credit note CN00007, all where they belong.

    A `tag` is hung on every number, name and account code, so that a mix-up between two
    organisations shows.
    """
    books = _Books(new_id, tag, now)
    clinics = {name: Clinic(new_id(), name) for name in (RIVERSIDE, NORTHGATE)}
    mapping, overrides = (
        _coded(MAPPING, tag),
        Override(clinics[NORTHGATE], _coded(AT_NORTHGATE, tag)),
    )
    invoices = tuple(_invoice(sold, books, clinics[sold.clinic]) for sold in SOLD)
    note = _credit_note(next(o for o in invoices if o.number == f"{CREDITED}{tag}"), books)
    settings = Settings(mapping, (overrides,), payment_account=f"090{tag}")
    entries = tuple(_entry(o, o.xero_id, books, settings) for o in invoices if o.xero_id)
    credited = _credited(note, books, settings)
    allocation = _allocation(note, credited, invoices, new_id())
    return Situation(
        settings=settings,
        invoices=invoices,
        credit_notes=(note,),
        transactions=tuple(_paid(one, note, books) for one in invoices if one.status == "Paid"),
        xero_invoices=entries,
        xero_credit_notes=(credited,),
        received=tuple(_received(e, allocation, new_id()) for e in entries if e.status == "PAID"),
        allocations=(allocation,),
        contacts=tuple(books.contacts.values()),
        accounts=_accounts(new_id, tag),
        tax_rates=TAX_RATES,
        clinics=tuple(clinics.values()),
        day=now.date(),
        tag=tag,
    )


def booked(line: Line, clinic: Clinic, settings: Settings) -> Line:
    """The line as HearLink sends it: with the account and tax rate of its category there."""
    of_clinic = (one.mapping for one in settings.overrides if one.clinic == clinic)
    found = next((m[line.category] for m in of_clinic if line.category in m), None)
    mapped = found or settings.mapping[line.category]
    return replace(line, account=mapped.account, tax=mapped.tax)


def _coded(mapping: dict[str, Mapped], tag: str) -> dict[str, Mapped]:
    return {name: replace(one, account=f"{one.account}{tag}") for name, one in mapping.items()}


def _invoice(sold: Sold, books: _Books, clinic: Clinic) -> Invoice:
    issued = books.now.replace(minute=15, second=0, microsecond=0) - timedelta(days=sold.days_ago)
    return Invoice(
        uid=books.new_id(),
        number=books.named(sold.number),
        status=sold.status,
        patient=Patient(books.new_id(), books.named(sold.patient)),
        clinic=clinic,
        issued_at=issued,
        due_at=issued + timedelta(days=30),
        lines=sold.lines,
        xero_id=books.new_id() if sold.status in IN_XERO else None,
        updated_at=issued + timedelta(minutes=20),
    )


def _entry(invoice: Invoice, xero_id: str, books: _Books, settings: Settings) -> Entry:
    return Entry(
        id=xero_id,
        number=invoice.number,
        status=IN_XERO[invoice.status],
        contact_id=books.contact(invoice.patient.name),
        issued_on=invoice.issued_at.date(),
        due_on=invoice.due_at.date() if invoice.due_at else None,
        lines=tuple(booked(line, invoice.clinic, settings) for line in invoice.lines),
        updated_at=invoice.updated_at + timedelta(minutes=2),
    )


def _credit_note(invoice: Invoice, books: _Books) -> CreditNote:
    issued, number = invoice.issued_at + timedelta(days=4), books.named("CN00007")
    lines = invoice.lines[:1]
    return CreditNote(books.new_id(), number, invoice.uid, invoice.patient, issued, lines, issued)


def _credited(note: CreditNote, books: _Books, settings: Settings) -> Entry:
    nowhere = Clinic("", "")
    return Entry(
        id=books.new_id(),
        number=note.number,
        status="PAID",
        contact_id=books.contact(note.patient.name),
        issued_on=note.issued_at.date(),
        due_on=None,
        lines=tuple(booked(line, nowhere, settings) for line in note.lines),
        updated_at=note.updated_at + timedelta(minutes=2),
    )


def _allocation(
    note: CreditNote, credited: Entry, invoices: tuple[Invoice, ...], id_: str
) -> Allocation:
    linked = next(one.xero_id for one in invoices if one.uid == note.invoice_uid) or ""
    return Allocation(id_, credited.id, linked, credited.pence, credited.issued_on)


def _received(entry: Entry, credit: Allocation, id_: str) -> Received:
    credited = credit.pence if credit.invoice_id == entry.id else 0
    return Received(id_, entry.id, entry.pence - credited, entry.issued_on)


def _paid(invoice: Invoice, note: CreditNote, books: _Books) -> Transaction:
    total = sum(line.pence + line.vat for line in invoice.lines)
    if note.invoice_uid == invoice.uid:
        total -= sum(line.pence + line.vat for line in note.lines)
    number, at = f"T{invoice.number[2:]}", invoice.issued_at + timedelta(minutes=10)
    return Transaction(books.new_id(), number, invoice.uid, invoice.patient, total, "Card", at)


def _accounts(new_id: Callable[[], str], tag: str) -> tuple[Account, ...]:
    sales = [(m.account, f"Sales: {category}") for category, m in MAPPING.items()]
    sales += [(m.account, f"Sales: {name} {NORTHGATE}") for name, m in AT_NORTHGATE.items()]
    return (
        *(Account(new_id(), f"{code}{tag}", name, "REVENUE", "REVENUE") for code, name in sales),
        Account(new_id(), f"090{tag}", "Business Bank Account", "BANK", "ASSET"),
        Account(new_id(), f"469{tag}", "Rent", "EXPENSE", "EXPENSE"),
    )
