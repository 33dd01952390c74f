"""Does a credit note fit what is still open on the invoice that it belongs to?"""

from collections.abc import Sequence
from decimal import Decimal

from bot.adapters.xero.answer import Row, amount, rows
from bot.adapters.xero.reading.document import is_alive, status
from bot.domain.facts import FactName
from bot.ports.looks import Finding

FITS = FactName("credit_note_fits")
ALLOCATED = Finding(
    fact=FITS, value="yes", detail="The credit note is already set against an invoice in Xero."
)


def is_allocated(copy: Row | None) -> bool:
    """Whether the credit note in Xero is set against an invoice already, or used up."""
    if copy is None or not is_alive(copy):
        return False
    return bool(rows(copy.get("Allocations"))) or status(copy) == "PAID"


def open_credit(copy: Row | None, told: str | None) -> Decimal | None:
    """What the credit note wants to take off: by Xero's copy, or else by HearLink's total."""
    if copy is not None and is_alive(copy):
        left = copy.get("RemainingCredit")
        return amount(copy.get("Total") if left is None else left)
    return amount(told)


def read_fit(credit: Decimal, invoices: Sequence[Row]) -> Sequence[Finding]:
    """Whether so much can come off the invoice; nothing unless Xero has it exactly once."""
    alive = [one for one in invoices if is_alive(one)]
    due = amount(alive[0].get("AmountDue")) if len(alive) == 1 else None
    if due is None:
        return ()
    # No amounts here: a detail is stored, and what a patient owes is not ours to keep.
    if credit <= due:
        detail = "The credit note is not larger than what is still open on its invoice in Xero."
        return (Finding(fact=FITS, value="yes", detail=detail),)
    detail = "The credit note is larger than what is still open on its invoice in Xero."
    return (Finding(fact=FITS, value="no", detail=detail),)
