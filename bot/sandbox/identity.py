"""Xero's identity server: refreshing and revoking tokens."""

from flask import Blueprint, Response, request

from bot.sandbox.consents import ACCESS_LIFE, Tokens
from bot.sandbox.wire import answer
from bot.sandbox.world import World


def identity(world: World) -> Blueprint:
    """The routes `/connect/token` (grant `refresh_token` alone) and `/connect/revocation`."""
    pages = Blueprint("identity", __name__)

    @pages.post("/connect/token")
    def token() -> Response:
        if not _is_our_client(world):
            return answer({"error": "invalid_client"}, 400)
        if request.form.get("grant_type") != "refresh_token":
            return answer({"error": "unsupported_grant_type"}, 400)
        tokens = _refreshed(world, request.form.get("refresh_token", ""))
        return answer(_token_body(tokens)) if tokens else answer({"error": "invalid_grant"}, 400)

    @pages.post("/connect/revocation")
    def revocation() -> Response:
        if not _is_our_client(world):
            return answer({"error": "invalid_client"}, 400)
        with world.lock:
            world.consents.revoke(request.form.get("token", ""))
        return Response("", 200)

    return pages


def _is_our_client(world: World) -> bool:
    if basic := request.authorization:
        sent = (basic.username, basic.password)
    else:
        sent = (request.form.get("client_id"), request.form.get("client_secret"))
    return sent == (world.client_id, world.client_secret)


def _refreshed(world: World, refresh_token: str) -> Tokens | None:
    with world.lock:
        holder = world.consents.holder(refresh_token)
    if holder is None:
        return None
    organisation = world.organisations[holder]
    world.visit(organisation)
    if organisation.situation.consent == "expired":
        return None
    with world.lock:
        return world.consents.refresh(refresh_token, now=world.now())


def _token_body(tokens: Tokens) -> dict[str, object]:
    return {
        "access_token": tokens.access_token,
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "token_type": "Bearer",
        "refresh_token": tokens.refresh_token,
        # One string, although the JWT inside carries an array: so does Xero.
        "scope": " ".join(tokens.scopes),
    }
