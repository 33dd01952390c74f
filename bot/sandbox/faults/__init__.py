"""What can go wrong: each fault turns a situation into a broken one.

An organisation is its healthy situation plus a set of faults, so faults combine freely and
repairing one can never undo more than itself. Messages of Xero are quoted from its real ones.
"""

from collections.abc import Iterable

from bot.sandbox.faults import books, connection, documents, hearlink, numbers, settings, xero
from bot.sandbox.faults.fault import EARLIER, NOTE, RECENT, SUBJECT, Fault
from bot.sandbox.faults.together import in_sight, possible
from bot.sandbox.situation import Situation

__all__ = [
    "EARLIER",
    "FAULTS",
    "NOTE",
    "RECENT",
    "SUBJECT",
    "Fault",
    "broken",
    "in_sight",
    "possible",
]

# What Xero has comes before what becomes of a document, so that none hides another. Settings come
# last: an integration that was never set up has no mapping to look things up in.
THEMES = (numbers, books, documents, xero, connection, settings, hearlink)

FAULTS: dict[str, Fault] = {fault.id: fault for theme in THEMES for fault in theme.THEME.faults}


def broken(healthy: Situation, faults: Iterable[str]) -> Situation:
    """The healthy situation under these faults, in the order of FAULTS whatever order they came.

    What another of them hides changes nothing.
    """
    seen = in_sight(tuple(faults))
    for fault in FAULTS.values():
        if fault.id in seen:
            healthy = fault.break_(healthy)
    return healthy
