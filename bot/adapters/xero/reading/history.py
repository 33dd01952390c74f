"""Who did something to a document in Xero, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.adapters.moments import believable, clinic_day, spoken_day
from bot.adapters.xero.answer import Answer, Row, listed, moment, word
from bot.adapters.xero.errors import check

NOBODY = {"", "system generated"}
"""Xero's own words where no person did it."""

LONGEST = 60
"""Characters of a name that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One line of a document's history: what was done, by whom if by a person, on which day."""

    what: str
    who: str
    day: date | None


def read_history(answer: Answer, *, now: datetime) -> Sequence[Done]:
    """The lines of GET /{Invoices or CreditNotes}/{id}/History, oldest first."""
    found = listed(check(answer), "HistoryRecords")
    timed = [(_moment(row, now=now), row) for row in found]
    in_order = sorted(timed, key=lambda one: one[0].timestamp() if one[0] else 0)
    return [
        Done(
            what=word(row, "Changes").casefold(),
            who=_person(word(row, "User")),
            day=clinic_day(at) if at else None,
        )
        for at, row in in_order
    ]


def by_and_on(history: Sequence[Done], sign: str, *, last: bool, now: datetime) -> str:
    """The end of a sentence: " by Jo Park on 3 March", as far as the history tells.

    Of the lines that have `sign` in what was done, the last one or the first one counts.
    """
    lines = [one for one in history if sign in one.what]
    if not lines:
        return ""
    line = lines[-1 if last else 0]
    who = f" by {line.who}" if line.who else ""
    return f"{who} on {spoken_day(line.day, now=now)}" if line.day else who


def _moment(row: Row, *, now: datetime) -> datetime | None:
    at = moment(row, "DateUTC") or moment(row, "DateUTCString")
    return at and believable(at, now=now)


def _person(name: str) -> str:
    return "" if name.casefold() in NOBODY else name[:LONGEST]
