"""Says a moment the way people in a UK clinic do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CLINIC_TIME = "Europe/London"
"""The clocks that a receptionist reads."""

EARLIEST, AHEAD = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=366)
"""Before the one, or so much after now, a moment is a mark for "never" and no moment."""


def believable(moment: datetime, *, now: datetime) -> datetime | None:
    """An aware moment, or None where nothing of ours can have happened then."""
    return moment if EARLIEST <= moment <= now + AHEAD else None


def spoken(moment: datetime, *, now: datetime) -> str:
    """An aware moment in words, "14 November at 09:12"; the year only where it is not this one."""
    here = moment.astimezone(ZoneInfo(CLINIC_TIME))
    year = f" {here.year}" if here.year != now.astimezone(here.tzinfo).year else ""
    return f"{here.day} {here:%B}{year} at {here:%H:%M}"


def spoken_day(day: date, *, now: datetime) -> str:
    """A day in words, "14 November"; the year only where it is not this one."""
    year = f" {day.year}" if day.year != now.astimezone(ZoneInfo(CLINIC_TIME)).year else ""
    return f"{day.day} {day:%B}{year}"


def clinic_day(moment: datetime) -> date:
    """The day that it was in the clinic at an aware moment."""
    return moment.astimezone(ZoneInfo(CLINIC_TIME)).date()
