"""The shapes that programs rely on: the turn, the stream of looks, events, tickets, ratings."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.domain.errors import StaleConversation, Unavailable
from tests.services.stage import HEALTHY
from tests.web.stage import API, Json, Opened, Web, bearer, identity, json_of

TURN = {"id", "blocks", "choices", "expects", "checks", "decision", "offers"}


def assert_turn(turn: Json) -> None:
    assert set(turn) - {"fixed"} == TURN
    assert all("type" in block for block in turn["blocks"])
    assert all(set(choice) == {"id", "label"} for choice in turn["choices"])
    decision = turn["decision"]
    assert set(decision) - {"fact", "diagnosis"} == {"kind", "why", "candidates"}
    for candidate in decision["candidates"]:
        assert set(candidate) - {"parent"} == {"cause", "probability"}


def ids(turn: Json) -> list[str]:
    return [choice["id"] for choice in turn["choices"]]


def test_a_conversation_begins_with_its_token_and_a_turn(web: Web) -> None:
    answer = web.client.post(f"{API}/conversations", json={})
    assert answer.status_code == 201
    opened = json_of(answer)
    assert set(opened) == {"id", "token", "version", "turn", "language", "dir"}
    assert opened["version"] == 1
    assert len(opened["token"]) >= 43
    assert_turn(opened["turn"])


def test_no_two_conversations_have_the_same_token(web: Web) -> None:
    assert len({web.start().token for _ in range(20)}) == 20


def test_an_answer_has_a_version_and_a_turn(web: Web) -> None:
    opened = web.start()
    body = json_of(opened.post("messages", {"client_id": "m", "text": "it says expired"}))
    assert set(body) == {"version", "turn"}
    assert body["version"] == 2
    assert_turn(body["turn"])


def test_a_question_offers_fact_and_value_and_a_person(web: Web) -> None:
    turn = web.start().say("it says expired", "m")
    fact = turn["decision"]["fact"]
    assert turn["decision"]["kind"] in {"ask", "did_you_mean"}
    assert f"{fact}=unknown" in ids(turn) or f"{fact}=none" in ids(turn)
    assert "human" in ids(turn)
    assert all(id_ == "human" or "=" in id_ for id_ in ids(turn))


def test_a_look_asks_first_then_names_its_checks(web: Web) -> None:
    opened = web.start(identity())
    asked = opened.say("it says expired", "m1")
    assert asked["decision"]["kind"] == "look"
    assert ids(asked) == ["look.yes", "look.no", "human"]
    assert asked["checks"] == []
    agreed = opened.choose("look.yes", "m2")
    assert agreed["expects"] == "checks"
    assert "xero_connection" in agreed["checks"]


def test_a_diagnosis_has_its_cause_probability_and_evidence(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.facts["connection_status"] = "expired"
    turn = json_of(opened.post("checks"))["turn"]
    assert_turn(turn)
    diagnosis = turn["decision"]["diagnosis"]
    assert set(diagnosis) == {"cause", "probability", "evidence"}
    assert diagnosis["cause"] == "connection_expired"
    assert 0.5 < diagnosis["probability"] <= 1
    assert diagnosis["evidence"][0]["source"] == "checked"
    assert ids(turn) == ["remedy.done", "remedy.no", "human"]


def test_a_repaired_fault_is_confirmed_by_looking_again(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.facts["connection_status"] = "expired"
    opened.post("checks")
    opened.choose("remedy.done", "m3")
    web.stage.looking.facts.update(HEALTHY)
    assert json_of(opened.post("checks"))["turn"]["fixed"] == "connection_expired"


def stream(opened: Opened) -> Iterator[tuple[str, Any]]:
    answer = opened.post("checks", Accept="text/event-stream")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    for event in answer.get_data(as_text=True).strip().split("\n\n"):
        name, line = event.split("\n")
        yield name.removeprefix("event: "), json.loads(line.removeprefix("data: "))


def test_checks_are_streamed_as_they_go_and_end_with_the_turn(web: Web) -> None:
    opened = web.agreed()
    events = list(stream(opened))
    names = [name for name, _ in events]
    assert names[0] == "check.started"
    assert names[-1] == "turn"
    assert set(names) == {"check.started", "check.finished", "turn"}
    started, finished = events[0][1], next(data for name, data in events if name.endswith("hed"))
    assert set(started) == {"id", "label"}
    assert set(finished) == {"id", "label", "state", "text", "took_ms"}
    assert set(events[-1][1]) == {"version", "turn"}
    assert list(stream(opened)) == [events[-1]]


def test_checks_as_json_say_the_same(web: Web) -> None:
    body = json_of(web.agreed().post("checks", Accept="application/json"))
    assert set(body) == {"version", "turn", "checks"}
    states = {check["id"]: check["state"] for check in body["checks"]}
    assert states["xero_connection"] == "ok"


@pytest.mark.parametrize("accept", ["*/*", "application/json, text/event-stream", "text/html"])
def test_json_is_what_comes_unless_a_stream_is_asked_for(web: Web, accept: str) -> None:
    assert web.agreed().post("checks", Accept=accept).mimetype == "application/json"


def test_a_look_without_an_answer_is_unknown(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.problems["xero_status"] = Unavailable("no answer")
    checks = {check["id"]: check for check in json_of(opened.post("checks"))["checks"]}
    assert checks["xero_status"]["state"] == "unknown"


def test_a_stream_is_refused_like_any_call_before_it_begins(web: Web) -> None:
    opened = web.agreed()
    headers = {**bearer("another"), "Accept": "text/event-stream"}
    answer = opened.client.post(opened.url("checks"), headers=headers)
    assert (answer.status_code, answer.get_json()["error"]) == (404, "NotFound")


def test_a_bug_in_a_look_ends_the_stream_with_an_error_in_the_one_shape(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.problems["xero_status"] = KeyError("hidden words")
    name, data = list(stream(opened))[-1]
    assert name == "error"
    assert (data["ok"], data["error"], data["status"]) == (False, "Unforeseen", 500)
    assert "hidden" not in data["message"]
    del web.stage.looking.problems["xero_status"]
    assert list(stream(opened))[-1][0] == "turn"


def test_an_error_in_a_stream_has_the_status_that_an_answer_would_have(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.problems["xero_status"] = StaleConversation("somebody else wrote first")
    name, data = list(stream(opened))[-1]
    assert (name, data["error"], data["status"]) == ("error", "StaleConversation", 409)


def test_a_look_of_the_past_shows_what_was_shown_and_no_words_for_support(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.problems["xero_status"] = Unavailable("HTTP 503 from host seven")
    opened.post("checks")
    looks = [event for event in opened.events()["events"] if event["kind"] == "looked"]
    assert {"xero_status", "xero_connection"} <= {look["check"] for look in looks}
    for look in looks:
        assert set(look) == {"number", "kind", "at", "check", "state", "text", "took_ms"}
        assert look["text"]
        assert "host seven" not in look["text"]


def test_a_bug_in_a_look_is_a_plain_error_as_json(web: Web) -> None:
    opened = web.agreed()
    web.stage.looking.problems["xero_status"] = KeyError("hidden words")
    answer = opened.post("checks")
    assert (answer.status_code, answer.get_json()["error"]) == (500, "Unforeseen")
    assert "hidden" not in answer.get_data(as_text=True)


def test_events_resume_where_they_were_left(web: Web) -> None:
    opened = web.start()
    opened.say("it says expired", "m1")
    everything = opened.events()
    assert set(everything) == {"version", "last", "owner", "events", "language", "dir"}
    assert (everything["version"], everything["last"], everything["owner"]) == (2, 4, "bot")
    kinds = [(e["number"], e["kind"]) for e in everything["events"]]
    assert kinds == [(1, "started"), (2, "turned"), (3, "said"), (4, "turned")]
    assert opened.events(after=2)["events"] == everything["events"][2:]
    assert opened.events(after=4)["events"] == []
    assert opened.events(after=10**9)["events"] == []


def test_events_keep_what_we_understood_to_ourselves(web: Web) -> None:
    opened = web.start()
    opened.say("it says expired", "m1")
    opened.choose("human", "m2")
    events = opened.events()["events"]
    assert not any("heard" in event for event in events)
    assert [e["text"] for e in events if e["kind"] == "said"] == ["it says expired"]


def test_an_undo_brings_the_turn_before_back(web: Web) -> None:
    opened = web.start(identity())
    first = opened.say("it says expired", "m1")
    opened.choose("look.no", "m2")
    body = json_of(opened.post("undo", {"client_id": "u1"}))
    assert set(body) == {"version", "turn"}
    assert ids(body["turn"]) == ids(first)
    assert json_of(opened.post("undo", {"client_id": "u1"}))["turn"] == body["turn"]


def test_a_ticket_is_shown_then_sent(web: Web) -> None:
    opened = web.start(identity(name="Ana", email="ana@clinic.example"))
    opened.say("it says expired", "m1")
    ticket = json_of(opened.post("escalation", {"preview": True}))["ticket"]
    assert ticket["summary"] == "it says expired"
    assert ticket["contact"] == {"name": "Ana", "email": "ana@clinic.example", "phone": ""}
    answer = opened.post("escalation", {"send": True, "contact": {"phone": "1"}, "summary": "Mine"})
    assert answer.status_code == 201
    sent = json_of(answer)
    assert set(sent) == {"reference", "version", "turn"}
    assert sent["turn"]["blocks"][0]["reference"] == sent["reference"]
    assert json_of(opened.post("escalation", {"send": True}))["reference"] == sent["reference"]
    assert opened.events()["owner"] == "waiting"


def test_a_ticket_without_a_way_to_answer_is_refused(web: Web) -> None:
    answer = web.start().post("escalation", {"send": True, "contact": {"name": "Jo"}})
    assert answer.status_code == 400
    assert "e-mail address or a phone number" in answer.get_json()["message"]


def test_a_rating_is_thanked_for(web: Web) -> None:
    opened = web.start()
    body = {"helpful": False, "reasons": ["Need more information"], "comment": "More pictures"}
    thanks = json_of(opened.post("feedback", body))
    assert thanks["version"] == 2
    assert thanks["message"].startswith("Sorry!")


def test_an_article_is_rated_without_a_conversation(web: Web) -> None:
    answer = web.client.post(f"{API}/articles/xero-sync/feedback", json={"helpful": True})
    assert "That’s Great!" in json_of(answer)["message"]
    (kept,) = web.stage.conversations.ratings.kept
    assert (kept.topic, kept.conversation) == ("xero-sync", None)


def test_an_article_that_does_not_exist_cannot_be_rated(web: Web) -> None:
    answer = web.client.post(f"{API}/articles/gone/feedback", json={"helpful": True})
    assert answer.status_code == 404


def test_a_cause_that_was_the_answer_is_rated_without_a_conversation(web: Web) -> None:
    path, about = f"{API}/articles/xero-sync/feedback", "connection_expired"
    assert web.client.post(path, json={"helpful": True, "about": about}).status_code == 200
    other = web.client.post(path, json={"helpful": True, "about": "gone"})
    assert other.status_code == 400
    assert "This article has no such cause." in other.get_data(as_text=True)
    assert [kept.about for kept in web.stage.conversations.ratings.kept] == [about]


def test_a_conversation_is_rated_as_a_whole(web: Web) -> None:
    answer = web.start().post("feedback", {"helpful": True, "about": "connection_expired"})
    assert answer.status_code == 400


def test_a_fresher_identity_is_used_from_then_on(web: Web) -> None:
    opened = web.start(identity(permissions=[]))
    fresher = identity(permissions=["integrations.manage"])
    body = {"client_id": "m1", "text": "it says expired"}
    assert opened.post("messages", body, X_Identity_Token=fresher).status_code == 200
    lines = json_of(opened.post("escalation", {"preview": True}))["ticket"]["lines"]
    told = [line["value"] for line in lines if line["source"] == "told"]
    assert told == ["Your Group may manage integrations."]
