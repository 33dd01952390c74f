"""Every failure that is known of Xero, on the wire: the right fact or unknown, soon, asked once."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from werkzeug.wrappers import Request, Response

from bot.adapters.xero.looks import xero_looks
from bot.adapters.xero.settings import XeroSettings
from bot.domain.errors import Limited, OutsideError, Refused, Unavailable
from bot.domain.facts import CheckId
from bot.ports.looks import Target
from tests.adapters.wire import Reply, Wire, serving, told
from tests.adapters.xero_answers import (
    ANSWERS,
    HTML,
    NOW,
    TENANT,
    WILLOW,
    consent,
    refusal,
    target,
    values,
    xero_settings,
)
from tests.fakes import FakeConnections

API = "/api.xro/2.0"
TOKEN, CONNECTIONS, ACTIONS = "/connect/token", "/connections", f"{API}/organisation/actions"
SOON = 5.0
"""Seconds within which every look is over here; its own limits add up to one."""

EVERYTHING = target(
    invoice_number="WH00041",
    mapping="Hearing Aids=200/OUTPUT2",
    payment_account_code="090",
    currency="EUR",
    fleeting={"invoice_date": "2026-10-01", "invoice_contact": "Ann Doe"},
)
ASKED = {
    "xero_access": (ACTIONS,),
    "xero_organisation": (f"{API}/organisation",),
    "xero_lock_dates": (f"{API}/organisation",),
    "xero_codes": (f"{API}/accounts", f"{API}/organisation", f"{API}/taxrates"),
    "xero_contact": (f"{API}/contacts",),
    "xero_invoice": (f"{API}/invoices",),
}
"""The looks that need the tenant, and what each asks first."""

BOOKS = [check for check in ASKED if check != "xero_access"]
EVERY_PATH = sorted({f"{API}/currencies", *(path for paths in ASKED.values() for path in paths)})
LISTED = told([{"tenantId": TENANT, "tenantName": "Willow Hearing"}])
NOT_PERMITTED = "You are not permitted to access this resource"
SCOPE = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
FAULT = {
    "Title": "An error occurred",
    "Detail": "An error occurred in Xero. Check the API Status page http://status.developer.xero.com",
    "Status": 500,
    "Instance": "d1",
}
VALIDATION = {
    "ErrorNumber": 10,
    "Type": "ValidationException",
    "Message": "A validation exception occurred",
    "Elements": [{"ValidationErrors": [{"Message": "Ann Doe is not valid"}]}],
}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


@dataclass
class Seen:
    """What a look gave, or the error that leaves its facts unknown."""

    facts: Mapping[str, str] = field(default_factory=dict)
    error: OutsideError | None = None


def look(
    wire: Wire,
    check: str,
    *,
    lives: int = 1800,
    at: Target = EVERYTHING,
    settings: XeroSettings | None = None,
    sleep: Callable[[float], None] = lambda _: None,
) -> Seen:
    stored = FakeConnections()
    stored.save(WILLOW, consent(lives=lives), now=NOW)
    chosen = xero_looks(settings or xero_settings(wire), stored, sleep=sleep)
    began = time.monotonic()
    try:
        return Seen(facts=values(chosen[CheckId(check)](at, now=NOW)))
    except OutsideError as error:
        return Seen(error=error)
    finally:
        assert time.monotonic() - began < SOON


def everywhere(wire: Wire, reply: Reply | Response) -> None:
    for path in EVERY_PATH:
        wire.on(path, reply)


def unknown(wire: Wire, check: str, error: type[OutsideError]) -> None:
    """The look says nothing, having asked each of its first paths once and nothing else."""
    seen = look(wire, check)
    assert seen.facts == {}
    assert isinstance(seen.error, error)
    assert "Ann" not in str(seen.error)
    assert sorted(wire.paths()) == sorted(ASKED[check])


# Tokens


def test_an_expired_access_token_is_renewed_once_for_every_look(wire: Wire) -> None:
    def rejected(request: Request) -> Response:
        new = request.headers["Authorization"] == "Bearer access-new"
        return told([]) if new else told(refusal(401, "TokenExpired: token expired"), 401)

    wire.on(TOKEN, told({"access_token": "access-new", "expires_in": 1800}))
    everywhere(wire, rejected)
    for check in ASKED:
        # Here the wait is a true one: else who waits would think that the other one died.
        look(wire, check, sleep=time.sleep)
    # One renewal a look, though one of them asks three lists at the same time.
    assert wire.paths().count(TOKEN) == len(ASKED)


@pytest.mark.parametrize(
    ("reply", "facts"),
    [
        (told({"error": "invalid_grant"}, 400), {"connection_status": "expired"}),
        (
            told({"error": "invalid_grant", "error_description": "revoked"}, 400),
            {"connection_status": "expired"},
        ),
        (told({"error": "invalid_client"}, 400), {}),
        (told({"error": "invalid_scope", "error_description": "scope validation failed"}, 400), {}),
        (told({"error": "unauthorized_client"}, 400), {}),
        (Response(HTML, 500), {}),
        (Response(HTML), {}),
        (told(None), {}),
        (Response(status=429, headers={"Retry-After": "86400"}), {}),
    ],
)
def test_only_a_spent_refresh_token_is_an_expired_connection(
    wire: Wire, reply: Response, facts: Mapping[str, str]
) -> None:
    wire.on(TOKEN, reply)
    assert look(wire, "xero_connection", lives=-1).facts == facts
    assert wire.paths() == [TOKEN]


@pytest.mark.parametrize("check", ASKED)
def test_a_spent_refresh_token_leaves_the_other_facts_unknown(wire: Wire, check: str) -> None:
    wire.on(TOKEN, told({"error": "invalid_grant"}, 400))
    seen = look(wire, check, lives=-1)
    assert isinstance(seen.error, Refused)
    assert set(wire.paths()) == {TOKEN}


def test_a_token_endpoint_that_hangs_is_given_up(wire: Wire) -> None:
    wire.on(TOKEN, wire.hang)
    assert isinstance(look(wire, "xero_connection", lives=-1).error, Unavailable)
    assert wire.paths() == [TOKEN]


# Refusals


@pytest.mark.parametrize(
    "reply",
    [
        told(refusal(401, "AuthorizationUnsuccessful"), 401),
        told(refusal(401, "AuthorizationUnsuccessful"), 401, SCOPE),
        told(refusal(403, "AuthorizationUnsuccessful"), 403),
        Response(status=401, headers=SCOPE),
        told(refusal(401, NOT_PERMITTED), 401),
        told(refusal(403, NOT_PERMITTED), 403),
        Response(NOT_PERMITTED, 403),
    ],
)
def test_a_missing_scope_or_right_is_denied_access_and_else_unknown(
    wire: Wire, reply: Response
) -> None:
    everywhere(wire, reply)
    assert look(wire, "xero_access").facts == {"xero_access": "denied"}
    assert wire.paths()[0] == ACTIONS
    wire.asked.clear()
    for check in BOOKS:
        unknown(wire, check, Refused)
        wire.asked.clear()


@pytest.mark.parametrize(
    ("tenants", "connection", "access"),
    [
        # Not connected, another tenant, everything disconnected; or unpaid, ended, user gone.
        (told([]), "disconnected", {}),
        (told([{"tenantId": "another"}]), "disconnected", {}),
        (LISTED, "connected", {"xero_access": "denied"}),
    ],
)
def test_a_closed_tenant_is_told_by_the_list_of_tenants(
    wire: Wire, tenants: Response, connection: str, access: Mapping[str, str]
) -> None:
    everywhere(wire, told(refusal(403, "AuthenticationUnsuccessful"), 403))
    wire.on(CONNECTIONS, tenants)
    assert look(wire, "xero_connection").facts == {"connection_status": connection}
    assert look(wire, "xero_access").facts == access
    assert wire.paths() == [CONNECTIONS, ACTIONS, CONNECTIONS]
    wire.asked.clear()
    for check in BOOKS:
        unknown(wire, check, Refused)
        wire.asked.clear()


# Limits and faults


@pytest.mark.parametrize("limit", ["minute", "day", "appminute", "concurrent", "Daily", "novel"])
@pytest.mark.parametrize("wait", ["30", "66975", None])
def test_a_rate_limit_is_told_by_access_and_else_unknown(
    wire: Wire, limit: str, wait: str | None
) -> None:
    headers = {"X-Rate-Limit-Problem": limit, **({"Retry-After": wait} if wait else {})}
    everywhere(wire, lambda _: Response(status=429, headers=headers))
    assert look(wire, "xero_access").facts == {"xero_limit": "reached"}
    assert wire.paths() == [ACTIONS]
    wire.asked.clear()
    for check in ("xero_contact", "xero_invoice", "xero_organisation"):
        unknown(wire, check, Limited)
        wire.asked.clear()


def cut_short(_: Request) -> Response:
    return Response(b'{"Invoices": [', headers={"Content-Length": "500"})


FAILED: Sequence[Callable[[], Response]] = [
    lambda: Response("The Organisation is offline", 503),
    lambda: Response(f"<html>{HTML.decode()}</html>", 503, mimetype="text/html"),
    lambda: told(FAULT, 500),
    lambda: Response(HTML, 504, mimetype="text/html"),
    lambda: Response(b"", 503),
    lambda: Response(b"", 502),
]
UNREADABLE: Sequence[Callable[[], Reply | Response]] = [
    lambda: Response(HTML, 200, mimetype="text/html"),
    lambda: Response(b"", 200),
    lambda: Response(b"null"),
    lambda: Response(b'{"Invoices": nu'),
    lambda: Response(b"\xff\xfe"),
    lambda: Response(status=302, headers={"Location": "/elsewhere"}),
    lambda: told([]),
    lambda: told({}),
    lambda: cut_short,
]


@pytest.mark.parametrize("broken", [*FAILED, *UNREADABLE])
@pytest.mark.parametrize("check", ["xero_connection", *BOOKS])
def test_a_fault_of_xero_is_unknown_and_asked_once(
    wire: Wire, check: str, broken: Callable[[], Reply | Response]
) -> None:
    reply = broken()
    everywhere(wire, reply)
    if check == "xero_connection":
        # An empty list is what that call answers after a disconnection, and no fault.
        wire.on(
            CONNECTIONS, told({}) if isinstance(reply, Response) and reply.data == b"[]" else reply
        )
        assert isinstance(look(wire, check).error, Unavailable)
        assert wire.paths() == [CONNECTIONS]
    else:
        unknown(wire, check, Unavailable)


@pytest.mark.parametrize("broken", FAILED)
def test_an_error_of_xero_is_told_by_access_and_leaves_the_rights_unknown(
    wire: Wire, broken: Callable[[], Response]
) -> None:
    everywhere(wire, broken())
    assert look(wire, "xero_access").facts == {"xero_api": "fails"}
    assert wire.paths() == [ACTIONS]


@pytest.mark.parametrize("broken", UNREADABLE)
def test_an_unreadable_answer_tells_neither_rights_nor_an_error(
    wire: Wire, broken: Callable[[], Reply | Response]
) -> None:
    everywhere(wire, broken())
    unknown(wire, "xero_access", Unavailable)


@pytest.mark.parametrize("broken", FAILED)
def test_an_error_while_renewing_is_no_error_of_the_api(
    wire: Wire, broken: Callable[[], Response]
) -> None:
    everywhere(wire, told({"Actions": []}))
    wire.on(TOKEN, broken())
    assert isinstance(look(wire, "xero_access", lives=-1).error, Unavailable)
    assert wire.paths() == [TOKEN]


@pytest.mark.parametrize("check", ["xero_connection", *ASKED])
def test_a_server_that_hangs_is_given_up_after_one_request(wire: Wire, check: str) -> None:
    everywhere(wire, wire.hang)
    wire.on(CONNECTIONS, wire.hang)
    assert isinstance(look(wire, check).error, Unavailable)
    assert len(wire.paths()) == len(ASKED.get(check, (CONNECTIONS,)))


@pytest.mark.parametrize("check", ["xero_connection", *ASKED])
def test_nobody_at_the_other_end_is_unknown(check: str) -> None:
    with serving() as gone:
        pass
    assert isinstance(look(gone, check).error, Unavailable)


@pytest.mark.parametrize(
    "reply",
    [
        told(VALIDATION, 400),
        told({"ErrorNumber": 16, "Type": "QueryParseException", "Message": "no"}, 400),
        Response(HTML, 400),
        Response(b"The resource you're looking for cannot be found", 404),
        Response(HTML, 412),
    ],
)
@pytest.mark.parametrize("check", ASKED)
def test_any_other_refusal_is_unknown(wire: Wire, check: str, reply: Response) -> None:
    everywhere(wire, reply)
    unknown(wire, check, Refused)


NULLS = {
    name: [None]
    for name in ("Actions", "Organisations", "Accounts", "TaxRates", "Currencies", "Contacts")
} | {"Invoices": [None]}
STRANGE: Mapping[str, object] = {
    "Actions": [{"Name": "CreateDraftInvoice", "Status": "PERHAPS"}],
    "Organisations": [{"Class": "NOVEL", "OrganisationStatus": "NOVEL", "PeriodLockDate": "soon"}],
    "Accounts": [{"Code": "200", "Status": "NOVEL"}, {"Code": "090", "Status": None}],
    "TaxRates": [{"TaxType": "OUTPUT2", "Status": "ACTIVE", "CanApplyToRevenue": "perhaps"}],
    "Currencies": [{"Code": None}],
    "Contacts": [{"Name": "Ann Doe", "ContactStatus": "NOVEL"}],
    "Invoices": [{"InvoiceNumber": "WH00041", "Type": "ACCREC", "Status": "NOVEL"}],
}


@pytest.mark.parametrize("body", [NULLS, STRANGE])
@pytest.mark.parametrize("check", ASKED)
def test_nulls_and_new_words_are_no_findings(
    wire: Wire, check: str, body: Mapping[str, object]
) -> None:
    everywhere(wire, told(body))
    seen = look(wire, check)
    assert seen.facts in ({}, ANSWERS)
    assert seen.error is None or isinstance(seen.error, Unavailable)


def test_a_fault_of_the_api_is_trouble_where_the_pages_are_green(wire: Wire) -> None:
    green = told({"components": [], "incidents": []})
    wire.on("/api/v2/summary.json", green).on(f"{API}/organisation", told(FAULT, 500))
    settings = XeroSettings(
        client_id="app", client_secret="hush", api_url=wire.url, status_urls=(wire.url,)
    )
    assert look(wire, "xero_status", settings=settings).facts == {"xero_status": "trouble"}
