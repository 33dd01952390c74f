"""How an invoice stands in HearLink: its free words, ours for them, and which are set to sync."""

import re

DRAFT, FINALISED, PAID, CANCELLED = "draft", "finalised", "paid", "cancelled"

KNOWN = {
    "draft": DRAFT,
    "open": FINALISED,
    "partiallypaid": FINALISED,
    "partpaid": FINALISED,
    "finalised": FINALISED,
    "finalized": FINALISED,
    "sent": FINALISED,
    "complete": FINALISED,
    "completed": FINALISED,
    "paid": PAID,
    "cancelled": CANCELLED,
    "canceled": CANCELLED,
    "writtenoff": CANCELLED,
    "deleted": CANCELLED,
}
DELETED = "Deleted"
"""The status of a document that HearLink no longer has; the word is ours."""

NOTHING = "none"
"""What `sync_statuses` says where no status at all is set to sync."""


def standing(status: str) -> str | None:
    """draft, finalised, paid or cancelled; None for a word that is new to us."""
    return KNOWN.get(_bare(status))


def included(status: str, synced: str) -> bool | None:
    """Whether an invoice of that status syncs, given a list like "Finalised, Paid".

    HearLink has two vocabularies, one finer than the other (Open and Partially Paid are both
    finalised). Where a word of one cannot be told apart in the other the answer is None.
    """
    ours, words = _bare(status), {_bare(one) for one in synced.split(",")} - {"", _bare(NOTHING)}
    group = standing(status)
    if group is None:
        return True if ours in words else None
    if ours in words or group in words:
        return True
    groups = {KNOWN.get(one) for one in words}
    if group in groups and ours == group:
        return True
    return None if group in groups or None in groups else False


def _bare(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.casefold())
