"""Xero is asked for a consent with PKCE, answered within bounds, and told when it ends."""

import logging
import time
import traceback
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.wrappers import Response

from bot.adapters.xero.oauth import XeroAuthoriser
from bot.adapters.xero.scopes import ConsentSettings, ScopeFamily
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError, Refused, Unavailable
from bot.ports.authorisations import Ending, Purpose, Tenant
from bot.ports.connections import Tokens
from tests.adapters.wire import Wire, serving, told
from tests.adapters.xero_answers import (
    HTML,
    NOW,
    TENANT,
    WILLOW,
    consent,
    refusal,
    xero_settings,
)
from tests.fakes import FakeConnections

CODE = "code-from-xero"
TOKEN, REVOCATION = "/connect/token", "/connect/revocation"
VERIFIER = "verifier-0123456789-0123456789-0123456789-x"
GIVEN = {
    "access_token": "access-new",
    "refresh_token": "refresh-new",
    "expires_in": 1800,
    "token_type": "Bearer",
    "scope": "openid offline_access accounting.settings.read",
}
ROW = {"id": "c-1", "tenantId": TENANT, "tenantType": "ORGANISATION", "tenantName": "Willow"}
OTHER = {**ROW, "id": "c-2", "tenantId": "another", "tenantName": "Oak"}
CONSENT = ConsentSettings(redirect_uri="https://assistant.example/xero/callback")


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running.on(TOKEN, told(GIVEN)).on("/connections", told([ROW]))


@pytest.fixture
def stored() -> FakeConnections:
    connections = FakeConnections()
    connections.save(WILLOW, consent(), now=NOW)
    return connections


def authoriser(
    wire: Wire, stored: FakeConnections | None = None, consent: ConsentSettings = CONSENT
) -> XeroAuthoriser:
    settings = xero_settings(wire)
    consents = Consents(settings, stored or FakeConnections(), sleep=lambda _: None)
    return XeroAuthoriser(settings, consent, consents)


def redeem(wire: Wire) -> Tokens:
    return authoriser(wire).redeem(CODE, verifier=VERIFIER, now=NOW)


def asked_for(wire: Wire, purpose: Purpose, family: ScopeFamily) -> list[str]:
    xero = authoriser(wire, consent=ConsentSettings(redirect_uri="x", family=family))
    query = parse_qs(urlsplit(xero.url(purpose, state="s", verifier=VERIFIER)).query)
    return query["scope"][0].split()


def test_the_address_has_all_that_xero_wants_and_not_the_verifier(wire: Wire) -> None:
    url = authoriser(wire).url(Purpose.LOOK, state="the-state", verifier=VERIFIER)
    assert url.startswith("https://login.xero.com/identity/connect/authorize?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query.pop("scope").split() == [
        "openid",
        "profile",
        "email",
        "offline_access",
        "accounting.settings.read",
        "accounting.contacts.read",
        "accounting.invoices.read",
    ]
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    assert query == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": "https://assistant.example/xero/callback",
        "state": "the-state",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize(
    ("family", "read", "write"),
    [
        (ScopeFamily.GRANULAR, "accounting.invoices.read", "accounting.invoices"),
        (ScopeFamily.BROAD, "accounting.transactions.read", "accounting.transactions"),
    ],
)
def test_leave_to_write_is_asked_for_only_for_a_test_invoice(
    wire: Wire, family: ScopeFamily, read: str, write: str
) -> None:
    looking = asked_for(wire, Purpose.LOOK, family)
    trying = asked_for(wire, Purpose.TEST_INVOICE, family)
    assert read in looking
    assert write not in looking
    assert trying == [*looking, write]


def test_a_code_becomes_tokens(wire: Wire) -> None:
    tokens = redeem(wire)
    assert tokens == Tokens(
        tenant_id="",
        access_token="access-new",
        refresh_token="refresh-new",
        expires_at=consent().expires_at,
        scopes=("openid", "offline_access", "accounting.settings.read"),
    )
    (request,) = wire.asked
    assert request.form.to_dict() == {
        "grant_type": "authorization_code",
        "code": CODE,
        "code_verifier": VERIFIER,
        "redirect_uri": "https://assistant.example/xero/callback",
    }
    kind, _, secret = request.headers["Authorization"].partition(" ")
    assert (kind, b64decode(secret)) == ("Basic", b"app:hush-hush")


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client", "invalid_scope"])
@pytest.mark.parametrize("more", [{}, {"error_description": "with words"}])
@pytest.mark.parametrize("status", [400, 401])
def test_a_refused_code_says_why(wire: Wire, error: str, more: dict[str, str], status: int) -> None:
    wire.on(TOKEN, told({"error": error, **more}, status))
    with pytest.raises(Refused) as caught:
        redeem(wire)
    assert caught.value.reason == error


def test_without_a_refresh_token_our_app_is_set_up_wrongly(wire: Wire) -> None:
    wire.on(TOKEN, told({**GIVEN, "refresh_token": None}))
    with pytest.raises(Refused) as caught:
        redeem(wire)
    assert caught.value.reason == "invalid_scope"


@pytest.mark.parametrize(
    "reply",
    [
        Response(HTML),
        Response(HTML, 503),
        Response(b"", 503),
        Response(HTML, 403),
        Response(b"[]"),
        Response(b'{"access_token": '),
        Response(b"", 302, {"Location": "https://evil.example/"}),
        told({}, 429, {"Retry-After": "86400"}),
        told({**GIVEN, "access_token": 7}),
        None,
    ],
)
def test_whatever_else_comes_is_no_answer_and_comes_soon(
    wire: Wire, reply: Response | None
) -> None:
    wire.on(TOKEN, reply or wire.hang)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        redeem(wire)
    assert time.monotonic() - began < 2
    assert len(wire.asked) == 1


