"""Ready-made troubles for the demo and for measuring: an opening line, and what is wrong."""

from dataclasses import dataclass

from bot.sandbox.faults import FAULTS


@dataclass(frozen=True, slots=True)
class Scenario:
    """`cause` is the cause id that a diagnosis should find, None where nothing is wrong.

    `group` is the heading that it stands under, `repair` what somebody does to put it right.
    """

    id: str
    title: str
    cause: str | None
    faults: tuple[str, ...]
    opening: str
    group: str
    repair: str = ""


CONNECTION, RIGHTS, SETTINGS, INVOICE, XERO = (
    "The connection",
    "Who may do what",
    "Settings",
    "One invoice",
    "Xero itself",
)

OPENINGS = (
    (
        "consent-expired",
        "xero_consent_expired",
        "Nothing has gone over to Xero since the day before yesterday.",
        CONNECTION,
        "sign in to Xero again",
    ),
    (
        "disconnected-in-xero",
        "xero_disconnected",
        "Our invoices have all stopped appearing in Xero.",
        CONNECTION,
        "connect Xero again",
    ),
    (
        "integration-off",
        "integration_disabled",
        "Xero isn't getting anything from us at all, is it even switched on?",
        CONNECTION,
        "switch the integration on",
    ),
    (
        "no-hearlink-permission",
        "hearlink_no_permission",
        "I was asked to sort out the Xero sync, but I can't see Integrations anywhere.",
        RIGHTS,
        "let the Group manage integrations",
    ),
    (
        "xero-user-read-only",
        "xero_user_read_only",
        "Xero says something about permissions and our new invoices aren't there.",
        RIGHTS,
        "give the Xero user the Standard role",
    ),
    (
        "manual-mode",
        "manual_mode",
        "New invoices don't go to Xero by themselves any more.",
        SETTINGS,
        "switch to automatic sync",
    ),
    (
        "draft-left-out",
        "invoice_draft_excluded",
        "Why is WH00041 not in Xero? The others from this week are.",
        INVOICE,
        "finalise the invoice",
    ),
    (
        "no-due-date",
        "missing_due_date",
        "Invoice WH00041 failed to sync, it says a field must be specified.",
        INVOICE,
        "fill in the due date",
    ),
    (
        "goes-over-as-draft",
        "syncs_as_draft",
        "WH00041 only shows as a draft in Xero and its payment won't go over.",
        SETTINGS,
        "send invoices as Authorised",
    ),
    (
        "number-used-twice",
        "duplicate_number",
        "I can't get WH00041 into Xero, it says the invoice number must be unique.",
        INVOICE,
        "remove the other invoice in Xero",
    ),
    (
        "credit-note-missing",
        "credit_notes_off",
        "Credit note CN00007 never made it to Xero, although the invoice did.",
        SETTINGS,
        "let credit notes go over",
    ),
    (
        "xero-down",
        "xero_down",
        "Is something wrong with Xero today? Nothing is syncing.",
        XERO,
        "wait until Xero is back",
    ),
    (
        "daily-limit-used-up",
        "rate_limited",
        "The sync was fine this morning and then it just stopped. Something about a limit?",
        XERO,
        "wait until the next day",
    ),
    (
        "period-locked",
        "period_locked",
        "WH00041 won't sync, the error mentions a lock date.",
        INVOICE,
        "move the lock date",
    ),
    (
        "account-archived",
        "account_archived",
        "Our bookkeeper tidied up the accounts and now hearing aid invoices don't reach Xero.",
        SETTINGS,
        "bring the revenue account back",
    ),
    (
        "tax-rate-wrong",
        "tax_rate_wrong",
        "Xero complains about a tax type on WH00041.",
        SETTINGS,
        "choose a sales tax rate",
    ),
    (
        "contact-archived",
        "contact_archived",
        "The invoice for Peter Lanyon isn't in Xero.",
        INVOICE,
        "bring the contact back",
    ),
    (
        "currency-not-on",
        "currency_missing",
        "We sent an invoice in euros, WH00041, and Xero never got it.",
        XERO,
        "add euros in Xero",
    ),
    (
        "invoice-limit",
        "invoice_limit",
        "Xero won't approve any more of our invoices this month.",
        XERO,
        "change the Xero plan",
    ),
    (
        "one-clinic-only",
        "override_account_unknown",
        "Only our Northgate clinic's invoices are missing in Xero.",
        SETTINGS,
        "choose a real account for the clinic",
    ),
    (
        "contact-merged",
        "contact_merged",
        "WH00039 is not in Xero. We cleaned up double contacts there yesterday.",
        INVOICE,
        "undo the merging of the contact",
    ),
    (
        "payments-missing",
        "payment_account_archived",
        "Payments aren't going to Xero since we changed banks. The invoices do.",
        SETTINGS,
        "choose an account that takes payments",
    ),
    (
        "tax-rate-not-chosen",
        "mapping_without_tax",
        "Invoices with ear moulds don't go to Xero, the others do.",
        SETTINGS,
        "choose the missing tax rate",
    ),
)
"""Scenario id, the fault behind it, what a visitor might type first, group and repair."""

ALL_WELL = Scenario(
    id="all-well",
    title="Everything works",
    cause=None,
    faults=(),
    opening="Can you check that our Xero sync is working?",
    group=XERO,
)


def _scenario(id_: str, fault: str, opening: str, group: str, repair: str) -> Scenario:
    broken = FAULTS[fault]
    return Scenario(id_, broken.title, broken.cause, (fault,), opening, group, repair)


SCENARIOS: dict[str, Scenario] = {
    **{opening[0]: _scenario(*opening) for opening in OPENINGS},
    ALL_WELL.id: ALL_WELL,
}
