"""A consent is renewed once, saved before use, replaced by nobody, and shown to nobody."""

import logging
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import pytest
from structlog.testing import capture_logs
from werkzeug.wrappers import Request, Response

from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.errors import Reason
from bot.adapters.xero.looks import xero_looks
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError, Refused, Unavailable
from bot.domain.facts import CheckId
from bot.ports.connections import Connection, Refresher, Tokens
from bot.ports.people import OrganisationId
from tests.adapters.wire import Wire, serving, told
from tests.adapters.xero_answers import HTML, NOW, TENANT, WILLOW, consent, refusal, target
from tests.fakes import FakeConnections

TOKEN = "/connect/token"
FRESH = {"access_token": "access-new", "refresh_token": "refresh-new", "expires_in": 1800}
GONE = {"error": "invalid_grant"}
CONNECTED = [{"tenantId": TENANT}]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running.on("/connections", told(CONNECTED))


@pytest.fixture
def stored() -> FakeConnections:
    connections = FakeConnections()
    connections.save(WILLOW, consent(lives=-1), now=NOW)
    return connections


def settings(wire: Wire) -> XeroSettings:
    return XeroSettings(
        client_id="app",
        client_secret="hush-hush",
        api_url=wire.url,
        identity_url=wire.url,
        status_urls=(),
        timeout=(0.5, 0.3),
    )


def connected(wire: Wire, stored: FakeConnections) -> str:
    look = xero_looks(settings(wire), stored, sleep=lambda _: None)[CheckId("xero_connection")]
    (finding,) = look(target(), now=NOW)
    return finding.value


def bearers(wire: Wire) -> list[str]:
    asked = [request for request in wire.asked if request.path.lower() == "/connections"]
    return [request.headers["Authorization"].removeprefix("Bearer ") for request in asked]


def test_an_expired_token_is_renewed_before_the_call(wire: Wire, stored: FakeConnections) -> None:
    wire.on(TOKEN, told(FRESH))
    assert connected(wire, stored) == "connected"
    assert wire.paths() == [TOKEN, "/connections"]
    assert bearers(wire) == ["access-new"]
    assert wire.asked[0].form.to_dict() == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-willow",
        "client_id": "app",
        "client_secret": "hush-hush",
    }


def test_a_consent_that_no_key_opens_is_one_look_that_failed(
    wire: Wire, stored: FakeConnections
) -> None:
    stored.locked.add(WILLOW)
    with pytest.raises(Unavailable, match="cannot be read"), capture_logs() as logs:
        connected(wire, stored)
    assert [(one["log_level"], one["organisation"]) for one in logs] == [("error", WILLOW)]
    assert "access-" not in str(logs)
    assert wire.asked == []


def test_new_tokens_are_saved_before_they_are_used(wire: Wire, stored: FakeConnections) -> None:
    saved_at_use: list[str] = []

    def use(_: Request) -> Response:
        connection = stored.find(WILLOW)
        saved_at_use.append(connection.tokens.refresh_token if connection else "")
        return told(CONNECTED)

    wire.on(TOKEN, told(FRESH)).on("/connections", use)
    assert connected(wire, stored) == "connected"
    assert saved_at_use == ["refresh-new"]


def test_a_spent_refresh_token_is_an_expired_connection(
    wire: Wire, stored: FakeConnections
) -> None:
    wire.on(TOKEN, told(GONE, 400))
    assert connected(wire, stored) == "expired"
    assert wire.paths() == [TOKEN]


@pytest.mark.parametrize(
    "reply",
    [told({"error": "invalid_client"}, 400), Response(HTML, 200), Response(HTML, 503), None],
)
def test_any_other_failure_to_renew_is_unknown(
    wire: Wire, stored: FakeConnections, reply: Response | None
) -> None:
    wire.on(TOKEN, reply or wire.hang)
    with pytest.raises(Unavailable):
        connected(wire, stored)
    assert wire.paths() == [TOKEN]


def test_a_token_that_xero_rejects_is_renewed_once(wire: Wire) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)

    def only_new(request: Request) -> Response:
        new = request.headers["Authorization"] == "Bearer access-new"
        return told(CONNECTED) if new else told(refusal(401, "TokenExpired: token expired"), 401)

    wire.on("/connections", only_new).on(TOKEN, told(FRESH))
    assert connected(wire, stored) == "connected"
    assert wire.paths() == ["/connections", TOKEN, "/connections"]


