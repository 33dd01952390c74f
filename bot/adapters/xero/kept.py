"""Keeps what was fetched for a while: each key fetched by one at a time, errors never kept."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from bot.domain.errors import OutsideError

MOST = 512
"""Entries that are kept; the one that was wanted longest ago goes first."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Value]):
    value: Value
    at: datetime


class Kept(Generic[Value]):
    """Values by key, each for `life` from the moment its fetch began; safe under threads."""

    def __init__(self, *, life: timedelta, most: int = MOST) -> None:
        self._life = life
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()
        self._flights: dict[tuple[Hashable, int], Future[Value]] = {}
        # What a run has fetched itself, forgotten together with the run.
        self._runs: WeakKeyDictionary[object, set[Hashable]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(
        self, key: Hashable, fetch: Callable[[], Value], *, now: datetime, run: object = None
    ) -> Value:
        """What is kept under `key`, or else what `fetch` gives; raises what `fetch` raises.

        Whoever comes while somebody fetches gets the same answer, or the same error. With a
        `run`, any object that can be referred to weakly, only what that run fetched will do.
        """
        with self._lock:
            entry = self._find(key, now=now, run=run)
            if entry is not None:
                return entry.value
            flight = self._flights.get((key, id(run)))
            if flight is None:
                mine = self._flights[key, id(run)] = Future()
        if flight is not None:
            return flight.result()
        self._fly(mine, key, fetch, now=now, run=run)
        return mine.result()

    def _fly(
        self,
        flight: Future[Value],
        key: Hashable,
        fetch: Callable[[], Value],
        *,
        now: datetime,
        run: object,
    ) -> None:
        try:
            value = fetch()
            with self._lock:
                self._keep(key, _Entry(value, now), run=run)
            flight.set_result(value)
        except OutsideError as error:
            flight.set_exception(error)
        finally:
            with self._lock:
                del self._flights[key, id(run)]
            # Still open only after a bug: nobody must wait for ever on that.
            flight.cancel()

    def _find(self, key: Hashable, *, now: datetime, run: object) -> _Entry[Value] | None:
        entry = self._entries.get(key)
        if entry is None or not timedelta() <= now - entry.at < self._life:
            return None
        if run is not None and key not in self._runs.get(run, ()):
            return None
        self._entries.move_to_end(key)
        return entry

    def _keep(self, key: Hashable, entry: _Entry[Value], *, run: object) -> None:
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)
        if run is not None:
            self._runs.setdefault(run, set()).add(key)
