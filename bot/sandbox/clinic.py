"""A healthy UK hearing clinic, the organisation that every fault starts from."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.sandbox.situation import (
    Account,
    Contact,
    CreditNote,
    Entry,
    Invoice,
    Line,
    Mapped,
    Patient,
    Settings,
    Situation,
    TaxRate,
)

NAMES = ("Willow Hearing", "Harbour Audiology", "Fernhill Hearing Care", "Castle Street Hearing")
MAPPING = {
    "Hearing Aids": Mapped("200", "ZERORATEDOUTPUT"),
    "Accessories": Mapped("210", "OUTPUT2"),
    "Services": Mapped("220", "OUTPUT2"),
    "Custom Items": Mapped("230", "OUTPUT2"),
}
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
    days_ago: int
    lines: tuple[Line, ...]


SOLD = (
    Sold("WH00035", "Paid", "Margaret Doyle", 12, (TEST,)),
    Sold("WH00036", "Paid", "Alan Pritchard", 10, (AIDS, TEST)),
    Sold("WH00037", "Cancelled", "Joan Whitfield", 9, (WAX,)),
    Sold("WH00038", "Paid", "Samuel Okoro", 7, (BATTERIES, WAX)),
    Sold("WH00039", "Finalised", "Eileen Hughes", 5, (MOULD,)),
    Sold("WH00040", "Draft", "Joan Whitfield", 3, (TEST,)),
    Sold("WH00041", "Finalised", "Peter Lanyon", 2, (AIDS,)),
    Sold("WH00042", "Finalised", "Sunita Rao", 1, (WAX, BATTERIES)),
)
IN_XERO = {"Paid": "PAID", "Finalised": "AUTHORISED"}


def healthy(*, now: datetime, new_id: Callable[[], str]) -> Situation:
    """Eight invoices WH00035 to WH00042 and credit note CN00007, all where they belong."""
    invoices = tuple(_invoice(sold, now, new_id) for sold in SOLD)
    contacts = {name: Contact(new_id(), name) for name in dict.fromkeys(s.patient for s in SOLD)}
    entries = tuple(_entry(one, one.xero_id, contacts) for one in invoices if one.xero_id)
    note = _credit_note(invoices[3], new_id())
    return Situation(
        settings=Settings(MAPPING),
        invoices=invoices,
        credit_notes=(note,),
        xero_invoices=entries,
        xero_credit_notes=(_credited(note, new_id(), contacts),),
        contacts=tuple(contacts.values()),
        accounts=_accounts(new_id),
        tax_rates=TAX_RATES,
    )


def _invoice(sold: Sold, now: datetime, new_id: Callable[[], str]) -> Invoice:
    issued = now.replace(minute=15, second=0, microsecond=0) - timedelta(days=sold.days_ago)
    return Invoice(
        uid=new_id(),
        number=sold.number,
        status=sold.status,
        patient=Patient(new_id(), sold.patient),
        issued_at=issued,
        due_at=issued + timedelta(days=30),
        lines=sold.lines,
        xero_id=new_id() if sold.status in IN_XERO else None,
        updated_at=issued + timedelta(minutes=20),
    )


def _entry(invoice: Invoice, xero_id: str, contacts: dict[str, Contact]) -> Entry:
    return Entry(
        id=xero_id,
        number=invoice.number,
        status=IN_XERO[invoice.status],
        contact_id=contacts[invoice.patient.name].id,
        issued_on=invoice.issued_at.date(),
        due_on=invoice.due_at.date() if invoice.due_at else None,
        lines=invoice.lines,
        updated_at=invoice.updated_at + timedelta(minutes=2),
    )


def _credit_note(invoice: Invoice, uid: str) -> CreditNote:
    issued = invoice.issued_at + timedelta(days=4)
    return CreditNote(
        uid, "CN00007", invoice.uid, invoice.patient, issued, invoice.lines[:1], issued
    )


def _credited(note: CreditNote, xero_id: str, contacts: dict[str, Contact]) -> Entry:
    return Entry(
        id=xero_id,
        number=note.number,
        status="AUTHORISED",
        contact_id=contacts[note.patient.name].id,
        issued_on=note.issued_at.date(),
        due_on=None,
        lines=note.lines,
        updated_at=note.updated_at + timedelta(minutes=2),
    )


def _accounts(new_id: Callable[[], str]) -> tuple[Account, ...]:
    sales = (
        Account(new_id(), mapped.account, f"Sales: {category}", "REVENUE", "REVENUE")
        for category, mapped in MAPPING.items()
    )
    bank = Account(new_id(), "090", "Business Bank Account", "BANK", "ASSET")
    rent = Account(new_id(), "469", "Rent", "EXPENSE", "EXPENSE")
    return (*sales, bank, rent)
