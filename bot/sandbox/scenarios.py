"""Ready-made troubles for the demo and for measuring: an opening line, and what is wrong."""

from dataclasses import dataclass

from bot.sandbox.faults import FAULTS


@dataclass(frozen=True, slots=True)
class Scenario:
    """`cause` is the cause id that a diagnosis should find, None where nothing is wrong."""

    id: str
    title: str
    cause: str | None
    faults: tuple[str, ...]
    opening: str


OPENINGS = (
    (
        "consent-expired",
        "xero_consent_expired",
        "Nothing has gone over to Xero since the day before yesterday.",
    ),
    (
        "disconnected-in-xero",
        "xero_disconnected",
        "Our invoices have all stopped appearing in Xero.",
    ),
    (
        "integration-off",
        "integration_disabled",
        "Xero isn't getting anything from us at all, is it even switched on?",
    ),
    (
        "no-hearlink-permission",
        "hearlink_no_permission",
        "I was asked to sort out the Xero sync, but I can't see Integrations anywhere.",
    ),
    (
        "xero-user-read-only",
        "xero_user_read_only",
        "Xero says something about permissions and our new invoices aren't there.",
    ),
    ("manual-mode", "manual_mode", "New invoices don't go to Xero by themselves any more."),
    (
        "draft-left-out",
        "invoice_draft_excluded",
        "Why is WH00041 not in Xero? The others from this week are.",
    ),
    (
        "no-due-date",
        "missing_due_date",
        "Invoice WH00041 failed to sync, it says a field must be specified.",
    ),
    (
        "goes-over-as-draft",
        "syncs_as_draft",
        "WH00041 only shows as a draft in Xero and its payment won't go over.",
    ),
    (
        "number-used-twice",
        "duplicate_number",
        "I can't get WH00041 into Xero, it says the invoice number must be unique.",
    ),
    (
        "credit-note-missing",
        "credit_notes_off",
        "Credit note CN00007 never made it to Xero, although the invoice did.",
    ),
    ("xero-down", "xero_down", "Is something wrong with Xero today? Nothing is syncing."),
    (
        "daily-limit-used-up",
        "rate_limited",
        "The sync was fine this morning and then it just stopped. Something about a limit?",
    ),
    ("period-locked", "period_locked", "WH00041 won't sync, the error mentions a lock date."),
    (
        "account-archived",
        "account_archived",
        "Our bookkeeper tidied up the accounts and now hearing aid invoices don't reach Xero.",
    ),
    ("tax-rate-wrong", "tax_rate_wrong", "Xero complains about a tax type on WH00041."),
    ("contact-archived", "contact_archived", "The invoice for Peter Lanyon isn't in Xero."),
    (
        "currency-not-on",
        "currency_missing",
        "We sent an invoice in euros, WH00041, and Xero never got it.",
    ),
    ("invoice-limit", "invoice_limit", "Xero won't approve any more of our invoices this month."),
    (
        "one-clinic-only",
        "override_account_unknown",
        "Only our Northgate clinic's invoices are missing in Xero.",
    ),
    (
        "contact-merged",
        "contact_merged",
        "WH00039 is not in Xero. We cleaned up double contacts there yesterday.",
    ),
    (
        "payments-missing",
        "payment_account_archived",
        "Payments aren't going to Xero since we changed banks. The invoices do.",
    ),
    (
        "tax-rate-not-chosen",
        "mapping_without_tax",
        "Invoices with ear moulds don't go to Xero, the others do.",
    ),
)
"""Scenario id, the one fault behind it, and what a visitor might type first."""

ALL_WELL = Scenario(
    "all-well", "Everything works", None, (), "Can you check that our Xero sync is working?"
)

SCENARIOS: dict[str, Scenario] = {
    id_: Scenario(id_, FAULTS[fault].title, FAULTS[fault].cause, (fault,), opening)
    for id_, fault, opening in OPENINGS
} | {ALL_WELL.id: ALL_WELL}
