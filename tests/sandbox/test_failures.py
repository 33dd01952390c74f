"""What can go wrong on the wire, switched on for one path, one organisation, n times."""

import json
from threading import Event
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from bot.sandbox.failures import Failure, Kind
from bot.sandbox.organisation import Organisation
from bot.sandbox.wire import Cut
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant
from tests.sandbox.test_identity import CLIENT, refresh

ORGANISATION = "/xero/api.xro/2.0/Organisation"


def get(wire: FlaskClient, clinic: Organisation, path: str = ORGANISATION) -> Any:
    return wire.get(path, headers=as_tenant(clinic))


@pytest.mark.parametrize(
    ("failure", "status", "mime", "body"),
    [
        (Failure(kind=Kind.HTML), 503, "text/html", "<!DOCTYPE html>"),
        (Failure(kind=Kind.HTML, status=200), 200, "text/html", "<!DOCTYPE html>"),
        (Failure(kind=Kind.EMPTY), 503, "text/html", ""),
        (Failure(kind=Kind.EMPTY, status=504), 504, "text/html", ""),
        (Failure(kind=Kind.OFFLINE), 503, "text/html", "The Organisation is offline"),
        (Failure(kind=Kind.FORBIDDEN), 403, "application/json", "You are not permitted to access"),
        (
            Failure(kind=Kind.FORBIDDEN, status=401),
            401,
            "application/json",
            "You are not permitted",
        ),
    ],
)
def test_answer_comes_in_place_of_the_right_one(
    wire: FlaskClient,
    clinic: Organisation,
    world: World,
    failure: Failure,
    status: int,
    mime: str,
    body: str,
) -> None:
    world.failures.add(failure)
    answer = get(wire, clinic)
    assert (answer.status_code, answer.mimetype) == (status, mime)
    assert body in answer.text
    assert bool(answer.text) == bool(body)


def test_own_error_of_xero_is_as_it_is(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    world.failures.add(Failure(kind=Kind.ERROR))
    answer = get(wire, clinic)
    told = answer.get_json()
    assert (answer.status_code, told["Title"], told["Status"]) == (500, "An error occurred", 500)
    assert told["Detail"].startswith(
        "An error occurred in Xero. Check the API Status page http://status.developer.xero.com"
    )


@pytest.mark.parametrize("problem", ["minute", "day", "appminute", "concurrent"])
def test_limit_is_named_as_wished(
    wire: FlaskClient, clinic: Organisation, world: World, problem: str
) -> None:
    world.failures.add(Failure(kind=Kind.LIMIT, problem=problem))
    answer = get(wire, clinic)
    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, problem)
    assert ("Retry-After" in answer.headers) == (problem != "concurrent")


