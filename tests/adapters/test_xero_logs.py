"""No token, no secret and no patient's name reaches a log, an error or a finding that is kept."""

import logging
import traceback
from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Response

from bot.adapters.xero.looks import reach, xero_looks
from bot.adapters.xero.settings import XeroSettings
from bot.domain.errors import OutsideError
from bot.ports.looks import Look
from tests.adapters.wire import Reply, Wire, serving, told
from tests.adapters.xero_answers import HTML, NOW, TENANT, WILLOW, consent, refusal, target
from tests.fakes import FakeConnections

API = "/api.xro/2.0"
NAME = "Wilhelmina Quill"
SECRETS = ("access-willow", "refresh-willow", "access-new", "refresh-new", "hush-hush")
PRIVATE = (*SECRETS, NAME, "Wilhelmina", "Quill", "2026-10-01", "61.50")

AT = target(
    invoice_number="CN1",
    document="credit_note",
    mapping="Hearing Aids=200/OUTPUT2",
    payment_account_code="090",
    currency="EUR",
    fleeting={
        "invoice_contact": NAME,
        "invoice_date": "2026-10-01",
        "credited_invoice": "WH00041",
        "credit_note_total": "61.50",
    },
)
FRESH = {"access_token": "access-new", "refresh_token": "refresh-new", "expires_in": 1800}
TAKEN = {"Elements": [{"ValidationErrors": [{"Message": f"The contact name {NAME} is taken"}]}]}
PATHS = ("organisation", "organisation/actions", "users", "accounts", "taxrates", "currencies")
GOOD: dict[str, object] = {
    "Organisations": [{"Class": "IGNITE", "PeriodLockDate": "/Date(1793404800000+0000)/"}],
    "Actions": [{"Name": "CreateDraftInvoice", "Status": "NOT-ALLOWED"}],
    "Users": [],
    "Accounts": [{"Code": "200", "Status": "ARCHIVED"}],
    "TaxRates": [{"TaxType": "OUTPUT2", "Status": "ARCHIVED"}],
    "Currencies": [{"Code": "GBP"}],
    "Contacts": [{"Name": NAME, "ContactStatus": "ARCHIVED"}],
    "CreditNotes": [{"CreditNoteNumber": "CN1", "Status": "AUTHORISED", "Contact": {"Name": NAME}}],
    "Invoices": [
        {"InvoiceNumber": "WH00041", "Status": "PAID", "AmountDue": 1, "Contact": {"Name": NAME}}
    ],
    "pagination": {"itemCount": 3},
}
REPLIES: dict[str, Reply | Response] = {
    "good": told(GOOD),
    "named": told(TAKEN, 400),
    "shut": told(refusal(403, "AuthenticationUnsuccessful"), 403),
    "expired": told(refusal(401, "TokenExpired: token expired"), 401),
    "limited": Response(status=429, headers={"Retry-After": "5"}),
    "odd": Response(HTML, 400),
    "broken": Response(NAME, 500),
    "cut": lambda _: Response(b"{", headers={"Content-Length": "500"}),
    "elsewhere": lambda request: Response(status=302, headers={"Location": request.full_path}),
    # The SDK's HTTP library quotes the whole URL when it cannot read the headers.
    "headers": Response(b"{}", headers={"Content-Encoding": "gzip"}),
}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


@pytest.fixture
def shown(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What a test adds here, and every line that any library logs, holds nothing private."""
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "httpx", "httpcore", "xero_python"):
        caplog.set_level(logging.DEBUG, logger=name)
    lines: list[str] = []
    yield lines
    # By name, because `records` holds those of the phase that runs now, and the test is over.
    logged = caplog.get_records("call")
    everything = "\n".join([*lines, *map(line_of, logged)])
    assert [word for word in PRIVATE if word in everything] == []


def line_of(record: logging.LogRecord) -> str:
    """All that a formatter could print of a record, but for its times, which look like amounts."""
    printed = {name: it for name, it in vars(record).items() if not isinstance(it, float)}
    return f"{printed} {record.getMessage()}"


def settings(wire: Wire) -> XeroSettings:
    return XeroSettings(
        client_id="app",
        client_secret="hush-hush",
        api_url=wire.url,
        identity_url=wire.url,
        status_urls=(wire.url,),
        timeout=(0.5, 0.2),
    )


def told_by(look: Look) -> str:
    """Everything that a crash report or a store could show of it."""
    try:
        return repr(look(AT, now=NOW))
    except OutsideError as error:
        chain: list[BaseException] = [error]
        while (behind := chain[-1].__cause__ or chain[-1].__context__) is not None:
            chain.append(behind)
        # A reason is for the visitor alone, and never printed with its error.
        facts = [(one, {k: v for k, v in vars(one).items() if k != "reason"}) for one in chain]
        return f"{facts} {''.join(traceback.format_exception(error))}"


@pytest.mark.parametrize("kind", [*REPLIES, "hang", "gone"])
@pytest.mark.parametrize("lives", [1800, -1])
def test_every_look_keeps_its_secrets(
    wire: Wire, shown: list[str], caplog: pytest.LogCaptureFixture, kind: str, lives: int
) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(lives=lives), now=NOW)
    reply = REPLIES.get(kind, wire.hang)
    for path in (*PATHS, "contacts", "invoices", "creditnotes"):
        wire.on(f"{API}/{path}", reply)
    wire.on("/connections", reply if kind != "good" else told([{"tenantId": TENANT}]))
    wire.on("/connect/token", told(FRESH)).on("/api/v2/summary.json", reply)
    looks = xero_looks(settings(wire), stored, sleep=lambda _: None)
    if kind == "gone":
        wire.replies.clear()
    shown += [told_by(look) for look in looks.values()]
    if lives > 0:
        assert "urllib3.connectionpool" in {record.name for record in caplog.records}


def test_nothing_that_looks_shows_a_secret_of_its_own(wire: Wire, shown: list[str]) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    way = reach(settings(wire), stored)
    shown += [repr(way), repr(settings(wire)), repr(AT), repr(way.consents.need(WILLOW))]
