"""A body that does not fit gets one clear message, in the one shape, and changes nothing."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from bot.services.chat import LONGEST
from tests.web.stage import API, HOST_KEY, Opened, Web, bearer

JSON = "application/json"


@pytest.fixture
def opened(web: Web) -> Opened:
    return web.start()


def raw(opened: Opened, body: bytes, kind: str | None = JSON) -> TestResponse:
    url = opened.url("messages")
    return opened.client.post(url, data=body, content_type=kind, headers=bearer(opened.token))


def refused(answer: TestResponse, status: int, error: str) -> str:
    body = answer.get_json()
    assert (answer.status_code, body["error"]) == (status, error)
    message: str = body["message"]
    assert message.endswith(".")
    assert "In" not in message.split()  # no class of ours
    return message


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"null", b'"words"', b"\xff\xfe", b"nan"])
def test_what_is_no_json_object_cannot_be_read(opened: Opened, body: bytes) -> None:
    message = refused(raw(opened, body), 400, "BadRequest")
    assert message.startswith("That request could not be read.")


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type_is_named(opened: Opened, kind: str | None) -> None:
    body = b'{"client_id": "m", "text": "hello"}'
    assert JSON in refused(raw(opened, body, kind), 415, "UnsupportedMediaType")


def test_too_much_is_refused_unread(opened: Opened) -> None:
    refused(raw(opened, b" " * (64 * 1024 + 1)), 413, "TooMuch")


def test_a_webhook_may_not_be_too_large_either(web: Web) -> None:
    answer = web.client.post("/hooks/hearlink", data=b" " * (64 * 1024 + 1))
    refused(answer, 413, "TooMuch")


CASES: list[tuple[dict[str, Any], str]] = [
    ({}, "“client_id”: is needed."),
    ({"client_id": "m"}, "Please send either “text” or “choice”."),
    ({"client_id": "m", "text": "a", "choice": "b"}, "Please send either “text” or “choice”."),
    ({"client_id": "m", "text": "a", "colour": "red"}, "“colour”: is not known here."),
    ({"client_id": "m", "text": 7}, "“text”: Input should be a valid string."),
    ({"client_id": "", "text": "a"}, "“client_id”: String should have at least 1 character."),
    ({"client_id": "a\nb", "text": "a"}, "“client_id”: does not look right."),
    ({"client_id": "a\0b", "text": "a"}, "“client_id”: does not look right."),
    (
        {"client_id": "m" * 65, "text": "a"},
        "“client_id”: String should have at most 64 characters.",
    ),
    ({"client_id": "m", "text": " "}, "The message is empty. Please write what you see."),
    ({"client_id": "m", "text": "\0"}, "The message is empty. Please write what you see."),
    (
        {"client_id": "m", "text": "x" * (LONGEST + 1)},
        "“text”: String should have at most 4000 characters.",
    ),
]


@pytest.mark.parametrize(("body", "says"), CASES)
def test_each_wrong_message_is_told_what_is_wrong(
    opened: Opened, body: dict[str, Any], says: str
) -> None:
    assert refused(opened.post("messages", body), 400, "BadInput") == says
    assert opened.events()["last"] == 2


def test_the_longest_message_is_taken(opened: Opened) -> None:
    assert opened.post("messages", {"client_id": "m", "text": "ä" * LONGEST}).status_code == 200


def test_a_half_character_is_refused(opened: Opened) -> None:
    refused(raw(opened, b'{"client_id": "m", "text": "\\ud800"}'), 400, "BadInput")


@pytest.mark.parametrize(
    ("choice", "status", "error"),
    [
        ("remedy.done", 409, "StaleConversation"),
        ("symptom=nonsense", 400, "UnknownChoice"),
        ("nonsense", 400, "UnknownChoice"),
        ("", 400, "UnknownChoice"),
    ],
)
def test_a_choice_that_was_not_offered_is_refused(
    opened: Opened, choice: str, status: int, error: str
) -> None:
    refused(opened.post("messages", {"client_id": "m", "choice": choice}), status, error)


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("undo", {}),
        ("feedback", {}),
        ("feedback", {"helpful": "maybe"}),
        ("feedback", {"helpful": True, "reasons": ["r"] * 11}),
        ("feedback", {"helpful": True, "comment": "c" * 2001}),
        ("escalation", {}),
        ("escalation", {"preview": True, "send": True}),
        ("escalation", {"send": True, "contact": {"email": "nobody"}}),
        ("escalation", {"send": True, "contact": {"phone": "none"}}),
        ("escalation", {"send": True, "contact": "jo@clinic.example"}),
        ("escalation", {"send": True, "contact": {"fax": "1"}}),
    ],
)
def test_the_other_calls_are_as_strict(opened: Opened, what: str, body: dict[str, Any]) -> None:
    refused(opened.post(what, body), 400, "BadInput")
    assert opened.events()["last"] == 2


def test_an_unknown_key_is_shown_in_part_only(opened: Opened) -> None:
    body = {"client_id": "m", "text": "a", "k" * 5000: 1}
    assert len(refused(opened.post("messages", body), 400, "BadInput")) < 200


@pytest.mark.parametrize("after", ["-1", "x", ""])
def test_events_are_asked_for_by_number(opened: Opened, after: str) -> None:
    url = f"{opened.url('events')}?after={after}"
    refused(opened.client.get(url, headers=bearer(opened.token)), 400, "BadInput")


def test_a_consent_needs_a_time_with_its_zone(web: Web) -> None:
    consent = {"tenant_id": "t", "access_token": "hidden-1", "refresh_token": "hidden-2"}
    for expires_at in ("2026-03-02T09:30:00", "soon"):
        answer = web.client.put(
            f"{API}/connections/clinic",
            json={**consent, "expires_at": expires_at},
            headers=bearer(HOST_KEY),
        )
        assert "hidden" not in refused(answer, 400, "BadInput")


def test_an_organisation_has_no_control_characters(web: Web) -> None:
    answer = web.client.delete(f"{API}/connections/a%00b", headers=bearer(HOST_KEY))
    refused(answer, 400, "BadInput")
