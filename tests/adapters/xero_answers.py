"""Xero's answers as they were met on the wire, and a target to look at."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.adapters.xero.answer import Answer
from bot.domain.facts import Fact, FactName, Source
from bot.ports.connections import Tokens
from bot.ports.looks import Target
from bot.ports.people import OrganisationId

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WILLOW = OrganisationId("org_willow")
TENANT = "a5f1b2c3-0000-4000-8000-000000000001"
HTML = b"<html><body><h1>Service Unavailable</h1></body></html>"


def answer(status: int, body: object = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with these bytes, or with this JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, headers or {}, raw)


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


def target(organisation: OrganisationId = WILLOW, **facts: str) -> Target:
    """A target with these facts as said by the visitor."""
    known = {
        FactName(name): Fact(name=FactName(name), value=value, source=Source.SAID, at=NOW)
        for name, value in facts.items()
    }
    return Target(organisation=organisation, facts=known)
