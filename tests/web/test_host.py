"""HearLink hands over consents and delivers webhooks, each with its own proof."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from bot.ports.people import OrganisationId
from tests.services.stage import NOW
from tests.web.stage import API, HOST_KEY, Web, bearer, signature

CLINIC = OrganisationId("clinic")
CONSENT = {
    "tenant_id": "t1",
    "access_token": "access-1",
    "refresh_token": "refresh-1",
    "expires_at": "2026-03-02T09:30:00+00:00",
    "scopes": ["offline_access"],
}


def hand_over(web: Web, key: str = HOST_KEY) -> TestResponse:
    return web.client.put(f"{API}/connections/clinic", json=CONSENT, headers=bearer(key))


def test_a_consent_is_kept_and_forgotten(web: Web) -> None:
    assert hand_over(web).get_json() == {"ok": True}
    kept = web.connections.find(CLINIC)
    assert kept is not None
    assert (kept.tokens.tenant_id, kept.tokens.access_token) == ("t1", "access-1")
    assert kept.tokens.expires_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    for _ in range(2):
        answer = web.client.delete(f"{API}/connections/clinic", headers=bearer(HOST_KEY))
        assert answer.status_code == 200
    assert web.connections.find(CLINIC) is None


def test_without_the_key_no_consent_is_touched(web: Web) -> None:
    assert hand_over(web, "x").status_code == 401
    assert web.connections.find(CLINIC) is None
    hand_over(web)
    assert web.client.delete(f"{API}/connections/clinic").status_code == 401
    assert web.connections.find(CLINIC) is not None


def delivery(status: str = "Finalised", *, at: datetime = NOW) -> bytes:
    invoice = {"uid": "u1", "orderNumber": "WH00035", "status": status}
    body = {"id": f"evt-{status}", "type": "invoice.updated", "createdAt": at.isoformat()}
    return json.dumps({**body, "organisation": "clinic", "data": invoice}).encode()


def deliver(web: Web, body: bytes, headers: dict[str, str]) -> int:
    return web.client.post("/hooks/hearlink", data=body, headers=headers).status_code


def status(web: Web) -> str | None:
    found = web.mirror.find(CLINIC, "wh00035")
    return found.status if found else None


def test_a_signed_delivery_is_mirrored_once(web: Web) -> None:
    body = delivery()
    assert [deliver(web, body, signature(body)) for _ in range(2)] == [200, 200]
    assert status(web) == "Finalised"


def test_an_older_delivery_never_overwrites_a_newer_one(web: Web) -> None:
    newer, older = delivery("Paid"), delivery("Draft", at=NOW - timedelta(minutes=1))
    for body in (newer, older):
        assert deliver(web, body, signature(body)) == 200
    assert status(web) == "Paid"


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=365)])
def test_an_old_signature_is_refused(web: Web, late: timedelta) -> None:
    body = delivery()
    assert deliver(web, body, signature(body, at=NOW - late)) == 401
    assert status(web) is None


def test_a_wrong_signature_is_refused(web: Web) -> None:
    body = delivery()
    assert deliver(web, body, signature(body, secret="another")) == 401
    assert deliver(web, body + b" ", signature(body)) == 401
    assert deliver(web, body, {}) == 401
    assert status(web) is None


def test_a_signed_body_that_says_nothing_is_bad_input(web: Web) -> None:
    assert deliver(web, b"{}", signature(b"{}")) == 400
