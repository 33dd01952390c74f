"""Faults of what Xero keeps: accounts, tax rates, contacts, lock dates, the plan's allowance."""

from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from bot.sandbox.faults.fault import EARLIER, SUBJECT, Theme, left_behind
from bot.sandbox.records import Entry
from bot.sandbox.situation import Situation

THEME = Theme()

LOCK = "The document date cannot be before the period lock date, currently set at {:%d %B %Y}"
ARCHIVED_ACCOUNT = (
    "Account code '{}' has been archived, or has been deleted. "
    "Each line item must reference a valid account"
)
NO_SUCH_ACCOUNT = "Account code '{}' is not a valid code for this document"
ARCHIVED_CONTACT = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes"
)
NO_MORE = "You have reached the limit of invoices you can approve"


@THEME.fault(
    "account_archived",
    "Revenue account archived in Xero",
    "account_code_invalid",
    "Our bookkeeper tidied up the accounts and now hearing aid invoices don't reach Xero.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    code = now.settings.mapping["Hearing Aids"].account
    refused = now.refused(SUBJECT, ARCHIVED_ACCOUNT.format(code))
    return refused.with_account(code, lambda one: replace(one, status="ARCHIVED"))


@THEME.fault(
    "account_deleted",
    "Revenue account deleted in Xero, without an error",
    "account_code_invalid",
    "Accessories we sell don't show up in Xero any more, hearing aids do.",
    about="WH00042",
)
def _(now: Situation) -> Situation:
    behind = left_behind(now, ("WH00038", "WH00042"))
    return behind.with_account("210", lambda one: replace(one, status="DELETED"))


@THEME.fault(
    "account_of_wrong_class",
    "Revenue account turned into an expense account",
    "account_code_invalid",
    "xero says account code 230 is not a valid code for WH00039",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    code = now.settings.mapping["Custom Items"].account
    refused = now.refused(EARLIER, NO_SUCH_ACCOUNT.format(code))
    return refused.with_account(code, lambda one: replace(one, type="EXPENSE", class_="EXPENSE"))


@THEME.fault(
    "tax_rate_archived",
    "Tax rate archived in Xero, without an error",
    "tax_type_invalid",
    "Hearing aid invoices stopped going over after the VAT rates were changed in Xero.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    rates = (
        replace(rate, status="ARCHIVED") if rate.type == "ZERORATEDOUTPUT" else rate
        for rate in now.tax_rates
    )
    return replace(now.without(SUBJECT), tax_rates=tuple(rates))


@THEME.fault(
    "payment_account_archived",
    "Bank account for payments archived in Xero",
    "payment_account_invalid",
    "Payments aren't going to Xero since we changed banks. The invoices do.",
)
def _(now: Situation) -> Situation:
    archived = now.with_account("090", lambda one: replace(one, status="ARCHIVED"))
    return replace(archived, received=())


@THEME.fault(
    "contact_archived",
    "Patient's contact archived in Xero",
    "contact_archived",
    "The invoice for Peter Lanyon isn't in Xero.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    name = now.invoice(SUBJECT).patient.name
    refused = now.refused(SUBJECT, ARCHIVED_CONTACT)
    return refused.with_contact(name, lambda one: replace(one, status="ARCHIVED"))


@THEME.fault(
    "contact_merged",
    "Patient's contact merged into another, without an error",
    "contact_archived",
    "WH00039 is not in Xero. We cleaned up double contacts there yesterday.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    name, other = now.invoice(EARLIER).patient.name, now.contacts[0].id
    behind = now.without(EARLIER)
    return behind.with_contact(name, lambda one: replace(one, status="ARCHIVED", merged_to=other))


@THEME.fault(
    "contact_forgotten",
    "Patient's contact erased in Xero on request",
    "contact_archived",
    "invoice WH00036 never arrived, the patient had asked to be deleted once",
    about="WH00036",
)
def _(now: Situation) -> Situation:
    name = now.invoice("WH00036").patient.name
    behind = now.without("WH00036")
    return behind.with_contact(name, lambda one: replace(one, status="GDPRREQUEST"))


@THEME.fault(
    "period_locked",
    "Period locked in Xero",
    "period_locked",
    "WH00041 won't sync, the error mentions a lock date.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    day = now.invoice(SUBJECT).issued_at.date()
    return replace(now.refused(SUBJECT, LOCK.format(day)), period_lock=day)


@THEME.fault(
    "year_end_locked",
    "Year locked in Xero, without an error",
    "period_locked",
    "Our accountant closed the year and WH00039 didn't make it into Xero.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    return replace(now.without(EARLIER), year_lock=now.invoice(EARLIER).issued_at.date())


@THEME.fault(
    "invoice_limit",
    "Xero plan's invoice limit reached",
    "invoice_limit_reached",
    "Xero won't approve any more of our invoices this month.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return replace(_approved(now.refused(SUBJECT, NO_MORE), 20), plan="STARTER")


@THEME.fault(
    "invoice_limit_quietly",
    "Xero plan's invoice limit reached, without an error",
    "invoice_limit_reached",
    "The first invoices of this month went over to Xero and then it stopped.",
)
def _(now: Situation) -> Situation:
    behind = left_behind(now, ("WH00041", "WH00042"))
    return replace(_approved(behind, 20), plan="IGNITE")


def _approved(now: Situation, count: int) -> Situation:
    """The same, with so many approved invoices of this month that never were in HearLink."""
    pattern = now.xero_invoices[0]
    others = (
        Entry(
            id=str(uuid5(NAMESPACE_URL, f"{pattern.id}/{place}")),
            number=f"IN-{place + 1:04}{now.tag}",
            status="AUTHORISED",
            contact_id=pattern.contact_id,
            issued_on=now.day.replace(day=1),
            due_on=now.day,
            lines=pattern.lines,
            updated_at=pattern.updated_at,
            origin="hand",
        )
        for place in range(count)
    )
    known = {one.id for one in now.xero_invoices}
    return replace(
        now, xero_invoices=(*now.xero_invoices, *(o for o in others if o.id not in known))
    )
