"""Faults of Xero itself: down, slow to serve, out of quota, without invoicing."""

from dataclasses import replace

from bot.sandbox.faults.fault import Theme, stalled
from bot.sandbox.situation import Situation

THEME = Theme()

OFFLINE = "The Organisation is offline"
ERROR = (
    "An error occurred in Xero. Check the API Status page "
    "http://status.developer.xero.com for current service status"
)
UNHANDLED = "An unhandled error with the Xero API"


@THEME.fault(
    "xero_down",
    "Xero is down",
    "xero_outage",
    "Is something wrong with Xero today? Nothing is syncing.",
    worldwide=True,
)
def _(now: Situation) -> Situation:
    return replace(_troubled(now, "xero", OFFLINE), page=now.page | {"outage"})


@THEME.fault(
    "organisation_offline",
    "One organisation offline at Xero",
    "xero_outage",
    "xero tells us the organisation is offline, what is that supposed to mean",
)
def _(now: Situation) -> Situation:
    return _troubled(now, "offline", OFFLINE)


@THEME.fault(
    "xero_errors",
    "Xero's API answers with errors",
    "xero_outage",
    "Every invoice fails with “An error occurred in Xero”.",
)
def _(now: Situation) -> Situation:
    return _troubled(now, "errors", ERROR)


@THEME.fault(
    "xero_answers_html",
    "Xero's API answers with a web page",
    "xero_outage",
    "The sync log says unhandled error with the Xero API since this morning.",
)
def _(now: Situation) -> Situation:
    return _troubled(now, "html", UNHANDLED)


@THEME.fault(
    "status_page_outage",
    "Xero reports an outage",
    "xero_outage",
    "invoices are slow to get to xero today, some are not there yet",
    worldwide=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now), page=now.page | {"outage"})


@THEME.fault(
    "status_page_maintenance",
    "Xero is being maintained",
    "xero_outage",
    "Does Xero have maintenance tonight? Our last invoices did not go.",
    worldwide=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now), page=now.page | {"maintenance"})


@THEME.fault(
    "rate_limited",
    "Xero's daily limit is used up",
    "rate_limited",
    "The sync was fine this morning and then it just stopped. Something about a limit?",
)
def _(now: Situation) -> Situation:
    message = "You've exceeded the per day rate limit"
    return replace(stalled(now, message), spent=now.spent | {"day"})


@THEME.fault(
    "rate_limited_by_the_minute",
    "Xero's limit by the minute is used up",
    "rate_limited",
    "We pushed lots of invoices at once and Xero says exceeded the per minute rate limit.",
)
def _(now: Situation) -> Situation:
    message = "You've exceeded the per minute rate limit"
    return replace(stalled(now, message), spent=now.spent | {"minute"})


@THEME.fault(
    "edition_without_invoicing",
    "Xero edition without invoicing",
    "xero_permissions",
    "We were moved to a Xero ledger by our accountants and invoices no longer arrive.",
)
def _(now: Situation) -> Situation:
    return replace(stalled(now), edition="PARTNER", plan="LEDGER")


def _troubled(now: Situation, kind: str, message: str) -> Situation:
    return replace(stalled(now, message), trouble=now.trouble | {kind})
