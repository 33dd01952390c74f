"""What is kept is fetched once, for one key at a time, and never longer than it may be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier, Event

import pytest

from bot.adapters.xero.kept import Kept
from bot.domain.errors import Unavailable
from tests.adapters.xero_answers import NOW

LIFE = timedelta(minutes=15)


class Run:
    """A run of looks."""


@pytest.fixture
def kept() -> Kept[int]:
    return Kept(life=LIFE, most=2)


@pytest.fixture
def counting() -> Callable[[], int]:
    numbers = count(1)
    return lambda: next(numbers)


def test_a_value_is_kept_for_its_life(kept: Kept[int], counting: Callable[[], int]) -> None:
    almost = NOW + LIFE - timedelta(seconds=1)
    assert [kept.get("a", counting, now=at) for at in (NOW, almost, NOW + LIFE)] == [1, 1, 2]


def test_a_clock_that_was_set_back_keeps_nothing(
    kept: Kept[int], counting: Callable[[], int]
) -> None:
    assert kept.get("a", counting, now=NOW) == 1
    assert kept.get("a", counting, now=NOW - timedelta(seconds=1)) == 2


def test_keys_do_not_share(kept: Kept[int], counting: Callable[[], int]) -> None:
    assert [kept.get(key, counting, now=NOW) for key in ("a", "b", "a", "b")] == [1, 2, 1, 2]


def test_what_was_wanted_longest_ago_goes_first(
    kept: Kept[int], counting: Callable[[], int]
) -> None:
    for key in ("a", "b", "a", "c"):
        kept.get(key, counting, now=NOW)
    assert [kept.get(key, counting, now=NOW) for key in ("a", "c", "b")] == [1, 3, 4]


def test_a_run_fetches_once_whatever_was_kept_before(
    kept: Kept[int], counting: Callable[[], int]
) -> None:
    kept.get("a", counting, now=NOW)
    first, second = Run(), Run()
    later = NOW + timedelta(minutes=1)
    assert [kept.get("a", counting, now=NOW, run=first) for _ in range(2)] == [2, 2]
    assert kept.get("a", counting, now=later, run=second) == 3
    # What a run fetched serves everybody else too.
    assert kept.get("a", counting, now=later) == 3


def test_an_error_is_not_kept(kept: Kept[int]) -> None:
    def fail() -> int:
        raise Unavailable("no answer")

    with pytest.raises(Unavailable):
        kept.get("a", fail, now=NOW)
    assert kept.get("a", lambda: 1, now=NOW) == 1


def test_two_at_once_make_one_fetch(kept: Kept[int], counting: Callable[[], int]) -> None:
    begun, ready = Event(), Event()

    def slow() -> int:
        begun.set()
        ready.wait(5)
        return counting()

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(kept.get, "a", slow, now=NOW)
        begun.wait(5)
        others = [threads.submit(kept.get, "a", counting, now=NOW) for _ in range(7)]
        ready.set()
        assert [one.result(5) for one in (first, *others)] == [1] * 8


def test_who_waits_for_a_fetch_that_fails_fails_with_it(kept: Kept[int]) -> None:
    begun, ready, fetched = Event(), Event(), count()

    def fail() -> int:
        next(fetched)
        begun.set()
        ready.wait(5)
        raise Unavailable("no answer")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept.get, "a", fail, now=NOW)
        begun.wait(5)
        second = threads.submit(kept.get, "a", fail, now=NOW)
        ready.set()
        errors = {type(one.exception(5)) for one in (first, second)}
    assert errors == {Unavailable}
    assert next(fetched) <= 2


def test_keys_are_fetched_side_by_side(kept: Kept[int]) -> None:
    both = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(kept.get, key, lambda: both.wait(5), now=NOW) for key in ("a", "b")]
        assert sorted(one.result(5) for one in asked) == [0, 1]


def test_a_bug_in_a_fetch_blocks_nobody(kept: Kept[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0, now=NOW)
    assert kept.get("a", lambda: 1, now=NOW) == 1
