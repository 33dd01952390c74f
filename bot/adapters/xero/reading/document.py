"""Where an invoice or credit note stands in Xero, by its number."""

from collections.abc import Sequence

from bot.adapters.xero.answer import Answer, Row, listed, word
from bot.adapters.xero.errors import check
from bot.domain.errors import Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding

INVOICE = FactName("invoice_in_xero")

STANDING = {
    "DRAFT": ("draft", "is a draft in Xero"),
    "SUBMITTED": ("draft", "is waiting for approval in Xero"),
    "AUTHORISED": ("live", "is in Xero and approved"),
    "PAID": ("live", "is in Xero and paid"),
    "VOIDED": ("void", "was voided in Xero"),
    # Whether a deleted draft frees its number is not known, so it counts as not being there.
    "DELETED": ("missing", "was deleted in Xero"),
}
NOT_STANDING = {"void", "missing"}


def read_copies(answer: Answer, *, number: str, credit_note: bool = False) -> Sequence[Row]:
    """The sales documents of that number; purchase bills may repeat numbers and do not count."""
    kind = "CreditNote" if credit_note else "Invoice"
    found = [row for row in listed(check(answer), f"{kind}s") if _is_sale(row)]
    named = [word(row, f"{kind}Number").casefold() for row in found]
    if "" in named:
        raise Unavailable("Xero's answer has a document without a number.")
    ours = [row for row, name in zip(found, named, strict=True) if name == number.casefold()]
    if found and not ours:
        raise Unavailable("Xero's answer is about other documents.")
    return ours


def read_standing(copies: Sequence[Row], name: str) -> tuple[Finding, Row | None]:
    """How a document of that name stands, and the copy that tells it, if it is one alone.

    Void copies do not count beside a live one.
    """
    if not copies:
        return _found("missing", f"{name} is not in Xero."), None
    alive = [one for one in copies if is_alive(one)]
    if len(alive) > 1:
        return _found("several", f"{name} is in Xero {len(alive)} times."), None
    if not all(map(_standing, copies)):
        raise Unavailable("Xero's answer has a status that is not known here.")
    voided = [one for one in copies if _standing(one) == "void"]
    telling = [*alive, *voided, *copies][0]
    return _found(_standing(telling), f"{name} {STANDING[status(telling)][1]}."), telling


def read_document(answer: Answer, *, number: str, credit_note: bool = False) -> Sequence[Finding]:
    """Where a document of that number stands in Xero, without who brought it there."""
    copies = read_copies(answer, number=number, credit_note=credit_note)
    return (read_standing(copies, name_of(number, credit_note=credit_note))[0],)


def name_of(number: str, *, credit_note: bool) -> str:
    """The document as a sentence begins with it."""
    return f"{'Credit note' if credit_note else 'Invoice'} {number}"


def status(row: Row) -> str:
    """Xero's word for how a document stands, in capitals."""
    return word(row, "Status").upper()


def is_alive(row: Row) -> bool:
    """Whether the document is known to be neither void nor deleted."""
    return _standing(row) not in NOT_STANDING | {""}


def _standing(row: Row) -> str:
    return STANDING[status(row)][0] if status(row) in STANDING else ""


def _is_sale(row: Row) -> bool:
    if not isinstance(row.get("Type", ""), str | None):
        raise Unavailable("Xero's answer does not say what kind of document it is.")
    return not word(row, "Type").upper().startswith("ACCPAY")


def _found(value: str, detail: str) -> Finding:
    return Finding(fact=INVOICE, value=value, detail=detail)
