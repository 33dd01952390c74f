"""Makes several calls at the same time and lets none of them spoil the others."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.domain.errors import OutsideError

Value = TypeVar("Value")


def together(calls: Sequence[Callable[[], Value]]) -> Sequence[Value | OutsideError]:
    """What each call gives, or the OutsideError that it ended in, in the order of the calls."""
    if len(calls) <= 1:
        return [_tried(call) for call in calls]
    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(_tried, calls))


def _tried(call: Callable[[], Value]) -> Value | OutsideError:
    try:
        return call()
    except OutsideError as error:
        return error
