"""What two faults do to each other where one leaves the other nothing to show."""

from collections.abc import Collection, Mapping

DRAFTS = ("syncs_as_draft", "syncs_as_draft_quietly")

HIDDEN_BY: Mapping[str, Collection[str]] = {
    # Xero holds drafts to no lock date and to no plan, takes them without a due date, and from
    # whoever may only draft. Approved invoices meet all of that again.
    **dict.fromkeys(("period_locked", "year_end_locked"), DRAFTS),
    **dict.fromkeys(("invoice_limit", "invoice_limit_quietly"), DRAFTS),
    **dict.fromkeys(("missing_due_date", "missing_due_date_quietly"), DRAFTS),
    "xero_user_invoice_only": DRAFTS,
}
"""A fault, and behind what it waits: it shows as soon as that is repaired."""

EXCLUDED_BY: Mapping[str, Collection[str]] = {
    # Who never connected has no consent to lose, and whoever connects at last gives a new one.
    **dict.fromkeys(
        (
            "xero_consent_expired",
            "xero_consent_withdrawn",
            "xero_disconnected",
            "tenant_swapped",
            "reauth_flagged",
            "scope_missing",
        ),
        ("integration_never_set_up",),
    ),
}
"""A fault, and beside what it cannot be true of any clinic."""


def possible(faults: Collection[str]) -> tuple[str, ...]:
    """Those of these faults that one clinic can have at once."""
    return tuple(one for one in faults if not _meets(EXCLUDED_BY, one, faults))


def in_sight(faults: Collection[str]) -> tuple[str, ...]:
    """Those of these faults that leave a trace now."""
    there = possible(faults)
    return tuple(one for one in there if not _meets(HIDDEN_BY, one, there))


def _meets(those: Mapping[str, Collection[str]], fault: str, faults: Collection[str]) -> bool:
    return not set(faults).isdisjoint(those.get(fault, ()))
