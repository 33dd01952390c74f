"""Faults of what is written on a document: what Xero needs and does not find, or does not allow."""

from dataclasses import replace

from bot.sandbox.faults.fault import EARLIER, NOTE, SUBJECT, Theme
from bot.sandbox.records import SyncError
from bot.sandbox.situation import Situation

THEME = Theme()

NO_DUE_DATE = "The document DueDate field must be specified"
NO_DESCRIPTION = "The description field is mandatory for each line item"
NO_CONTACT = "A Contact must be specified for this type of transaction"
TOO_BIG = "Credit Note cannot be allocated as amount is greater than amount outstanding"


@THEME.fault(
    "missing_due_date",
    "Invoice without a due date",
    "missing_required_data",
    "Invoice WH00041 failed to sync, it says a field must be specified.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return now.refused(SUBJECT, NO_DUE_DATE).with_invoice(SUBJECT, due_at=None)


@THEME.fault(
    "missing_due_date_quietly",
    "Invoice without a due date, without an error",
    "missing_required_data",
    "WH00039 isn't in Xero and I don't see any error.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    return now.without(EARLIER).with_invoice(EARLIER, due_at=None)


@THEME.fault(
    "invoice_without_lines",
    "Invoice without a single line",
    "missing_required_data",
    "invoice WH00041 won't go to xero, rest is fine",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return now.without(SUBJECT).with_invoice(SUBJECT, lines=())


@THEME.fault(
    "line_without_description",
    "Line without a description",
    "missing_required_data",
    "Xero won't take WH00039, the message mentions a description.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    bare = tuple(replace(line, description="") for line in now.invoice(EARLIER).lines)
    return now.refused(EARLIER, NO_DESCRIPTION).with_invoice(EARLIER, lines=bare)


@THEME.fault(
    "negative_total",
    "Invoice below zero",
    "missing_required_data",
    "We gave money back on WH00039 and that one isn't in Xero.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    back = tuple(replace(one, pence=-abs(one.pence)) for one in now.invoice(EARLIER).lines)
    return now.without(EARLIER).with_invoice(EARLIER, lines=back)


@THEME.fault(
    "no_patient_name",
    "Invoice without a name",
    "missing_required_data",
    "WH00042 did not sync, something about a contact that must be specified",
    about="WH00042",
)
def _(now: Situation) -> Situation:
    nobody = replace(now.invoice("WH00042").patient, name="")
    return now.refused("WH00042", NO_CONTACT).with_invoice("WH00042", patient=nobody)


@THEME.fault(
    "credit_note_too_big",
    "Credit note larger than what is owed",
    "credit_note_rules",
    "Credit note CN00007 is in Xero but it isn't taken off the invoice.",
    about=NOTE,
)
def _(now: Situation) -> Situation:
    note = now.credit_notes[0]
    error = SyncError(TOO_BIG, "credit_note", note.number, note.updated_at)
    return _unallocated(now).after(error)


@THEME.fault(
    "credit_note_left_over",
    "Credit note for an invoice that is paid in full, without an error",
    "credit_note_rules",
    "CN00007 hangs around in Xero as awaiting payment, shouldn't it be set against the invoice?",
    about=NOTE,
)
def _(now: Situation) -> Situation:
    return _unallocated(now)


def _unallocated(now: Situation) -> Situation:
    """The same, where the patient paid all of the invoice that the credit note is for."""
    taken = {one.invoice_id for one in now.allocations}
    whole = {entry.id: entry.pence for entry in now.xero_invoices}
    received = (
        replace(one, pence=whole[one.invoice_id]) if one.invoice_id in taken else one
        for one in now.received
    )
    return replace(now, allocations=(), received=tuple(received))
