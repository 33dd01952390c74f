"""Since when, how many, and which invoices do not reach Xero, told by the mirror alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from bot.domain.history import ON_ITS_WAY, Extent, History, Pattern, Sale, fold

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SYNCED = "Finalised, Paid"


def sale(days: float, *, arrived: bool = False, status: str = "Finalised", **more: object) -> Sale:
    """An invoice that was issued so many days ago."""
    at = NOW - days * DAY
    return Sale(
        number=f"WH{days:g}",
        status=status,
        issued=at,
        heard=at,
        updated=at,
        arrived=at + MINUTE if arrived else None,
        **more,  # type: ignore[arg-type] # names and values of its own fields
    )


def arrived(days: float, **more: str) -> Sale:
    return sale(days, arrived=True, **more)


def told(*sales: Sale, synced: str | None = SYNCED) -> History:
    return fold(sales, synced=synced, now=NOW)


def numbers(history: History) -> list[str]:
    return [one.number for one in history.stuck]


def test_nothing_arrives_since_some_day() -> None:
    found = told(arrived(9), arrived(5), sale(3), sale(2), sale(1))
    assert (found.extent, found.pattern) == (Extent.ALL, Pattern.EVERYTHING)
    assert numbers(found) == ["WH3", "WH2", "WH1"]
    assert found.last_arrived == NOW - 5 * DAY + MINUTE
    assert len(found.counted) == 5


def test_nothing_ever_arrived() -> None:
    found = told(sale(3), sale(2))
    assert (found.extent, found.last_arrived) == (Extent.ALL, None)


def test_some_arrive_and_some_do_not() -> None:
    found = told(arrived(9), sale(5), arrived(4), sale(3), arrived(1))
    assert (found.extent, found.pattern) == (Extent.SOME, Pattern.MIXED)


def test_one_does_not_arrive_and_later_ones_do() -> None:
    found = told(arrived(9), sale(5), arrived(4))
    assert (found.extent, found.pattern, numbers(found)) == (Extent.ONE, None, ["WH5"])


def test_the_newest_alone_may_be_one_or_the_first_of_all() -> None:
    found = told(arrived(9), arrived(5), sale(1))
    assert (found.extent, found.pattern, numbers(found)) == (None, None, ["WH1"])


def test_when_all_arrived_only_the_last_arrival_is_told() -> None:
    found = told(arrived(9), arrived(5))
    assert (found.extent, found.stuck, found.last_arrived) == (None, [], NOW - 5 * DAY + MINUTE)


def test_no_invoice_tells_nothing() -> None:
    assert told() == History(counted=[], stuck=[])


@pytest.mark.parametrize("status", ["Draft", "Cancelled", "Written Off", "Deleted", "Parked"])
def test_what_is_not_sent_is_not_missing(status: str) -> None:
    assert told(arrived(9), sale(3, status=status), sale(2, status=status)).stuck == []


@pytest.mark.parametrize("status", ["Deleted", "deleted"])
def test_what_was_deleted_is_never_missing(status: str) -> None:
    found = told(arrived(9), sale(3, status="Deleted"), synced="Finalised, Cancelled")
    assert found.stuck == []


def test_minutes_old_changes_are_still_on_their_way() -> None:
    late = replace(sale(3), updated=NOW - ON_ITS_WAY)
    assert told(arrived(9), late, replace(sale(2), updated=NOW)).stuck == []
    due = replace(late, updated=late.updated - MINUTE)
    assert numbers(told(arrived(9), due, sale(2))) == ["WH3", "WH2"]


def test_what_is_older_than_the_first_arrival_may_be_older_than_the_connection() -> None:
    found = told(sale(30), sale(20), arrived(9), sale(3), sale(2))
    assert (found.extent, numbers(found), len(found.counted)) == (Extent.ALL, ["WH3", "WH2"], 3)


def test_where_the_settings_are_unknown_the_statuses_that_went_before_count() -> None:
    sales = (arrived(9, status="Open"), sale(3, status="Finalised"), sale(2, status="Paid"))
    assert numbers(told(*sales, synced=None)) == ["WH3"]
    assert told(sale(3), sale(2), synced=None).stuck == []


def test_of_one_date_the_first_that_was_heard_of_is_older() -> None:
    day = NOW - 3 * DAY
    first = replace(sale(3), number="first", issued=day, heard=day)
    second = replace(arrived(3), issued=day, heard=day + MINUTE)
    assert told(arrived(9), first, second).extent is Extent.ONE
    assert told(arrived(9), replace(first, heard=day + 2 * MINUTE), second).extent is None


def test_one_clinic_alone_is_stuck() -> None:
    def of(days: float, clinic: str, *, came: bool = False) -> Sale:
        return sale(days, arrived=came, clinic=clinic)

    north = [of(9, "Northgate", came=True), of(5, "Northgate"), of(3, "Northgate")]
    found = told(*north, of(4, "Southgate", came=True))
    assert (found.pattern, found.common) == (Pattern.CLINIC, "Northgate")
    mixed = told(*found.counted, of(2, "Northgate", came=True))
    assert mixed.pattern is Pattern.MIXED


def test_one_category_alone_is_stuck() -> None:
    def of(days: float, *categories: str, came: bool = False) -> Sale:
        return sale(days, arrived=came, categories=categories)

    found = told(
        of(9, "Services", came=True),
        of(5, "Accessories", "Services"),
        of(4, "Services", came=True),
        of(3, "Accessories"),
    )
    assert (found.pattern, found.common) == (Pattern.CATEGORY, "Accessories")


def test_one_status_alone_is_stuck() -> None:
    found = told(arrived(9), sale(5, status="Paid"), arrived(4), sale(3, status="Paid"), arrived(2))
    assert (found.pattern, found.common) == (Pattern.STATUS, "Paid")


moments = st.integers(0, 40).map(lambda hours: NOW - timedelta(hours=hours))
sales_ = st.builds(
    Sale,
    number=st.sampled_from(["WH1", "WH2", "WH3"]),
    status=st.sampled_from(["Finalised", "Paid", "Draft", "Open", "Deleted", "Parked"]),
    issued=moments,
    heard=moments,
    updated=moments,
    arrived=st.none() | moments,
    clinic=st.sampled_from(["", "Northgate", "Southgate"]),
    categories=st.sets(st.sampled_from(["Services", "Accessories"])).map(
        lambda c: tuple(sorted(c))
    ),
)
histories = st.lists(sales_, max_size=7)


@given(histories, st.randoms(use_true_random=False), st.sampled_from([None, SYNCED, "Paid"]))
def test_the_order_of_the_documents_does_not_matter(
    sales: list[Sale], chance: Random, synced: str | None
) -> None:
    shuffled = list(sales)
    chance.shuffle(shuffled)
    assert fold(shuffled, synced=synced, now=NOW) == fold(sales, synced=synced, now=NOW)


@given(histories)
def test_the_classes_mean_what_they_say(sales: list[Sale]) -> None:
    found = told(*sales)
    assert not [one for one in found.stuck if one.arrived]
    assert {one.number for one in found.stuck} <= {one.number for one in sales}
    assert (found.extent is Extent.ONE) <= (len(found.stuck) == 1)
    assert (found.extent in {Extent.ALL, Extent.SOME}) == (len(found.stuck) > 1)
    assert (found.pattern is not None) == (len(found.stuck) > 1)
    if found.extent is Extent.ALL:
        assert not any(one.arrived and one.issued > found.stuck[0].issued for one in found.counted)


QUICK = settings(
    max_examples=5_000, database=None, derandomize=True, phases=[Phase.generate], deadline=None
)
"""Enough to find one; a smaller one would tell nothing more."""


@pytest.mark.parametrize("extent", [*Extent, None])
def test_every_extent_can_be_reached(extent: Extent | None) -> None:
    assert find(histories, lambda s: told(*s).extent is extent, settings=QUICK) is not None


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_can_be_reached(pattern: Pattern) -> None:
    assert find(histories, lambda s: told(*s).pattern is pattern, settings=QUICK)
