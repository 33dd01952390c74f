"""Faults of the consent at Xero, and of the person who gave it."""

from dataclasses import replace

from bot.sandbox.faults.fault import Theme, stalled
from bot.sandbox.situation import Situation

THEME = Theme()

NOT_PERMITTED = "The User specified does not have the correct permissions to perform this action"
INVOICES = frozenset({"accounting.invoices", "accounting.transactions"})
LOWEST_FIRST = ("REMOVED", "READONLY", "INVOICEONLY")
"""Where several people's doings meet, the lowest role is what is left."""


@THEME.fault(
    "xero_consent_expired",
    "Xero consent expired",
    "connection_expired",
    "Nothing has gone over to Xero since the day before yesterday.",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now).with_settings(reauth_required=True), consent="expired")


@THEME.fault(
    "xero_consent_withdrawn",
    "Xero sign-in used up elsewhere",
    "connection_expired",
    "our invoices stopped going to xero, there is something about invalid_grant",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now, '{"error":"invalid_grant"}'), consent="expired")


@THEME.fault(
    "xero_disconnected",
    "HearLink disconnected inside Xero",
    "connection_expired",
    "Our invoices have all stopped appearing in Xero.",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now, "AuthenticationUnsuccessful"), reach=now.reach | {"gone"})


@THEME.fault(
    "tenant_swapped",
    "Another Xero organisation was connected",
    "connection_expired",
    "We moved to a new Xero file and since then nothing turns up in the old one.",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now), reach=now.reach | {"swapped"})


@THEME.fault(
    "reauth_flagged",
    "HearLink asks for a new sign-in",
    "connection_expired",
    "HearLink shows a reconnect notice for Xero and new invoices stay here.",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    return stalled(now).with_settings(reauth_required=True)


@THEME.fault(
    "scope_missing",
    "Consent without invoices",
    "xero_permissions",
    "We connected Xero again last week, it says connected, but no invoice arrives.",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    return replace(stalled(now), missing_scopes=now.missing_scopes | INVOICES)


@THEME.fault(
    "organisation_unpaid",
    "Xero subscription unpaid",
    "xero_permissions",
    "Nothing syncs although Xero is still connected. Did somebody change our subscription?",
)
def _(now: Situation) -> Situation:
    return replace(stalled(now), reach=now.reach | {"closed"})


@THEME.fault(
    "xero_user_read_only",
    "Xero user is read only",
    "xero_permissions",
    "Xero says something about permissions and our new invoices aren't there.",
)
def _(now: Situation) -> Situation:
    return _demoted(stalled(now, NOT_PERMITTED), "READONLY")


@THEME.fault(
    "xero_user_invoice_only",
    "Xero user may only draft invoices",
    "xero_permissions",
    "Our accountant changed some roles in Xero and since then the sync is dead.",
)
def _(now: Situation) -> Situation:
    return _demoted(stalled(now), "INVOICEONLY")


@THEME.fault(
    "xero_user_removed",
    "Xero user left the organisation",
    "xero_permissions",
    "The colleague who set up Xero has left us, and now no invoices go over.",
)
def _(now: Situation) -> Situation:
    return _demoted(stalled(now), "REMOVED")


def _demoted(now: Situation, role: str) -> Situation:
    low = [one for one in (now.role, role) if one in LOWEST_FIRST]
    return replace(now, role=min(low, key=LOWEST_FIRST.index))
