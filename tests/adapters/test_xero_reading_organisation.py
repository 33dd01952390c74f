"""What the organisation tells: its plan, what that allows, its lock dates; and what it does not."""

from datetime import UTC, date, datetime

import pytest

from bot.adapters.xero.answer import Answer, Row
from bot.adapters.xero.reading.organisation import (
    Locks,
    month_of,
    monthly_limit,
    read_approved_count,
    read_large_plan,
    read_locked,
    read_locks,
    read_state,
)
from bot.domain.errors import Unavailable
from tests.adapters.xero_answers import BROKEN, NOW, answer, only, values


def organisation(**more: object) -> Row:
    return {
        "OrganisationStatus": "ACTIVE",
        "Edition": "BUSINESS",
        "Class": "STANDARD",
        "CountryCode": "GB",
        **more,
    }


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (organisation(), "ready"),
        (organisation(Class="trial"), "ready"),
        (organisation(Class="BASICLITE", Edition=None), "ready"),
        (organisation(Edition="PARTNER"), "no_invoicing"),
        (organisation(Class="LEDGER"), "no_invoicing"),
        (organisation(Class="NON_GST_CASHBOOK"), "no_invoicing"),
        (organisation(Class="NOVEL"), None),
        (organisation(Class=None), None),
        (organisation(OrganisationStatus="PENDING"), None),
        ({}, None),
    ],
)
def test_the_plan_tells_whether_there_is_invoicing(row: Row, state: str | None) -> None:
    assert values(read_state(row)).get("organisation_state") == state


@pytest.mark.parametrize(
    ("plan", "country", "limit"),
    [
        ("STARTER", "GB", 20),
        ("ignite", "NZ", 20),
        ("EARLY", "GB", 20),
        ("SIMPLE", "GB", 10),
        ("SIMPLE", "AU", None),
        ("STANDARD", "GB", None),
        ("NOVEL", "GB", None),
    ],
)
def test_small_plans_limit_the_invoices_of_a_month(
    plan: str, country: str, limit: int | None
) -> None:
    assert monthly_limit(organisation(Class=plan, CountryCode=country)) == limit


@pytest.mark.parametrize(
    ("plan", "free"), [("PREMIUM_50", True), ("ULTRA", True), ("SIMPLE", False), ("NOVEL", False)]
)
def test_only_plans_known_to_be_large_are_free_without_counting(plan: str, free: bool) -> None:
    assert bool(read_large_plan(organisation(Class=plan))) is free


def counted(count: object) -> Answer:
    return answer(200, {"pagination": {"page": 1, "itemCount": count}, "Invoices": []})


@pytest.mark.parametrize(("count", "value"), [(0, "free"), (19, "free"), (20, "reached")])
def test_the_count_tells_what_the_plan_still_allows(count: int, value: str) -> None:
    finding = only(read_approved_count(counted(count), limit=20))
    assert (finding.fact, finding.value) == ("plan_limit", value)


@pytest.mark.parametrize(
    "said", [*BROKEN, counted(None), counted("20"), counted(True), counted(-1), answer(200, {})]
)
def test_a_count_that_cannot_be_read_says_nothing(said: Answer) -> None:
    with pytest.raises(Unavailable):
        read_approved_count(said, limit=20)


def test_a_month_is_the_clinics() -> None:
    assert month_of(NOW) == (date(2026, 11, 1), date(2026, 12, 1))
    assert month_of(datetime(2026, 12, 31, tzinfo=UTC)) == (date(2026, 12, 1), date(2027, 1, 1))
    # Half past eleven in the evening in UTC is the first of July in London already.
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert month_of(summer) == (date(2026, 7, 1), date(2026, 8, 1))


# Lock dates

OCTOBER, MARCH = date(2026, 10, 31), date(2026, 3, 31)


def wire_day(day: date) -> str:
    return f"/Date({int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())}000+0000)/"


def test_lock_dates_are_read_as_days() -> None:
    row = organisation(PeriodLockDate=wire_day(OCTOBER), EndOfYearLockDate="2026-03-31T00:00:00")
    assert read_locks(row) == Locks(year=MARCH, period=OCTOBER)
    assert read_locks(organisation(PeriodLockDate=None)) == Locks(year=None, period=None)


@pytest.mark.parametrize("odd", ["soon", 7, "", "/Date(x)/", "/Date(999999999999999+0000)/"])
def test_a_lock_date_that_cannot_be_read_says_nothing(odd: object) -> None:
    with pytest.raises(Unavailable):
        read_locks(organisation(PeriodLockDate=odd))


@pytest.mark.parametrize(
    ("locks", "day", "role", "value"),
    [
        (Locks(year=None, period=None), MARCH, "", "no"),
        (Locks(year=None, period=OCTOBER), OCTOBER, "", "yes"),
        (Locks(year=None, period=OCTOBER), date(2026, 11, 1), "", "no"),
        (Locks(year=None, period=OCTOBER), OCTOBER, "FINANCIALADVISER", "no"),
        (Locks(year=None, period=OCTOBER), OCTOBER, "STANDARD", "yes"),
        (Locks(year=MARCH, period=OCTOBER), MARCH, "FINANCIALADVISER", "yes"),
        (Locks(year=MARCH, period=None), date(2026, 4, 1), "", "no"),
    ],
)
def test_a_lock_date_binds_up_to_its_day(locks: Locks, day: date, role: str, value: str) -> None:
    finding = only(read_locked(locks, day, role=role, now=NOW))
    assert (finding.fact, finding.value) == ("invoice_locked", value)


def test_a_lock_is_told_with_its_date_and_never_with_the_invoices() -> None:
    finding = only(read_locked(Locks(year=None, period=OCTOBER), MARCH, role="", now=NOW))
    assert "31 October" in finding.detail
    assert "March" not in finding.detail
    old = Locks(year=date(2024, 3, 31), period=None)
    assert "31 March 2024" in only(read_locked(old, OCTOBER, role="", now=NOW)).detail
