"""The test invoice: created, refused, repeated, deleted, as Xero would have it."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from xero_python.accounting import Contact, Invoice, Invoices, LineItem

from bot.sandbox.organisation import Organisation
from bot.sandbox.server import sandbox_app
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, as_tenant, make_world
from tests.sandbox.test_xero import accounting

INVOICES = "/xero/api.xro/2.0/Invoices"
PROBE = "HL-CHECK-0badcafe"


def wish(clinic: Organisation, **changes: Any) -> dict[str, Any]:
    """A draft as a careful test invoice would be."""
    contact = next(o for o in clinic.situation.contacts if o.name == "Margaret Doyle")
    line = {"Description": "Test", "Quantity": 1, "UnitAmount": 0.01, "AccountCode": "200"}
    return {
        "Type": "ACCREC",
        "InvoiceNumber": PROBE,
        "Status": "DRAFT",
        "Contact": {"ContactID": contact.id},
        "LineItems": [line | {"TaxType": "ZERORATEDOUTPUT"}],
        "Reference": "ticket 12",
        **changes,
    }


def put(
    wire: FlaskClient,
    clinic: Organisation,
    *elements: dict[str, Any],
    key: str = "",
    query: str = "",
    verb: str = "PUT",
) -> TestResponse:
    headers = as_tenant(clinic) | ({"Idempotency-Key": key} if key else {})
    body = {"Invoices": list(elements)}
    return wire.open(f"{INVOICES}{query}", method=verb, json=body, headers=headers)


def complaints(answer: TestResponse) -> list[str]:
    assert answer.status_code == 400, answer.text
    [element] = answer.get_json()["Elements"]
    return [one["Message"] for one in element["ValidationErrors"]]


def numbers(clinic: Organisation) -> list[str]:
    return [one.number for one in clinic.situation.xero_invoices]


def test_draft_is_created_and_deleted_again(wire: FlaskClient, clinic: Organisation) -> None:
    [made] = put(wire, clinic, wish(clinic)).get_json()["Invoices"]
    assert (made["InvoiceNumber"], made["Status"], made["Total"]) == (PROBE, "DRAFT", 0.01)
    assert made["Reference"] == "ticket 12"
    place = f"{INVOICES}/{made['InvoiceID']}"
    body = {"Invoices": [{"InvoiceID": made["InvoiceID"], "Status": "DELETED"}]}
    [gone] = wire.post(place, json=body, headers=as_tenant(clinic)).get_json()["Invoices"]
    assert gone["Status"] == "DELETED"
    [row] = wire.get(place, headers=as_tenant(clinic)).get_json()["Invoices"]
    assert row["Status"] == "DELETED"
    again = wire.post(place, json=body, headers=as_tenant(clinic))
    assert complaints(again) == ["Invoice not of valid status for modification"]


def test_sdk_creates_and_deletes(clinic: Organisation, address: str) -> None:
    api, tenant = accounting(clinic, address), clinic.tenant_id
    draft = Invoice(
        type="ACCREC",
        status="DRAFT",
        invoice_number=PROBE,
        contact=Contact(contact_id=clinic.situation.contacts[0].id),
        line_items=[LineItem(description="Test", quantity=1, unit_amount=0.01, account_code="220")],
    )
    made = api.create_invoices(
        tenant, Invoices(invoices=[draft]), summarize_errors="false", idempotency_key="k1"
    ).invoices[0]
    gone = Invoices(invoices=[Invoice(status="DELETED")])
    assert api.update_invoice(tenant, made.invoice_id, gone).invoices[0].status == "DELETED"


def test_what_was_written_outlives_faults_and_their_repair(
    wire: FlaskClient, clinic: Organisation, world: World
) -> None:
    put(wire, clinic, wish(clinic))
    world.break_(clinic, "manual_mode")
    assert PROBE in numbers(clinic)
    world.repair(clinic, "manual_mode")
    assert PROBE in numbers(clinic)


def test_refusal_has_the_body_of_a_validation_exception(
    wire: FlaskClient, clinic: Organisation
) -> None:
    answer = put(wire, clinic, {"InvoiceNumber": "WH00041", "Type": "ACCREC"})
    assert answer.status_code == 400
    assert answer.text == (
        '{"ErrorNumber":10,"Type":"ValidationException",'
        '"Message":"A validation exception occurred","Elements":[{'
        '"InvoiceNumber":"WH00041","Type":"ACCREC",'
        '"InvoiceID":"00000000-0000-0000-0000-000000000000","HasErrors":true,'
        '"StatusAttributeString":"ERROR","ValidationErrors":['
        '{"Message":"Invoice # must be unique"},'
        '{"Message":"A Contact must be specified for this type of transaction"},'
        '{"Message":"One or more line items must be specified"}]}]}'
    )


def test_each_is_judged_by_itself_when_errors_are_not_summarised(
    wire: FlaskClient, clinic: Organisation
) -> None:
    bad = wish(clinic, InvoiceNumber="WH00041")
    assert put(wire, clinic, wish(clinic), bad).status_code == 400
    assert PROBE not in numbers(clinic)
    answer = put(wire, clinic, wish(clinic), bad, query="?summarizeErrors=false")
    good, refused = answer.get_json()["Invoices"]
    assert (answer.status_code, good["StatusAttributeString"]) == (200, "OK")
    assert (refused["HasErrors"], refused["StatusAttributeString"]) == (True, "ERROR")
    assert refused["InvoiceID"] == "00000000-0000-0000-0000-000000000000"
    assert PROBE in numbers(clinic)


def changed_line(clinic: Organisation, **changes: Any) -> dict[str, Any]:
    plain = wish(clinic)
    return plain | {"LineItems": [plain["LineItems"][0] | changes]}


@pytest.mark.parametrize(
    ("fault", "line", "message"),
    [
        (None, {"AccountCode": "299"}, "Account code '299' is not a valid code for this document"),
        (None, {"AccountCode": "469"}, "Account code '469' is not a valid code for this document"),
        (
            "account_archived",
            {},
            "Account code '200' has been archived, or has been deleted. "
            "Each line item must reference a valid account",
        ),
        (
            None,
            {"TaxType": "INPUT2"},
            "The TaxType code 'INPUT2' cannot be used with account code '200'",
        ),
        (None, {"Description": ""}, "The description field is mandatory for each line item"),
    ],
)
def test_line_is_judged(
    wire: FlaskClient,
    clinic: Organisation,
    world: World,
    fault: str | None,
    line: dict[str, str],
    message: str,
) -> None:
    if fault:
        world.break_(clinic, fault)
    assert complaints(put(wire, clinic, changed_line(clinic, **line))) == [message]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"CurrencyCode": "NOK"}, "Organisation is not subscribed to currency NOK"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        ({"Type": ""}, "Invoice Type must be specified"),
        (
            {"Contact": {"ContactID": "nobody"}},
            "Unknown contact details, please provide a valid ContactID or Contact Number",
        ),
        ({"Status": "AUTHORISED"}, "The document DueDate field must be specified"),
    ],
)
def test_document_is_judged(
    wire: FlaskClient, clinic: Organisation, change: dict[str, Any], message: str
) -> None:
    assert complaints(put(wire, clinic, wish(clinic, **change))) == [message]


def test_archived_contact_is_refused_by_id_and_by_name(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["contact_archived"])
    archived = next(o for o in clinic.situation.contacts if o.name == "Peter Lanyon")
    for contact in ({"ContactID": archived.id}, {"Name": "Peter Lanyon"}):
        [message] = complaints(put(wire, clinic, wish(clinic, Contact=contact)))
        assert message.startswith("The contact with the specified contact details")


def test_contact_by_name_makes_a_contact(wire: FlaskClient, clinic: Organisation) -> None:
    before = len(clinic.situation.contacts)
    put(wire, clinic, wish(clinic, Contact={"Name": "Someone New"}))
    assert [one.name for one in clinic.situation.contacts[before:]] == ["Someone New"]


def test_without_a_number_xero_uses_up_one_of_its_own(
    wire: FlaskClient, clinic: Organisation
) -> None:
    made = [
        put(wire, clinic, wish(clinic, InvoiceNumber="")).get_json()["Invoices"][0]
        for _ in range(2)
    ]
    assert [one["InvoiceNumber"] for one in made] == ["INV-0001", "INV-0002"]


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        (
            ["period_locked"],
            "The document date cannot be before the period lock date, "
            "currently set at 20 November 2026",
        ),
        (
            ["year_end_locked"],
            "The document date cannot be before the end of year lock date, "
            "currently set at 17 November 2026",
        ),
        (["invoice_limit"], "You have reached the limit of invoices you can approve"),
    ],
)
def test_drafts_pass_where_approved_ones_do_not(
    wire: FlaskClient, world: World, faults: list[str], message: str
) -> None:
    clinic = world.create(faults)
    dated = wish(clinic, Date="2026-11-10", DueDate="2026-12-10")
    approved = dated | {"InvoiceNumber": "X1", "Status": "AUTHORISED"}
    assert put(wire, clinic, dated).status_code == 200
    assert complaints(put(wire, clinic, approved)) == [message]


def test_posted_number_changes_somebody_elses_invoice(
    wire: FlaskClient, clinic: Organisation
) -> None:
    answer = put(wire, clinic, wish(clinic, InvoiceNumber="WH00041", Status="VOIDED"), verb="POST")
    [row] = answer.get_json()["Invoices"]
    assert row["InvoiceID"] == clinic.situation.invoice("WH00041").xero_id
    assert row["Status"] == "VOIDED"
    paid = put(wire, clinic, wish(clinic, InvoiceNumber="WH00036", Status="VOIDED"), verb="POST")
    assert complaints(paid)[0].startswith("This document cannot be edited as it has a payment")


@pytest.mark.parametrize("fault", ["xero_user_read_only", "xero_user_removed"])
def test_role_that_may_not_write_is_refused(wire: FlaskClient, world: World, fault: str) -> None:
    clinic = world.create([fault])
    assert complaints(put(wire, clinic, wish(clinic))) == [
        "The User specified does not have the correct permissions to perform this action"
    ]


def test_reading_scope_does_not_write(clock: Clock) -> None:
    world = make_world(clock, ("openid", "offline_access", "accounting.invoices.read"))
    narrow, wire = world.create(), sandbox_app(world).test_client()
    assert wire.get(INVOICES, headers=as_tenant(narrow)).status_code == 200
    answer = put(wire, narrow, wish(narrow))
    assert (answer.status_code, answer.get_json()["Detail"]) == (401, "AuthorizationUnsuccessful")
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_old_broad_scope_writes(clock: Clock) -> None:
    world = make_world(clock, ("openid", "accounting.transactions"))
    broad, wire = world.create(), sandbox_app(world).test_client()
    assert put(wire, broad, wish(broad)).status_code == 200


def test_same_key_gives_the_same_answer_for_six_minutes(
    wire: FlaskClient, clinic: Organisation, clock: Clock
) -> None:
    first, again = (put(wire, clinic, wish(clinic), key="k1") for _ in range(2))
    assert (first.status_code, again.data) == (200, first.data)
    assert numbers(clinic).count(PROBE) == 1
    clock.move(minutes=7)
    assert complaints(put(wire, clinic, wish(clinic), key="k1")) == ["Invoice # must be unique"]


def test_errors_are_remembered_too(wire: FlaskClient, clinic: Organisation, world: World) -> None:
    world.break_(clinic, "account_archived")
    assert put(wire, clinic, wish(clinic), key="k1").status_code == 400
    world.repair(clinic, "account_archived")
    assert put(wire, clinic, wish(clinic), key="k1").status_code == 400
    assert put(wire, clinic, wish(clinic), key="k2").status_code == 200


def test_same_key_with_another_request_is_refused(wire: FlaskClient, clinic: Organisation) -> None:
    put(wire, clinic, wish(clinic), key="k1")
    other = put(wire, clinic, wish(clinic, InvoiceNumber="X2"), key="k1")
    assert other.status_code == 400
    assert other.text == "Idempotency Key: k1 is used with a different request."
    assert put(wire, clinic, wish(clinic), key="k" * 129).status_code == 400


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'{"Invoices":[]}', b'{"Invoices":"x"}'])
def test_body_that_is_no_invoice_is_refused(
    wire: FlaskClient, clinic: Organisation, body: bytes
) -> None:
    headers = as_tenant(clinic) | {"Content-Type": "application/json"}
    answer = wire.put(INVOICES, data=body, headers=headers)
    assert answer.status_code == 400
    assert json.loads(answer.text)["Type"] == "PostDataInvalidException"


def test_form_is_no_body(wire: FlaskClient, clinic: Organisation) -> None:
    answer = wire.put(INVOICES, data={"Type": "ACCREC"}, headers=as_tenant(clinic))
    assert answer.get_json()["Type"] == "PostDataInvalidException"


def test_unknown_invoice_cannot_be_changed(wire: FlaskClient, clinic: Organisation) -> None:
    answer = wire.post(f"{INVOICES}/nobody", json=wish(clinic), headers=as_tenant(clinic))
    assert answer.status_code == 404
