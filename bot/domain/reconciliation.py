"""Compares HearLink's documents with Xero's, and says only what is certain.

HearLink and Xero call the state of a document by words of their own, which nobody has mapped onto
each other. So only pairs that contradict each other whatever they mean exactly are named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.standing import CANCELLED, DELETED, DRAFT, FINALISED, PAID, included, standing

GONE = {"VOIDED", "DELETED"}
OPEN = {"AUTHORISED", "SUBMITTED"}
WAITING = {"DRAFT", "SUBMITTED"}
APPROVED = {"AUTHORISED", "PAID"}
"""Xero's statuses, by what they have in common."""

CENT = Decimal("0.01")


class Problem(StrEnum):
    """What does not fit."""

    MISSING = "missing"
    DOUBLED = "doubled"
    STATUS = "status"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """A document as HearLink tells it; `linked` is whether HearLink has a Xero id for it.

    `document` is "invoice" or "credit_note"; `settled` is whether enough time has passed for it
    to arrive.
    """

    number: str
    document: str
    status: str
    total: Decimal | None
    issued: datetime | None = None
    clinic: str = ""
    currency: str = ""
    linked: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A document as Xero tells it; `due` is what is left to pay of an invoice."""

    number: str
    document: str
    status: str
    total: Decimal | None
    due: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What HearLink is set to send, as the facts of those names say; None is what is not known."""

    synced: str | None = None
    sync_as: str | None = None
    credit_notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row of the table: a document, what does not fit, and the same in words."""

    ours: Mirrored
    theirs: Sequence[Booked]
    problem: Problem
    text: str


def reconcile(
    mirrored: Iterable[Mirrored], booked: Iterable[Booked], settings: Settings
) -> tuple[Difference, ...]:
    """The differences, in the order of `mirrored`; a document may have more than one."""
    entries = defaultdict(list)
    for entry in booked:
        entries[_place(entry)].append(entry)
    return tuple(
        Difference(ours=ours, theirs=tuple(theirs), problem=problem, text=text)
        for ours in mirrored
        for theirs in [entries[_place(ours)]]
        for problem, text in _problems(ours, theirs, settings)
    )


def _place(one: Mirrored | Booked) -> tuple[str, str]:
    return one.document, one.number.casefold()


def _problems(
    ours: Mirrored, theirs: Sequence[Booked], settings: Settings
) -> Iterator[tuple[Problem, str]]:
    alive = [entry for entry in theirs if entry.status not in GONE]
    if len(alive) > 1:
        yield Problem.DOUBLED, f"In Xero {len(alive)} times."
    elif alive:
        if words := _status(ours, alive[0], settings):
            yield Problem.STATUS, words
        if words := _amount(ours, alive[0]):
            yield Problem.AMOUNT, words
    elif _expected(ours, settings):
        if any(entry.status == "VOIDED" for entry in theirs):
            yield Problem.STATUS, f"{_called(ours)}, voided in Xero."
        else:
            yield Problem.MISSING, "In HearLink, not in Xero."


def _expected(ours: Mirrored, settings: Settings) -> bool:
    """Whether it surely ought to be in Xero."""
    if ours.status == DELETED or standing(ours.status) == CANCELLED:
        return False
    if ours.linked:
        return True
    if not ours.settled:
        return False
    if ours.document == "credit_note":
        return settings.credit_notes == "on" and standing(ours.status) in {FINALISED, PAID}
    if settings.synced is not None:
        return included(ours.status, settings.synced) is True
    return standing(ours.status) in {FINALISED, PAID}


def _status(ours: Mirrored, entry: Booked, settings: Settings) -> str:
    """How the two states contradict each other, or nothing."""
    here, called = standing(ours.status), _called(ours)
    if here == CANCELLED and entry.status in OPEN:
        return f"{called}, still open in Xero."
    if here == DRAFT and entry.status in APPROVED:
        return f"{called}, already approved in Xero."
    if here == PAID and entry.document == "invoice" and entry.due is not None and entry.due > 0:
        return f"{called}, not fully paid in Xero."
    if entry.status in WAITING and settings.sync_as == "authorised" and here in {FINALISED, PAID}:
        return f"{called}, not approved in Xero."
    return ""


def _amount(ours: Mirrored, entry: Booked) -> str:
    """How the two totals differ; those of drafts and of what was cancelled may."""
    if standing(ours.status) in {CANCELLED, DRAFT}:
        return ""
    if ours.currency and entry.currency and ours.currency != entry.currency:
        return f"{ours.currency} in HearLink, {entry.currency} in Xero."
    if ours.total is None or entry.total is None:
        return ""
    here, there = ours.total, entry.total
    if ours.document == "credit_note":
        # Some write what is given back with a minus, some without.
        here, there = abs(here), abs(there)
    if here.quantize(CENT) == there.quantize(CENT):
        return ""
    return f"{here:.2f} in HearLink, {there:.2f} in Xero."


def _called(ours: Mirrored) -> str:
    return f"{ours.status} in HearLink" if ours.status else "In HearLink"
