"""The looks at contacts, invoices and credit notes over real HTTP."""

from collections.abc import Iterator, Mapping

import pytest
from werkzeug.wrappers import Response

from bot.adapters.xero.looks import xero_looks
from bot.ports.looks import Looks, Target
from tests.adapters.wire import Wire, serving, told
from tests.adapters.xero_answers import (
    NOW,
    WILLOW,
    consent,
    target,
    values,
    xero_settings,
)
from tests.adapters.xero_books import (
    CONTACTS,
    CREDITS,
    INVOICES,
    document,
    found,
    record,
    stocked,
)
from tests.fakes import FakeConnections


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield stocked(running)


@pytest.fixture
def looks(wire: Wire) -> Looks:
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    return xero_looks(xero_settings(wire), stored, sleep=lambda _: None)


# Contacts


def test_a_contact_is_looked_for_by_its_name(wire: Wire, looks: Looks) -> None:
    name = 'Ann "Annie" O\\Doe, née Roe'
    wire.on(CONTACTS, told({"Contacts": [{"Name": name, "ContactStatus": "ARCHIVED"}]}))
    at = target(invoice_number="WH00041", fleeting={"invoice_contact": name})
    (finding,) = found(looks, "xero_contact", at)
    assert finding.value == "archived"
    assert "Ann" not in repr(finding)
    (request,) = wire.asked
    assert request.args.to_dict() == {
        "where": 'Name=="Ann \\"Annie\\" O\\\\Doe, née Roe"',
        "includeArchived": "true",
    }


@pytest.mark.parametrize("name", ["", "  ", "x" * 501])
def test_without_a_usable_name_nobody_is_looked_for(wire: Wire, looks: Looks, name: str) -> None:
    assert found(looks, "xero_contact", target(fleeting={"invoice_contact": name})) == []
    assert wire.asked == []


# Invoices and credit notes


@pytest.mark.parametrize(
    ("status", "changes", "facts", "detail"),
    [
        ("VOIDED", "Voided", {}, "Invoice WH00041 was voided in Xero by Jo Park on 3 March."),
        ("DELETED", "Deleted", {}, "Invoice WH00041 was deleted in Xero by Jo Park on 3 March."),
        (
            "AUTHORISED",
            "Created",
            {"hearlink_linked": "no"},
            "Invoice WH00041 is in Xero and approved. It was created there by Jo Park on 3 March.",
        ),
    ],
)
def test_what_ended_or_came_another_way_is_told_with_who_and_when(
    wire: Wire, looks: Looks, status: str, changes: str, facts: Mapping[str, str], detail: str
) -> None:
    document(wire, status, history=record(changes, "Jo Park"))
    (finding,) = found(looks, "xero_invoice", target(invoice_number="WH00041", knowing=facts))
    assert finding.detail == detail
    assert wire.paths() == [INVOICES, f"{INVOICES}/i1/history"]


@pytest.mark.parametrize("reply", [Response(status=503), record("Edited", "Jo Park")])
def test_an_end_is_told_without_its_history_too(wire: Wire, looks: Looks, reply: Response) -> None:
    document(wire, "VOIDED", history=reply)
    (finding,) = found(looks, "xero_invoice", target(invoice_number="WH00041"))
    assert finding.detail == "Invoice WH00041 was voided in Xero."


def test_a_document_without_an_id_has_no_history(wire: Wire, looks: Looks) -> None:
    document(wire, "VOIDED", InvoiceID=None)
    (finding,) = found(looks, "xero_invoice", target(invoice_number="WH00041"))
    assert finding.value == "void"
    assert wire.paths() == [INVOICES]


@pytest.mark.parametrize(
    ("status", "facts"), [("PAID", {}), ("PAID", {"hearlink_linked": "yes"}), ("DRAFT", {})]
)
def test_where_nothing_is_odd_no_history_is_read(
    wire: Wire, looks: Looks, status: str, facts: Mapping[str, str]
) -> None:
    document(wire, status)
    found(looks, "xero_invoice", target(invoice_number="WH00041", knowing=facts))
    assert wire.paths() == [INVOICES]


def credit_note(wire: Wire, *rows: Mapping[str, object]) -> None:
    named = [{"CreditNoteID": "c1", "CreditNoteNumber": "CN1", **row} for row in rows]
    wire.on(CREDITS, told({"CreditNotes": named}))


def of_note(total: str = "60.00") -> Target:
    handed_on = {"credited_invoice": "WH00041", "credit_note_total": total}
    return target(invoice_number="CN1", document="credit_note", fleeting=handed_on)


def test_an_allocated_credit_note_fits_without_another_call(wire: Wire, looks: Looks) -> None:
    credit_note(wire, {"Status": "AUTHORISED", "Allocations": [{"Amount": 60}]})
    findings = found(looks, "xero_invoice", of_note())
    assert values(findings) == {"invoice_in_xero": "live", "credit_note_fits": "yes"}
    assert wire.paths() == [CREDITS]


@pytest.mark.parametrize(("due", "value"), [(60, "yes"), (59.99, "no")])
def test_a_credit_note_is_held_against_its_invoice(
    wire: Wire, looks: Looks, due: float, value: str
) -> None:
    credit_note(wire)
    document(wire, "AUTHORISED", AmountDue=due)
    findings = found(looks, "xero_invoice", of_note())
    assert values(findings) == {"invoice_in_xero": "missing", "credit_note_fits": value}
    assert "60" not in findings[1].detail
    assert wire.paths() == [CREDITS, INVOICES]


def test_a_credit_note_without_its_invoice_is_still_found(wire: Wire, looks: Looks) -> None:
    credit_note(wire, {"Status": "AUTHORISED", "RemainingCredit": 60})
    wire.on(INVOICES, Response(status=500))
    assert values(found(looks, "xero_invoice", of_note())) == {"invoice_in_xero": "live"}


def test_a_voided_credit_note_has_a_history(wire: Wire, looks: Looks) -> None:
    credit_note(wire, {"Status": "VOIDED"})
    wire.on(f"{CREDITS}/c1/history", record("Voided", "Jo Park"))
    finding, *_ = found(looks, "xero_invoice", of_note())
    assert finding.detail == "Credit note CN1 was voided in Xero by Jo Park on 3 March."
