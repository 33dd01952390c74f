"""Reads HearLink's records: InvoiceData, CreditNoteData and TransactionData of its API.

What is missing or odd becomes an empty value: one new field must not cost us all the others.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.adapters.moments import believable
from bot.adapters.money import money
from bot.domain.standing import DELETED
from bot.ports.mirror import CREDIT_NOTE, INVOICE, TRANSACTION, MirroredInvoice
from bot.ports.people import OrganisationId

Record = Mapping[str, Any]

NUMBERS = {
    INVOICE: "orderNumber",
    CREDIT_NOTE: "creditNoteNumber",
    TRANSACTION: "transactionNumber",
}
"""The documents that are mirrored, and where HearLink puts their number."""

LINK = "xeroInvoiceId"
DATES = ("orderDate", "date")
TOTALS = ("total", "amount")
LONGEST_DATE = 40
"""Characters; longer texts are no dates."""


def read_record(
    found: Record, *, kind: str, owner: OrganisationId, at: datetime, deleted: bool = False
) -> MirroredInvoice:
    """The record as the mirror keeps it, as of an event at `at`; the patient is left out."""
    return MirroredInvoice(
        organisation=owner,
        uid=text(found, "uid"),
        number=text(found, NUMBERS[kind]),
        document=kind,
        status=DELETED if deleted else text(found, "status"),
        xero_id=(text(found, LINK) if readable(found, LINK) else "") or None,
        clinic=name_of(found, "clinic") or _uid(found, "clinic"),
        total=next((text(found, name) for name in TOTALS if amount(found, name) is not None), ""),
        updated=at,
        issued=issued(found, now=at),
        categories=categories(found),
        currency=text(found, "currency").upper(),
        order_uid=text(found, "orderUid"),
        transaction_type=text(found, "transactionType"),
        method=text(found, "method"),
    )


def text(found: Record, name: str) -> str:
    """The text or number under `name` as text, or nothing."""
    value = found.get(name)
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value).strip() if plain else ""


def readable(found: Record, *names: str) -> bool:
    """Whether what is told under each of these names is a text, or nothing at all."""
    return all(isinstance(found.get(name), str | None) for name in names)


def name_of(found: Record, name: str) -> str:
    """What is called `name`: a text, or an object with a name of its own."""
    value = found.get(name)
    if not isinstance(value, Mapping):
        return text(found, name)
    return text(value, "name") or text(value, "fullName")


def _uid(found: Record, name: str) -> str:
    value = found.get(name)
    return text(value, "uid") if isinstance(value, Mapping) else ""


def issued(found: Record, *, now: datetime) -> datetime | None:
    """The date of issue, else that of the record's creation; midnight where no hour is told.

    What nobody can believe at `now` counts for nothing.
    """
    created = found.get("created")
    told = [found.get(name) for name in DATES]
    told.append(created.get("at") if isinstance(created, Mapping) else None)
    moments = filter(None, map(_moment, told))
    return next((at for at in moments if believable(at, now=now)), None)


def lines(found: Record) -> Sequence[Record] | None:
    """The lines, or None where they are not told as they should be."""
    told = found.get("lineItems")
    if not isinstance(told, list) or not all(isinstance(one, Mapping) for one in told):
        return None
    return told


def categories(found: Record) -> tuple[str, ...]:
    """The product categories of the lines, each once, in order."""
    named = (text(line, "type") for line in lines(found) or ())
    return tuple(dict.fromkeys(name for name in named if name))


def amount(found: Record, name: str) -> Decimal | None:
    """The amount of money under `name`, or None where there is none."""
    return money(text(found, name))


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str) or len(value) > LONGEST_DATE:
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
