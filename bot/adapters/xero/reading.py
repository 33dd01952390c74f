"""What Xero's answers mean, as functions of nothing but the answer.

Each returns findings or raises the OutsideError that leaves the facts unknown: a value that is
missing, null or new to us is never taken for a finding.
"""

from collections.abc import Collection, Sequence

from bot.adapters.xero.answer import Answer, Row, listed, rows, word
from bot.adapters.xero.errors import Reason, check
from bot.domain.errors import Limited, Refused, Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding

CONNECTION, ACCESS, LIMIT, INVOICE = map(
    FactName, ("connection_status", "xero_access", "xero_limit", "invoice_in_xero")
)

EXPIRED = Finding(
    fact=CONNECTION, value="expired", detail="Xero stopped accepting HearLink's sign-in."
)
NOTHING_STORED = Finding(
    fact=CONNECTION, value="disconnected", detail="Your organisation is not connected to Xero."
)
GONE = Finding(
    fact=CONNECTION,
    value="disconnected",
    detail="Xero no longer lists HearLink among your organisation's connected apps.",
)

ACTIONS = {"draft": ("CreateDraftInvoice",)}
EVERY_ACTION = ("CreateDraftInvoice", "CreateApprovedInvoice")
"""What HearLink must be allowed to do; where it syncs drafts, approving is not needed."""

INVOICE_SCOPES = frozenset(
    f"{family}{kind}"
    for family in ("accounting.invoices", "accounting.transactions")
    for kind in ("", ".read")
)
"""Old consents have the broad family, new ones the narrow; either will do."""

ROLES = {
    "READONLY": "read only",
    "INVOICEONLY": "invoice only",
    "STANDARD": "standard",
    "FINANCIALADVISER": "adviser",
    "MANAGEDCLIENT": "managed client",
    "CASHBOOKCLIENT": "cashbook client",
}

STANDING = {
    "DRAFT": ("draft", "is a draft in Xero"),
    "SUBMITTED": ("draft", "is waiting for approval in Xero"),
    "AUTHORISED": ("live", "is in Xero and approved"),
    "PAID": ("live", "is in Xero and paid"),
    "VOIDED": ("void", "was voided in Xero"),
    # Whether a deleted draft frees its number is not known, so it counts as not being there.
    "DELETED": ("missing", "was deleted in Xero"),
}
NOT_STANDING = {"void", "missing"}


def read_connection(answer: Answer, *, tenant: str) -> Sequence[Finding]:
    """Whether the consent works and still reaches that tenant, by GET /connections."""
    try:
        found = check(answer).json()
    except Refused as no:
        # This call needs no scope, role or tenant: a refusal of any of them means the token.
        if no.reason in {Reason.TOKEN, Reason.TENANT}:
            return (EXPIRED,)
        raise
    if not isinstance(found, list):
        raise Unavailable("Xero's answer is not a list of connections.")
    named = {word(row, "tenantId").casefold(): row for row in rows(found)}
    if tenant.casefold() in named.keys() - {""}:
        return (_connected(word(named[tenant.casefold()], "tenantName")),)
    if "" in named or len(rows(found)) < len(found):
        raise Unavailable("Xero's list of connections could not be read in full.")
    return (GONE,)


def _connected(name: str) -> Finding:
    detail = f"HearLink is connected to {name[:80] or 'your organisation'} in Xero."
    return Finding(fact=CONNECTION, value="connected", detail=detail)


def read_access(answer: Answer, *, sync_as: str | None) -> Sequence[Finding]:
    """What GET /Organisation/Actions lets HearLink do, and whether the day's requests are spent."""
    try:
        actions = listed(check(answer), "Actions")
    except Limited as limit:
        return (Finding(fact=LIMIT, value="reached", detail=str(limit)),)
    except Refused as no:
        if no.reason == Reason.SCOPE:
            return (NO_SCOPE,)
        if no.reason == Reason.ROLE:
            return (denied(""),)
        raise
    return (*_allowed(actions, ACTIONS.get(sync_as or "", EVERY_ACTION)), _quota(answer))


NO_SCOPE = Finding(
    fact=ACCESS,
    value="denied",
    detail="HearLink was not given permission for invoices when Xero was connected.",
)


def denied(role: str) -> Finding:
    """The person who connected may not create invoices; `role` is Xero's word for what they are."""
    plain = ROLES.get(role.upper(), "")
    has = f" has the role “{plain}” there and" if plain else ""
    detail = f"The person who connected Xero{has} may not create these invoices."
    return Finding(fact=ACCESS, value="denied", detail=detail)


SHUT_OUT = Finding(
    fact=ACCESS,
    value="denied",
    detail="Xero still lists the connection but does not let HearLink into the organisation.",
)


def lacks_scope(scopes: Collection[str]) -> bool:
    """Whether the consent is known not to cover invoices at all."""
    return bool(scopes) and INVOICE_SCOPES.isdisjoint(scopes)


def _allowed(actions: Sequence[Row], wanted: Sequence[str]) -> Sequence[Finding]:
    said = {word(row, "Name"): word(row, "Status").upper() for row in actions}
    told = [said.get(name) for name in wanted]
    if "NOT-ALLOWED" in told:
        return (denied(""),)
    if any(one != "ALLOWED" for one in told):
        return ()
    detail = "Xero lets HearLink create invoices."
    return (Finding(fact=ACCESS, value="allowed", detail=detail),)


def _quota(answer: Answer) -> Finding:
    if answer.headers.get("x-daylimit-remaining", "").strip() == "0":
        detail = "Xero takes no more requests for this organisation today."
        return Finding(fact=LIMIT, value="reached", detail=detail)
    return Finding(fact=LIMIT, value="free", detail="Xero still takes requests from HearLink.")


def read_role(answer: Answer, *, user: str) -> str:
    """Xero's word for the role of that user, or nothing where it does not say."""
    for row in listed(check(answer), "Users"):
        # The id in a token is the one across all organisations, which the SDK's model drops.
        if user and word(row, "GlobalUserID").casefold() == user.casefold():
            return word(row, "OrganisationRole")
    return ""


def read_document(answer: Answer, *, number: str, credit_note: bool = False) -> Sequence[Finding]:
    """Where a document of that number stands in Xero.

    Purchase bills may repeat numbers and do not count; neither do void copies beside a live one.
    """
    kind = "CreditNote" if credit_note else "Invoice"
    found = [row for row in listed(check(answer), f"{kind}s") if _is_sale(row)]
    ours = [row for row in found if word(row, f"{kind}Number").casefold() == number.casefold()]
    if found and not ours:
        raise Unavailable("Xero's answer is about other documents.")
    name = f"{'Credit note' if credit_note else 'Invoice'} {number}"
    return (_standing([word(row, "Status").upper() for row in ours], name),)


def _is_sale(row: Row) -> bool:
    return not word(row, "Type").upper().startswith("ACCPAY")


def _standing(statuses: Sequence[str], name: str) -> Finding:
    if not statuses:
        return Finding(fact=INVOICE, value="missing", detail=f"{name} is not in Xero.")
    alive = [one for one in statuses if one in STANDING and STANDING[one][0] not in NOT_STANDING]
    if len(alive) > 1:
        detail = f"{name} is in Xero {len(alive)} times."
        return Finding(fact=INVOICE, value="several", detail=detail)
    if any(one not in STANDING for one in statuses):
        raise Unavailable("Xero's answer has a status that is not known here.")
    voided = [one for one in statuses if STANDING[one][0] == "void"]
    value, words = STANDING[[*alive, *voided, *statuses][0]]
    return Finding(fact=INVOICE, value=value, detail=f"{name} {words}.")
