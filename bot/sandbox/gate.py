"""Who may pass to Xero's API: token, tenant, consent, scope and quota, refused as Xero refuses."""

from typing import NoReturn

from flask import abort, request

from bot.sandbox import quota
from bot.sandbox.consents import Bearer
from bot.sandbox.entrance import when_done
from bot.sandbox.organisation import Organisation
from bot.sandbox.wire import OFFLINE, WEB_PAGE, Headers, answer, fault, plain, problem
from bot.sandbox.world import World

BROAD = {
    "accounting.invoices": "accounting.transactions",
    "accounting.payments": "accounting.transactions",
}
"""The family of scopes that old consents have, for those that new ones have."""


def admit_bearer(world: World) -> Bearer:
    """Whose living token this is; otherwise 401, or 503 while Xero is down for them."""
    bearer = _genuine(world)
    theirs = _organisations(world, bearer)
    if theirs and not bearer.app:
        world.visit(theirs[0])
    _check_alive(world, bearer, theirs)
    return bearer


def admit(world: World, *, scope: str, write: bool = False) -> tuple[Organisation, Headers]:
    """The organisation a tenant call may reach, and the rate-limit headers of its answer."""
    bearer = _genuine(world)
    theirs = _organisations(world, bearer)
    wanted = request.headers.get("xero-tenant-id")
    organisation = next((one for one in theirs if one.tenant_id == wanted), None)
    if organisation and not bearer.app:
        _enter(world, organisation)
    elif theirs:
        world.visit(theirs[0])
    _check_alive(world, bearer, theirs)
    if organisation is None or bearer.app or organisation.situation.reach:
        refuse(world, 403, "AuthenticationUnsuccessful")
    if not _covers(bearer.scopes, organisation, scope, write=write):
        unscoped = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
        refuse(world, 401, "AuthorizationUnsuccessful", unscoped)
    headers = _spend(world, organisation)
    _check_service(world, organisation)
    return organisation, headers


def refuse(world: World, status: int, detail: str, headers: Headers | None = None) -> NoReturn:
    """End the request with Xero's one shape of 400, 401 and 403."""
    title = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden"}[status]
    abort(answer(problem(title, status, detail, world.new_id()), status, headers))


def _genuine(world: World) -> Bearer:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    bearer = world.bearer(token) if kind.lower() == "bearer" else None
    return bearer or refuse(world, 401, "AuthenticationUnsuccessful")


def _organisations(world: World, bearer: Bearer) -> list[Organisation]:
    return [world.organisations[one] for one in sorted(bearer.organisations)]


def _check_alive(world: World, bearer: Bearer, theirs: list[Organisation]) -> None:
    situations = [] if bearer.app else [one.situation for one in theirs]
    if any("xero" in one.trouble for one in situations):
        abort(plain(OFFLINE, 503))
    dead = not bearer.current or any(one.consent == "expired" for one in situations)
    now = world.now()
    if dead or bearer.expires_at <= now:
        at = min(bearer.expires_at, now)
        refuse(world, 401, f"TokenExpired: token expired at {at:%d/%m/%Y %H:%M:%S}")


def _check_service(world: World, organisation: Organisation) -> None:
    trouble = organisation.situation.trouble
    if "offline" in trouble:
        abort(plain(OFFLINE, 503))
    if "errors" in trouble:
        abort(fault(world.new_id()))
    if "html" in trouble:
        abort(plain(WEB_PAGE, 503))


def _covers(
    granted: tuple[str, ...], organisation: Organisation, scope: str, *, write: bool
) -> bool:
    missing = organisation.situation.missing_scopes
    families = {one for one in (scope, BROAD.get(scope)) if one and one not in missing}
    enough = families if write else families | {f"{one}.read" for one in families}
    return not enough.isdisjoint(granted)


def _enter(world: World, organisation: Organisation) -> None:
    """Count the call as under way, and wait as long as this organisation's answers take."""
    meter = organisation.meter

    def leave() -> None:
        with world.lock:
            meter.busy -= 1

    with world.lock:
        meter.busy += 1
        crowded = meter.busy > world.limits.at_once
    when_done(leave)
    if crowded:
        abort(plain("", 429, quota.refusal("concurrent", world.now())))
    world.visit(organisation)


def _spend(world: World, organisation: Organisation) -> Headers:
    now, emptied = world.now(), organisation.situation.spent
    with world.lock:
        meter, app = organisation.meter, world.app
        meter.count(now)
        app.count(now)
        problem_ = quota.spent(meter, app, world.limits, emptied)
        headers = quota.headers(meter, app, world.limits, emptied)
    if problem_:
        abort(plain("", 429, {**headers, **quota.refusal(problem_, now)}))
    return headers
