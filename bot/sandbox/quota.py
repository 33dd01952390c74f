"""Xero's limits as it counts them: by the minute and the day, by the app, and at one time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

PER_MINUTE = 60
PER_DAY = 5_000
AT_ONCE = 5
APP_PER_MINUTE = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What an app may ask of one tenant; an app on the Starter tier has 1,000 a day."""

    per_minute: int = PER_MINUTE
    per_day: int = PER_DAY
    at_once: int = AT_ONCE
    app_per_minute: int = APP_PER_MINUTE


@dataclass(slots=True)
class Meter:
    """Xero's fixed windows: calls this minute, calls today (UTC), calls under way."""

    minute: int = 0
    in_minute: int = 0
    day: int = 0
    in_day: int = 0
    busy: int = 0

    def count(self, now: datetime) -> None:
        minute, day = int(now.timestamp()) // 60, now.toordinal()
        self.in_minute = self.in_minute + 1 if minute == self.minute else 1
        self.in_day = self.in_day + 1 if day == self.day else 1
        self.minute, self.day = minute, day


def spent(meter: Meter, app: Meter, limits: Limits, emptied: frozenset[str]) -> str | None:
    """Which limit a call that was just counted went beyond: as X-Rate-Limit-Problem names it."""
    if meter.in_day > limits.per_day or "day" in emptied:
        return "day"
    if meter.in_minute > limits.per_minute or "minute" in emptied:
        return "minute"
    return "appminute" if app.in_minute > limits.app_per_minute else None


def headers(meter: Meter, app: Meter, limits: Limits, emptied: frozenset[str]) -> Mapping[str, str]:
    """What every answer of a tenant call says is left."""
    minute = 0 if "minute" in emptied else max(limits.per_minute - meter.in_minute, 0)
    day = 0 if "day" in emptied else max(limits.per_day - meter.in_day, 0)
    return {
        "X-MinLimit-Remaining": str(minute),
        "X-DayLimit-Remaining": str(day),
        "X-AppMinLimit-Remaining": str(max(limits.app_per_minute - app.in_minute, 0)),
    }


def refusal(problem: str, now: datetime) -> Mapping[str, str]:
    """The headers of a 429; only a window that turns can say when."""
    named = {"X-Rate-Limit-Problem": problem}
    return named if problem == "concurrent" else named | {"Retry-After": str(_wait(problem, now))}


def _wait(window: str, now: datetime) -> int:
    """Whole seconds until the next minute or the next UTC day."""
    if window != "day":
        return 60 - now.second
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(1, round((midnight - now).total_seconds()))