@pytest.mark.parametrize("lives", [None, "1800", -1, 0, True, 10**9, {}])
def test_a_lifetime_that_cannot_be_is_not_believed(wire: Wire, lives: object) -> None:
    wire.on(TOKEN, told({**GIVEN, "expires_in": lives}))
    expected = 1 if lives is True else 1800
    assert (redeem(wire).expires_at - NOW).total_seconds() == expected


def test_organisations_are_listed_and_practices_are_not(wire: Wire) -> None:
    practice = {**OTHER, "tenantType": "PRACTICE"}
    nameless = {"id": "c", "tenantType": "organisation", "tenantId": "x", "tenantName": None}
    wire.on("/connections", told([ROW, practice, None, nameless, {"tenantId": None}]))
    assert authoriser(wire).tenants(consent()) == [
        Tenant(id=TENANT, name="Willow"),
        Tenant(id="x", name=""),
    ]
    assert wire.asked[0].headers["Authorization"] == "Bearer access-willow"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (told({}), Unavailable),
        (Response(HTML, 503), Unavailable),
        (told(refusal(403, "You are not permitted to access this resource"), 403), Refused),
    ],
)
def test_a_list_that_does_not_come_is_an_error(
    wire: Wire, reply: Response, error: type[OutsideError]
) -> None:
    wire.on("/connections", reply)
    with pytest.raises(error):
        authoriser(wire).tenants(consent())


def end(wire: Wire, stored: FakeConnections) -> Ending:
    connection = stored.find(WILLOW)
    assert connection is not None
    return authoriser(wire, stored).end(connection, now=NOW)[0]


def test_the_end_is_told_to_xero_in_order(wire: Wire, stored: FakeConnections) -> None:
    wire.on("/connections/c-1", Response(status=204)).on(REVOCATION, Response(status=200))
    assert end(wire, stored) is Ending.ENDED
    asked = [(request.method, request.path) for request in wire.asked]
    assert asked == [
        ("GET", "/connections"),
        ("DELETE", "/connections/c-1"),
        ("POST", REVOCATION),
    ]
    assert wire.asked[-1].form.to_dict() == {
        "token": "refresh-willow",
        "token_type_hint": "refresh_token",
    }


def test_a_consent_that_serves_others_is_not_revoked(wire: Wire, stored: FakeConnections) -> None:
    wire.on("/connections", told([OTHER, ROW])).on("/connections/c-1", Response(status=204))
    assert end(wire, stored) is Ending.SHARED
    assert (wire.paths()[-1], REVOCATION in wire.paths()) == ("/connections/c-1", False)


def test_an_expired_token_is_renewed_for_the_end(wire: Wire) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    wire.on("/connections/c-1", Response(status=204)).on(REVOCATION, Response(status=200))
    assert end(wire, stored) is Ending.ENDED
    assert wire.asked[-1].form["token"] == "refresh-new"


def test_what_was_renewed_for_the_end_is_what_was_ended(wire: Wire) -> None:
    stored = FakeConnections()
    old = stored.save(WILLOW, consent(lives=-1), now=NOW)
    wire.on("/connections/c-1", Response(status=204)).on(REVOCATION, Response(status=200))
    _, ended = authoriser(wire, stored).end(old, now=NOW)
    assert ended == stored.find(WILLOW) != old


def test_a_consent_that_xero_ended_before_needs_no_end(wire: Wire) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(lives=-1), now=NOW)
    wire.on(TOKEN, told({"error": "invalid_grant"}, 400))
    assert end(wire, stored) is Ending.ENDED


@pytest.mark.parametrize("path", ["/connections", "/connections/c-1", REVOCATION])
@pytest.mark.parametrize(
    "reply",
    [
        Response(HTML, 503),
        told({"error": "invalid_client"}, 400),
        told(refusal(401, "TokenExpired: token expired at 03/03/2020 09:46:07"), 401),
        None,
    ],
)
def test_an_end_that_xero_does_not_confirm_is_owned_up_to(
    wire: Wire, stored: FakeConnections, path: str, reply: Response | None
) -> None:
    wire.on("/connections/c-1", Response(status=204)).on(REVOCATION, Response(status=200))
    wire.on(path, reply or wire.hang)
    assert end(wire, stored) is Ending.UNTOLD


SECRETS = (CODE, VERIFIER, "hush-hush", "access-", "refresh-w", "refresh-n", "YXBwOmh1c2g")


@pytest.mark.parametrize(
    "reply",
    [told(GIVEN), told({"error": "invalid_grant"}, 400), Response(HTML, 503), Response(HTML), None],
)
def test_no_secret_shows_in_a_log_or_an_error(
    wire: Wire, caplog: pytest.LogCaptureFixture, reply: Response | None
) -> None:
    caplog.set_level(logging.DEBUG)
    wire.on(TOKEN, reply or wire.hang)
    shown = [repr(authoriser(wire))]
    try:
        shown.append(repr(redeem(wire)))
        authoriser(wire).tenants(consent())
    except OutsideError as error:
        shown += [repr(error), repr(vars(error)), *traceback.format_exception(error)]
    assert "httpcore" in caplog.text
    everything = "\n".join([*shown, *(str(vars(record)) for record in caplog.records)])
    assert [secret for secret in SECRETS if secret in everything] == []
