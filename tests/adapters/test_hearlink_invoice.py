"""What HearLink says about one invoice: fresh where it answers, remembered where it does not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug.wrappers import Response

from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.statuses import included, standing
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import CheckId, Fact, FactName, Source
from bot.ports.looks import Target
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId
from tests.adapters.wire import Wire, serving, told
from tests.fakes import FakeMirror

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WILLOW = OrganisationId("org_willow")
KNOWN = MirroredInvoice(
    organisation=WILLOW,
    uid="u/41",
    number="WH00041",
    document="invoice",
    status="Open",
    xero_id=None,
    clinic="c1",
    total="2395.0",
    updated=datetime(2026, 11, 14, 9, 12, tzinfo=UTC),
)
FRESH = {"uid": "u/41", "orderNumber": "WH00041", "status": "Paid", "xeroInvoiceId": "x1"}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("Draft", "draft"),
        ("Open", "finalised"),
        ("Partially Paid", "finalised"),
        ("partially_paid", "finalised"),
        ("Finalised", "finalised"),
        ("PAID", "paid"),
        ("Cancelled", "cancelled"),
        ("Written Off", "cancelled"),
        ("Deleted", "cancelled"),
        ("Parked", None),
        ("", None),
    ],
)
def test_free_words_become_four_and_new_ones_stay_open(word: str, value: str | None) -> None:
    assert standing(word) == value


@pytest.mark.parametrize(
    ("status", "synced", "expected"),
    [
        ("Paid", "Finalised, Paid", True),
        ("Draft", "Finalised, Paid", False),
        ("Open", "Finalised, Paid", True),
        ("Open", "Open, Paid", True),
        ("Partially Paid", "Open", None),
        ("Finalised", "Open", True),
        ("Draft", "none", False),
        ("Draft", "Paid, Authorised", None),
        ("Parked", "Paid", None),
        ("Parked", "Paid, parked", True),
        ("Written Off", "Paid", False),
    ],
)
def test_a_status_syncs_only_where_the_words_surely_match(
    status: str, synced: str, expected: bool | None
) -> None:
    assert included(status, synced) is expected


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


def look(
    wire: Wire, known: MirroredInvoice | None = KNOWN, *, api_key: str = "key-1", **facts: str
) -> dict[str, tuple[str, str]]:
    mirror = FakeMirror()
    mirror.record("d1", known, now=NOW)
    settings = HearLinkSettings(base_url=wire.url, api_key=api_key, timeout=(0.3, 0.3))
    said = {
        FactName(name): Fact(name=FactName(name), value=value, source=Source.SAID, at=NOW)
        for name, value in {"invoice_number": "wh00041", **facts}.items()
    }
    at = Target(organisation=WILLOW, facts=said)
    found = hearlink_looks(settings, mirror)[CheckId("hearlink_invoice")](at, now=NOW)
    return {str(one.fact): (one.value, one.detail) for one in found}


@pytest.mark.parametrize("body", [FRESH, {"success": True, "data": FRESH}])
def test_a_fresh_answer_beats_the_mirror(wire: Wire, body: dict[str, object]) -> None:
    wire.on("/invoices/u/41", told(body))
    assert look(wire, sync_statuses="Finalised, Paid") == {
        "invoice_status": ("paid", "Invoice WH00041 is “Paid” in HearLink."),
        "invoice_included": ("yes", "Invoices with the status “Paid” are set to go to Xero."),
        "hearlink_linked": ("yes", "HearLink shows invoice WH00041 as sent to Xero."),
    }
    assert wire.asked[0].environ["REQUEST_URI"] == "/invoices/u%2F41"


@pytest.mark.parametrize(
    "reply",
    [
        Response(status=500),
        Response(status=429),
        Response(status=401),
        Response(b"<html>"),
        told({}),
        told({"data": None}),
        told({"data": {**FRESH, "uid": "another"}}),
        None,
    ],
)
def test_the_mirror_stands_in_and_says_from_when(wire: Wire, reply: Response | None) -> None:
    wire.on("/invoices/u/41", reply or wire.hang)
    assert look(wire) == {
        "invoice_status": (
            "finalised",
            "On 14 November at 09:12 invoice WH00041 was “Open” in HearLink.",
        ),
        "hearlink_linked": ("no", "HearLink does not show invoice WH00041 as sent to Xero."),
    }


def test_without_a_key_the_mirror_answers_alone(wire: Wire) -> None:
    assert look(wire, api_key="")["invoice_status"][0] == "finalised"
    assert wire.asked == []


def test_an_invoice_that_hearlink_no_longer_has_is_unknown(wire: Wire) -> None:
    with pytest.raises(Refused):
        look(wire)


def test_a_number_that_the_mirror_lacks_is_unknown(wire: Wire) -> None:
    with pytest.raises(Unavailable):
        look(wire, None)
    with pytest.raises(Unavailable):
        look(wire, replace(KNOWN, organisation=OrganisationId("another")))
    assert wire.asked == []


@pytest.mark.parametrize("status", ["Parked", None, 7])
def test_a_new_status_leaves_only_the_status_open(wire: Wire, status: object) -> None:
    wire.on("/invoices/u/41", told({"data": {**FRESH, "status": status, "xeroInvoiceId": None}}))
    found = look(wire, sync_statuses="Paid")
    assert {fact: value for fact, (value, _) in found.items()} == {"hearlink_linked": "no"}


def test_a_credit_note_is_never_called_unsent(wire: Wire) -> None:
    note = replace(KNOWN, document="credit_note", status="")
    with pytest.raises(Unavailable):
        look(wire, note)
    found = look(wire, replace(note, status="Deleted"))
    assert found.keys() == {"invoice_status"}
    assert wire.asked == []


def test_without_a_number_nothing_is_looked_up(wire: Wire) -> None:
    assert look(wire, invoice_number="") == {}
