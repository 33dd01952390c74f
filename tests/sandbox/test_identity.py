"""How tokens live, rotate and end."""

import base64
import json
from typing import Any

from flask.testing import FlaskClient

from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant

CLIENT = {"client_id": "client", "client_secret": "hush"}


def refresh(wire: FlaskClient, token: str) -> tuple[int, Any]:
    form = {"grant_type": "refresh_token", "refresh_token": token, **CLIENT}
    answer = wire.post("/identity/connect/token", data=form)
    return answer.status_code, answer.get_json()


def claims(token: str) -> Any:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_refresh_gives_a_new_pair_that_works(
    wire: FlaskClient, clinic: Organisation, clock: Clock
) -> None:
    clock.move(minutes=31)
    status, pair = refresh(wire, clinic.tokens.refresh_token)
    assert (status, pair["expires_in"], pair["token_type"]) == (200, 1800, "Bearer")
    assert pair["refresh_token"] != clinic.tokens.refresh_token
    headers = as_tenant(clinic, pair["access_token"])
    assert wire.get("/xero/api.xro/2.0/Organisation", headers=headers).status_code == 200


def test_scope_is_a_string_outside_and_an_array_in_the_token(
    wire: FlaskClient, clinic: Organisation, clock: Clock
) -> None:
    _, pair = refresh(wire, clinic.tokens.refresh_token)
    inside = claims(pair["access_token"])
    assert pair["scope"].split(" ") == inside["scope"]
    assert inside["exp"] == clock().timestamp() + 1800
    assert inside["xero_userid"] == clinic.xero_user_id


def test_old_refresh_token_has_thirty_minutes_of_grace(
    wire: FlaskClient, clinic: Organisation, clock: Clock
) -> None:
    old = clinic.tokens.refresh_token
    assert refresh(wire, old)[0] == 200
    clock.move(minutes=29)
    assert refresh(wire, old)[0] == 200
    clock.move(minutes=2)
    assert refresh(wire, old) == (400, {"error": "invalid_grant"})


def test_unused_refresh_token_dies_after_sixty_days(
    wire: FlaskClient, clinic: Organisation, clock: Clock
) -> None:
    clock.move(days=61)
    answer = refresh(wire, clinic.tokens.refresh_token)
    assert answer == (400, {"error": "invalid_grant"})


def test_expired_consent_refuses_both_tokens_byte_for_byte(wire: FlaskClient, world: World) -> None:
    gone = world.create(["xero_consent_expired"])
    form = {
        "grant_type": "refresh_token",
        "refresh_token": gone.tokens.refresh_token,
        **CLIENT,
    }
    answer = wire.post("/identity/connect/token", data=form)
    assert (answer.status_code, answer.data) == (400, b'{"error":"invalid_grant"}')
    refused = wire.get("/xero/api.xro/2.0/Organisation", headers=as_tenant(gone))
    assert refused.get_json()["Detail"].startswith("TokenExpired: token expired at 22/09/2026")


def test_consent_that_expires_later_ends_living_tokens_too(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    world.break_(clinic, "xero_consent_expired")
    assert refresh(wire, clinic.tokens.refresh_token)[0] == 400
    assert wire.get("/xero/connections", headers=as_tenant(clinic)).status_code == 401


def test_new_consent_ends_the_earlier_pair(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["xero_consent_expired"])
    old = clinic.tokens
    world.repair(clinic, "xero_consent_expired")
    assert refresh(wire, old.refresh_token)[0] == 400
    assert refresh(wire, clinic.tokens.refresh_token)[0] == 200
    assert wire.get("/xero/connections", headers=as_tenant(clinic)).get_json() != []


def test_revoked_consent_is_over(wire: FlaskClient, clinic: Organisation) -> None:
    form = {"token": clinic.tokens.refresh_token, **CLIENT}
    assert wire.post("/identity/connect/revocation", data=form).status_code == 200
    assert refresh(wire, clinic.tokens.refresh_token)[0] == 400
    assert wire.get("/xero/connections", headers=as_tenant(clinic)).status_code == 401


def test_stranger_gets_invalid_client(wire: FlaskClient, clinic: Organisation) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": clinic.tokens.refresh_token}
    answer = wire.post("/identity/connect/token", data=form, auth=("client", "wrong"))
    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_client"})
    assert (
        wire.post("/identity/connect/token", data=form, auth=("client", "hush")).status_code == 200
    )
