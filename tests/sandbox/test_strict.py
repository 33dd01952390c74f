"""Requests that Xero would not have, and the limits of those that it would."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest
from flask.testing import FlaskClient

from bot.sandbox.organisation import Organisation
from bot.sandbox.quota import Limits
from bot.sandbox.server import sandbox_app, serve
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant, make_world

API = "/xero/api.xro/2.0"


@pytest.mark.parametrize(
    "path",
    [
        "Invoices?colour=red",
        "Invoices?summarizeErrors=false",
        "Accounts?page=1",
        "Organisation?where=Name==1",
        "Organisation/Actions?page=1",
        "Users?includeArchived=true",
        "Contacts?includeArchived=True",
        "Invoices?page=1&summaryOnly=False",
        "Invoices?createdByMyApp=yes",
        "Invoices?page=first",
        "Invoices/WH00041?page=1",
    ],
)
def test_parameter_that_xero_would_not_have_is_refused(
    wire: FlaskClient, clinic: Organisation, path: str
) -> None:
    answer = wire.get(f"{API}/{path}", headers=as_tenant(clinic))
    assert answer.status_code == 400
    told = answer.get_json()
    assert (told["Title"], told["Status"], told["Type"]) == ("Bad Request", 400, None)


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("DELETE", f"{API}/Invoices"),
        ("PUT", f"{API}/Invoices/x"),
        ("POST", f"{API}/Accounts"),
        ("POST", f"{API}/Organisation"),
        ("POST", "/xero/connections"),
        ("GET", "/identity/connect/token"),
        ("POST", "/status/api/v2/summary.json"),
        ("PUT", "/freshdesk/api/v2/tickets"),
    ],
)
def test_wrong_method_is_named(
    wire: FlaskClient, clinic: Organisation, verb: str, path: str
) -> None:
    answer = wire.open(path, method=verb, headers=as_tenant(clinic))
    assert answer.status_code == 405
    text = f"The requested resource does not support http method '{verb}'."
    assert answer.get_json() == {"Message": text}
    assert answer.headers["Allow"]


def test_missing_tenant_header_is_forbidden(wire: FlaskClient, clinic: Organisation) -> None:
    headers = as_tenant(clinic)
    del headers["xero-tenant-id"]
    answer = wire.get(f"{API}/Organisation", headers=headers)
    assert (answer.status_code, answer.get_json()["Detail"]) == (403, "AuthenticationUnsuccessful")


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        ("accounting.transactions.read", "Invoices", 200),
        ("accounting.transactions.read", "Payments", 200),
        ("accounting.invoices.read", "CreditNotes", 200),
        ("accounting.invoices.read", "Payments", 401),
        ("accounting.invoices.read", "Accounts", 401),
        ("accounting.settings.read", "Accounts", 200),
        ("accounting.settings.read", "Contacts", 401),
        ("accounting.contacts", "Contacts", 200),
    ],
)
def test_scope_of_either_family_opens_its_own_doors(
    clock: Clock, scopes: str, path: str, status: int
) -> None:
    world = make_world(clock, ("openid", scopes))
    clinic, wire = world.create(), sandbox_app(world).test_client()
    assert wire.get(f"{API}/{path}", headers=as_tenant(clinic)).status_code == status


@pytest.mark.parametrize(
    ("limits", "problem", "waits"),
    [
        (Limits(per_minute=2), "minute", "60"),
        (Limits(per_day=2), "day", str(13 * 3600 + 30 * 60)),
        (Limits(app_per_minute=2), "appminute", "60"),
    ],
)
def test_each_limit_has_its_name_and_its_wait(
    wire: FlaskClient,
    clinic: Organisation,
    world: World,
    limits: Limits,
    problem: str,
    waits: str,
) -> None:
    world.limits = limits
    answers = [wire.get(f"{API}/Organisation", headers=as_tenant(clinic)) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    told = answers[-1].headers
    assert (told["X-Rate-Limit-Problem"], told["Retry-After"]) == (problem, waits)
    assert answers[-1].data == b""


def test_limit_of_one_organisation_is_not_that_of_another(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    world.limits = Limits(per_minute=1)
    other = world.create()
    for one in (clinic, other):
        assert wire.get(f"{API}/Organisation", headers=as_tenant(one)).status_code == 200


def test_spent_minute_shows_in_the_headers(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["rate_limited_by_the_minute"])
    answer = wire.get(f"{API}/Organisation", headers=as_tenant(clinic))
    assert (answer.status_code, answer.headers["X-MinLimit-Remaining"]) == (429, "0")
    assert answer.headers["X-Rate-Limit-Problem"] == "minute"


def test_sixth_call_at_one_time_is_one_too_many(clock: Clock) -> None:
    world = make_world(clock)
    clinic, go = world.create(latency_ms=1), Event()

    def sleep(seconds: float) -> None:
        go.wait(10)

    world.sleep = sleep
    with serve(sandbox_app(world)) as base, ThreadPoolExecutor(5) as crew:
        url, headers = f"{base}{API}/Organisation", as_tenant(clinic)
        waiting = [crew.submit(httpx.get, url, headers=headers, trust_env=False) for _ in range(5)]
        _until(lambda: clinic.meter.busy == 5)
        extra = httpx.get(url, headers=headers, trust_env=False)
        go.set()
        assert {one.result().status_code for one in waiting} == {200}
    assert (extra.status_code, extra.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in extra.headers
    assert clinic.meter.busy == 0


def _until(true: Callable[[], bool]) -> None:
    pause = Event()
    for _ in range(1000):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it never came")
