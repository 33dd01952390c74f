"""What a run of looks may use of Xero: three calls side by side, so many in all, never for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest

from bot.domain.errors import Unavailable
from bot.services.allowance import AT_ONCE, CALLS, Allowance


def plenty() -> float:
    return 5.0


def none() -> float:
    return 0.0


def seconds(*left: float) -> Callable[[], float]:
    """The seconds that are left, each time somebody asks."""
    told = iter(left)
    return lambda: next(told)


def test_there_is_room_for_so_many_calls_and_then_no_more() -> None:
    allowance = Allowance(left=plenty)
    for _ in range(CALLS):
        with allowance.room():
            pass
    with pytest.raises(Unavailable, match="too much of Xero"), allowance.room():
        pass


def test_three_calls_are_side_by_side_and_a_fourth_waits() -> None:
    allowance = Allowance(left=plenty)
    three, four = Barrier(AT_ONCE), Barrier(AT_ONCE + 1)

    def call(barrier: Barrier, seconds: float) -> bool:
        with allowance.room():
            try:
                barrier.wait(timeout=seconds)
            except BrokenBarrierError:
                return False
            return True

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        together = list(pool.map(call, [three] * AT_ONCE, [5.0] * AT_ONCE))
        too_many = list(pool.map(call, [four] * (AT_ONCE + 1), [0.05] * (AT_ONCE + 1)))
    assert all(together)
    assert not any(too_many)


def test_nobody_waits_for_room_beyond_the_deadline() -> None:
    allowance = Allowance(left=seconds(*[5.0] * 3 * AT_ONCE, 0.01, 0.01))
    late = pytest.raises(Unavailable, match="no time left")
    with allowance.room(), allowance.room(), allowance.room(), late, allowance.room():
        pass


def test_without_time_no_call_begins_even_where_there_is_room() -> None:
    late = pytest.raises(Unavailable, match="no time left")
    with late, Allowance(left=none).room():
        pass


def test_a_wait_that_took_all_the_time_gives_its_place_back() -> None:
    allowance = Allowance(left=seconds(*[5.0, 5.0, 0.0] * AT_ONCE, *[5.0] * 3))
    for _ in range(AT_ONCE):
        with pytest.raises(Unavailable, match="no time left"), allowance.room():
            pass
    with allowance.room():
        pass


def test_a_call_that_fails_gives_its_place_back() -> None:
    allowance = Allowance(left=plenty, calls=100)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(KeyError), allowance.room():
            raise KeyError("a bug of ours")