def test_a_token_that_is_rejected_again_is_an_expired_connection(
    wire: Wire, stored: FakeConnections
) -> None:
    wire.on(TOKEN, told(FRESH))
    wire.on("/connections", told(refusal(401, "TokenExpired: token expired"), 401))
    assert connected(wire, stored) == "expired"


def test_eight_threads_with_one_expired_token_make_one_refresh(wire: Wire) -> None:
    waiting, saved = Event(), Event()

    class Watched(FakeConnections):
        def replace(self, old: Connection, tokens: Tokens, *, now: datetime) -> Connection | None:
            connection = super().replace(old, tokens, now=now)
            saved.set()
            return connection

    def slow(_: Request) -> Response:
        # Nobody is renewed before somebody else has had to wait.
        waiting.wait(5)
        return told(FRESH)

    def sleep(_: float) -> None:
        waiting.set()
        saved.wait(5)

    stored = Watched()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    wire.on(TOKEN, slow)
    patient = replace(settings(wire), timeout=(5.0, 5.0))
    look = xero_looks(patient, stored, sleep=sleep)[CheckId("xero_connection")]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: look(target(), now=NOW)[0].value, range(8)))
    assert found == ["connected"] * 8
    assert wire.paths().count(TOKEN) == 1
    assert set(bearers(wire)) == {"access-new"}


class Held(FakeConnections):
    """Somebody else holds the lease for a second; `during` happens while we wait."""

    during: Callable[[], object] = staticmethod(lambda: None)

    def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
        if now < NOW + timedelta(seconds=1):
            self.during()
            return False
        return super().claim_refresh(connection, now=now, lease=lease)


def held(during: Callable[[Held], object]) -> Held:
    stored = Held()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    stored.during = lambda: during(stored)
    return stored


def test_who_waits_takes_the_tokens_of_who_refreshed(wire: Wire) -> None:
    stored = held(lambda it: it.save(WILLOW, consent(name="theirs"), now=NOW))
    assert connected(wire, stored) == "connected"
    assert bearers(wire) == ["access-theirs"]
    assert TOKEN not in wire.paths()


def test_who_waits_takes_over_when_the_lease_ends(wire: Wire) -> None:
    wire.on(TOKEN, told(GONE, 400))
    assert connected(wire, held(lambda _: None)) == "expired"


def test_waiting_has_an_end(wire: Wire) -> None:
    class Stuck(FakeConnections):
        def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
            return False

    stored, slept = Stuck(), list[float]()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    look = xero_looks(settings(wire), stored, sleep=slept.append)[CheckId("xero_connection")]
    with pytest.raises(Unavailable):
        look(target(), now=NOW)
    assert 0 < sum(slept) < 15
    assert wire.asked == []


@pytest.mark.parametrize("reply", [told(FRESH), told(GONE, 400)])
def test_a_new_consent_given_meanwhile_is_kept(
    wire: Wire, stored: FakeConnections, reply: Response
) -> None:
    def meanwhile(_: Request) -> Response:
        stored.save(WILLOW, consent(name="anew"), now=NOW)
        return reply

    wire.on(TOKEN, meanwhile)
    assert connected(wire, stored) == "connected"
    assert bearers(wire) == ["access-anew"]
    newest = stored.find(WILLOW)
    assert newest is not None
    assert newest.tokens.refresh_token == "refresh-anew"


def test_a_new_consent_given_at_the_last_moment_is_kept(wire: Wire) -> None:
    class Overtaken(FakeConnections):
        def replace(self, old: Connection, tokens: Tokens, *, now: datetime) -> Connection | None:
            self.save(WILLOW, consent(name="anew"), now=now)
            return super().replace(old, tokens, now=now)

    stored = Overtaken()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    wire.on(TOKEN, told(FRESH))
    assert connected(wire, stored) == "connected"
    assert bearers(wire) == ["access-anew"]


def test_the_lease_outlasts_the_slowest_refresh(wire: Wire) -> None:
    leases: list[timedelta] = []

    class Timed(FakeConnections):
        def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
            leases.append(lease)
            return super().claim_refresh(connection, now=now, lease=lease)

    stored = Timed()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    wire.on(TOKEN, told(FRESH))
    patient = replace(settings(wire), timeout=(7.0, 30.0))
    xero_looks(patient, stored)[CheckId("xero_connection")](target(), now=NOW)
    assert leases
    assert min(leases) > timedelta(seconds=37)


