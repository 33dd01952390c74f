"""The levers, and what HearLink then tells the product."""

import hashlib
import hmac
from typing import Any

import httpx
import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey

from bot.sandbox.control import control
from bot.sandbox.host import Host
from bot.sandbox.scenarios import SCENARIOS
from bot.sandbox.server import sandbox_app
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant

SECRET = "a secret of the host and the product alone"


class Product:
    """Takes what the host sends, and remembers it."""

    def __init__(self) -> None:
        self.connections: list[tuple[str, Any]] = []
        self.events: list[Any] = []
        self.status = 204
        self.app = Flask("product")
        self.app.add_url_rule("/api/v1/connections/<org>", view_func=self._connect, methods=["PUT"])
        self.app.add_url_rule("/hooks/hearlink", view_func=self._hook, methods=["POST"])

    def _connect(self, org: str) -> tuple[str, int]:
        assert request.headers["Authorization"] == "Bearer host-key"
        self.connections.append((org, request.get_json()))
        return "", self.status

    def _hook(self) -> tuple[str, int]:
        seconds, proof = request.headers["X-HearLink-Signature"].split(",")
        signed = seconds.removeprefix("t=").encode() + b"." + request.data
        right = hmac.new(b"hook-secret", signed, hashlib.sha256).hexdigest()
        assert proof == f"v1={right}"
        assert request.headers["X-HearLink-Event"] == request.get_json()["type"]
        self.events.append((request.headers["X-HearLink-Delivery"], request.get_json()))
        return "", self.status

    def news(self) -> list[str]:
        """The numbers of the documents it was told of since it was last asked."""
        records = [event["data"] for _, event in self.events]
        self.events.clear()
        named = ("orderNumber", "creditNoteNumber", "transactionNumber")
        return [next(one[n] for n in named if n in one) for one in records]


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def levers(world: World, product: Product) -> FlaskClient:
    host = Host(
        product_url="http://product.test",
        host_key="host-key",
        identity_secret=SECRET,
        webhook_secret="hook-secret",
        audience="help",
        client=httpx.Client(transport=httpx.WSGITransport(app=product.app)),
    )
    app = Flask("levers")
    app.register_blueprint(control(world, host=host))
    return app.test_client()


def make(levers: FlaskClient, **wish: Any) -> Any:
    answer = levers.post("/sandbox/organisations", json=wish)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_scenarios_are_listed(levers: FlaskClient) -> None:
    listed = levers.get("/sandbox/scenarios").get_json()
    assert [one["id"] for one in listed] == list(SCENARIOS)
    assert listed[0].keys() == {"id", "title", "cause", "faults", "opening", "group", "repair"}
    assert all(one["repair"] or not one["faults"] for one in listed)


def test_new_organisation_is_handed_over_and_told_about(
    levers: FlaskClient, product: Product, world: World
) -> None:
    made = make(levers, scenario="consent-expired")
    clinic = world.organisations[made["organisation"]]
    [(org, body)] = product.connections
    assert (org, made["name"], made["faults"]) == (clinic.id, clinic.name, ["xero_consent_expired"])
    assert body["tenant_id"] == clinic.tenant_id
    assert body["expires_at"] == "2026-09-22T11:00:00+00:00"
    deliveries = [delivery for delivery, _ in product.events]
    assert len(set(deliveries)) == len({event["id"] for _, event in product.events}) == 24
    assert {event["organisation"] for _, event in product.events} == {clinic.id}
    numbers = [f"WH{n:05}" for n in range(29, 43)]
    paid = [f"T{n:05}" for n in (*range(29, 37), 38)]
    assert product.news() == [*numbers, "CN00007", *paid]


def test_list_of_invoices_says_which_of_them_are_in_xero(levers: FlaskClient) -> None:
    made = make(levers, scenario="consent-expired")
    listed = {one["number"]: one for one in made["invoices"]}
    assert next(iter(listed)) == "WH00042"
    assert (listed["WH00041"]["xero"], listed["WH00038"]["xero"]) == (None, "PAID")
    assert listed["WH00041"]["total"] == 239_500
    url = f"/sandbox/organisations/{made['organisation']}/repair"
    again = levers.post(url, json={"fault": "xero_consent_expired"}).get_json()
    repaired = {one["number"]: one["xero"] for one in again["invoices"]}
    assert repaired["WH00041"] == "AUTHORISED"


def test_list_of_invoices_says_whose_number_is_taken(levers: FlaskClient) -> None:
    made = make(levers, scenario="number-used-twice")
    taken = {one["number"]: one["xero"] for one in made["invoices"] if one["taken"]}
    assert taken == {"WH00041": None}


def test_identity_token_says_who_and_what_they_may(
    levers: FlaskClient, world: World, clock: Clock
) -> None:
    made = make(levers, faults=["hearlink_no_permission"])
    told = jwt.decode(made["identity_token"], OctKey.import_key(SECRET)).claims
    assert (told["org"], told["aud"]) == (made["organisation"], "help")
    assert told["exp"] - told["iat"] == 8 * 3600
    assert told["iat"] == clock().timestamp()
    assert {"sub", "name", "email"} <= told.keys()
    assert "integrations.manage" not in told["permissions"]
    assert told["groups"] == ["Front Desk Team"]


