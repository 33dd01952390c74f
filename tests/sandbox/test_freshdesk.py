"""A ticket desk that is as strict as Freshdesk."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.sandbox.world import World
from tests.sandbox.stage import Clock

TICKETS = "/freshdesk/api/v2/tickets"
KEY = ("freshdesk-key", "X")
GOOD: dict[str, Any] = {
    "email": "hannah.cole@example.org",
    "subject": "Xero sync",
    "description": "<p>Nothing goes over.</p>",
    "status": 2,
    "priority": 1,
    "source": 7,
    "tags": ["hl-1"],
    "custom_fields": {"cf_reference": "hl-1"},
}


def post(wire: FlaskClient, **changes: Any) -> TestResponse:
    wish = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return wire.post(TICKETS, json=wish, auth=KEY)


def test_ticket_is_opened_found_and_fetched(wire: FlaskClient) -> None:
    made = post(wire)
    ticket = made.get_json()
    assert (made.status_code, ticket["id"], ticket["source"]) == (201, 1, 7)
    assert made.headers["Location"].endswith("/api/v2/tickets/1")
    assert wire.get(f"{TICKETS}/1", auth=KEY).get_json() == ticket
    found = wire.get("/freshdesk/api/v2/search/tickets?query=\"tag:'hl-1'\"", auth=KEY).get_json()
    assert found == {"total": 1, "results": [ticket]}
    none = wire.get("/freshdesk/api/v2/search/tickets?query=\"tag:'hl-2'\"", auth=KEY).get_json()
    assert none == {"total": 0, "results": []}
    assert wire.get(f"{TICKETS}/2", auth=KEY).status_code == 404


def test_form_with_a_file_says_the_same(wire: FlaskClient) -> None:
    form = {
        "email": GOOD["email"],
        "subject": "Xero sync",
        "description": "x",
        "status": "2",
        "priority": "1",
        "tags[]": ["a", "b"],
        "custom_fields[cf_reference]": "hl-3",
        "attachments[]": (io.BytesIO(b"chat"), "chat.txt"),
    }
    answer = wire.post(TICKETS, data=form, auth=KEY, content_type="multipart/form-data")
    ticket = answer.get_json()
    assert (answer.status_code, ticket["tags"], ticket["status"]) == (201, ["a", "b"], 2)
    assert ticket["custom_fields"] == {"cf_reference": "hl-3"}
    assert ticket["attachments"] == [{"name": "chat.txt", "size": 4}]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"email": None}, "email", "missing_field"),
        ({"email": None, "phone": "0123"}, "name", "missing_field"),
        ({"email": "nonsense"}, "email", "invalid_value"),
        ({"subject": None}, "subject", "missing_field"),
        ({"priority": 9}, "priority", "invalid_value"),
        ({"tags": "a"}, "tags", "datatype_mismatch"),
        ({"colour": "red"}, "colour", "invalid_field"),
        ({"custom_fields": {"cf_other": 1}}, "cf_other", "invalid_field"),
    ],
)
def test_wrong_ticket_is_told_field_by_field(
    wire: FlaskClient, world: World, change: dict[str, Any], field: str, code: str
) -> None:
    answer = post(wire, **change)
    told = answer.get_json()
    assert (answer.status_code, told["description"]) == (400, "Validation failed")
    assert [(one["field"], one["code"]) for one in told["errors"]] == [(field, code)]
    assert world.desk.tickets == []


def test_own_mandatory_fields_are_told_and_demanded(wire: FlaskClient, world: World) -> None:
    world.desk.required = ("subject", "cf_reference")
    fields = wire.get("/freshdesk/api/v2/ticket_fields", auth=KEY).get_json()
    needed = [one["name"] for one in fields if one["required_for_agents"]]
    assert needed == ["subject", "cf_reference"]
    assert post(wire).status_code == 201
    assert post(wire, custom_fields={}).status_code == 400


def test_key_right_and_quota_are_asked_first(wire: FlaskClient, world: World, clock: Clock) -> None:
    wrong = wire.post(TICKETS, json=GOOD, auth=("stranger", "X"))
    assert (wrong.status_code, wrong.get_json()) == (
        401,
        {
            "code": "invalid_credentials",
            "message": "You have to be logged in to perform this action.",
        },
    )
    assert wire.post(TICKETS, json=GOOD).status_code == 401
    world.desk.closed = True
    assert post(wire).status_code == 403
    world.desk.closed, world.desk.per_minute = False, 4
    last = post(wire)
    assert (last.status_code, last.headers["X-RateLimit-Remaining"]) == (201, "0")
    assert last.headers["X-RateLimit-Total"] == "4"
    limited = post(wire)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "60")
    clock.move(minutes=1)
    assert post(wire).status_code == 201


def test_what_is_no_object_is_no_ticket(wire: FlaskClient) -> None:
    assert wire.post(TICKETS, data=b"x", auth=KEY).status_code == 400
    assert wire.get("/freshdesk/api/v2/search/tickets?query=x", auth=KEY).status_code == 400
