"""Invoices, credit notes and payments as rows of Xero's API, with what they leave due."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from bot.sandbox.ledger import Row, day, moment
from bot.sandbox.records import Allocation, Change, Entry, Received
from bot.sandbox.situation import Situation

CONNECTED_AS = "Daniel Reyes"


def invoice_row(entry: Entry, now: Situation, *, lines: bool) -> Row:
    """Paid, credited and due follow from the payments and allocations there are."""
    paid = [one for one in now.received if one.invoice_id == entry.id]
    credited = [one for one in now.allocations if one.invoice_id == entry.id]
    paid_pence, credited_pence = sum(p.pence for p in paid), sum(c.pence for c in credited)
    due = entry.pence - paid_pence - credited_pence
    row: Row = {"Type": "ACCREC", "InvoiceID": entry.id, "InvoiceNumber": entry.number}
    row |= _document(entry, now, lines=lines)
    row |= {
        "Reference": entry.reference,
        "Status": _standing(entry, due),
        "AmountDue": due / 100,
        "AmountPaid": paid_pence / 100,
        "AmountCredited": credited_pence / 100,
        "SentToContact": False,
        "IsDiscounted": False,
        "HasAttachments": False,
        "HasErrors": False,
        "Prepayments": [],
        "Overpayments": [],
        "Payments": [_short(one) for one in paid],
        "CreditNotes": [_credit(one, now) for one in credited],
    }
    if row["Status"] == "PAID" and paid:
        row["FullyPaidOnDate"] = day(max(one.on for one in paid))
    return row


def credit_note_row(entry: Entry, now: Situation, *, lines: bool) -> Row:
    set_off = [one for one in now.allocations if one.credit_note_id == entry.id]
    remaining = entry.pence - sum(one.pence for one in set_off)
    row: Row = {
        "Type": "ACCRECCREDIT",
        "CreditNoteID": entry.id,
        "CreditNoteNumber": entry.number,
    }
    row |= _document(entry, now, lines=lines)
    return row | {
        "Reference": entry.reference,
        "Status": _standing(entry, remaining),
        "RemainingCredit": remaining / 100,
        "Allocations": [_allocation(one, now) for one in set_off],
        "HasAttachments": False,
        "HasErrors": False,
    }


def payment_row(one: Received, now: Situation) -> Row:
    row: Row = {
        **_short(one),
        "CurrencyRate": 1.0,
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "UpdatedDateUTC": day(one.on),
        "HasAccount": True,
        "IsReconciled": False,
        "HasValidationErrors": False,
    }
    for entry in now.xero_invoices:
        if entry.id == one.invoice_id:
            row["Invoice"] = {"InvoiceID": entry.id, "InvoiceNumber": entry.number}
    return row


def history_rows(entry: Entry) -> list[Row]:
    """What was done to a document, newest first, as `…/History` tells it."""
    if entry.origin == "hand":
        told: Iterable[Change] = entry.history
    else:
        total = f"{entry.number} for {entry.pence / 100:.2f}."
        at = entry.updated_at
        came = [Change("Created", CONNECTED_AS, at, total)]
        if entry.status in {"AUTHORISED", "PAID", "VOIDED"}:
            came.append(Change("Approved", CONNECTED_AS, at, total))
        told = (*came, *entry.history)
    return [_changed(one) for one in sorted(told, key=lambda one: one.at, reverse=True)]


def _standing(entry: Entry, due: int) -> str:
    """Xero itself decides between approved and paid: by whether anything is left to pay."""
    if entry.status in {"AUTHORISED", "PAID"}:
        return "PAID" if due <= 0 else "AUTHORISED"
    return entry.status


def _changed(change: Change) -> Row:
    return {
        "Changes": change.what,
        "DateUTCString": f"{change.at:%Y-%m-%dT%H:%M:%S}",
        "DateUTC": moment(change.at),
        "User": change.user,
        "Details": change.details,
    }


def _short(one: Received) -> Row:
    return {
        "PaymentID": one.id,
        "Date": day(one.on),
        "Amount": one.pence / 100,
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _credit(one: Allocation, now: Situation) -> Row:
    numbers = {entry.id: entry.number for entry in now.xero_credit_notes}
    return {
        "CreditNoteID": one.credit_note_id,
        "CreditNoteNumber": numbers.get(one.credit_note_id, ""),
        "ID": one.credit_note_id,
        "HasErrors": False,
        "AppliedAmount": one.pence / 100,
        "Date": day(one.on),
    }


def _allocation(one: Allocation, now: Situation) -> Row:
    numbers = {entry.id: entry.number for entry in now.xero_invoices}
    return {
        "AllocationID": one.id,
        "Amount": one.pence / 100,
        "Date": day(one.on),
        "Invoice": {
            "InvoiceID": one.invoice_id,
            "InvoiceNumber": numbers.get(one.invoice_id, ""),
            "Payments": [],
            "HasErrors": False,
        },
    }


def _document(entry: Entry, now: Situation, *, lines: bool) -> Row:
    net, tax = sum(one.pence for one in entry.lines), sum(one.vat for one in entry.lines)
    contact = next(one for one in now.contacts if one.id == entry.contact_id)
    row: Row = {
        "Contact": {"ContactID": contact.id, "Name": contact.name},
        "LineAmountTypes": "Exclusive",
        "SubTotal": net / 100,
        "TotalTax": tax / 100,
        "Total": (net + tax) / 100,
        "CurrencyCode": entry.currency,
        "CurrencyRate": 1.0,
        "Date": day(entry.issued_on),
        "DateString": f"{entry.issued_on}T00:00:00",
        "UpdatedDateUTC": moment(entry.updated_at),
    }
    if entry.due_on:
        row |= {"DueDate": day(entry.due_on), "DueDateString": f"{entry.due_on}T00:00:00"}
    if lines:
        row["LineItems"] = list(_lines(entry))
    return row


def _lines(entry: Entry) -> Iterable[Row]:
    for place, line in enumerate(entry.lines):
        yield {
            "LineItemID": str(uuid5(NAMESPACE_URL, f"{entry.id}/{place}")),
            "Description": line.description,
            "Quantity": 1,
            "UnitAmount": line.pence / 100,
            "LineAmount": line.pence / 100,
            "TaxAmount": line.vat / 100,
            "TaxType": line.tax,
            "AccountCode": line.account,
            "Tracking": [],
        }
