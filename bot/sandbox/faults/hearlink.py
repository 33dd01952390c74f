"""Faults of the integration in HearLink: its switches, its rules, who may touch them."""

from dataclasses import replace

from bot.sandbox.faults.fault import EARLIER, NOTE, SUBJECT, Theme, left_behind, stalled
from bot.sandbox.situation import Situation

THEME = Theme()


@THEME.fault(
    "hearlink_no_permission",
    "Visitor may not manage integrations",
    "hearlink_permissions",
    "I was asked to sort out the Xero sync, but I can't see Integrations anywhere.",
)
def _(now: Situation) -> Situation:
    kept = tuple(one for one in now.permissions if one != "integrations.manage")
    return replace(stalled(now), permissions=kept, groups=("Front Desk Team",))


@THEME.fault(
    "hearlink_group_sees_nothing",
    "Visitor's Group may do nothing with finance",
    "hearlink_permissions",
    "there is no Finance section in my organisation settings, where do I look at xero?",
)
def _(now: Situation) -> Situation:
    return replace(now, permissions=(), groups=("Clinicians",))


@THEME.fault(
    "manual_mode",
    "Automatic sync is off",
    "auto_sync_disabled",
    "New invoices don't go to Xero by themselves any more.",
)
def _(now: Situation) -> Situation:
    return stalled(now).with_settings(mode="manual")


@THEME.fault(
    "invoice_draft_excluded",
    "Draft invoices are left out",
    "status_excluded",
    "Why is WH00041 not in Xero? The others from this week are.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return now.without(SUBJECT).with_invoice(SUBJECT, status="Draft")


@THEME.fault(
    "invoice_written_off",
    "Written-off invoice is left out",
    "status_excluded",
    "WH00039 is missing in Xero, it never went across.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    return now.without(EARLIER).with_invoice(EARLIER, status="Written Off")


@THEME.fault(
    "only_paid_sent",
    "Only paid invoices are sent",
    "status_excluded",
    "Some invoices go to Xero and some don't, for example WH00041 doesn't.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    finalised = tuple(one.number for one in now.invoices if one.status == "Finalised")
    return left_behind(now, finalised).with_settings(statuses=("Paid",))


@THEME.fault(
    "no_status_sent",
    "No invoice status is sent",
    "status_excluded",
    "WH00041 and everything after it is not in xero. connection looks fine",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return stalled(now).with_settings(statuses=())


@THEME.fault(
    "credit_notes_off",
    "Credit notes stay in HearLink",
    "credit_note_rules",
    "Credit note CN00007 never made it to Xero, although the invoice did.",
    about=NOTE,
)
def _(now: Situation) -> Situation:
    return replace(now.with_settings(credit_notes=False), xero_credit_notes=(), allocations=())


@THEME.fault(
    "integration_disabled",
    "Integration switched off",
    "integration_disabled",
    "Xero isn't getting anything from us at all, is it even switched on?",
)
def _(now: Situation) -> Situation:
    return stalled(now).with_settings(enabled=False)


@THEME.fault(
    "integration_never_set_up",
    "Integration never set up",
    "integration_disabled",
    "we have never had a single invoice in xero, how come?",
    ends_with_consent=True,
)
def _(now: Situation) -> Situation:
    numbers = tuple(one.number for one in now.invoices)
    bare = left_behind(now, numbers).with_settings(
        enabled=False, mapping={}, overrides=(), payment_account=None
    )
    return replace(bare, connected=False, xero_credit_notes=(), allocations=())
