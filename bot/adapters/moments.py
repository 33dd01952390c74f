"""Says a moment the way people in a UK clinic do."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CLINIC_TIME = "Europe/London"
"""The clocks that a receptionist reads."""


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
