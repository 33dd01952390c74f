"""HearLink's API, and the settings contract."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World

KEY = {"x-api-key": "full"}


def read(wire: FlaskClient, path: str) -> Any:
    answer = wire.get(f"/hearlink/api/{path}", headers=KEY)
    assert answer.status_code == 200
    return answer.get_json()


def code(answer: TestResponse) -> tuple[int, str]:
    body = answer.get_json()
    assert body["success"] is False
    return answer.status_code, body["error"]["code"]


def test_invoice_is_wrapped_as_published(wire: FlaskClient, clinic: Organisation) -> None:
    wanted = clinic.situation.invoice("WH00041")
    body = read(wire, f"invoices/{wanted.uid}")
    assert body["success"] is True
    told = body["data"]
    assert (told["orderNumber"], told["status"]) == ("WH00041", "Finalised")
    assert told["xeroInvoiceId"] == wanted.xero_id
    assert told["patient"]["fullName"] == "Peter Lanyon"
    assert told["dueDate"] == "2026-12-20T10:15:00.000Z"
    assert told["total"] == 2395.0


def test_what_an_invoice_lacks_is_left_out(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["missing_due_date"])
    told = read(wire, f"invoices/{clinic.situation.invoice('WH00041').uid}")["data"]
    assert told.keys().isdisjoint({"dueDate", "xeroInvoiceId"})


def test_settings_tell_mode_mapping_and_the_last_error(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["account_archived"])
    told = read(wire, f"integrations/xero?org={clinic.id}")
    assert told["last_error"] == {
        "message": "Account code '200' has been archived, or has been deleted. "
        "Each line item must reference a valid account",
        "document": "invoice",
        "number": "WH00041",
        "at": "2026-11-20T10:35:00.000Z",
    }
    assert told["mapping"]["Hearing Aids"] == {"account": "200", "tax": "ZERORATEDOUTPUT"}
    assert told["last_synced_at"] == "2026-11-21T10:37:00.000Z"
    assert (told["enabled"], told["reauth_required"], told["mode"]) == (True, False, "automatic")
    assert (told["sync_as"], told["statuses"]) == ("authorised", ["Finalised", "Paid"])
    assert (told["credit_notes"], told["payment_account"]) == (True, "090")


@pytest.mark.parametrize("path", ["invoices/nonsense", "integrations/xero"])
def test_request_is_checked(wire: FlaskClient, path: str) -> None:
    assert code(wire.get(f"/hearlink/api/{path}", headers=KEY)) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "path", ["invoices/00000000-0000-0000-0000-0000000000ff", "integrations/xero?org=org_none"]
)
def test_key_comes_before_the_thing(wire: FlaskClient, path: str) -> None:
    url = f"/hearlink/api/{path}"
    assert code(wire.get(url)) == (401, "UNAUTHORIZED")
    assert code(wire.get(url, headers={"x-api-ket": "full"})) == (401, "UNAUTHORIZED")
    assert code(wire.get(url, headers={"x-api-key": "weak"})) == (403, "FORBIDDEN")
    assert code(wire.get(url, headers=KEY)) == (404, "NOT_FOUND")
