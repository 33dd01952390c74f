"""Xero is left in peace before HearLink's own sync has to go without."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.xero.quota import MOST, SPARED, Quota
from bot.domain.errors import Limited
from tests.adapters.xero_answers import NOW, TENANT, answer

QUARTER = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def left(day: object) -> Mapping[str, str]:
    return {"x-daylimit-remaining": str(day)}


def noted(status: int, headers: Mapping[str, str], *, now: datetime = NOW) -> Quota:
    quota = Quota()
    quota.note(TENANT, answer(status, b"{}", headers), now=now)
    return quota


def held(quota: Quota, *, now: datetime, insist: bool = False) -> bool:
    return quota.hold(TENANT, now=now, insist=insist) is not None


@pytest.mark.parametrize("day", ["100", "4999", "", "many", "-1", "9" * 40])
def test_with_enough_left_nothing_is_held_back(day: str) -> None:
    assert not held(noted(200, left(day)), now=NOW)


@pytest.mark.parametrize(("day", "spent"), [(99, False), (1, False), (0, True)])
def test_the_last_hundred_are_hearlinks(day: int, spent: bool) -> None:
    quota = noted(200, left(day))
    hold = quota.hold(TENANT, now=NOW)
    assert hold is not None
    assert hold.spent is spent
    with pytest.raises(Limited) as caught:
        quota.check(TENANT, now=NOW + SECOND)
    assert caught.value.wait == QUARTER - SECOND
    assert (str(caught.value) == SPARED) is not spent


def test_a_pause_ends_after_a_quarter_of_an_hour() -> None:
    quota = noted(200, left(50))
    assert held(quota, now=NOW + QUARTER - SECOND)
    assert not held(quota, now=NOW + QUARTER)


def test_a_pause_ends_when_the_day_turns() -> None:
    evening = datetime(2026, 11, 22, 23, 55, tzinfo=UTC)
    quota = noted(200, left(50), now=evening)
    assert held(quota, now=evening + timedelta(minutes=4))
    assert not held(quota, now=evening + timedelta(minutes=5))


def test_a_better_answer_ends_the_pause() -> None:
    quota = noted(200, left(50))
    quota.note(TENANT, answer(200, b"{}"), now=NOW)
    assert held(quota, now=NOW)
    quota.note(TENANT, answer(200, b"{}", left(900)), now=NOW)
    assert not held(quota, now=NOW)


@pytest.mark.parametrize(("minute", "is_held"), [("10", False), ("9", True), ("0", True)])
def test_the_last_ten_of_a_minute_are_hearlinks(minute: str, is_held: bool) -> None:
    quota = noted(200, {**left(900), "x-minlimit-remaining": minute})
    assert held(quota, now=NOW + timedelta(seconds=59)) is is_held
    assert not held(quota, now=NOW + timedelta(minutes=1))


def test_a_retry_after_is_kept_to_the_second() -> None:
    quota = noted(429, {"retry-after": "30", "x-rate-limit-problem": "minute"})
    assert held(quota, now=NOW + timedelta(seconds=29))
    assert not held(quota, now=NOW + timedelta(seconds=30))


def test_too_many_at_once_holds_nobody_back() -> None:
    assert not held(noted(429, {"x-rate-limit-problem": "concurrent"}), now=NOW)


def test_only_what_is_spent_lets_through_who_insists() -> None:
    assert not held(noted(200, left(0)), now=NOW, insist=True)
    assert not held(noted(429, {"retry-after": "9000"}), now=NOW, insist=True)
    assert held(noted(200, left(7)), now=NOW, insist=True)


def test_tenants_do_not_share_a_pause() -> None:
    quota = noted(200, left(3))
    quota.check("another", now=NOW)


def test_the_memory_of_pauses_is_bounded() -> None:
    quota = noted(200, left(3))
    for number in range(MOST):
        quota.note(f"tenant {number}", answer(200, b"{}", left(3)), now=NOW)
    assert not held(quota, now=NOW)
    assert quota.hold(f"tenant {MOST - 1}", now=NOW) is not None
