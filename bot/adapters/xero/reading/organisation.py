"""What the organisation itself tells: its plan, what that allows, and its lock dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.adapters.moments import clinic_day, spoken_day
from bot.adapters.xero.answer import Answer, Row, fields, moment, word
from bot.adapters.xero.errors import check
from bot.domain.errors import Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding

STATE, PLAN, LOCKED = map(FactName, ("organisation_state", "plan_limit", "invoice_locked"))

NO_INVOICING = {"LEDGER", "GST_CASHBOOK", "NON_GST_CASHBOOK"}
LARGE_PLANS = {
    *("DEMO", "STANDARD", "PREMIUM", "PREMIUM_20", "PREMIUM_50", "PREMIUM_100", "ULTIMATE"),
    *("ULTIMATE_10", "ULTIMATE_20", "ULTIMATE_50", "ULTIMATE_100", "GROW", "COMPREHENSIVE"),
    "ULTRA",
}
"""Plans that approve as many invoices as one likes."""

SMALL_PLANS = {"STARTER": 20, "IGNITE": 20, "EARLY": 20}
"""How many sales invoices a month a plan approves, counted by their date."""

OTHER_PLANS = {"TRIAL", "LITE", "BASICLITE", "SIMPLE"}
"""Plans that have invoicing, and of whose limits nothing certain is known."""

UK_SIMPLE = 10
MOST = 1_000_000
"""Invoices that anybody can approve in a month; a greater count is none."""

ADVISER = "FINANCIALADVISER"

DRAFTS_NOT_COUNTED = Finding(
    fact=PLAN, value="free", detail="HearLink sends drafts, which your Xero plan does not count."
)
DRAFTS_NOT_LOCKED = Finding(
    fact=LOCKED, value="no", detail="HearLink sends drafts, which Xero takes whatever is locked."
)


def read_state(organisation: Row) -> Sequence[Finding]:
    """Whether the organisation takes invoices at all; nothing for a plan that is new to us."""
    edition, plan = word(organisation, "Edition").upper(), _plan(organisation)
    if edition == "PARTNER" or plan in NO_INVOICING:
        detail = "Your organisation's plan in Xero has no invoicing."
        return (Finding(fact=STATE, value="no_invoicing", detail=detail),)
    known = plan in LARGE_PLANS | OTHER_PLANS | SMALL_PLANS.keys()
    if not known or word(organisation, "OrganisationStatus").upper() != "ACTIVE":
        return ()
    detail = "Your organisation in Xero is active and has invoicing."
    return (Finding(fact=STATE, value="ready", detail=detail),)


def monthly_limit(organisation: Row) -> int | None:
    """How many invoices a month the plan approves; None where that is not limited, or unknown."""
    plan = _plan(organisation)
    if plan == "SIMPLE" and word(organisation, "CountryCode").upper() == "GB":
        return UK_SIMPLE
    return SMALL_PLANS.get(plan)


def read_large_plan(organisation: Row) -> Sequence[Finding]:
    """That the plan has no limit of invoices, where that is certain."""
    if _plan(organisation) not in LARGE_PLANS:
        return ()
    detail = "Your Xero plan does not limit how many invoices are approved."
    return (Finding(fact=PLAN, value="free", detail=detail),)


def month_of(now: datetime) -> tuple[date, date]:
    """The first day of the clinic's month, and the first of the next."""
    first = clinic_day(now).replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def read_approved_count(answer: Answer, *, limit: int) -> Sequence[Finding]:
    """Whether the plan approves another invoice this month, by the count in the paging."""
    counted = fields(fields(check(answer).json()).get("pagination")).get("itemCount")
    if isinstance(counted, bool) or not isinstance(counted, int) or not 0 <= counted <= MOST:
        raise Unavailable("Xero's answer does not say how many invoices there are.")
    plan = f"Your Xero plan approves {limit} invoices a month"
    if counted >= limit:
        detail = f"{plan}, and {counted} approved ones are dated this month."
        return (Finding(fact=PLAN, value="reached", detail=detail),)
    detail = f"{plan}, and {counted} of them are used this month."
    return (Finding(fact=PLAN, value="free", detail=detail),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locks:
    """The last days of what is locked: for everybody, and for everybody but advisers."""

    year: date | None
    period: date | None


def read_locks(organisation: Row) -> Locks:
    """The lock dates; Unavailable where there is one that cannot be read."""
    return Locks(
        year=_lock(organisation, "EndOfYearLockDate"), period=_lock(organisation, "PeriodLockDate")
    )


def binds_period(locks: Locks, day: date) -> bool:
    """Whether only the role of who connected decides if a document of that day is refused."""
    by_year = locks.year is not None and day <= locks.year
    return not by_year and locks.period is not None and day <= locks.period


def read_locked(locks: Locks, day: date, *, role: str, now: datetime) -> Sequence[Finding]:
    """Whether a document of that day lies in what Xero has locked for who connected."""
    binding = [locks.year] if role.upper() == ADVISER else [locks.year, locks.period]
    dates = [lock for lock in binding if lock is not None]
    locked = [lock for lock in dates if day <= lock]
    if locked:
        up_to = spoken_day(max(locked), now=now)
        detail = f"Xero is locked up to {up_to}, and the date of this document is not after that."
        return (Finding(fact=LOCKED, value="yes", detail=detail),)
    detail = "No lock date in Xero stands in the way of this document."
    if dates:
        up_to = spoken_day(max(dates), now=now)
        detail = f"Xero is locked up to {up_to}, and this document has a later date."
    return (Finding(fact=LOCKED, value="no", detail=detail),)


def _plan(organisation: Row) -> str:
    return word(organisation, "Class").upper()


def _lock(organisation: Row, name: str) -> date | None:
    if organisation.get(name) is None:
        return None
    at = moment(organisation, name)
    if at is None:
        raise Unavailable("Xero's lock date could not be read.")
    # A lock date is a day and no moment: midnight in UTC, whatever the clinic's clocks show.
    return at.date()
