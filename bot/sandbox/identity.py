"""Xero's identity server: tokens for codes, for refresh tokens, for the app; and taking back."""

from flask import Blueprint, Response, request

from bot.sandbox.consents import ACCESS_LIFE, APP_SCOPE, Tokens
from bot.sandbox.wire import answer
from bot.sandbox.world import World

INVALID_SCOPE = {
    "error": "invalid_scope",
    "error_description": "Client credentials scope validation failed",
}


def identity(world: World) -> Blueprint:
    """The routes `/connect/token` and `/connect/revocation`."""
    pages = Blueprint("identity", __name__)
    grants = {
        "authorization_code": _by_code,
        "refresh_token": _by_refresh,
        "client_credentials": _for_the_app,
    }

    @pages.post("/connect/token")
    def token() -> Response:
        if not _is_our_client(world):
            return answer({"error": "invalid_client"}, 400)
        grant = grants.get(request.form.get("grant_type", ""))
        if grant is None:
            return answer({"error": "unsupported_grant_type"}, 400)
        return grant(world)

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


def _by_code(world: World) -> Response:
    form, now = request.form, world.now()
    with world.lock:
        granted = world.codes.redeem(
            form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""),
            now=now,
        )
        if granted is None:
            return answer({"error": "invalid_grant"}, 400)
        tokens = world.consents.grant(
            granted.organisations, granted.user_id, at=now, scopes=granted.scopes
        )
        body = _token_body(tokens)
        if "openid" in granted.scopes:
            id_token = world.consents.id_token(granted.user_id, at=now, nonce=granted.nonce)
            body = {"id_token": id_token} | body
        world.share(granted.user_id, tokens)
    return answer(body)


def _by_refresh(world: World) -> Response:
    refresh_token = request.form.get("refresh_token", "")
    with world.lock:
        holder = world.consents.holder(refresh_token)
    if holder is None:
        return answer({"error": "invalid_grant"}, 400)
    theirs = [world.organisations[one] for one in holder.connections]
    for one in theirs:
        world.watch.refresh(one.id)
    if theirs:
        world.visit(theirs[0])
    if any(one.situation.consent == "expired" for one in theirs):
        return answer({"error": "invalid_grant"}, 400)
    with world.lock:
        tokens = world.consents.refresh(refresh_token, now=world.now())
    return answer(_token_body(tokens)) if tokens else answer({"error": "invalid_grant"}, 400)


def _for_the_app(world: World) -> Response:
    if request.form.get("scope", "") != APP_SCOPE:
        return answer(INVALID_SCOPE, 400)
    with world.lock:
        return answer(_token_body(world.consents.app_token(at=world.now())))


def _token_body(tokens: Tokens) -> dict[str, object]:
    body: dict[str, object] = {
        "access_token": tokens.access_token,
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "token_type": "Bearer",
    }
    if tokens.refresh_token:
        body["refresh_token"] = tokens.refresh_token
    # One string, although the JWT inside carries an array: so does Xero.
    return body | {"scope": " ".join(tokens.scopes)}
