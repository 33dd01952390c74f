"""Since when, and of what, have invoices not reached Xero? The mirror alone answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.hearlink.handed_on import called, last_synced
from bot.adapters.moments import clinic_day, spoken, spoken_day
from bot.domain.errors import Unavailable
from bot.domain.facts import FactName
from bot.domain.history import Extent, History, Pattern, Sale, fold
from bot.ports.looks import Finding, Target
from bot.ports.mirror import INVOICE, Mirror, MirroredInvoice

WINDOW = timedelta(days=60)
MOST = 300
"""How far back the look goes, in time and in invoices."""

A_UID = re.compile(r"[0-9a-f-]{32,36}", re.IGNORECASE)
"""How a clinic is called where HearLink tells no name; nobody would know it by that."""


@dataclass(frozen=True, slots=True)
class HistoryLook:
    """Gives one_or_all, stuck_by, last_arrived, and the invoice_number of one that is stuck."""

    mirror: Mirror

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Folds the invoices of the last weeks.

        Unavailable when the webhooks have fallen silent: then the mirror says less than is true.
        """
        if target.value("webhooks") == "silent":
            raise Unavailable("HearLink's webhooks have stopped, so its history is not known here.")
        found = self.mirror.history(
            target.organisation, since=now - WINDOW, limit=MOST, documents=(INVOICE,)
        )
        sales = [_sale(one, clinic=called(one.clinic, target)) for one in found]
        history = fold(sales, synced=target.value("sync_statuses"), now=now)
        if not history.counted:
            raise Unavailable("HearLink has not told us about any invoice that is sent to Xero.")
        if _contradicted(history, last_synced(target)):
            raise Unavailable("HearLink sent something that its webhooks did not tell.")
        about = target.value("invoice_number")
        return list(read_history(history, now=now, about=about, mended=target.mended))


def _contradicted(history: History, synced: datetime | None) -> bool:
    """Whether HearLink sent something since nothing arrives: then we did not hear of all links."""
    if history.extent is not Extent.ALL or synced is None:
        return False
    first = history.stuck[0]
    return synced > max(first.issued, first.heard)


def read_history(
    history: History, *, now: datetime, about: str | None = None, mended: bool = False
) -> Iterator[Finding]:
    """What a history tells, in facts; `about` is the document that is spoken of so far."""
    if history.extent:
        yield _finding("one_or_all", history.extent, _count(history, now=now))
    if history.pattern:
        # A status in common has no value of its own, but is named in the words.
        value = Pattern.MIXED if history.pattern is Pattern.STATUS else history.pattern
        yield _finding("stuck_by", value, _common(history))
    if example := _example(history, about, mended=mended):
        yield _finding("invoice_number", example, f"Invoice {example} has not reached Xero.")
    if history.last_arrived:
        at = history.last_arrived
        detail = f"The last invoice reached Xero on {spoken(at, now=now)}."
        yield _finding("last_arrived", at.isoformat(timespec="seconds"), detail)


def _example(history: History, about: str | None, *, mended: bool) -> str:
    """The newest of those that are stuck, to be looked at more closely; or nothing.

    Where all are, no single one can be to blame. Where one is spoken of already, another takes
    its place only after something was mended, and when that one is not stuck (any more).
    """
    stuck = [sale.number for sale in history.stuck if sale.number]
    spoken_of = about is not None and (not mended or about.casefold() in map(str.casefold, stuck))
    return "" if history.extent is Extent.ALL or spoken_of or not stuck else stuck[-1]


def _count(history: History, *, now: datetime) -> str:
    day = spoken_day(clinic_day(history.stuck[0].issued), now=now)
    if history.extent is Extent.ONE:
        return f"Invoice {history.stuck[0].number} of {day} has not reached Xero, later ones have."
    many, all_ = len(history.stuck), len(history.counted)
    of = f"{many} of the last {all_}" if many < all_ else f"The last {many}"
    return f"{of} invoices have not reached Xero, the first on {day}."


def _common(history: History) -> str:
    many = len(history.stuck)
    match history.pattern:
        case Pattern.CLINIC:
            name = "" if A_UID.fullmatch(history.common) else f", {history.common}"
            return f"All {many} are of one clinic{name}."
        case Pattern.CATEGORY:
            return f"All {many} have {history.common} on them; no invoice with that has arrived."
        case Pattern.STATUS:
            return f"All {many} have the status “{history.common}”."
        case Pattern.EVERYTHING:
            return "Nothing that was issued since has arrived."
        case _:
            return "Those that have not arrived have nothing in common that I can see."


def _sale(found: MirroredInvoice, *, clinic: str) -> Sale:
    return Sale(
        number=found.number,
        status=found.status,
        issued=found.happened,
        heard=found.heard or found.updated,
        updated=found.updated,
        arrived=(found.linked or found.updated) if found.xero_id else None,
        clinic=clinic,
        categories=found.categories,
    )


def _finding(fact: str, value: str, detail: str) -> Finding:
    return Finding(fact=FactName(fact), value=str(value), detail=detail)
