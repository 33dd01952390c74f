"""How each fault shows in a situation: once for each, whatever else is wrong."""

from collections.abc import Callable
from datetime import timedelta

from bot.sandbox.situation import Situation

Sign = Callable[[Situation], bool]


def in_xero(now: Situation, number: str) -> list[str]:
    return [one.status for one in now.xero_invoices if one.number == number]


def error(now: Situation) -> str | None:
    return now.settings.last_error.message if now.settings.last_error else None


def linked(now: Situation, number: str) -> bool:
    return now.invoice(number).xero_id is not None


def account(now: Situation, code: str) -> tuple[str, str]:
    return next((one.status, one.class_) for one in now.accounts if one.code == code)


def contact(now: Situation, name: str) -> tuple[str, bool]:
    return next((o.status, o.merged_to is not None) for o in now.contacts if o.name == name)


def override(now: Situation) -> str:
    return now.settings.overrides[0].mapping["Services"].account if now.settings.overrides else ""


def approved_this_month(now: Situation) -> int:
    first = now.day.replace(day=1)
    return sum(one.status == "AUTHORISED" and one.issued_on >= first for one in now.xero_invoices)


def overpaid(now: Situation) -> bool:
    """Whether nothing is left of WH00038 to set a credit note against.

    Where the invoice or all payments are missing too, that has to be mended first.
    """
    if not linked(now, "WH00038") or not now.received:
        return True
    entry = now.entry("WH00038")
    return sum(one.pence for one in now.received if one.invoice_id == entry.id) == entry.pence


def mapped(now: Situation, category: str) -> tuple[str, str]:
    found = now.settings.mapping.get(category)
    return (found.account, found.tax) if found else ("none", "none")


SIGNS: dict[str, Sign] = {
    # documents
    "missing_due_date": lambda now: now.invoice("WH00041").due_at is None,
    "missing_due_date_quietly": lambda now: now.invoice("WH00039").due_at is None,
    "invoice_without_lines": lambda now: now.invoice("WH00041").lines == (),
    "line_without_description": lambda now: now.invoice("WH00039").lines[0].description == "",
    "negative_total": lambda now: now.invoice("WH00039").lines[0].pence < 0,
    "no_patient_name": lambda now: now.invoice("WH00042").patient.name == "",
    "credit_note_too_big": overpaid,
    "credit_note_left_over": overpaid,
    # numbers
    "duplicate_number": lambda now: (
        "AUTHORISED" in in_xero(now, "WH00041") and not linked(now, "WH00041")
    ),
    "duplicate_by_hand": lambda now: (
        "AUTHORISED" in in_xero(now, "WH00039") and not linked(now, "WH00039")
    ),
    "voided_number": lambda now: "VOIDED" in in_xero(now, "WH00041"),
    "two_copies": lambda now: len(in_xero(now, "WH00039")) >= 2,
    "number_series_reset": lambda now: any(
        one.issued_on < now.day - timedelta(days=300) for one in now.xero_invoices
    ),
    # books
    "account_archived": lambda now: account(now, "200")[0] == "ARCHIVED",
    "account_deleted": lambda now: account(now, "210")[0] == "DELETED",
    "account_of_wrong_class": lambda now: account(now, "230")[1] == "EXPENSE",
    "tax_rate_archived": lambda now: any(one.status == "ARCHIVED" for one in now.tax_rates),
    "payment_account_archived": lambda now: account(now, "090")[0] == "ARCHIVED",
    "contact_archived": lambda now: contact(now, "Peter Lanyon") == ("ARCHIVED", False),
    "contact_merged": lambda now: contact(now, "Eileen Hughes") == ("ARCHIVED", True),
    "contact_forgotten": lambda now: contact(now, "Alan Pritchard")[0] == "GDPRREQUEST",
    "period_locked": lambda now: now.period_lock == now.invoice("WH00041").issued_at.date(),
    "year_end_locked": lambda now: now.year_lock == now.invoice("WH00039").issued_at.date(),
    "invoice_limit": lambda now: approved_this_month(now) >= 20,
    "invoice_limit_quietly": lambda now: now.plan in {"IGNITE", "LEDGER"},
    # xero
    "xero_down": lambda now: "xero" in now.trouble,
    "organisation_offline": lambda now: "offline" in now.trouble,
    "xero_errors": lambda now: "errors" in now.trouble,
    "xero_answers_html": lambda now: "html" in now.trouble,
    "status_page_outage": lambda now: "outage" in now.page,
    "status_page_maintenance": lambda now: "maintenance" in now.page,
    "rate_limited": lambda now: "day" in now.spent,
    "rate_limited_by_the_minute": lambda now: "minute" in now.spent,
    "edition_without_invoicing": lambda now: now.edition == "PARTNER",
    # connection
    "xero_consent_expired": lambda now: now.consent == "expired" and now.settings.reauth_required,
    "xero_consent_withdrawn": lambda now: now.consent == "expired",
    "xero_disconnected": lambda now: "gone" in now.reach,
    "tenant_swapped": lambda now: "swapped" in now.reach,
    "reauth_flagged": lambda now: now.settings.reauth_required,
    "scope_missing": lambda now: "accounting.invoices" in now.missing_scopes,
    "organisation_unpaid": lambda now: "closed" in now.reach,
    "xero_user_read_only": lambda now: now.role in {"READONLY", "REMOVED"},
    "xero_user_invoice_only": lambda now: now.role != "STANDARD",
    "xero_user_removed": lambda now: now.role == "REMOVED",
    # settings
    "syncs_as_draft": lambda now: now.settings.sync_as == "draft",
    "syncs_as_draft_quietly": lambda now: now.settings.sync_as == "draft",
    "awaiting_approval": lambda now: (
        in_xero(now, "WH00041")[:1] == ["SUBMITTED"] or not linked(now, "WH00041")
    ),
    "mapping_without_account": lambda now: mapped(now, "Services")[0] in {"", "none"},
    "mapping_without_tax": lambda now: mapped(now, "Custom Items")[1] in {"", "none"},
    "override_account_unknown": lambda now: override(now) in {"299", ""},
    "tax_rate_wrong": lambda now: mapped(now, "Hearing Aids")[1] in {"INPUT2", "none"},
    "tax_rate_not_for_sales": lambda now: mapped(now, "Accessories")[1] in {"INPUT2", "none"},
    "payment_account_unfit": lambda now: now.settings.payment_account in {"469", None},
    "currency_missing": lambda now: now.currencies == ("GBP",),
    "currency_unknown": lambda now: now.settings.currency == "NOK",
    # hearlink
    "hearlink_no_permission": lambda now: "integrations.manage" not in now.permissions,
    "hearlink_group_sees_nothing": lambda now: now.permissions == (),
    "manual_mode": lambda now: now.settings.mode == "manual",
    "invoice_draft_excluded": lambda now: now.invoice("WH00041").status == "Draft",
    "invoice_written_off": lambda now: now.invoice("WH00039").status == "Written Off",
    "only_paid_sent": lambda now: "Finalised" not in now.settings.statuses,
    "no_status_sent": lambda now: now.settings.statuses == (),
    "credit_notes_off": lambda now: not now.settings.credit_notes,
    "integration_disabled": lambda now: not now.settings.enabled,
    "integration_never_set_up": lambda now: not now.connected,
}
