"""What can go wrong: each fault turns a situation into a broken one.

An organisation is its healthy situation plus a set of faults, so faults combine freely and
repairing one can never undo more than itself. Messages of Xero are quoted from its real ones.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.sandbox.situation import Entry, Mapped, Situation, SyncError

SUBJECT = "WH00041"
"""The invoice that faults of a single invoice concern."""

RECENT = ("WH00041", "WH00042")
"""The invoices that stay behind when nothing goes over any more."""

LOCK = "The document date cannot be before the period lock date, currently set at {:%d %B %Y}"
ARCHIVED_ACCOUNT = (
    "Account code '{}' has been archived, or has been deleted. "
    "Each line item must reference a valid account"
)
ARCHIVED_CONTACT = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes"
)
NOT_PERMITTED = "The User specified does not have the correct permissions to perform this action"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `cause` is a cause id of the product, `break_` is pure."""

    id: str
    title: str
    cause: str
    break_: Callable[[Situation], Situation]


FAULTS: dict[str, Fault] = {}


def _fault(id_: str, title: str, cause: str) -> Callable[[Callable[[Situation], Situation]], None]:
    def add(break_: Callable[[Situation], Situation]) -> None:
        FAULTS[id_] = Fault(id_, title, cause, break_)

    return add


def broken(healthy: Situation, faults: Iterable[str]) -> Situation:
    """The healthy situation under these faults, in the order of FAULTS whatever order they came."""
    wanted = set(faults)
    for fault in FAULTS.values():
        if fault.id in wanted:
            healthy = fault.break_(healthy)
    return healthy


def _stalled(now: Situation, message: str | None = None) -> Situation:
    for number in RECENT:
        now = now.refused(number, message) if message else now.without(number)
    return now


@_fault("xero_consent_expired", "Xero consent expired", "connection_expired")
def _(now: Situation) -> Situation:
    return replace(_stalled(now).with_settings(reauth_required=True), consent="expired")


@_fault("xero_disconnected", "HearLink disconnected inside Xero", "connection_expired")
def _(now: Situation) -> Situation:
    return replace(_stalled(now, "AuthenticationUnsuccessful"), consent="disconnected")


@_fault("integration_disabled", "Integration switched off", "integration_disabled")
def _(now: Situation) -> Situation:
    return _stalled(now).with_settings(enabled=False)


@_fault("hearlink_no_permission", "Visitor may not manage integrations", "hearlink_permissions")
def _(now: Situation) -> Situation:
    kept = tuple(one for one in now.permissions if one != "integrations.manage")
    return replace(_stalled(now), permissions=kept, groups=("Front Desk Team",))


@_fault("xero_user_read_only", "Xero user is read only", "xero_permissions")
def _(now: Situation) -> Situation:
    return replace(_stalled(now, NOT_PERMITTED), role="READONLY")


@_fault("manual_mode", "Automatic sync is off", "auto_sync_disabled")
def _(now: Situation) -> Situation:
    return _stalled(now).with_settings(mode="manual")


@_fault("invoice_draft_excluded", "Draft invoices are left out", "status_excluded")
def _(now: Situation) -> Situation:
    return now.without(SUBJECT).with_invoice(SUBJECT, status="Draft")


@_fault("missing_due_date", "Invoice without a due date", "missing_required_data")
def _(now: Situation) -> Situation:
    refused = now.refused(SUBJECT, "The document DueDate field must be specified")
    return refused.with_invoice(SUBJECT, due_at=None)


@_fault("syncs_as_draft", "Invoices go over as drafts", "draft_vs_authorised")
def _(now: Situation) -> Situation:
    linked, at = now.invoice(SUBJECT).xero_id, now.invoice(SUBJECT).updated_at
    entries = (replace(e, status="DRAFT") if e.id == linked else e for e in now.xero_invoices)
    message = "Payments can only be made against Authorised documents"
    error = SyncError(message, "invoice", SUBJECT, at)
    drafted = replace(now, xero_invoices=tuple(entries))
    return drafted.with_settings(sync_as="draft", last_error=error)


@_fault("duplicate_number", "Invoice number used twice", "duplicate_invoice")
def _(now: Situation) -> Situation:
    other = now.invoice("WH00035")
    stranger = Entry(
        # Typed into Xero by hand: nothing in HearLink knows this id.
        id=other.patient.uid,
        number=SUBJECT,
        status="AUTHORISED",
        contact_id=now.contacts[0].id,
        issued_on=other.issued_at.date(),
        due_on=other.issued_at.date(),
        lines=other.lines,
        updated_at=other.updated_at,
    )
    refused = now.refused(SUBJECT, "Invoice # must be unique")
    return replace(refused, xero_invoices=(*refused.xero_invoices, stranger))


@_fault("credit_notes_off", "Credit notes stay in HearLink", "credit_note_rules")
def _(now: Situation) -> Situation:
    return replace(now.with_settings(credit_notes=False), xero_credit_notes=())


@_fault("xero_down", "Xero is down", "xero_outage")
def _(now: Situation) -> Situation:
    return replace(_stalled(now, "The Organisation is offline"), online=False)


@_fault("rate_limited", "Xero's daily limit is used up", "rate_limited")
def _(now: Situation) -> Situation:
    return replace(_stalled(now, "You've exceeded the per day rate limit"), day_spent=True)


@_fault("period_locked", "Period locked in Xero", "period_locked")
def _(now: Situation) -> Situation:
    day = now.invoice(SUBJECT).issued_at.date()
    return replace(now.refused(SUBJECT, LOCK.format(day)), period_lock=day)


@_fault("account_archived", "Revenue account archived in Xero", "account_code_invalid")
def _(now: Situation) -> Situation:
    code = now.settings.mapping["Hearing Aids"].account
    accounts = (replace(a, status="ARCHIVED") if a.code == code else a for a in now.accounts)
    refused = now.refused(SUBJECT, ARCHIVED_ACCOUNT.format(code))
    return replace(refused, accounts=tuple(accounts))


@_fault("tax_rate_wrong", "Purchase tax rate on sales", "tax_type_invalid")
def _(now: Situation) -> Situation:
    code = now.settings.mapping["Hearing Aids"].account
    message = f"The TaxType code 'INPUT2' cannot be used with account code '{code}'"
    mapping = {**now.settings.mapping, "Hearing Aids": Mapped(code, "INPUT2")}
    return now.refused(SUBJECT, message).with_settings(mapping=mapping)


@_fault("contact_archived", "Patient's contact archived in Xero", "contact_archived")
def _(now: Situation) -> Situation:
    name = now.invoice(SUBJECT).patient.name
    contacts = (replace(c, status="ARCHIVED") if c.name == name else c for c in now.contacts)
    return replace(now.refused(SUBJECT, ARCHIVED_CONTACT), contacts=tuple(contacts))


@_fault("currency_missing", "Currency not switched on in Xero", "currency_not_enabled")
def _(now: Situation) -> Situation:
    refused = now.refused(SUBJECT, "Organisation is not subscribed to currency EUR")
    return replace(refused, currencies=("GBP",))


@_fault("invoice_limit", "Xero plan's invoice limit reached", "invoice_limit_reached")
def _(now: Situation) -> Situation:
    refused = now.refused(SUBJECT, "You have reached the limit of invoices you can approve")
    return replace(refused, plan="STARTER")
