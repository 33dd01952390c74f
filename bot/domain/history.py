"""Folds HearLink's invoices into since when, how many and which of them do not reach Xero."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.standing import DELETED, FINALISED, PAID, included, standing

ON_ITS_WAY = timedelta(minutes=15)
"""An invoice that changed so recently may still arrive by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One invoice as HearLink tells it; `arrived` is when it was first seen linked to Xero.

    `issued` is its date, `heard` when HearLink first and `updated` when it last told of it.
    """

    number: str
    status: str
    issued: datetime
    heard: datetime
    updated: datetime
    arrived: datetime | None = None
    clinic: str = ""
    categories: tuple[str, ...] = ()


class Extent(StrEnum):
    """How much is missing."""

    ALL = "all"
    SOME = "some"
    ONE = "one"


class Pattern(StrEnum):
    """What those that are missing have in common, and those that arrived have not."""

    EVERYTHING = "everything"
    CLINIC = "clinic"
    CATEGORY = "category"
    STATUS = "status"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the invoices tell: `counted` were to be sent, `stuck` are those without a link.

    Both are oldest first. `extent` and `pattern` are None where they cannot be told; `common` is
    the clinic, category or status that the pattern is about.
    """

    counted: Sequence[Sale] = ()
    stuck: Sequence[Sale] = ()
    last_arrived: datetime | None = None
    extent: Extent | None = None
    pattern: Pattern | None = None
    common: str = ""


def fold(sales: Iterable[Sale], *, synced: str | None, now: datetime) -> History:
    """The history of these invoices, in whatever order they come.

    `synced` lists the statuses that are sent, like "Finalised, Paid"; where it is not known, a
    status counts as sent once an invoice of that status was.
    """
    ordered = sorted(sales, key=_age)
    sent = _sent(ordered, synced)
    counted = [one for one in ordered if one.arrived or (sent(one.status) and _is_due(one, now))]
    began = next((n for n, one in enumerate(counted) if one.arrived), 0)
    # What is older than the first arrival may be older than the connection to Xero itself.
    counted = counted[began:]
    stuck = [one for one in counted if not one.arrived]
    extent = _extent(counted, stuck)
    pattern, common = _pattern(counted, stuck, extent)
    return History(
        counted=counted,
        stuck=stuck,
        last_arrived=max((one.arrived for one in counted if one.arrived), default=None),
        extent=extent,
        pattern=pattern,
        common=common,
    )


def _age(sale: Sale) -> tuple[object, ...]:
    # The later parts only decide between invoices of one moment, so that no order matters.
    when = sale.arrived is None, sale.arrived or sale.issued
    rest = (sale.updated, when, sale.status, sale.clinic, sale.categories)
    return (*_time(sale), sale.number, rest)


def _time(sale: Sale) -> tuple[datetime, datetime]:
    """Dates of issue may lack the hour; then what was told first is older."""
    return sale.issued, sale.heard


def _sent(sales: Sequence[Sale], synced: str | None) -> Callable[[str], bool]:
    if synced is not None:
        return lambda status: status != DELETED and included(status, synced) is True
    seen = {standing(one.status) for one in sales if one.arrived} & {FINALISED, PAID}
    return lambda status: standing(status) in seen


def _is_due(sale: Sale, now: datetime) -> bool:
    return now - sale.updated > ON_ITS_WAY


def _extent(counted: Sequence[Sale], stuck: Sequence[Sale]) -> Extent | None:
    if not stuck:
        return None
    later_arrived = any(one.arrived for one in _since(stuck[0], counted))
    if len(stuck) == 1:
        return Extent.ONE if later_arrived else None
    return Extent.SOME if later_arrived else Extent.ALL


def _since(first: Sale, counted: Sequence[Sale]) -> Sequence[Sale]:
    return [one for one in counted if _time(one) > _time(first)]


def _pattern(
    counted: Sequence[Sale], stuck: Sequence[Sale], extent: Extent | None
) -> tuple[Pattern | None, str]:
    if extent is Extent.ALL:
        return Pattern.EVERYTHING, ""
    if extent is not Extent.SOME:
        return None, ""
    arrived = [one for one in _since(stuck[0], counted) if one.arrived]
    for pattern, traits in TRAITS:
        own = set.intersection(*(traits(one) for one in stuck)) - {""}
        own -= set().union(*(traits(one) for one in arrived))
        if own:
            return pattern, min(own)
    return Pattern.MIXED, ""


TRAITS: Sequence[tuple[Pattern, Callable[[Sale], set[str]]]] = (
    (Pattern.CLINIC, lambda sale: {sale.clinic}),
    (Pattern.CATEGORY, lambda sale: set(sale.categories)),
    (Pattern.STATUS, lambda sale: {sale.status}),
)
"""What two invoices may have in common, the most telling first."""
