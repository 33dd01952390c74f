"""Many documents are read out of Xero with few calls, exactly, and for one organisation alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Request, Response

from bot.adapters.xero.books import CALLS, CHARACTERS, NUMBERS, XeroBooks, batched
from bot.adapters.xero.looks import reach
from bot.adapters.xero.settings import XeroSettings
from bot.domain.errors import Limited, OutsideError, Refused, Unavailable
from bot.domain.reconciliation import Booked
from bot.ports.books import Excerpt, Wanted
from bot.ports.connections import Tokens
from bot.ports.people import OrganisationId
from bot.services.allowance import Allowance
from tests.adapters.wire import Wire, serving, told
from tests.fakes import FakeConnections

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WILLOW = OrganisationId("org_willow")
INVOICES, CREDIT_NOTES = "/api.xro/2.0/Invoices", "/api.xro/2.0/CreditNotes"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


def books(wire: Wire) -> XeroBooks:
    connections = FakeConnections()
    tokens = Tokens(
        tenant_id="tenant-1",
        access_token="access-1",
        refresh_token="refresh-1",
        expires_at=NOW + timedelta(minutes=30),
    )
    connections.save(WILLOW, tokens, now=NOW)
    settings = XeroSettings(
        client_id="id", client_secret="hush", api_url=wire.url, timeout=(0.5, 0.5)
    )
    xero = reach(settings, connections)
    return XeroBooks(xero.client, xero.consents)


def invoice(number: str, **more: object) -> dict[str, object]:
    row = {"Type": "ACCREC", "InvoiceNumber": number, "Status": "PAID", "CurrencyCode": "GBP"}
    return {**row, "Total": 60.1, "AmountDue": 0.0, **more}


def wanted(*numbers: str, document: str = "invoice") -> list[Wanted]:
    return [Wanted(document=document, number=number) for number in numbers]


def excerpt(wire: Wire, *documents: Wanted) -> Excerpt:
    return books(wire).excerpt(WILLOW, documents, now=NOW)


def asked(wire: Wire) -> list[dict[str, list[str]]]:
    return [parse_qs(request.query_string.decode()) for request in wire.asked]


def test_invoices_are_asked_for_by_number_and_read_exactly(wire: Wire) -> None:
    wire.on(INVOICES, told({"Invoices": [invoice("wh1"), invoice("WH2", Status="Draft")]}))
    found = excerpt(wire, *wanted("WH1", "WH2", "WH3"))
    assert found.asked == set(wanted("WH1", "WH2", "WH3"))
    assert list(found.booked) == [
        Booked(
            number="wh1",
            document="invoice",
            status="PAID",
            total=Decimal("60.1"),
            due=Decimal("0.0"),
            currency="GBP",
        ),
        Booked(
            number="WH2",
            document="invoice",
            status="DRAFT",
            total=Decimal("60.1"),
            due=Decimal("0.0"),
            currency="GBP",
        ),
    ]
    assert asked(wire) == [{"InvoiceNumbers": ["WH1,WH2,WH3"], "summaryOnly": ["true"]}]
    assert wire.asked[0].headers["xero-tenant-id"] == "tenant-1"


def test_credit_notes_are_asked_for_by_a_filter(wire: Wire) -> None:
    row = {"Type": "ACCRECCREDIT", "CreditNoteNumber": "CN1", "Status": "AUTHORISED", "Total": 5}
    wire.on(CREDIT_NOTES, told({"CreditNotes": [row]}))
    found = excerpt(wire, *wanted("CN1", 'C"2', document="credit_note"))
    (entry,) = found.booked
    assert (entry.document, entry.number, entry.total, entry.due) == (
        "credit_note",
        "CN1",
        Decimal(5),
        None,
    )
    (query,) = asked(wire)
    assert query["where"] == ['CreditNoteNumber=="CN1" OR CreditNoteNumber=="C\\"2"']


def test_a_number_with_a_comma_goes_by_a_filter_of_its_own(wire: Wire) -> None:
    wire.on(INVOICES, told({"Invoices": []}))
    excerpt(wire, *wanted("WH1", "WH,2", "WH3"))
    queries = sorted(asked(wire), key=str)
    assert [sorted(query) for query in queries] == [
        ["InvoiceNumbers", "summaryOnly"],
        ["summaryOnly", "where"],
    ]
    assert queries[0]["InvoiceNumbers"] == ["WH1,WH3"]
    assert queries[1]["where"] == ['InvoiceNumber=="WH,2"']


def test_bills_and_other_numbers_do_not_count(wire: Wire) -> None:
    rows = [invoice("WH1", Type="ACCPAY"), invoice("WH9"), invoice("WH1", Status="VOIDED")]
    wire.on(INVOICES, told({"Invoices": rows}))
    assert [one.status for one in excerpt(wire, *wanted("WH1")).booked] == ["VOIDED"]


@pytest.mark.parametrize("odd", [None, "much", True, [], float("nan")])
def test_odd_amounts_are_not_known(wire: Wire, odd: object) -> None:
    wire.on(INVOICES, told({"Invoices": [invoice("WH1", Total=odd, AmountDue=odd)]}))
    (entry,) = excerpt(wire, *wanted("WH1")).booked
    assert (entry.total, entry.due) == (None, None)


def test_two_hundred_documents_take_four_calls_and_the_first_ones_are_reached(wire: Wire) -> None:
    def echo(request: Request) -> Response:
        numbers = request.args["InvoiceNumbers"].split(",")
        return told({"Invoices": [invoice(number) for number in numbers]})

    wire.on(INVOICES, echo)
    found = excerpt(wire, *wanted(*(f"WH{n}" for n in range(200))))
    assert len(wire.asked) == CALLS
    assert found.asked == set(wanted(*(f"WH{n}" for n in range(CALLS * NUMBERS))))
    assert len(found.booked) == CALLS * NUMBERS


def test_nothing_wanted_is_nothing_asked(wire: Wire) -> None:
    assert excerpt(wire) == Excerpt(booked=[], asked=frozenset())
    assert wire.asked == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Response(status=500), Unavailable),
        (Response(b"<html>"), Unavailable),
        (told({"Invoices": [None]}), Unavailable),
        (told({}), Unavailable),
        (Response(status=429, headers={"Retry-After": "30"}), Limited),
        (
            told({"Type": None, "Title": "Forbidden", "Detail": "AuthenticationUnsuccessful"}, 403),
            Refused,
        ),
    ],
)
def test_where_one_call_fails_nothing_is_told(
    wire: Wire, reply: Response, error: type[OutsideError]
) -> None:
    wire.on(INVOICES, reply).on(CREDIT_NOTES, told({"CreditNotes": []}))
    documents = [*wanted("WH1"), *wanted("CN1", document="credit_note")]
    with pytest.raises(error):
        excerpt(wire, *documents)
    assert len(wire.asked) <= len(documents)


def test_without_a_consent_nobody_is_asked(wire: Wire) -> None:
    with pytest.raises(Refused):
        books(wire).excerpt(OrganisationId("another"), wanted("WH1"), now=NOW)
    assert wire.asked == []


def test_every_call_needs_room(wire: Wire) -> None:
    wire.on(INVOICES, told({"Invoices": []}))
    allowance = Allowance(left=lambda: 9.0, calls=1)
    many = wanted(*(f"WH{n}" for n in range(NUMBERS + 1)))
    with pytest.raises(Unavailable):
        books(wire).excerpt(WILLOW, many, now=NOW, room=allowance.room)
    assert len(wire.asked) == 1


names = st.builds(
    Wanted,
    document=st.sampled_from(["invoice", "credit_note"]),
    number=st.text(min_size=1, max_size=400) | st.integers(1, 300).map("WH{}".format),
)


@given(st.lists(names, max_size=250))
def test_batches_hold_each_document_once_and_never_too_much(documents: list[Wanted]) -> None:
    batches = batched(documents)
    held = [one for batch in batches for one in batch.wanted]
    assert len(batches) <= CALLS
    assert len(set(held)) == len(held)
    assert set(held) <= set(documents)
    assert len(batches) == CALLS or set(held) == set(documents)
    for batch in batches:
        assert len(batch.numbers) <= NUMBERS
        assert len(batch.numbers) == 1 or sum(map(len, batch.numbers)) <= CHARACTERS


def test_no_secret_and_no_number_is_logged(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    wire.on(INVOICES, told({"Invoices": [invoice("WH777")]}))
    excerpt(wire, *wanted("WH777"))
    assert "access-1" not in caplog.text
    assert "WH777" not in caplog.text
