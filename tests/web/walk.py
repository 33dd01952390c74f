"""Every route with what it takes to call it; a route that is missing here fails a test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import Flask

from tests.services.stage import NOW
from tests.web.stage import (
    API,
    HOST_KEY,
    WRONG_IDENTITIES,
    Opened,
    bearer,
    identity,
    signature,
)


class Proof(StrEnum):
    """What opens a route."""

    NOTHING = "nothing"
    IDENTITY = "identity, or nothing for an anonymous visitor"
    SOMEBODY = "identity, and nothing else"
    CONVERSATION = "the conversation's token"
    HOST = "the host's key"
    SIGNATURE = "HearLink's signature"
    AGENT = "an agent's session"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that succeeds with the right proof."""

    proof: Proof
    path: str
    status: int = 200
    sent: Mapping[str, Any] = field(default_factory=dict)


def _json(**body: object) -> dict[str, object]:
    return {"json": body}


ONE = f"{API}/conversations/ID"
PLAIN = "/plain/xero-sync"
"""Its forms need the token of a page that was served before, so a bare call is refused."""
HOOK = (
    b'{"id": "evt_1", "type": "patient.updated", "createdAt": "2026-03-02T09:00:00Z", "data": {}}'
)
CONSENT = {
    "tenant_id": "t",
    "access_token": "secret-access-token",
    "refresh_token": "secret-refresh-token",
    "expires_at": "2026-03-02T09:30:00Z",
}

CALLS: Mapping[tuple[str, str], Call] = {
    ("chat.start", "POST"): Call(Proof.IDENTITY, f"{API}/conversations", 201, _json()),
    ("chat.message", "POST"): Call(
        Proof.CONVERSATION, f"{ONE}/messages", 200, _json(client_id="m", text="hello")
    ),
    ("own.mine", "GET"): Call(Proof.IDENTITY, f"{API}/conversations"),
    ("own.change", "POST"): Call(
        Proof.CONVERSATION,
        f"{ONE}/changes",
        400,
        _json(client_id="m", text="hello", replaces="l"),
    ),
    ("chat.undo", "POST"): Call(Proof.CONVERSATION, f"{ONE}/undo", 400, _json(client_id="u")),
    ("chat.events", "GET"): Call(Proof.CONVERSATION, f"{ONE}/events"),
    ("chat.checks", "POST"): Call(Proof.CONVERSATION, f"{ONE}/checks"),
    ("chat.feedback", "POST"): Call(
        Proof.CONVERSATION, f"{ONE}/feedback", 200, _json(helpful=True)
    ),
    ("chat.escalation", "POST"): Call(
        Proof.CONVERSATION, f"{ONE}/escalation", 200, _json(preview=True)
    ),
    ("reconciliation.table", "GET"): Call(Proof.CONVERSATION, f"{ONE}/reconciliation", 403),
    ("reconciliation.file", "GET"): Call(Proof.CONVERSATION, f"{ONE}/reconciliation.csv", 403),
    ("chat.article_feedback", "POST"): Call(
        Proof.NOTHING, f"{API}/articles/xero-sync/feedback", 200, _json(helpful=True)
    ),
    ("host.hand_over", "PUT"): Call(Proof.HOST, f"{API}/connections/clinic", 200, _json(**CONSENT)),
    ("host.forget", "DELETE"): Call(Proof.HOST, f"{API}/connections/clinic"),
    ("host.hearlink", "POST"): Call(Proof.SIGNATURE, "/hooks/hearlink", 200, {"data": HOOK}),
    ("xero_api.authorise", "POST"): Call(
        Proof.SOMEBODY, f"{API}/xero/authorisations", 201, _json()
    ),
    ("xero_api.disconnect", "DELETE"): Call(Proof.SOMEBODY, f"{API}/xero/connection"),
    ("xero_doors.connect", "POST"): Call(Proof.NOTHING, "/xero/connect", 400),
    ("xero_doors.disconnect", "POST"): Call(Proof.NOTHING, "/xero/disconnect", 400),
    ("xero.disconnect_confirmed", "POST"): Call(Proof.NOTHING, "/xero/disconnect/confirm", 400),
    ("xero.callback", "GET"): Call(Proof.NOTHING, "/xero/callback", 400),
    ("xero.tenant", "GET"): Call(Proof.NOTHING, "/xero/tenant", 400),
    ("xero.tenant_chosen", "POST"): Call(Proof.NOTHING, "/xero/tenant", 400),
    ("xero.result", "GET"): Call(Proof.NOTHING, "/xero/result", 400),
    ("openapi", "GET"): Call(Proof.NOTHING, "/api/openapi.json"),
    ("api_docs", "GET"): Call(Proof.NOTHING, "/api/docs"),
    ("pages.home", "GET"): Call(Proof.NOTHING, "/", 302),
    ("pages.loader", "GET"): Call(Proof.NOTHING, "/widget.js"),
    ("pages.widget", "GET"): Call(Proof.NOTHING, "/widget"),
    ("help.article", "GET"): Call(Proof.NOTHING, "/articles/xero-sync"),
    ("help.feedback", "GET"): Call(Proof.NOTHING, "/articles/xero-sync/feedback"),
    ("help.rate", "POST"): Call(
        Proof.NOTHING, "/articles/xero-sync/feedback", 303, {"data": {"helpful": "yes"}}
    ),
    ("help.search", "GET"): Call(Proof.NOTHING, "/help?q=lock+date"),
    ("plain.page", "GET"): Call(Proof.NOTHING, PLAIN),
    ("plain.message", "POST"): Call(Proof.NOTHING, PLAIN, 400),
    ("plain.looks", "POST"): Call(Proof.NOTHING, f"{PLAIN}/looks", 400),
    ("plain.undo", "POST"): Call(Proof.NOTHING, f"{PLAIN}/undo", 400),
    ("plain.connect", "POST"): Call(Proof.NOTHING, f"{PLAIN}/connect", 400),
    ("plain.rating", "POST"): Call(Proof.NOTHING, f"{PLAIN}/rating", 400),
    ("plain.ticket", "POST"): Call(Proof.NOTHING, f"{PLAIN}/ticket", 400),
    ("plain.again", "POST"): Call(Proof.NOTHING, f"{PLAIN}/again", 400),
    ("plain.compared", "GET"): Call(Proof.NOTHING, f"{PLAIN}/comparison", 404),
    ("plain.compared_file", "GET"): Call(Proof.NOTHING, f"{PLAIN}/comparison.csv", 404),
    ("plain.identify", "POST"): Call(Proof.NOTHING, f"{PLAIN}/visitor", 403),
    ("static", "GET"): Call(Proof.NOTHING, "/static/chat.js"),
    ("health.live", "GET"): Call(Proof.NOTHING, "/health/live"),
    ("health.ready", "GET"): Call(Proof.NOTHING, "/health/ready"),
    ("desk.login", "GET"): Call(Proof.NOTHING, "/desk/login"),
    ("desk.login", "POST"): Call(Proof.NOTHING, "/desk/login", 400),
    ("desk.logout", "POST"): Call(Proof.AGENT, "/desk/logout", 400),
    ("desk.tickets", "GET"): Call(Proof.AGENT, "/desk/"),
    ("desk.ticket", "GET"): Call(Proof.AGENT, "/desk/tickets/HL-1", 404),
}
"""Endpoint and method → how to call it rightly, and what it answers then."""

