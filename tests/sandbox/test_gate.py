"""Whom Xero lets in, and how it refuses the others."""

import pytest
from flask.testing import FlaskClient

from bot.sandbox.organisation import Organisation
from bot.sandbox.server import sandbox_app
from bot.sandbox.watch import Breach
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant, make_world

ORGANISATION = "/xero/api.xro/2.0/Organisation"


def refusal(status: int, title: str, detail: str, instance: int) -> str:
    return (
        f'{{"Type":null,"Title":"{title}","Status":{status},"Detail":"{detail}",'
        f'"Instance":"00000000-0000-0000-0000-{instance:012x}","Extensions":{{}}}}'
    )


def last_id(world: World) -> int:
    return int(world.new_id()[-12:], 16)


def test_expired_token_is_refused_byte_for_byte(
    wire: FlaskClient, clinic: Organisation, clock: Clock, world: World
) -> None:
    clock.move(minutes=31)
    before = last_id(world)
    answer = wire.get(ORGANISATION, headers=as_tenant(clinic))
    assert answer.status_code == 401
    detail = "TokenExpired: token expired at 22/11/2026 11:00:00"
    assert answer.text == refusal(401, "Unauthorized", detail, before + 1)


def test_tenant_of_nobody_is_forbidden_and_no_breach(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    headers = as_tenant(clinic) | {"xero-tenant-id": "made-up"}
    before = last_id(world)
    answer = wire.get(ORGANISATION, headers=headers)
    assert answer.status_code == 403
    assert answer.text == refusal(403, "Forbidden", "AuthenticationUnsuccessful", before + 1)
    assert world.breaches == []


@pytest.mark.parametrize("late", [0, 31])
def test_token_of_a_neighbour_is_refused_and_recorded(
    wire: FlaskClient, clinic: Organisation, world: World, clock: Clock, late: int
) -> None:
    other = world.create()
    clock.move(minutes=late)
    headers = as_tenant(clinic, other.tokens.access_token)
    assert wire.get(ORGANISATION, headers=headers).status_code in {401, 403}
    assert world.breaches == [Breach(other.id, clinic.id, ORGANISATION, clock())]


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic eDp5"])
def test_nonsense_is_no_token(wire: FlaskClient, clinic: Organisation, token: str) -> None:
    headers = as_tenant(clinic) | {"Authorization": token}
    answer = wire.get(ORGANISATION, headers=headers)
    assert (answer.status_code, answer.get_json()["Detail"]) == (401, "AuthenticationUnsuccessful")


def test_missing_scope_is_told_in_the_header(clock: Clock) -> None:
    world = make_world(clock, ("openid", "accounting.contacts"))
    narrow, wire = world.create(), sandbox_app(world).test_client()
    answer = wire.get(ORGANISATION, headers=as_tenant(narrow))
    assert (answer.status_code, answer.get_json()["Detail"]) == (401, "AuthorizationUnsuccessful")
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    contacts = wire.get("/xero/api.xro/2.0/Contacts", headers=as_tenant(narrow))
    assert contacts.status_code == 200


def test_quota_is_counted_and_runs_out_each_minute(
    wire: FlaskClient, clinic: Organisation, clock: Clock
) -> None:
    clock.move(seconds=10)
    first = wire.get(ORGANISATION, headers=as_tenant(clinic))
    assert first.headers["X-MinLimit-Remaining"] == "59"
    assert first.headers["X-DayLimit-Remaining"] == "4999"
    answers = [wire.get(ORGANISATION, headers=as_tenant(clinic)) for _ in range(60)]
    assert {one.status_code for one in answers[:59]} == {200}
    assert answers[-1].status_code == 429
    assert answers[-1].headers["X-Rate-Limit-Problem"] == "minute"
    assert answers[-1].headers["Retry-After"] == "50"
    clock.move(seconds=50)
    assert wire.get(ORGANISATION, headers=as_tenant(clinic)).status_code == 200


def test_used_up_day_says_when_the_next_begins(wire: FlaskClient, world: World) -> None:
    answer = wire.get(ORGANISATION, headers=as_tenant(world.create(["rate_limited"])))
    assert (answer.status_code, answer.data) == (429, b"")
    assert answer.headers["X-Rate-Limit-Problem"] == "day"
    assert answer.headers["Retry-After"] == str(13 * 3600 + 30 * 60)
    assert answer.headers["X-DayLimit-Remaining"] == "0"


def test_offline_xero_answers_html(wire: FlaskClient, world: World) -> None:
    down = world.create(["xero_down"])
    for path in (ORGANISATION, "/xero/connections"):
        answer = wire.get(path, headers=as_tenant(down))
        assert (answer.status_code, answer.mimetype) == (503, "text/html")
        assert "The Organisation is offline" in answer.text


def test_slow_organisation_waits_and_no_other(
    wire: FlaskClient, clinic: Organisation, world: World, clock: Clock
) -> None:
    slow = world.create(latency_ms=1500)
    wire.get(ORGANISATION, headers=as_tenant(clinic))
    assert clock.slept == []
    wire.get(ORGANISATION, headers=as_tenant(slow))
    wire.get(f"/hearlink/api/integrations/xero?org={slow.id}", headers={"x-api-key": "full"})
    wire.get("/status/api/v2/status.json")
    assert clock.slept == [1.5, 1.5, 1.5]


def test_who_does_not_ask_for_json_gets_xml(wire: FlaskClient, clinic: Organisation) -> None:
    headers = as_tenant(clinic) | {"Accept": "*/*"}
    assert wire.get(ORGANISATION, headers=headers).mimetype == "text/xml"
