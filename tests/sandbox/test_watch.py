"""No mix-up between two organisations goes unseen, and every call is counted."""

import pytest
from flask.testing import FlaskClient

from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World
from tests.sandbox.stage import as_tenant
from tests.sandbox.test_identity import refresh

API = "/xero/api.xro/2.0"


@pytest.fixture
def first(world: World) -> Organisation:
    return world.create(distinct=True)


@pytest.fixture
def second(world: World) -> Organisation:
    return world.create(distinct=True)


def test_own_things_are_no_breach(wire: FlaskClient, world: World, second: Organisation) -> None:
    now, headers = second.situation, as_tenant(second)
    invoice = now.invoice("WH00041")
    for path in (
        f"Invoices/{invoice.xero_id}",
        f"Invoices?InvoiceNumbers={invoice.number},WH99999",
        f'Contacts?where=Name=="{invoice.patient.name}"&includeArchived=true',
        "Accounts",
    ):
        assert wire.get(f"{API}/{path}", headers=headers).status_code == 200
    assert world.breaches == []


def test_shared_numbers_of_plain_organisations_are_no_breach(
    wire: FlaskClient, world: World
) -> None:
    plain, _ = world.create(), world.create()
    wire.get(f"{API}/Invoices?InvoiceNumbers=WH00041", headers=as_tenant(plain))
    assert world.breaches == []


@pytest.mark.parametrize("kind", ["id", "number", "list", "name", "account"])
def test_document_of_a_neighbour_is_a_breach_in_path_and_query(
    wire: FlaskClient, world: World, first: Organisation, second: Organisation, kind: str
) -> None:
    theirs = second.situation.invoice("WH00041")
    path, what = {
        "id": (f"Invoices/{theirs.xero_id}", theirs.xero_id),
        "number": (f'CreditNotes?where=CreditNoteNumber=="{theirs.number}"', theirs.number),
        "list": (f"Invoices?InvoiceNumbers=A,{theirs.number}", theirs.number),
        "name": (f'Contacts?where=Name=="{theirs.patient.name}"', theirs.patient.name),
        "account": ('Accounts?where=Code=="200-2"', "200-2"),
    }[kind]
    wire.get(f"{API}/{path}", headers=as_tenant(first))
    [breach] = world.breaches
    assert (breach.bearer_of, breach.tenant_of, breach.what) == (first.id, second.id, what)


def test_document_of_a_neighbour_is_a_breach_in_a_body(
    wire: FlaskClient, world: World, first: Organisation, second: Organisation
) -> None:
    contact = second.situation.contacts[0]
    body = {"Invoices": [{"Type": "ACCREC", "Contact": {"ContactID": contact.id}}]}
    wire.put(f"{API}/Invoices", json=body, headers=as_tenant(first))
    assert [one.what for one in world.breaches] == [contact.id]


def test_calls_and_refreshes_are_counted_for_each(
    wire: FlaskClient, world: World, first: Organisation, second: Organisation
) -> None:
    for _ in range(2):
        wire.get(f"{API}/Organisation", headers=as_tenant(first))
    wire.get("/xero/connections", headers=as_tenant(second))
    refresh(wire, second.tokens.refresh_token)
    assert world.watch.calls(first.id) == {f"GET {API}/Organisation": 2}
    assert world.watch.calls(second.id) == {"GET /xero/connections": 1}
    assert (world.watch.refreshes(first.id), world.watch.refreshes(second.id)) == (0, 1)
    world.watch.forget()
    assert not world.watch.calls(first.id)
    assert world.watch.refreshes(second.id) == 0


def test_call_of_a_user_with_two_organisations_counts_for_the_one_it_names(
    wire: FlaskClient, world: World, first: Organisation
) -> None:
    beside = world.create(beside=first)
    wire.get(f"{API}/Organisation", headers=as_tenant(beside))
    assert not world.watch.calls(first.id)
    assert sum(world.watch.calls(beside.id).values()) == 1
