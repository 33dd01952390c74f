"""Lets only so many calls to one tenant run side by side, whoever makes them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from bot.domain.errors import Unavailable

AT_ONCE = 4
"""Xero takes five calls of an app for a tenant; one is left to HearLink's own sync."""


class Crowd:
    """The calls that run now, by tenant: as many entries as calls at most, none when idle."""

    def __init__(self) -> None:
        self._running: Counter[str] = Counter()
        self._changed = Condition()

    @contextmanager
    def room(self, tenant: str, *, seconds: float) -> Iterator[None]:
        """Room for one call; Unavailable when there is none for so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._running[tenant] < AT_ONCE, seconds):
                raise Unavailable("Too much is asked of this organisation in Xero just now.")
            self._running[tenant] += 1
        try:
            yield
        finally:
            self._leave(tenant)

    def _leave(self, tenant: str) -> None:
        with self._changed:
            self._running[tenant] -= 1
            if not self._running[tenant]:
                del self._running[tenant]
            self._changed.notify_all()
