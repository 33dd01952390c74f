"""What the list of tenants tells about the connection."""

from collections.abc import Sequence

from bot.adapters.xero.answer import Answer, rows, word
from bot.adapters.xero.errors import Reason, check
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding

CONNECTION, REACH = FactName("connection_status"), FactName("xero_reach")

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
