"""Who was known once is asked again before anything is looked at, or connected, at Xero."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from bot.web.identity import PROOF_LASTS
from tests.services.stage import NOW
from tests.web.stage import API, Opened, Web, bearer, identity, json_of
from tests.web.test_plain import Browser, offered

LATER = PROOF_LASTS + timedelta(minutes=1)
CALLS = ["checks", "reconciliation", "reconciliation.csv"]


def fresh(sub: str = "ana") -> str:
    return identity(sub, at=NOW + LATER)


def call(opened: Opened, what: str, **headers: str) -> TestResponse:
    if what == "checks":
        return opened.post(what, **headers)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return opened.client.get(opened.url(what), headers={**bearer(opened.token), **named})


@pytest.mark.parametrize("what", CALLS)
def test_an_old_conversation_alone_opens_no_books(web: Web, what: str) -> None:
    opened = web.agreed()
    web.stage.clock.move(LATER)
    answer = call(opened, what)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "NotSignedIn")
    assert "reload" in answer.get_json()["message"]
    assert web.books.asked == []
    assert [one["kind"] for one in opened.events()["events"]].count("looked") == 0


@pytest.mark.parametrize("what", CALLS)
def test_with_a_proof_it_does(web: Web, what: str) -> None:
    opened = web.agreed()
    web.stage.clock.move(LATER)
    assert call(opened, what, X_Identity_Token=identity()).status_code == 401
    assert call(opened, what, X_Identity_Token=fresh("jo")).status_code == 403
    assert call(opened, what, X_Identity_Token=fresh()).status_code == 200


@pytest.mark.parametrize("what", CALLS)
def test_for_half_a_day_nobody_is_asked_again(web: Web, what: str) -> None:
    opened = web.agreed()
    web.stage.clock.move(PROOF_LASTS)
    assert call(opened, what).status_code == 200


def test_who_goes_on_elsewhere_has_just_proven_who_they_are(web: Web) -> None:
    opened = web.agreed()
    web.stage.clock.move(LATER)
    [found] = json_of(web.client.get(f"{API}/conversations", headers=bearer(fresh())))[
        "conversations"
    ]
    resumed = Opened(web.client, found["id"], found["token"], {})
    assert call(resumed, "checks").status_code == 200
    web.stage.clock.move(LATER)
    assert call(resumed, "reconciliation").status_code == 401
    assert call(opened, "reconciliation").status_code == 401


def test_a_stranger_is_never_asked(web: Web) -> None:
    opened = web.start()
    opened.say("it says expired", "m1")
    web.stage.clock.move(LATER)
    assert call(opened, "checks").status_code == 200


def test_the_plain_form_connects_nobody_much_later(web: Web) -> None:
    browser = offered(web)
    web.stage.clock.move(LATER)
    answer = browser.post("/connect", purpose="look")
    assert answer.status_code == 401
    assert "reload" in answer.get_data(as_text=True)
    assert web.authorisations.kept == {}


def test_the_plain_form_looks_at_nothing_much_later(web: Web) -> None:
    browser = Browser(web).identified()
    browser.say("it says expired")
    web.stage.clock.move(LATER)
    answer = browser.post(named='name="choice"', choice="look.yes")
    assert answer.status_code == 401
    assert web.stage.looking.seen == []
