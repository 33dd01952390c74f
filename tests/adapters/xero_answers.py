"""Xero's answers as they were met on the wire, a target to look at, and what was found."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.settings import XeroSettings
from bot.domain.facts import Fact, FactName, Source
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Room, Target
from bot.ports.people import OrganisationId
from tests.adapters.wire import Wire

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WILLOW = OrganisationId("org_willow")
TENANT = "a5f1b2c3-0000-4000-8000-000000000001"
HTML = b"<html><body><h1>Service Unavailable</h1></body></html>"


def answer(status: int, body: object = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with these bytes, or with this JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, headers or {}, raw)


FAULT = {
    "Title": "An error occurred",
    "Detail": "An error occurred in Xero. Check the API Status page",
    "Status": 500,
}

FAILED = [
    answer(500, FAULT),
    answer(503, b"The Organisation is offline"),
    answer(503, HTML),
    answer(503),
    answer(504, b"\xff\xfe"),
]
"""Answers with which Xero itself breaks down."""

UNREADABLE = [
    answer(301, b""),
    answer(200, HTML),
    answer(200),
    answer(204),
    answer(200, None),
    answer(200, 7),
    answer(200, b"[" * 100_000),
]
"""Answers of which nobody can say what they mean."""

BROKEN = [*FAILED, *UNREADABLE]
ANSWERS = {"xero_limit": "free", "xero_api": "answers"}
"""What an actions list shows beside the rights in it, on a day with requests left."""


def refusal(status: int, detail: str) -> dict[str, object]:
    """The one shape of Xero's 401 and 403."""
    title = {401: "Unauthorized", 403: "Forbidden"}[status]
    shape: dict[str, object] = {"Type": None, "Title": title, "Status": status, "Detail": detail}
    return {**shape, "Instance": "d1", "Extensions": {}}


def consent(*, name: str = "willow", tenant: str = TENANT, lives: int = 1800) -> Tokens:
    """Tokens that live that many seconds from NOW on."""
    return Tokens(
        tenant_id=tenant,
        access_token=f"access-{name}",
        refresh_token=f"refresh-{name}",
        expires_at=NOW + timedelta(seconds=lives),
    )


def target(
    organisation: OrganisationId = WILLOW,
    *,
    knowing: Mapping[str, str] | None = None,
    fleeting: Mapping[str, str] | None = None,
    fresh: bool = False,
    room: Room = nullcontext,
    **facts: str,
) -> Target:
    """A target with these facts as said by the visitor, and with what earlier looks handed on."""
    known = {
        FactName(name): Fact(name=FactName(name), value=value, source=Source.SAID, at=NOW)
        for name, value in {**(knowing or {}), **facts}.items()
    }
    handed_on = {FactName(name): value for name, value in (fleeting or {}).items()}
    return Target(
        organisation=organisation, facts=known, fleeting=handed_on, fresh=fresh, room=room
    )


def values(findings: Sequence[Finding]) -> dict[str, str]:
    """What would be stored of the findings."""
    return {str(one.fact): one.value for one in findings if not one.fleeting}


def xero_settings(wire: Wire, *, shared_app: bool = True) -> XeroSettings:
    """Everything of Xero on that server, with little patience and no status page."""
    return XeroSettings(
        client_id="app",
        client_secret="hush-hush",
        api_url=wire.url,
        identity_url=wire.url,
        status_urls=(),
        timeout=(0.5, 0.3),
        shared_app=shared_app,
    )


def only(findings: Sequence[Finding]) -> Finding:
    """The one finding, told in a whole sentence."""
    (finding,) = findings
    assert finding.detail.endswith(".")
    return finding
