"""What the connection may do at Xero, who connected, and what is left of the day."""

from collections.abc import Collection, Sequence

from bot.adapters.xero.answer import Answer, Row, listed, word
from bot.adapters.xero.errors import Reason, check
from bot.adapters.xero.quota import SPENT, Hold
from bot.domain.errors import Limited, Refused
from bot.domain.facts import FactName
from bot.ports.connections import Refresher, Tokens
from bot.ports.looks import Finding

ACCESS, LIMIT, ROLE = map(FactName, ("xero_access", "xero_limit", "xero_role"))
WRITES, API = FactName("xero_writes"), FactName("xero_api")

ACTIONS = {"draft": ("CreateDraftInvoice",)}
EVERY_ACTION = ("CreateDraftInvoice", "CreateApprovedInvoice")
"""What HearLink must be allowed to do; where it syncs drafts, approving is not needed."""

INVOICE_SCOPES = frozenset(
    f"{family}{kind}"
    for family in ("accounting.invoices", "accounting.transactions")
    for kind in ("", ".read")
)
"""Old consents have the broad family, new ones the narrow; either will do."""

WRITE_SCOPES = frozenset({"accounting.invoices", "accounting.transactions"})

REMOVED = "REMOVED"
ROLES = {
    "READONLY": "read only",
    "INVOICEONLY": "invoice only",
    "STANDARD": "standard",
    "FINANCIALADVISER": "adviser",
    "MANAGEDCLIENT": "managed client",
    "CASHBOOKCLIENT": "cashbook client",
}

NO_SCOPE = Finding(
    fact=ACCESS,
    value="denied",
    detail="HearLink was not given permission for invoices when Xero was connected.",
)
NO_SETTINGS_SCOPE = Finding(
    fact=ACCESS,
    value="denied",
    detail="HearLink was not given permission for your settings when Xero was connected.",
)
SHUT_OUT = Finding(
    fact=ACCESS,
    value="denied",
    detail="Xero still lists the connection but does not let HearLink into the organisation.",
)


BREAKS_DOWN = Finding(
    fact=API, value="fails", detail="Xero is answering requests with an error just now."
)


def read_access(answer: Answer, *, sync_as: str | None) -> Sequence[Finding]:
    """What GET /Organisation/Actions lets HearLink do, and whether the day's requests are spent."""
    if answer.failed:
        return (BREAKS_DOWN,)
    try:
        actions = listed(check(answer), "Actions")
    except Limited as limit:
        return (Finding(fact=LIMIT, value="reached", detail=str(limit)),)
    except Refused as no:
        if no.reason == Reason.SCOPE:
            return (NO_SETTINGS_SCOPE,)
        if no.reason == Reason.ROLE:
            return (denied(""),)
        raise
    answers = Finding(fact=API, value="answers", detail="Xero answers HearLink's requests.")
    wanted = ACTIONS.get(sync_as or "", EVERY_ACTION)
    return (*_allowed(actions, wanted), _quota(answer), answers)


def read_hold(hold: Hold) -> Finding:
    """What a pause means for HearLink: only one that Xero forces upon us is a limit reached."""
    return Finding(fact=LIMIT, value="reached" if hold.spent else "free", detail=hold.words)


def denied(role: str) -> Finding:
    """The person who connected may not create invoices; `role` is Xero's word for what they are."""
    plain = ROLES.get(role.upper(), "")
    has = f" has the role “{plain}” there and" if plain else ""
    detail = f"The person who connected Xero{has} may not create these invoices."
    if role.upper() == REMOVED:
        detail = "The person who connected Xero is no longer a user of the organisation there."
    return Finding(fact=ACCESS, value="denied", detail=detail)


def lacks_scope(scopes: Collection[str]) -> bool:
    """Whether the consent is known not to cover invoices at all."""
    return bool(scopes) and INVOICE_SCOPES.isdisjoint(scopes)


def read_writes(tokens: Tokens, *, connectable: bool) -> Sequence[Finding]:
    """Whether the consent lets us write; `closed` where it does not and nobody can widen it here.

    What the host renews is the host's to widen: a consent of ours would put its own out.
    """
    if not tokens.scopes:
        return ()
    if not WRITE_SCOPES.isdisjoint(tokens.scopes):
        return (Finding(fact=WRITES, value="yes"),)
    ours = connectable and tokens.refreshed_by is Refresher.ASSISTANT
    return (Finding(fact=WRITES, value="no" if ours else "closed"),)


def read_role(answer: Answer, *, user: str) -> str:
    """Xero's word for the role of that user, or nothing where it does not say."""
    for row in listed(check(answer), "Users"):
        # The id in a token is the one across all organisations, which the SDK's model drops.
        if user and word(row, "GlobalUserID").casefold() == user.casefold():
            return word(row, "OrganisationRole")
    return ""


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
        return Finding(fact=LIMIT, value="reached", detail=SPENT)
    return Finding(fact=LIMIT, value="free", detail="Xero still takes requests from HearLink.")
