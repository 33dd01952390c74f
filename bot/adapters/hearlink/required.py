"""Does an invoice in HearLink have everything that Xero asks for?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from bot.adapters.hearlink.records import Record, amount, lines, name_of, readable, text
from bot.domain.facts import FactName
from bot.ports.looks import Finding

REQUIRED = FactName("required_fields")
WHOM, CALLED = ("patient", "billTo"), ("name", "fullName")
"""Where an invoice says whom it is for, and how they are called there."""


def read_required(found: Record, *, number: str, sync_as: str | None) -> Finding | None:
    """Whether something is missing; None where nothing is, but not everything was told.

    Xero takes drafts without a due date, so there it does not count.
    """
    lacks = list(_lacks(found, sync_as=sync_as))
    if lacks:
        detail = f"In HearLink, invoice {number} has {_joined(lacks)}."
        return Finding(fact=REQUIRED, value="missing", detail=detail)
    if not _seen_whole(found):
        return None
    detail = f"Invoice {number} has every detail that Xero asks for."
    return Finding(fact=REQUIRED, value="complete", detail=detail)


def contact(found: Record) -> str:
    """Whom the invoice is for: the patient or, where none is named, whom it is billed to."""
    return name_of(found, "patient") or name_of(found, "billTo")


def _lacks(found: Record, *, sync_as: str | None) -> Iterator[str]:
    # HearLink leaves an optional field out rather than empty, so that absent means not filled in.
    if _is_empty(found, "dueDate") and sync_as != "draft" and _is_record(found):
        yield "no due date"
    if _is_nameless(found):
        yield "no patient or billing name"
    told = lines(found)
    if told is not None and not told:
        yield "no lines"
    if any(_is_empty(line, "description") for line in told or ()):
        yield "a line without a description"
    total = amount(found, "total")
    if total is not None and total < Decimal(0):
        yield "a total below zero"


def _is_record(found: Record) -> bool:
    """Whether this is an invoice at all, and not an answer with hardly anything in it."""
    return bool(text(found, "orderDate") or lines(found) is not None)


def _is_empty(found: Record, name: str) -> bool:
    """Whether surely nothing is filled in; what cannot be read may be anything."""
    return readable(found, name) and not text(found, name)


def _is_nameless(found: Record) -> bool:
    told = [found[name] for name in WHOM if name in found]
    return (
        bool(told)
        and all(
            readable(one, *CALLED) if isinstance(one, Mapping) else isinstance(one, str | None)
            for one in told
        )
        and not contact(found)
    )


def _seen_whole(found: Record) -> bool:
    """Whether all that counts was told, and told so that it can be read."""
    told = lines(found)
    described = told is not None and all(text(line, "description") for line in told)
    dated = readable(found, "dueDate")
    return dated and described and bool(contact(found)) and amount(found, "total") is not None


def _joined(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