def test_a_consent_removed_meanwhile_does_not_come_back(
    wire: Wire, stored: FakeConnections
) -> None:
    def meanwhile(_: Request) -> Response:
        stored.remove(WILLOW)
        return told(FRESH)

    wire.on(TOKEN, meanwhile)
    assert connected(wire, stored) == "expired"
    assert stored.find(WILLOW) is None


def handed_over(*, lives: int) -> FakeConnections:
    stored = FakeConnections()
    tokens = replace(consent(lives=lives), refreshed_by=Refresher.HOST)
    stored.save(WILLOW, tokens, now=NOW)
    return stored


def test_what_the_host_renews_is_used_to_its_very_end(wire: Wire) -> None:
    assert connected(wire, handed_over(lives=1)) == "connected"
    assert TOKEN not in wire.paths()


def test_what_the_host_renews_is_never_renewed_by_us(wire: Wire) -> None:
    with pytest.raises(Unavailable):
        connected(wire, handed_over(lives=0))
    assert wire.paths() == []
    wire.on("/connections", told(refusal(401, "TokenExpired: token expired"), 401))
    with pytest.raises(Unavailable):
        connected(wire, handed_over(lives=1800))
    assert wire.paths() == ["/connections"]


def test_what_the_host_handed_over_meanwhile_is_taken(wire: Wire) -> None:
    stored = handed_over(lives=1800)
    newer = replace(consent(name="theirs"), refreshed_by=Refresher.HOST)

    def meanwhile(request: Request) -> Response:
        if request.headers["Authorization"] == "Bearer access-theirs":
            return told(CONNECTED)
        stored.save(WILLOW, newer, now=NOW)
        return told(refusal(401, "TokenExpired: token expired"), 401)

    wire.on("/connections", meanwhile)
    assert connected(wire, stored) == "connected"
    assert TOKEN not in wire.paths()


SECRETS = ("access-willow", "refresh-willow", "access-new", "refresh-new", "hush-hush")


def tell(call: Callable[[], object]) -> str:
    """Everything that a crash report could show of it, all errors behind the error included."""
    try:
        return repr(call())
    except OutsideError as error:
        chain: list[BaseException] = [error]
        while (behind := chain[-1].__cause__ or chain[-1].__context__) is not None:
            chain.append(behind)
        shown = [f"{one!r} {one} {vars(one)}" for one in chain]
        return "".join([*shown, *traceback.format_exception(error)])


@pytest.fixture
def shown(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What a test adds here, and every log line, must not hold a secret."""
    caplog.set_level(logging.DEBUG)
    lines: list[str] = []
    yield lines
    # By name, because `records` holds those of the phase that runs now, and the test is over.
    logged = caplog.get_records("call")
    everything = "\n".join([*lines, *(str(vars(record)) for record in logged)])
    assert [secret for secret in SECRETS if secret in everything] == []


@pytest.mark.parametrize(
    "reply",
    [
        told(FRESH),
        told({**FRESH, "access_token": 7}),
        told(GONE, 400),
        told({"error": "invalid_client"}, 400),
        Response(HTML, 503),
        None,
    ],
)
def test_no_secret_of_a_refresh_shows(
    wire: Wire,
    stored: FakeConnections,
    shown: list[str],
    caplog: pytest.LogCaptureFixture,
    reply: Response | None,
) -> None:
    wire.on(TOKEN, reply or wire.hang)
    consents = Consents(settings(wire), stored, sleep=lambda _: None)
    old = consents.need(WILLOW)
    shown += [repr(settings(wire)), repr(consents), repr(old)]
    shown.append(tell(lambda: consents.usable(old, now=NOW)))
    assert "httpcore" in caplog.text


@pytest.mark.parametrize(
    "reply",
    [told(CONNECTED), told(refusal(401, "AuthorizationUnsuccessful"), 401), Response(HTML), None],
)
def test_no_secret_of_a_call_shows(
    wire: Wire, shown: list[str], caplog: pytest.LogCaptureFixture, reply: Response | None
) -> None:
    wire.on("/connections", reply or wire.hang)
    client = XeroClient(settings(wire))
    shown += [repr(client), tell(lambda: client.connections(consent()))]
    assert "urllib3" in caplog.text


def test_who_has_no_consent_is_refused(wire: Wire) -> None:
    consents = Consents(settings(wire), FakeConnections(), sleep=lambda _: None)
    with pytest.raises(Refused) as caught:
        consents.need(OrganisationId("nobody"))
    assert caught.value.reason == Reason.GRANT
