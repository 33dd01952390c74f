"""How the faults that no text names show on the wire."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.sandbox.faults import FAULTS
from bot.sandbox.organisation import Organisation
from bot.sandbox.situation import Situation
from bot.sandbox.world import World
from tests.sandbox.stage import as_tenant

API = "/xero/api.xro/2.0"


def settings(wire: FlaskClient, clinic: Organisation) -> Any:
    path = f"/hearlink/api/integrations/xero?org={clinic.id}"
    return wire.get(path, headers={"x-api-key": "full"}).get_json()


def status(wire: FlaskClient, clinic: Organisation, path: str) -> int:
    return wire.get(f"{API}/{path}", headers=as_tenant(clinic)).status_code


def tenants(wire: FlaskClient, clinic: Organisation) -> list[str]:
    listed = wire.get("/xero/connections", headers=as_tenant(clinic)).get_json()
    return [one["tenantId"] for one in listed]


def test_swapped_tenant_is_another_one_in_the_list(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["tenant_swapped"])
    [listed] = tenants(wire, clinic)
    assert listed != clinic.tenant_id
    assert status(wire, clinic, "Organisation") == 403
    world.repair(clinic, "tenant_swapped")
    assert tenants(wire, clinic) == [clinic.tenant_id]


def test_unpaid_organisation_is_listed_and_shut(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["organisation_unpaid"])
    assert tenants(wire, clinic) == [clinic.tenant_id]
    assert status(wire, clinic, "Organisation") == 403


def test_missing_scope_shows_in_the_token_and_at_the_door(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["scope_missing"])
    assert "accounting.invoices" not in clinic.tokens.scopes
    assert status(wire, clinic, "Invoices") == 401
    assert status(wire, clinic, "Organisation") == 200
    assert world.repair(clinic, "scope_missing").reconnected
    assert "accounting.invoices" in clinic.tokens.scopes
    assert status(wire, clinic, "Invoices") == 200


@pytest.mark.parametrize(
    ("fault", "role", "draft", "approve"),
    [
        ("xero_user_read_only", "READONLY", "NOT-ALLOWED", "NOT-ALLOWED"),
        ("xero_user_invoice_only", "INVOICEONLY", "ALLOWED", "NOT-ALLOWED"),
        ("xero_user_removed", "REMOVED", "NOT-ALLOWED", "NOT-ALLOWED"),
    ],
)
def test_role_shows_in_actions_and_users(
    wire: FlaskClient, world: World, fault: str, role: str, draft: str, approve: str
) -> None:
    clinic, headers = world.create([fault]), {}
    headers = as_tenant(clinic)
    rows = wire.get(f"{API}/Organisation/Actions", headers=headers).get_json()["Actions"]
    may = {one["Name"]: one["Status"] for one in rows}
    assert (may["CreateDraftInvoice"], may["CreateApprovedInvoice"]) == (draft, approve)
    users = wire.get(f"{API}/Users", headers=headers).get_json()["Users"]
    mine = next(one for one in users if one["GlobalUserID"] == clinic.xero_user_id)
    assert mine["OrganisationRole"] == role


@pytest.mark.parametrize(
    ("fault", "code", "mime"),
    [
        ("organisation_offline", 503, "text/html"),
        ("xero_errors", 500, "application/json"),
        ("xero_answers_html", 503, "text/html"),
    ],
)
def test_trouble_of_one_organisation_is_not_on_the_status_page(
    wire: FlaskClient, world: World, fault: str, code: int, mime: str
) -> None:
    clinic = world.create([fault])
    answer = wire.get(f"{API}/Organisation", headers=as_tenant(clinic))
    assert (answer.status_code, answer.mimetype) == (code, mime)
    assert tenants(wire, clinic) == [clinic.tenant_id]
    page = wire.get("/status/api/v2/status.json").get_json()
    assert page["status"]["indicator"] == "none"


def test_edition_without_invoicing_says_so(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["edition_without_invoicing"])
    [row] = wire.get(f"{API}/Organisation", headers=as_tenant(clinic)).get_json()["Organisations"]
    assert (row["Edition"], row["Class"]) == ("PARTNER", "LEDGER")


def test_never_set_up_has_empty_settings(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["integration_never_set_up"])
    told = settings(wire, clinic)
    assert (told["enabled"], told["mapping"], told["overrides"]) == (False, {}, [])
    assert told["payment_account"] is told["last_synced_at"] is told["last_error"] is None
    assert world.repair(clinic, "integration_never_set_up").reconnected


def test_settings_tell_overrides_currency_and_webhook(
    wire: FlaskClient, world: World, clinic: Organisation
) -> None:
    told = settings(wire, clinic)
    northgate = next(one for one in clinic.situation.clinics if one.name == "Northgate")
    services = {"Services": {"account": "221", "tax": "OUTPUT2"}}
    assert told["overrides"] == [
        {"clinic": northgate.uid, "name": "Northgate", "mapping": services}
    ]
    assert told["currency"] == "GBP"
    assert told["webhook"] == {"enabled": True, "last_delivery_at": "2026-11-21T10:35:00.000Z"}
    bare = settings(wire, world.create(["mapping_without_account", "mapping_without_tax"]))
    assert bare["mapping"]["Services"]["account"] is None
    assert bare["mapping"]["Custom Items"]["tax"] is None


@pytest.mark.parametrize(
    ("fault", "number", "lacking"),
    [
        ("missing_due_date_quietly", "WH00039", "dueDate"),
        ("no_patient_name", "WH00042", "billTo"),
    ],
)
def test_what_an_invoice_lacks_is_left_out(
    wire: FlaskClient, world: World, fault: str, number: str, lacking: str
) -> None:
    clinic = world.create([fault])
    uid = clinic.situation.invoice(number).uid
    told = wire.get(f"/hearlink/api/invoices/{uid}", headers={"x-api-key": "full"}).get_json()
    assert lacking not in told["data"]


def test_lines_show_what_is_wrong_with_them(wire: FlaskClient, world: World) -> None:
    def fresh(fault: str, number: str) -> Any:
        uid = world.create([fault]).situation.invoice(number).uid
        reply = wire.get(f"/hearlink/api/invoices/{uid}", headers={"x-api-key": "full"})
        return reply.get_json()["data"]

    assert fresh("invoice_without_lines", "WH00041")["lineItems"] == []
    bare = fresh("line_without_description", "WH00039")["lineItems"]
    assert all("description" not in one and one["type"] for one in bare)
    assert fresh("negative_total", "WH00039")["total"] < 0


def stuck(now: Situation) -> list[str]:
    sent = (one for one in now.invoices if one.status in now.settings.statuses)
    return [one.number for one in sent if one.xero_id is None]


@pytest.mark.parametrize(
    ("fault", "numbers"),
    [
        ("manual_mode", ["WH00041", "WH00042"]),
        ("override_account_unknown", ["WH00039", "WH00042"]),
        ("account_deleted", ["WH00038", "WH00042"]),
        ("year_end_locked", ["WH00039"]),
        ("voided_number", ["WH00041"]),
        ("hearlink_group_sees_nothing", []),
    ],
)
def test_history_tells_all_from_some_from_one(world: World, fault: str, numbers: list[str]) -> None:
    assert stuck(world.create([fault]).situation) == numbers


def test_override_hits_one_clinic_and_deletion_one_category(world: World) -> None:
    by_clinic = world.create(["override_account_unknown"]).situation
    clinics = {by_clinic.invoice(one).clinic.name for one in stuck(by_clinic)}
    assert clinics == {"Northgate"}
    by_category = world.create(["account_deleted"]).situation
    for number in stuck(by_category):
        lines = by_category.invoice(number).lines
        assert "Accessories" in {line.category for line in lines}


def test_faults_without_a_text_are_many(clinic: Organisation) -> None:
    silent = [
        one.id for one in FAULTS.values() if one.break_(clinic.healthy).settings.last_error is None
    ]
    assert len(silent) >= 25
