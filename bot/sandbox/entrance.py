"""What happens to every request before and after its answer: counted, watched, made to fail."""

import select
import socket
from collections.abc import Callable

from flask import Flask, Response, g, request

from bot.sandbox import quota
from bot.sandbox.failures import SPOILS, Failure, Kind
from bot.sandbox.spoil import spoilt
from bot.sandbox.watch import Asked, Breach
from bot.sandbox.wire import OFFLINE, WEB_PAGE, Cut, answer, fault, plain
from bot.sandbox.world import World

SLICE = 0.1
"""How often, in seconds, a hanging answer looks whether the caller is still there."""


def watch(app: Flask, world: World) -> None:
    """Put the watch before all routes of the app."""
    # Otherwise Flask would answer 500 where the connection is meant to be cut.
    app.config["PROPAGATE_EXCEPTIONS"] = True

    @app.before_request
    def arrive() -> Response | None:
        g.came = world.now()
        bearer, others = _callers(world)
        with world.lock:
            _note(world, bearer)
            g.failures = world.failures.take(request.path, bearer | others)
        return _failed(world, g.failures)

    @app.after_request
    def leave(response: Response) -> Response:
        for failure in getattr(g, "failures", ()):
            if failure.kind in SPOILS:
                response = spoilt(response, failure.kind)
        return response

    @app.teardown_request
    def done(_: BaseException | None) -> None:
        while releases := g.get("releases"):
            releases.pop()()
        asked = Asked(f"{request.method} {request.path}", g.came, world.now())
        with world.lock:
            world.watch.log.append(asked)


def when_done(release: Callable[[], None]) -> None:
    """Have this called when the request is over, however it ends."""
    g.setdefault("releases", []).append(release)


def _callers(world: World) -> tuple[frozenset[str], frozenset[str]]:
    """Whose access token this is, and whom the request is about in other ways."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    bearer = world.bearer(token) if kind.lower() == "bearer" else None
    theirs = bearer.organisations if bearer and not bearer.app else frozenset[str]()
    about = set()
    if refresh_token := request.form.get("refresh_token"):
        with world.lock:
            holder = world.consents.holder(refresh_token)
        about |= set(holder.connections) if holder else set()
    if named := request.args.get("org"):
        about.add(named)
    return theirs, frozenset(about)


def _note(world: World, theirs: frozenset[str]) -> None:
    if not theirs:
        return
    tenant = world.by_tenant(request.headers.get("xero-tenant-id", ""))
    called = [tenant.id] if tenant and tenant.id in theirs else sorted(theirs)
    for one in called:
        world.watch.call(one, f"{request.method} {request.path}")
    foreign = list(world.watch.foreign(theirs, _said()))
    # An unknown tenant id is a slip; a neighbour's is what must never happen.
    if tenant and tenant.id not in theirs:
        foreign.insert(0, (tenant.id, "tenant"))
    for owner, what in foreign:
        breach = Breach(min(theirs), owner, request.path, world.now(), what)
        world.watch.breaches.append(breach)


def _said() -> str:
    body = request.get_data(as_text=True) if request.method in {"PUT", "POST"} else ""
    return f"{request.path} {request.query_string.decode()} {body}"


def _failed(world: World, failures: list[Failure]) -> Response | None:
    for failure in failures:
        if failure.kind == Kind.LATENCY:
            world.sleep(failure.seconds)
        elif failure.kind == Kind.HANG:
            _hang(world, failure.seconds)
        elif failure.kind not in SPOILS:
            return _instead(world, failure)
    return None


def _instead(world: World, failure: Failure) -> Response:
    """The answer that comes in place of the right one."""
    match failure.kind:
        case Kind.RESET:
            raise Cut
        case Kind.HTML:
            return plain(WEB_PAGE, failure.status or 503)
        case Kind.EMPTY:
            return plain("", failure.status or 503)
        case Kind.ERROR:
            return fault(world.new_id())
        case Kind.OFFLINE:
            return plain(OFFLINE, 503)
        case Kind.LIMIT:
            return plain("", 429, quota.refusal(failure.problem, world.now()))
        case _:
            return answer("You are not permitted to access this resource", failure.status or 403)


def _hang(world: World, seconds: float) -> None:
    left = seconds
    while left > 0:
        world.sleep(min(SLICE, left))
        left -= SLICE
        if _has_left():
            raise Cut


def _has_left() -> bool:
    """Whether the caller gave up; in a test without a socket nobody ever does."""
    wire: socket.socket | None = request.environ.get("werkzeug.socket")
    if wire is None or not select.select([wire], [], [], 0)[0]:
        return False
    try:
        return not wire.recv(1, socket.MSG_PEEK)
    except OSError:
        return True
