"""What HearLink says about one invoice: fresh where it answers, remembered where it does not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug.wrappers import Response

from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import CheckId, Fact, FactName, Source
from bot.domain.standing import included, standing
from bot.ports.looks import Finding, Target
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
LINE = {"type": "Hearing Aids", "description": "Pair of hearing aids", "total": 2395.0}
WHOLE: dict[str, object] = {
    **FRESH,
    "orderDate": "2026-11-14T00:30:00.000+01:00",
    "dueDate": "2026-12-14T09:12:00.000Z",
    "billTo": "Peter Lanyon",
    "patient": {"uid": "p1", "fullName": "Peter Lanyon"},
    "clinic": "Northgate",
    "lineItems": [LINE, {**LINE, "type": "Services"}, LINE],
    "total": 2395.0,
}
NOTE = replace(KNOWN, uid="n7", number="CN00007", document="credit_note", status="", total="60")


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


def all_found(
    wire: Wire,
    *known: MirroredInvoice | None,
    api_key: str = "key-1",
    **facts: str,
) -> list[Finding]:
    mirror = FakeMirror()
    for n, document in enumerate(known or [KNOWN]):
        mirror.record(f"d{n}", document, now=NOW)
    settings = HearLinkSettings(base_url=wire.url, api_key=api_key, timeout=(0.3, 0.3))
    said = {
        FactName(name): Fact(name=FactName(name), value=value, source=Source.SAID, at=NOW)
        for name, value in {"invoice_number": "wh00041", **facts}.items()
    }
    at = Target(organisation=WILLOW, facts=said)
    return list(hearlink_looks(settings, mirror)[CheckId("hearlink_invoice")](at, now=NOW))


def look(
    wire: Wire, known: MirroredInvoice | None = KNOWN, *, api_key: str = "key-1", **facts: str
) -> dict[str, tuple[str, str]]:
    found = all_found(wire, known, api_key=api_key, **facts)
    return {str(one.fact): (one.value, one.detail) for one in found if not one.fleeting}


def handed_on(wire: Wire, *known: MirroredInvoice, **facts: str) -> dict[str, str]:
    found = all_found(wire, *known, **facts)
    assert not [one for one in found if one.fleeting and one.detail]
    return {str(one.fact): one.value for one in found if one.fleeting}


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


def test_a_number_that_hearlink_never_told_of_among_others_is_a_finding(wire: Wire) -> None:
    found = look(wire, replace(KNOWN, number="WH00001"))
    assert found == {"invoice_known": ("no", "HearLink has told me nothing of wh00041.")}
    assert wire.asked == []


@pytest.mark.parametrize("status", ["Parked", None, 7])
def test_a_new_status_leaves_only_the_status_open(wire: Wire, status: object) -> None:
    wire.on("/invoices/u/41", told({"data": {**FRESH, "status": status, "xeroInvoiceId": None}}))
    found = look(wire, sync_statuses="Paid")
    assert {fact: value for fact, (value, _) in found.items()} == {"hearlink_linked": "no"}


def test_a_credit_note_is_never_called_unsent(wire: Wire) -> None:
    note = replace(KNOWN, document="credit_note", status="")
    assert look(wire, note).keys() == {"document"}
    found = look(wire, replace(note, status="Deleted"))
    assert found.keys() == {"invoice_status", "document"}
    assert wire.asked == []


def fresh(wire: Wire, **changes: object) -> Wire:
    """HearLink answers with the whole invoice; a change to None leaves the field out."""
    record = {name: value for name, value in {**WHOLE, **changes}.items() if value is not None}
    return wire.on("/invoices/u/41", told({"success": True, "data": record}))


def test_an_invoice_with_every_detail_is_complete(wire: Wire) -> None:
    found = look(fresh(wire), sync_as="authorised")["required_fields"]
    assert found == ("complete", "Invoice WH00041 has every detail that Xero asks for.")


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"dueDate": None}, "no due date"),
        ({"dueDate": " "}, "no due date"),
        ({"billTo": "", "patient": {"uid": "p1", "fullName": " "}}, "no patient or billing name"),
        ({"billTo": "", "patient": None}, "no patient or billing name"),
        ({"lineItems": []}, "no lines"),
        ({"lineItems": [LINE, {**LINE, "description": ""}]}, "a line without a description"),
        ({"lineItems": [{"type": "Services"}]}, "a line without a description"),
        ({"total": -0.5}, "a total below zero"),
        (
            {"dueDate": None, "lineItems": [], "total": "-1"},
            "no due date, no lines and a total below zero",
        ),
    ],
)
@pytest.mark.parametrize("sync_as", ["unknown", "authorised"])
def test_a_missing_detail_is_named(
    wire: Wire, changes: dict[str, object], lack: str, sync_as: str
) -> None:
    found = look(fresh(wire, **changes), sync_as=sync_as)["required_fields"]
    assert found == ("missing", f"In HearLink, invoice WH00041 has {lack}.")


def test_a_draft_needs_no_due_date(wire: Wire) -> None:
    fresh(wire, dueDate=None)
    assert look(wire, sync_as="draft")["required_fields"][0] == "complete"


@pytest.mark.parametrize(
    "changes",
    [
        {"lineItems": None},
        {"lineItems": [None]},
        {"lineItems": "two"},
        {"total": None},
        {"total": "a lot"},
        {"total": float("nan")},
        {"patient": None, "billTo": None},
    ],
)
def test_what_was_not_told_is_neither_complete_nor_missing(
    wire: Wire, changes: dict[str, object]
) -> None:
    assert "required_fields" not in look(fresh(wire, **changes))


def test_the_mirror_never_says_that_a_detail_is_missing(wire: Wire) -> None:
    assert "required_fields" not in look(wire, api_key="")


def test_what_only_later_looks_need_is_handed_on(wire: Wire) -> None:
    assert handed_on(fresh(wire)) == {
        "invoice_date": "2026-11-13",
        "invoice_contact": "Peter Lanyon",
        "invoice_categories": "Hearing Aids, Services",
        "invoice_clinic": "Northgate",
    }
    assert "Peter" not in str([one for one in all_found(wire) if not one.fleeting])


def test_the_clinic_is_handed_on_by_the_name_that_people_use(wire: Wire) -> None:
    names = '{"c1": "Castle Street"}'
    wire.on("/invoices/u/41", Response(status=500))
    assert handed_on(wire, clinic_names=names)["invoice_clinic"] == "Castle Street"
    assert handed_on(fresh(wire), clinic_names=names)["invoice_clinic"] == "Northgate"


def test_where_hearlink_does_not_answer_the_mirror_hands_on_what_it_has(wire: Wire) -> None:
    known = replace(KNOWN, issued=NOW, categories=("Services",))
    wire.on("/invoices/u/41", Response(status=500))
    assert handed_on(wire, known) == {
        "invoice_date": "2026-11-22",
        "invoice_categories": "Services",
        "invoice_clinic": "c1",
    }


def test_a_credit_note_hands_on_its_total_and_the_invoice_it_belongs_to(wire: Wire) -> None:
    tied = replace(NOTE, order_uid=KNOWN.uid, clinic="")
    found = handed_on(wire, KNOWN, tied, invoice_number="cn00007")
    assert found == {"credited_invoice": "WH00041", "credit_note_total": "60"}
    others = replace(KNOWN, organisation=OrganisationId("another"))
    assert "credited_invoice" not in handed_on(wire, others, tied, invoice_number="CN00007")
    assert wire.asked == []


def test_without_a_number_nothing_is_looked_up(wire: Wire) -> None:
    assert look(wire, invoice_number="") == {}