def test_failure_counts_down_and_is_over(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    world.failures.add(Failure(kind=Kind.EMPTY, times=2))
    assert [get(wire, clinic).status_code for _ in range(3)] == [503, 503, 200]


def test_failure_hits_its_path_and_organisation_alone(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    other = world.create()
    world.failures.add(Failure(kind=Kind.EMPTY, path="*/Invoices*", organisation=clinic.id))
    invoices = "/xero/api.xro/2.0/Invoices/WH00041"
    assert get(wire, clinic, invoices).status_code == 503
    assert get(wire, clinic).status_code == 200
    assert get(wire, other, invoices).status_code == 200
    world.failures.clear()
    assert get(wire, clinic, invoices).status_code == 200


def test_slow_answer_is_slow_and_right(
    wire: FlaskClient, clinic: Organisation, world: World, clock: Clock
) -> None:
    world.failures.add(Failure(kind=Kind.LATENCY, seconds=0.3))
    assert get(wire, clinic).status_code == 200
    assert clock.slept == [0.3]


def test_hanging_answer_comes_late(
    wire: FlaskClient, clinic: Organisation, world: World, clock: Clock
) -> None:
    world.failures.add(Failure(kind=Kind.HANG, seconds=2))
    assert get(wire, clinic).status_code == 200
    assert round(sum(clock.slept), 6) == 2


def test_truncated_answer_is_no_json(wire: FlaskClient, clinic: Organisation, world: World) -> None:
    world.failures.add(Failure(kind=Kind.TRUNCATED))
    answer = get(wire, clinic)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(answer.text)


def test_words_nobody_has_heard_of(wire: FlaskClient, clinic: Organisation, world: World) -> None:
    world.failures.add(Failure(kind=Kind.UNKNOWN_ENUM))
    [row] = get(wire, clinic).get_json()["Organisations"]
    assert (row["Class"], row["Edition"], row["Name"]) == (
        "SOMETHING_NEW",
        "SOMETHING_NEW",
        clinic.name,
    )
    [listed] = get(wire, clinic, "/xero/connections").get_json()
    assert listed["tenantType"] == "SOMETHING_NEW"


def test_nulls_in_place_of_fields_and_of_rows(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    world.failures.add(Failure(kind=Kind.NULL_FIELDS, times=2))
    [row] = get(wire, clinic).get_json()["Organisations"]
    assert set(row.values()) == {None}
    [listed] = get(wire, clinic, "/xero/connections").get_json()
    assert set(listed.values()) == {None}
    world.failures.add(Failure(kind=Kind.NULL_ROWS))
    assert get(wire, clinic).get_json()["Organisations"] == [None]


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.LOST])
def test_cut_connection_has_no_answer(
    wire: FlaskClient, clinic: Organisation, world: World, kind: Kind
) -> None:
    world.failures.add(Failure(kind=kind, times=1))
    with pytest.raises(Cut):
        get(wire, clinic)
    assert get(wire, clinic).status_code == 200


def test_cut_connection_is_a_reset_on_the_wire(
    clinic: Organisation, world: World, address: str
) -> None:
    world.failures.add(Failure(kind=Kind.RESET, times=1))
    url = f"{address}{ORGANISATION}"
    with pytest.raises(httpx.ReadError, match="reset"):
        httpx.get(url, headers=as_tenant(clinic), trust_env=False)
    assert httpx.get(url, headers=as_tenant(clinic), trust_env=False).status_code == 200


def test_hanging_answer_ends_when_the_caller_leaves(
    clinic: Organisation, world: World, address: str
) -> None:
    seen: list[float] = []

    def sleep(seconds: float) -> None:
        seen.append(seconds)
        Event().wait(0.002)

    world.sleep = sleep
    world.failures.add(Failure(kind=Kind.HANG, seconds=1e9))
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(
            f"{address}{ORGANISATION}", headers=as_tenant(clinic), trust_env=False, timeout=0.2
        )
    Event().wait(0.1)
    slept = len(seen)
    Event().wait(0.1)
    assert len(seen) == slept > 0


def test_lost_refresh_has_happened_and_grace_brings_another(
    wire: FlaskClient, clinic: Organisation, world: World, clock: Clock
) -> None:
    old = clinic.tokens.refresh_token
    world.failures.add(Failure(kind=Kind.LOST, path="*/connect/token", times=1))
    form = {"grant_type": "refresh_token", "refresh_token": old, **CLIENT}
    with pytest.raises(Cut):
        wire.post("/identity/connect/token", data=form)
    assert world.watch.refreshes(clinic.id) == 1
    clock.move(minutes=29)
    status, pair = refresh(wire, old)
    assert (status, pair["refresh_token"] != old) == (200, True)
    clock.move(minutes=2)
    assert refresh(wire, old)[0] == 400


def test_failure_of_one_organisation_hits_its_refresh_and_settings(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    other = world.create()
    world.failures.add(Failure(kind=Kind.ERROR, organisation=clinic.id))
    key = {"x-api-key": "full"}
    for one, status in ((clinic, 500), (other, 200)):
        form = {"grant_type": "refresh_token", "refresh_token": one.tokens.refresh_token, **CLIENT}
        assert wire.post("/identity/connect/token", data=form).status_code == status
        path = f"/hearlink/api/integrations/xero?org={one.id}"
        assert wire.get(path, headers=key).status_code == status
