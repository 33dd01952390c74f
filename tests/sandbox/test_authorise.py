"""Connecting: the consent page, the code, and what one user's consents have in common."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.sandbox.codes import challenge_of
from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant
from tests.sandbox.test_identity import CLIENT, claims, refresh

PAGE = "/identity/connect/authorize"
TOKEN = "/identity/connect/token"
BACK = "https://product.test/xero/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
ORGANISATION = "/xero/api.xro/2.0/Organisation"
READ_ONLY = "openid profile email offline_access accounting.settings.read accounting.invoices.read"


@pytest.fixture(autouse=True)
def registered(world: World) -> None:
    world.redirect_uris.add(BACK)


def asked(**changes: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": "client",
        "redirect_uri": BACK,
        "scope": READ_ONLY,
        "state": "s-1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }


def allow(wire: FlaskClient, *clinics: Organisation, **changes: str) -> TestResponse:
    form: dict[str, Any] = asked(**changes) | {"answer": "allow"}
    return wire.post(PAGE, data=form | {"tenant": [one.tenant_id for one in clinics]})


def told(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    place = urlsplit(answer.location)
    assert f"{place.scheme}://{place.netloc}{place.path}" == BACK
    return {name: values[0] for name, values in parse_qs(place.query).items()}


def exchange(wire: FlaskClient, code: str, **changes: str) -> TestResponse:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **CLIENT}
    return wire.post(TOKEN, data=form | {"code_verifier": VERIFIER} | changes)


def connect(wire: FlaskClient, *clinics: Organisation, **changes: str) -> Any:
    answer = exchange(wire, told(allow(wire, *clinics, **changes))["code"])
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_page_lists_organisations_and_scopes(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    second = world.create()
    page = wire.get(PAGE, query_string=asked(state='"><script>'))
    assert page.status_code == 200
    for text in (clinic.name, second.tenant_id, "accounting.invoices.read", "Allow access"):
        assert text in page.text
    assert "<script>" not in page.text


def test_allowing_ends_in_tokens_that_work(wire: FlaskClient, clinic: Organisation) -> None:
    answer = told(allow(wire, clinic))
    assert (answer["state"], answer["scope"]) == ("s-1", READ_ONLY)
    pair = exchange(wire, answer["code"]).get_json()
    assert claims(pair["id_token"])["xero_userid"] == clinic.xero_user_id
    assert pair["refresh_token"]
    assert set(READ_ONLY.split()) <= set(pair["scope"].split())
    reply = wire.get(ORGANISATION, headers=as_tenant(clinic, pair["access_token"]))
    assert reply.status_code == 200
    assert refresh(wire, pair["refresh_token"])[0] == 200


def test_denying_goes_back_without_a_code(wire: FlaskClient, clinic: Organisation) -> None:
    answer = told(wire.post(PAGE, data=asked() | {"answer": "deny"}))
    assert answer == {"error": "access_denied", "state": "s-1"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"client_id": "stranger"}, "unauthorized_client : Unknown client"),
        ({"redirect_uri": "https://evil.test/"}, "unauthorized_client : Invalid redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid everything"}, "unauthorized_client : Invalid scope for client"),
        ({"scope": ""}, "unauthorized_client : Invalid scope for client"),
        ({"state": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request : code challenge required"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_wrong_request_never_leaves_the_page(
    wire: FlaskClient, clinic: Organisation, change: dict[str, str], words: str
) -> None:
    for answer in (wire.get(PAGE, query_string=asked(**change)), allow(wire, clinic, **change)):
        assert answer.status_code == 500
        assert words in answer.text


def test_app_of_one_family_may_not_ask_for_the_other(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    broad = {"scope": "openid accounting.transactions.read"}
    assert allow(wire, clinic, **broad).status_code == 302
    world.families = frozenset({"granular"})
    assert allow(wire, clinic, **broad).status_code == 500
    world.families = frozenset({"broad"})
    assert allow(wire, clinic).status_code == 500


def test_code_works_once(wire: FlaskClient, clinic: Organisation) -> None:
    code = told(allow(wire, clinic))["code"]
    assert exchange(wire, code).status_code == 200
    again = exchange(wire, code)
    assert (again.status_code, again.data) == (400, b'{"error":"invalid_grant"}')


def test_code_lives_for_five_minutes(wire: FlaskClient, clinic: Organisation, clock: Clock) -> None:
    code = told(allow(wire, clinic))["code"]
    clock.move(minutes=5, seconds=1)
    assert exchange(wire, code).status_code == 400


@pytest.mark.parametrize(
    "change",
    [{"code_verifier": "wrong" * 12}, {"code_verifier": ""}, {"redirect_uri": f"{BACK}/"}],
)
def test_code_needs_its_verifier_and_address(
    wire: FlaskClient, clinic: Organisation, change: dict[str, str]
) -> None:
    code = told(allow(wire, clinic))["code"]
    assert exchange(wire, code, **change).get_json() == {"error": "invalid_grant"}


def test_without_offline_access_there_is_no_refresh_token(wire: FlaskClient, world: World) -> None:
    clinic = world.create()
    with world.lock:
        world.consents.revoke(clinic.tokens.refresh_token)
    assert "refresh_token" not in connect(wire, clinic, scope="openid accounting.settings.read")


def test_new_consent_of_the_same_user_replaces_the_set(
    wire: FlaskClient, clinic: Organisation
) -> None:
    old = clinic.tokens
    pair = connect(wire, clinic)
    assert refresh(wire, old.refresh_token) == (400, {"error": "invalid_grant"})
    stale = wire.get(ORGANISATION, headers=as_tenant(clinic, old.access_token))
    assert stale.status_code == 401
    assert clinic.tokens.access_token == pair["access_token"]


def test_consents_only_add_up(wire: FlaskClient, clinic: Organisation) -> None:
    connect(wire, clinic, scope="openid")
    assert "accounting.invoices" in clinic.tokens.scopes


def test_user_of_two_organisations_reaches_both_with_one_token(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    second, stranger = world.create(beside=clinic), world.create()
    pair = connect(wire, clinic, second)
    headers = as_tenant(clinic, pair["access_token"])
    listed = wire.get("/xero/connections", headers=headers).get_json()
    assert [one["tenantId"] for one in listed] == [clinic.tenant_id, second.tenant_id]
    assert len({one["authEventId"] for one in listed}) == 1
    for one in (clinic, second):
        reply = wire.get(ORGANISATION, headers=as_tenant(one, pair["access_token"]))
        assert reply.get_json()["Organisations"][0]["OrganisationID"] == one.tenant_id
    assert world.breaches == []
    reply = wire.get(ORGANISATION, headers=as_tenant(stranger, pair["access_token"]))
    assert reply.status_code == 403
    assert [one.tenant_of for one in world.breaches] == [stranger.id]


def test_organisations_of_two_users_cannot_be_chosen_together(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    assert allow(wire, clinic, world.create()).status_code == 500
    assert allow(wire).status_code == 500


def test_one_connection_is_ended_and_the_other_stays(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    second = world.create(beside=clinic)
    headers = as_tenant(clinic)
    [first, _] = wire.get("/xero/connections", headers=headers).get_json()
    place = f"/xero/connections/{first['id']}"
    assert wire.delete(place, headers=as_tenant(world.create())).status_code == 404
    assert wire.delete(place, headers=headers).status_code == 204
    assert wire.delete(place, headers=headers).status_code == 404
    [left] = wire.get("/xero/connections", headers=headers).get_json()
    assert left["tenantId"] == second.tenant_id
    assert wire.get(ORGANISATION, headers=headers).status_code == 403
    assert wire.get(ORGANISATION, headers=as_tenant(second)).status_code == 200


def test_app_token_lists_every_connection_and_reads_nothing(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    world.create()
    form = {"grant_type": "client_credentials", "scope": "app.connections"}
    pair = wire.post(TOKEN, data=form, auth=("client", "hush")).get_json()
    headers = as_tenant(clinic, pair["access_token"])
    assert len(wire.get("/xero/connections", headers=headers).get_json()) == 2
    assert wire.get(ORGANISATION, headers=headers).status_code == 403
    refused = wire.post(TOKEN, data=form | {"scope": "accounting.invoices"} | CLIENT)
    assert refused.get_json() == {
        "error": "invalid_scope",
        "error_description": "Client credentials scope validation failed",
    }


def test_unknown_grant_is_named(wire: FlaskClient) -> None:
    answer = wire.post(TOKEN, data={"grant_type": "password", **CLIENT})
    assert (answer.status_code, answer.get_json()) == (400, {"error": "unsupported_grant_type"})


@pytest.mark.parametrize("fault", ["xero_consent_expired", "xero_disconnected", "scope_missing"])
def test_connecting_anew_mends_what_a_consent_mends(
    wire: FlaskClient, world: World, fault: str
) -> None:
    broken = world.create([fault, "manual_mode"])
    scope = f"{READ_ONLY} accounting.invoices"
    pair = connect(wire, broken, scope=scope)
    assert broken.faults == ("manual_mode",)
    reply = wire.get("/xero/api.xro/2.0/Invoices", headers=as_tenant(broken, pair["access_token"]))
    assert reply.status_code == 200
