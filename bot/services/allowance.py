"""How much of Xero one run of looks may use: so many calls in all, so many at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from bot.domain.errors import Unavailable

CALLS, AT_ONCE = 8, 3
"""Calls a run and side by side: the clinic's own sync lives on the same limits of Xero."""

TOO_LATE = "There was no time left for this look."


class Allowance:
    """Shared by the looks of one run; `left` gives the seconds until its deadline."""

    def __init__(self, *, left: Callable[[], float], calls: int = CALLS) -> None:
        self._left = left
        self._calls = calls
        self._lock = Lock()
        self._at_once = BoundedSemaphore(AT_ONCE)

    @contextmanager
    def room(self) -> Iterator[None]:
        """Room for one call; Unavailable when all calls are used up, or the time is."""
        self._in_time()
        self._take()
        if not self._at_once.acquire(timeout=max(0.0, self._left())):
            raise Unavailable(TOO_LATE)
        try:
            # The wait for a place may have taken all the time that was left.
            self._in_time()
            yield
        finally:
            self._at_once.release()

    def _in_time(self) -> None:
        if self._left() <= 0:
            raise Unavailable(TOO_LATE)

    def _take(self) -> None:
        with self._lock:
            if self._calls == 0:
                raise Unavailable("This look would have asked too much of Xero at once.")
            self._calls -= 1