def test_repair_tells_what_changed(levers: FlaskClient, product: Product) -> None:
    made = make(levers, faults=["xero_consent_expired", "missing_due_date"], latency_ms=5)
    product.news()
    url = f"/sandbox/organisations/{made['organisation']}/repair"
    answer = levers.post(url, json={"fault": "xero_consent_expired"}).get_json()
    assert answer["faults"] == ["missing_due_date"]
    assert product.news() == ["WH00042"]
    assert len(product.connections) == 2
    assert levers.post(url, json={"fault": "all"}).get_json()["faults"] == []
    assert product.news() == ["WH00041"]
    assert len(product.connections) == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/sandbox/organisations", {"scenario": "ghosts"}, 404, "NotFound"),
        ("/sandbox/organisations", {"faults": ["ghosts"]}, 400, "BadInput"),
        ("/sandbox/organisations", {"faults": "manual_mode"}, 400, "BadInput"),
        ("/sandbox/organisations", {"faults": [], "latency_ms": -1}, 400, "BadInput"),
        ("/sandbox/organisations", ["all-well"], 400, "BadInput"),
        ("/sandbox/organisations/org_none/repair", {"fault": "all"}, 404, "NotFound"),
    ],
)
def test_wrong_wishes_have_the_one_error_shape(
    levers: FlaskClient, path: str, body: Any, status: int, error: str
) -> None:
    answer = levers.post(path, json=body)
    told = answer.get_json()
    assert (answer.status_code, told["ok"], told["error"]) == (status, False, error)
    assert told["message"]


def test_fault_that_is_not_there_cannot_be_repaired(levers: FlaskClient) -> None:
    made = make(levers, scenario="all-well")
    url = f"/sandbox/organisations/{made['organisation']}/repair"
    assert levers.post(url, json={"fault": "manual_mode"}).status_code == 400


def test_product_that_refuses_is_named(levers: FlaskClient, product: Product) -> None:
    product.status = 503
    answer = levers.post("/sandbox/organisations", json={"scenario": "all-well"})
    assert (answer.status_code, answer.get_json()["error"]) == (502, "ProductRefused")


def test_levers_break_and_tell(levers: FlaskClient, product: Product) -> None:
    made = make(levers, faults=[])
    product.news()
    url = f"/sandbox/organisations/{made['organisation']}/break"
    assert levers.post(url, json={"fault": "manual_mode"}).get_json()["faults"] == ["manual_mode"]
    assert product.news() == ["WH00041", "WH00042"]
    assert levers.post(url, json={"fault": "gremlins"}).status_code == 400


def test_organisations_are_told_apart_and_share_a_user(levers: FlaskClient, world: World) -> None:
    first = make(levers, faults=[], distinct=True)["organisation"]
    second = make(levers, faults=[], distinct=True, beside=first)["organisation"]
    one, other = world.organisations[first], world.organisations[second]
    assert one.xero_user_id == other.xero_user_id
    assert one.tokens == other.tokens
    numbers = [{o.number for o in each.situation.invoices} for each in (one, other)]
    assert numbers[0].isdisjoint(numbers[1])
    wish = {"faults": [], "beside": "nobody"}
    assert levers.post("/sandbox/organisations", json=wish).status_code == 404


def test_never_connected_organisation_is_not_handed_over(
    levers: FlaskClient, product: Product
) -> None:
    made = make(levers, faults=["integration_never_set_up"])
    assert product.connections == []
    url = f"/sandbox/organisations/{made['organisation']}/repair"
    levers.post(url, json={"fault": "all"})
    assert [org for org, _ in product.connections] == [made["organisation"]]


def test_faults_are_listed_with_what_visitors_say(levers: FlaskClient) -> None:
    listed = levers.get("/sandbox/faults").get_json()
    assert listed[0].keys() == {"id", "title", "cause", "symptom", "about"}
    assert len(listed) >= 44


def test_failures_are_switched_on_and_off(levers: FlaskClient, world: World) -> None:
    wish = {"kind": "html", "path": "*/Invoices*", "times": 1}
    assert levers.post("/sandbox/failures", json=wish).status_code == 201
    assert len(world.failures.take("/xero/api.xro/2.0/Invoices", frozenset())) == 1
    assert levers.post("/sandbox/failures", json={"kind": "gremlins"}).status_code == 400
    assert levers.post("/sandbox/failures", json={"kind": "html", "x": 1}).status_code == 400
    levers.post("/sandbox/failures", json={"kind": "reset"})
    assert levers.delete("/sandbox/failures").status_code == 200
    assert world.failures.take("/anything", frozenset()) == []


def test_breaches_and_calls_can_be_read(levers: FlaskClient, world: World) -> None:
    first, second = world.create(), world.create()
    wire = sandbox_app(world).test_client()
    path = "/xero/api.xro/2.0/Organisation"
    wire.get(path, headers=as_tenant(first))
    wire.get(path, headers=as_tenant(first) | {"xero-tenant-id": second.tenant_id})
    [breach] = levers.get("/sandbox/breaches").get_json()
    assert (breach["bearer_of"], breach["tenant_of"]) == (first.id, second.id)
    assert (breach["what"], breach["at"]) == ("tenant", "2026-11-22T10:30:00.000Z")
    log = levers.get("/sandbox/log").get_json()
    assert [one["what"] for one in log][:2] == [f"GET {path}"] * 2
    assert all(one["came"] <= one["went"] for one in log)
    told = levers.get("/sandbox/calls").get_json()
    assert told[first.id] == {"calls": {f"GET {path}": 2}, "refreshes": 0}
    assert told[second.id] == {"calls": {}, "refreshes": 0}
