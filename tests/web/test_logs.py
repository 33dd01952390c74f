"""The log never holds a token, a secret or what somebody wrote."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.domain.errors import Unavailable
from tests.web.stage import (
    HOST_KEY,
    IDENTITY_SECRET,
    PASSWORD,
    SECRET_KEY,
    Web,
    bearer,
    identity,
    signature,
)
from tests.web.walk import CONSENT, HOOK

WORDS = "our own words, expired"


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


def everything(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> str:
    out, err = capsys.readouterr()
    return out + err + caplog.text


@pytest.mark.usefixtures("logged")
def test_no_secret_and_no_word_of_a_visitor_is_logged(
    web: Web, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    token = identity(name="Ana Long")
    opened = web.start(token)
    opened.say(WORDS, "m1")
    opened.choose("look.yes", "m2")
    web.stage.looking.problems["xero_status"] = Unavailable("no answer")
    opened.post("checks")
    opened.post("escalation", {"send": True, "contact": {"phone": "020 7946 0000"}})
    opened.client.put("/api/v1/connections/clinic", json=CONSENT, headers=bearer(HOST_KEY))
    opened.client.post("/hooks/hearlink", data=HOOK, headers=signature(HOOK))
    opened.client.post("/api/v1/conversations", json={}, headers=bearer("garbage-token"))
    web.sign_in()
    said = everything(capsys, caplog)
    secrets = (token, opened.token, IDENTITY_SECRET, HOST_KEY, SECRET_KEY, PASSWORD)
    consent = (CONSENT["access_token"], CONSENT["refresh_token"])
    written = (WORDS, "Ana Long", "020 7946 0000", "garbage-token")
    assert not [secret for secret in (*secrets, *consent, *written) if secret in said]


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_fault_of_ours_is_logged_with_its_place_and_without_its_words(
    web: Web, accept: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    opened = web.start(identity())
    opened.say(WORDS, "m1")
    opened.choose("look.yes", "m2")
    web.stage.looking.problems["xero_status"] = LookupError(f"{WORDS} {opened.token}")
    opened.post("checks", Accept=accept).get_data()
    said = everything(capsys, caplog)
    assert "unforeseen error" in said
    assert "LookupError" in said
    assert "stage.py" in said
    assert WORDS not in said
    assert opened.token not in said


def test_what_is_secret_is_not_shown_by_repr(web: Web) -> None:
    shown = repr(web.services.settings)
    assert not [s for s in (IDENTITY_SECRET, HOST_KEY, SECRET_KEY) if s in shown]
