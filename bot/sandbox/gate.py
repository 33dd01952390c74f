"""Who may pass to Xero's API: token, tenant, consent, scope and quota, refused as Xero refuses."""

from datetime import datetime, timedelta
from typing import NoReturn

from flask import abort, request

from bot.sandbox.consents import Bearer
from bot.sandbox.wire import Headers, answer, plain
from bot.sandbox.world import Breach, Organisation, World

OFFLINE = "<html><body><h1>Service Unavailable</h1><p>The Organisation is offline</p></body></html>"
PER_MINUTE = 60
PER_DAY = {"STARTER": 1_000}
PER_DAY_USUALLY = 5_000
APP_PER_MINUTE = 10_000


def admit_bearer(world: World) -> tuple[Organisation, Bearer]:
    """Whose living token this is; otherwise 401, or 503 while Xero is down for them."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    bearer = world.bearer(token) if kind.lower() == "bearer" else None
    if bearer is None:
        refuse(world, 401, "AuthenticationUnsuccessful")
    organisation = world.organisations[bearer.organisation]
    _note_breach(world, organisation)
    world.visit(organisation)
    now = world.now()
    if not organisation.situation.online:
        abort(plain(OFFLINE, 503))
    dead = not bearer.current or organisation.situation.consent == "expired"
    if dead or bearer.expires_at <= now:
        at = min(bearer.expires_at, now)
        refuse(world, 401, f"TokenExpired: token expired at {at:%d/%m/%Y %H:%M:%S}")
    return organisation, bearer


def admit(world: World, *, scope: str) -> tuple[Organisation, Headers]:
    """The organisation a tenant call may read, and the rate-limit headers of its answer."""
    organisation, bearer = admit_bearer(world)
    foreign = request.headers.get("xero-tenant-id") != organisation.tenant_id
    if foreign or organisation.situation.consent == "disconnected":
        refuse(world, 403, "AuthenticationUnsuccessful")
    if not _covers(bearer.scopes, scope):
        unscoped = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
        refuse(world, 401, "AuthorizationUnsuccessful", unscoped)
    return organisation, _spend(world, organisation)


def refuse(world: World, status: int, detail: str, headers: Headers | None = None) -> NoReturn:
    """End the request with Xero's one shape of 401 and 403."""
    body: dict[str, object] = {
        "Type": None,
        "Title": {401: "Unauthorized", 403: "Forbidden"}[status],
        "Status": status,
        "Detail": detail,
        "Instance": world.new_id(),
        "Extensions": {},
    }
    abort(answer(body, status, headers))


def _note_breach(world: World, organisation: Organisation) -> None:
    # An unknown tenant id is a slip; a neighbour's is what must never happen.
    tenant = world.by_tenant(request.headers.get("xero-tenant-id", ""))
    if tenant is not None and tenant is not organisation:
        breach = Breach(organisation.id, tenant.id, request.path, world.now())
        with world.lock:
            world.breaches.append(breach)


def _covers(granted: tuple[str, ...], scope: str) -> bool:
    broad = "accounting.transactions" if scope == "accounting.invoices" else scope
    return not {scope, f"{scope}.read", broad, f"{broad}.read"}.isdisjoint(granted)


def _spend(world: World, organisation: Organisation) -> Headers:
    now, plan = world.now(), organisation.situation.plan
    with world.lock:
        meter = organisation.meter
        meter.count(now)
        minute_left = PER_MINUTE - meter.in_minute
        day_left = PER_DAY.get(plan, PER_DAY_USUALLY) - meter.in_day
    if organisation.situation.day_spent:
        day_left = -1
    headers = {
        "X-MinLimit-Remaining": str(max(minute_left, 0)),
        "X-DayLimit-Remaining": str(max(day_left, 0)),
        "X-AppMinLimit-Remaining": str(APP_PER_MINUTE - meter.in_minute),
    }
    if min(minute_left, day_left) < 0:
        problem = "day" if day_left < 0 else "minute"
        wait = {"X-Rate-Limit-Problem": problem, "Retry-After": str(_until_next(problem, now))}
        abort(plain("", 429, headers | wait))
    return headers


def _until_next(window: str, now: datetime) -> int:
    """Whole seconds until the next minute or the next UTC day."""
    if window == "minute":
        return 60 - now.second
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(1, round((midnight - now).total_seconds()))
