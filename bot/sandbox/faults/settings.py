"""Faults of what HearLink sends where: accounts, tax rates, drafts, currency."""

from collections.abc import Mapping
from dataclasses import replace

from bot.sandbox.faults.fault import EARLIER, SUBJECT, Theme, left_behind
from bot.sandbox.records import Mapped, SyncError
from bot.sandbox.situation import Situation

THEME = Theme()

NO_SUCH_ACCOUNT = "Account code '{}' is not a valid code for this document"
DRAFTED = "Payments can only be made against Authorised documents"


@THEME.fault(
    "syncs_as_draft",
    "Invoices go over as drafts",
    "draft_vs_authorised",
    "WH00041 only shows as a draft in Xero and its payment won't go over.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    invoice = now.invoice(SUBJECT)
    error = SyncError(DRAFTED, "invoice", invoice.number, invoice.updated_at)
    return now.with_entry(SUBJECT, status="DRAFT").with_settings(sync_as="draft").after(error)


@THEME.fault(
    "syncs_as_draft_quietly",
    "Invoices go over as drafts, without an error",
    "draft_vs_authorised",
    "all our new invoices sit under drafts in xero, like WH00042",
    about="WH00042",
)
def _(now: Situation) -> Situation:
    for number in ("WH00041", "WH00042"):
        now = now.with_entry(number, status="DRAFT")
    return now.with_settings(sync_as="draft")


@THEME.fault(
    "awaiting_approval",
    "Invoice waits for approval in Xero",
    "draft_vs_authorised",
    "the payment for WH00041 is not in xero and the invoice there says awaiting approval",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    return now.with_entry(SUBJECT, status="SUBMITTED")


@THEME.fault(
    "mapping_without_account",
    "Category without an account",
    "mapping_incomplete",
    "WH00038 hasn't arrived in Xero.",
    about="WH00038",
)
def _(now: Situation) -> Situation:
    services = replace(now.settings.mapping["Services"], account="")
    return _mapped(left_behind(now, ("WH00038",)), Services=services)


@THEME.fault(
    "mapping_without_tax",
    "Category without a tax rate",
    "mapping_incomplete",
    "Invoices with ear moulds don't go to Xero, the others do.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    moulds = replace(now.settings.mapping["Custom Items"], tax="")
    return _mapped(left_behind(now, (EARLIER,)), **{"Custom Items": moulds})


@THEME.fault(
    "override_account_unknown",
    "Clinic override with an account that Xero does not have",
    "account_code_invalid",
    "Only our Northgate clinic's invoices are missing in Xero.",
    about="WH00042",
)
def _(now: Situation) -> Situation:
    code = f"299{now.tag}"
    message = NO_SUCH_ACCOUNT.format(code)
    overrides = (
        replace(one, mapping={"Services": Mapped(code, "OUTPUT2")})
        for one in now.settings.overrides
    )
    refused = left_behind(now, (EARLIER, "WH00042"), message)
    return refused.with_settings(overrides=tuple(overrides))


@THEME.fault(
    "tax_rate_wrong",
    "Purchase tax rate on sales",
    "tax_type_invalid",
    "Xero complains about a tax type on WH00041.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    code = now.settings.mapping["Hearing Aids"].account
    message = f"The TaxType code 'INPUT2' cannot be used with account code '{code}'"
    aids = Mapped(code, "INPUT2")
    return _mapped(now.refused(SUBJECT, message), **{"Hearing Aids": aids})


@THEME.fault(
    "tax_rate_not_for_sales",
    "Purchase tax rate on accessories, without an error",
    "tax_type_invalid",
    "Invoices with batteries on them stay in HearLink. No idea why.",
    about="WH00042",
)
def _(now: Situation) -> Situation:
    batteries = replace(now.settings.mapping["Accessories"], tax="INPUT2")
    return _mapped(left_behind(now, ("WH00038", "WH00042")), Accessories=batteries)


@THEME.fault(
    "payment_account_unfit",
    "Payments go to an account that takes none",
    "payment_account_invalid",
    "The invoices are in Xero, but they all show as unpaid there.",
)
def _(now: Situation) -> Situation:
    return replace(now.with_settings(payment_account=f"469{now.tag}"), received=())


@THEME.fault(
    "currency_missing",
    "Currency not switched on in Xero",
    "currency_not_enabled",
    "We sent an invoice in euros, WH00041, and Xero never got it.",
    about=SUBJECT,
)
def _(now: Situation) -> Situation:
    refused = now.refused(SUBJECT, "Organisation is not subscribed to currency EUR")
    return replace(refused.with_settings(currency="EUR"), currencies=("GBP",))


@THEME.fault(
    "currency_unknown",
    "Currency that Xero was never told of, without an error",
    "currency_not_enabled",
    "WH00039 was for a patient from Oslo and is not in Xero.",
    about=EARLIER,
)
def _(now: Situation) -> Situation:
    return now.without(EARLIER).with_settings(currency="NOK")


def _mapped(now: Situation, **categories: Mapped) -> Situation:
    mapping: Mapping[str, Mapped] = {**now.settings.mapping, **categories}
    return now.with_settings(mapping=mapping)
