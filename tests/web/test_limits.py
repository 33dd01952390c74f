"""Who calls too often waits; nobody else does."""

import pytest
from werkzeug.test import TestResponse

from bot.domain.topic import Knowledge
from tests.web.stage import API, PLENTY, Web, bearer, identity

SLOW = {**PLENTY, "message": "2 per minute", "start": "3 per minute", "sign_in": "2 per minute"}
BODY = {"client_id": "m", "text": "hello"}


@pytest.fixture
def slow(knowledge: Knowledge) -> Web:
    return Web(knowledge, limits=SLOW)


def assert_waits(answer: TestResponse) -> None:
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.get_json() == {
        "ok": False,
        "error": "TooManyRequests",
        "message": "That was very fast. Please wait a moment and try again.",
    }


def test_one_too_many_waits_in_the_one_shape(slow: Web) -> None:
    opened = slow.start()
    assert [opened.post("messages", BODY).status_code for _ in range(2)] == [200, 200]
    assert_waits(opened.post("messages", BODY))


def test_one_conversation_does_not_slow_another(slow: Web) -> None:
    first, second = slow.start(), slow.start()
    for _ in range(3):
        last = first.post("messages", BODY)
    assert last.status_code == 429
    assert second.post("messages", BODY).status_code == 200


def test_one_kind_of_call_does_not_slow_another(slow: Web) -> None:
    opened = slow.start()
    for _ in range(3):
        opened.post("messages", BODY)
    assert opened.post("undo", {"client_id": "u"}).status_code == 200
    assert opened.events()["last"] > 2


def test_what_cannot_be_read_counts_too(slow: Web) -> None:
    opened = slow.start()
    for _ in range(2):
        assert opened.post("messages", {}).status_code == 400
    assert_waits(opened.post("messages", {}))


def test_conversations_are_begun_at_the_rate_of_an_address(slow: Web) -> None:
    for _ in range(3):
        slow.start()
    answer = slow.client.post(f"{API}/conversations", json={}, headers=bearer("x"))
    assert_waits(answer)
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    other = slow.client.post(f"{API}/conversations", json={}, environ_overrides=elsewhere)
    assert other.status_code == 201


def test_ever_new_tokens_are_no_way_around_the_rate_of_an_address(knowledge: Knowledge) -> None:
    web = Web(knowledge, limits={**PLENTY, "address": "5 per minute"})
    url = f"{API}/conversations/x/events"
    statuses = [web.client.get(url, headers=bearer(f"t{n}")).status_code for n in range(6)]
    assert statuses == [404] * 5 + [429]


def test_passwords_cannot_be_tried_out(slow: Web) -> None:
    tries = {"email": "alex@desk.example", "password": "x", "csrf_token": slow.csrf()}
    statuses = [slow.client.post("/desk/login", data=tries).status_code for _ in range(2)]
    assert statuses == [401, 429]


def test_nobody_is_told_to_wait_without_need(slow: Web) -> None:
    assert "Retry-After" not in slow.client.get("/health/live").headers


def test_a_route_without_a_kind_has_the_rate_of_a_page(knowledge: Knowledge) -> None:
    web = Web(knowledge, limits={**PLENTY, "page": "1 per minute"})
    web.app.add_url_rule("/api/new", "new", lambda: "")
    assert [web.client.get("/api/new").status_code for _ in range(2)] == [200, 429]


def test_new_tokens_and_conversations_are_no_way_around_the_rate_of_looks(
    knowledge: Knowledge,
) -> None:
    web = Web(knowledge, limits={**PLENTY, "checks": "2 per minute"})
    statuses = [web.start(identity()).post("checks").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert web.start(identity(org="elsewhere")).post("checks").status_code == 200
    assert web.start().post("checks").status_code == 200