AUTOMATIC = {"HEAD", "OPTIONS"}


def not_walked(app: Flask) -> set[tuple[str, str]]:
    """The routes of the application that the table lacks."""
    rules = app.url_map.iter_rules()
    return {(r.endpoint, m) for r in rules for m in (r.methods or set()) - AUTOMATIC} - set(CALLS)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong proof, and the status that it must get."""

    name: str
    headers: Mapping[str, str]
    status: int


def wrong_proofs(proof: Proof, mine: Opened, theirs: Opened) -> Iterator[Wrong]:
    """Everything that must not open a route of that kind."""
    match proof:
        case Proof.CONVERSATION:
            yield from _not_the_conversation(mine, theirs)
        case Proof.HOST:
            yield from _not_the_host(mine)
        case Proof.IDENTITY | Proof.SOMEBODY:
            if proof is Proof.SOMEBODY:
                yield Wrong("nothing", {}, 401)
                yield Wrong("without the permission", bearer(identity(permissions=[])), 403)
            for name, token in WRONG_IDENTITIES.items():
                yield Wrong(name, _latin(bearer(token)), 401)
            yield Wrong("a conversation's token", bearer(mine.token), 401)
            yield Wrong("another scheme", {"Authorization": f"Basic {identity()}"}, 401)
        case Proof.SIGNATURE:
            yield from _not_signed(mine)
        case Proof.AGENT:
            for headers in ({}, bearer(HOST_KEY), bearer(mine.token), {"Cookie": "session=x.y.z"}):
                yield Wrong("no agent", headers, 302)
        case Proof.NOTHING:
            return


def _latin(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as a browser may send them, which is Latin-1."""
    return {n: v.encode().decode("latin-1") for n, v in headers.items()}


def _not_the_conversation(mine: Opened, theirs: Opened) -> Iterator[Wrong]:
    yield Wrong("nothing", {}, 401)
    yield Wrong("no token", {"Authorization": "Bearer "}, 401)
    yield Wrong("another scheme", {"Authorization": f"Basic {mine.token}"}, 401)
    others = ("garbage", "gärbage", theirs.token, identity(), HOST_KEY, f"{mine.token}x")
    for token in others:
        yield Wrong("another token", _latin(bearer(token)), 404)
    for name, token in (*WRONG_IDENTITIES.items(), ("empty", ""), ("this token", mine.token)):
        yield Wrong(name, _latin({**bearer(mine.token), "X-Identity-Token": token}), 401)
    for somebody in (identity("jo"), identity(org="other")):
        yield Wrong("somebody", {**bearer(mine.token), "X-Identity-Token": somebody}, 403)


def _not_the_host(mine: Opened) -> Iterator[Wrong]:
    yield Wrong("nothing", {}, 401)
    for token in ("garbage", "gärbage", mine.token, identity(), f"{HOST_KEY}x", HOST_KEY[:-1]):
        yield Wrong("another token", _latin(bearer(token)), 401)
    yield Wrong("in the wrong place", {"X-Identity-Token": HOST_KEY}, 401)


def _not_signed(mine: Opened) -> Iterator[Wrong]:
    yield Wrong("nothing", {}, 401)
    yield Wrong("the host's key", bearer(HOST_KEY), 401)
    yield Wrong("a conversation's token", bearer(mine.token), 401)
    yield Wrong("another secret", signature(HOOK, secret="another"), 401)
    yield Wrong("another body", signature(HOOK + b" "), 401)
    yield Wrong("old", signature(HOOK, at=NOW - timedelta(minutes=6)), 401)
    yield Wrong("from the future", signature(HOOK, at=NOW + timedelta(minutes=6)), 401)
    yield Wrong("no signature at all", {"X-HearLink-Signature": "t=,v1="}, 401)
