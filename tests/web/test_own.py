"""On another device the same person goes on, and changes what they said; nobody else does."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.web.identity import GRANT
from tests.web.stage import API, SECRET_KEY, Json, Opened, Web, bearer, identity, json_of


def own(client: FlaskClient, token: str | None) -> list[Json]:
    headers = bearer(token) if token else {}
    listed: list[Json] = json_of(client.get(f"{API}/conversations", headers=headers))[
        "conversations"
    ]
    return listed


def on_another_device(web: Web, mine: Opened, token: str) -> Opened:
    [found] = own(web.client, token)
    assert found["id"] == mine.id
    return Opened(web.client, found["id"], found["token"], {})


def test_same_person_goes_on_elsewhere(web: Web) -> None:
    mine = web.start(identity())
    mine.say("it says expired", "m1")
    there = on_another_device(web, mine, identity())
    assert there.token != mine.token
    assert there.events() == mine.events()
    there.say("really", "m2")
    assert mine.events() == there.events()


def test_other_token_is_good_with_the_same_persons_proof_alone(web: Web) -> None:
    there = on_another_device(web, web.start(identity()), identity())
    sent = {"client_id": "m", "text": "expired"}
    assert there.post("messages", sent, X_Identity_Token=identity("jo")).status_code == 403
    assert there.post("messages", sent, X_Identity_Token=identity()).status_code == 200


@pytest.mark.parametrize("token", [identity("jo"), identity(org="other"), None])
def test_nobody_else_finds_it(web: Web, token: str | None) -> None:
    web.start(identity())
    assert own(web.client, token) == []


def test_strangers_find_nothing(web: Web) -> None:
    web.start()
    assert own(web.client, None) == []


def test_other_token_opens_that_one_conversation_alone(web: Web) -> None:
    mine, theirs = web.start(identity()), web.start(identity("jo"))
    there = on_another_device(web, mine, identity())
    answer = web.client.get(theirs.url("events"), headers=bearer(there.token))
    assert answer.status_code == 404


def test_other_token_runs_out(web: Web) -> None:
    there = on_another_device(web, web.start(identity()), identity())
    web.stage.clock.move(GRANT - timedelta(seconds=1))
    assert web.client.get(there.url("events"), headers=bearer(there.token)).status_code == 200
    web.stage.clock.move(timedelta(seconds=1))
    assert web.client.get(there.url("events"), headers=bearer(there.token)).status_code == 404


def test_token_that_we_did_not_sign_for_this_opens_nothing(web: Web) -> None:
    mine = web.start(identity())
    fits: Json = {"sub": mine.id, "key": "x", "aud": "conversation"}
    forged = [
        identity(**fits),
        identity(**{**fits, "aud": "hearlink-assistant"}, secret=SECRET_KEY),
        identity(**fits, exp=1, secret=SECRET_KEY),
        identity(**{**fits, "sub": "other"}, secret=SECRET_KEY),
        identity(**fits, secret=SECRET_KEY),
    ]
    for token in forged:
        assert web.client.get(mine.url("events"), headers=bearer(token)).status_code == 404


def test_answer_is_changed_over_the_wire(web: Web) -> None:
    mine = web.start()
    mine.choose("start", "m1")
    mine.choose("connection_status=connected", "m2")
    change = {"client_id": "m3", "replaces": "m2", "choice": "connection_status=expired"}
    answered = json_of(mine.post("changes", change))
    assert answered["turn"]["decision"]["diagnosis"]["cause"] == "connection_expired"
    assert json_of(mine.post("changes", change)) == answered
    kinds = [event["kind"] for event in mine.events()["events"]]
    assert kinds[-3:] == ["undone", "chose", "turned"]


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": "m3", "text": "expired"},
        {"client_id": "m3", "replaces": "m1"},
        {"client_id": "m3", "replaces": "m1", "text": "a", "choice": "b"},
        {"client_id": "m3", "replaces": "unknown", "text": "expired"},
    ],
)
def test_wrong_change_is_refused(web: Web, body: Json) -> None:
    mine = web.start()
    mine.say("it says expired", "m1")
    before = mine.events()
    assert mine.post("changes", body).status_code == 400
    assert mine.events() == before
