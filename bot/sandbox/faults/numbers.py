"""Faults of numbers that Xero has already: typed by hand, voided, doubled, counted anew."""

from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from bot.sandbox.faults.fault import EARLIER, RECENT, SUBJECT, Theme, left_behind
from bot.sandbox.records import Change, Entry
from bot.sandbox.situation import Situation

THEME = Theme()

NOT_UNIQUE = "Invoice # must be unique"
LONG_AGO = timedelta(days=400)


@THEME.fault(
    "voided_number",
    "Invoice voided in Xero",
    "duplicate_invoice",
    "WH00041 won't go to Xero again, how do I send it a second time?",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    voided_at = now.invoice(SUBJECT).updated_at + timedelta(hours=3)
    history = (Change("Voided", "Jo Park", voided_at),)
    voided = now.with_entry(SUBJECT, status="VOIDED", history=history)
    return voided.with_invoice(SUBJECT, xero_id=None)


@THEME.fault(
    "duplicate_number",
    "Invoice number used twice",
    "duplicate_invoice",
    "I can't get WH00041 into Xero, it says the invoice number must be unique.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return _with_stranger(now.refused(SUBJECT, NOT_UNIQUE), SUBJECT)


@THEME.fault(
    "duplicate_by_hand",
    "Invoice already typed into Xero, without an error",
    "duplicate_invoice",
    "HearLink says WH00039 is not in Xero, but I can see it there.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    return _with_stranger(now.without(EARLIER), EARLIER)


@THEME.fault(
    "two_copies",
    "Invoice in Xero twice",
    "duplicate_invoice",
    "WH00039 is in Xero two times now, which one is ours?",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    once = _with_stranger(now.without(EARLIER), EARLIER, place=3)
    return _with_stranger(once, EARLIER, place=4)


@THEME.fault(
    "number_series_reset",
    "Invoice numbers started again",
    "duplicate_invoice",
    "Since we changed the invoice numbering none of the new ones get into Xero.",
    about="WH00042",
)
def _(now: Situation) -> Situation:
    now = left_behind(now, RECENT, NOT_UNIQUE)
    for number in RECENT:
        now = _with_stranger(now, number, place=2, before=LONG_AGO)
    return now


def _with_stranger(
    now: Situation, number: str, *, place: int = 0, before: timedelta = timedelta()
) -> Situation:
    """The same, with an invoice of that number in Xero that nothing in HearLink knows."""
    invoice, other = now.invoice(number), now.xero_invoices[place]
    at = invoice.updated_at - before
    stranger = Entry(
        id=str(uuid5(NAMESPACE_URL, f"{invoice.uid}/{place}/{before}")),
        number=invoice.number,
        status="AUTHORISED",
        contact_id=other.contact_id,
        issued_on=at.date(),
        due_on=at.date(),
        lines=other.lines,
        updated_at=at,
        origin="hand",
        history=(Change("Created", "Jo Park", at), Change("Approved", "Jo Park", at)),
    )
    return replace(now, xero_invoices=(*now.xero_invoices, stranger))
