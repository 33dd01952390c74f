"""A message is answered once, stored without secrets, and can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.conversation import Consent
from bot.domain.errors import BadInput, NotFound, StaleConversation
from bot.domain.escalation import Contact
from bot.domain.events import Chose, Said, Started
from bot.domain.facts import FactName, Source
from bot.domain.turn import DecisionKind
from bot.ports.conversations import Stored
from bot.ports.people import Visitor
from bot.services.chat import LONGEST
from tests.fakes import FakeConversations
from tests.services.stage import ANA, KEY, SOMEBODY, Stage


class Overtaken(FakeConversations):
    """A store in which somebody else writes just before one append."""

    def __init__(self) -> None:
        super().__init__()
        self.first: Callable[[], object] | None = None

    def append(self, stored: Stored, **written: Any) -> Stored:
        """Let the other one write first."""
        other, self.first = self.first, None
        if other is not None:
            other()
        return super().append(stored, **written)


def test_the_same_client_id_gets_the_same_answer_and_stores_nothing(stage: Stage) -> None:
    stage.start()
    first = stage.chat.say(KEY, client_id="m", text="it says expired")
    events = stage.conversations.events(KEY.conversation)
    assert stage.chat.say(KEY, client_id="m", text="something else") == first
    assert stage.chat.choose(KEY, client_id="m", choice="human") == first
    assert stage.chat.undo(KEY, client_id="m") == first
    assert stage.conversations.events(KEY.conversation) == events


def test_somebody_faster_makes_the_conversation_stale(stage: Stage) -> None:
    store = Overtaken()
    chat = replace(stage.chat, conversations=store)
    chat.start(KEY, ANA)
    store.first = lambda: chat.say(KEY, client_id="other", text="it says expired")
    with pytest.raises(StaleConversation):
        chat.say(KEY, client_id="mine", text="hello")
    said = [n.event for n in store.events(KEY.conversation) if isinstance(n.event, Said)]
    assert [event.client_id for event in said] == ["other"]


def test_a_message_sent_twice_at_once_gets_one_answer(stage: Stage) -> None:
    store = Overtaken()
    chat = replace(stage.chat, conversations=store)
    chat.start(KEY, ANA)
    answers = []
    store.first = lambda: answers.append(chat.say(KEY, client_id="m", text="it says expired"))
    assert chat.say(KEY, client_id="m", text="it says expired") == answers[0]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_message_is_refused(stage: Stage, text: str) -> None:
    stage.start()
    with pytest.raises(BadInput, match="empty"):
        stage.say(text)
    assert stage.stored.version == 1


def test_secrets_are_taken_out_before_anything_is_stored(stage: Stage) -> None:
    stage.start()
    stage.say("expired, write to jo@clinic.example about WH00035, password=hunter22")
    stage.choose("invoice_number=jo@clinic.example")
    stored = repr(stage.conversations.events(KEY.conversation))
    assert "WH00035" in stored
    assert "jo@clinic.example" not in stored
    assert "hunter22" not in stored
    assert "jo@clinic.example" not in repr(stage.stored.state)


def test_a_long_message_is_cut(stage: Stage) -> None:
    stage.start()
    stage.say("expired " * LONGEST)
    said = next(n.event for n in stage.chat.history(KEY)[1] if isinstance(n.event, Said))
    assert len(said.text) == LONGEST


def test_a_conversation_opens_for_its_own_key_alone(stage: Stage) -> None:
    stage.start()
    wrong = replace(KEY, token_hash="another")
    for call in (
        stage.chat.current,
        stage.chat.history,
        stage.checks.run,
        stage.escalation.preview,
    ):
        with pytest.raises(NotFound):
            call(wrong)


def test_without_a_message_there_is_nothing_to_take_back(stage: Stage) -> None:
    stage.start()
    with pytest.raises(BadInput, match="nothing here"):
        stage.chat.undo(KEY, client_id="u")
    assert stage.stored.version == 1


def test_go_back_as_the_first_words_is_answered_like_any_message(stage: Stage) -> None:
    stage.start()
    assert stage.say("go back").turn.decision.kind is DecisionKind.SAY
    assert stage.stored.version == 2


def test_go_back_in_words_takes_the_last_message_back(stage: Stage) -> None:
    stage.start()
    asked = stage.say("it says expired")
    stage.choose("look.no")
    back = stage.say("go back")
    assert back.turn.decision == asked.turn.decision
    assert back.turn.choices == asked.turn.choices
    assert back.turn.id != asked.turn.id


def test_undoing_the_consent_means_that_nobody_agreed_and_nothing_seen_is_lost(
    stage: Stage,
) -> None:
    stage.agree()
    stage.look()
    before = stage.stored.state.consent
    stage.chat.undo(KEY, client_id="u")
    assert (before, stage.stored.state.consent) == (Consent.YES, Consent.UNASKED)
    assert stage.stored.state.facts[FactName("connection_status")].value == "connected"


def test_what_support_has_cannot_be_taken_back(stage: Stage) -> None:
    stage.start()
    stage.say("a person")
    stage.escalation.send(KEY, contact=Contact())
    with pytest.raises(BadInput):
        stage.chat.undo(KEY, client_id="u")


def test_the_start_keeps_what_the_host_told(stage: Stage) -> None:
    stage.start(replace(ANA, permissions=frozenset()))
    started = stage.chat.history(KEY)[1][0].event
    assert isinstance(started, Started)
    assert [(f.name, f.value, f.source) for f in started.facts] == [
        ("hearlink_access", "denied", Source.TOLD)
    ]


def test_an_anonymous_visitor_is_never_offered_a_look(stage: Stage) -> None:
    stage.start(SOMEBODY)
    turn = stage.say("it says expired").turn
    assert "look.yes" not in {choice.id for choice in turn.choices}


GRANTED = replace(ANA, permissions=frozenset({"integrations.manage"}))
DENIED = replace(ANA, permissions=frozenset())


def access(stage: Stage) -> str | None:
    fact = stage.stored.state.facts.get(FactName("hearlink_access"))
    return fact.value if fact else None


@pytest.mark.parametrize("began", [ANA, DENIED])
def test_a_fresher_token_renews_what_the_host_tells(stage: Stage, began: Visitor) -> None:
    stage.start(began)
    stage.chat.say(KEY, client_id="1", text="it says expired", visitor=GRANTED)
    assert access(stage) == "granted"
    stage.chat.choose(KEY, client_id="2", choice="look.no", visitor=DENIED)
    assert access(stage) == "denied"


def test_the_same_token_again_never_overrules_what_the_visitor_said_since(stage: Stage) -> None:
    stage.start(GRANTED)
    stage.chat.choose(KEY, client_id="1", choice="hearlink_access=denied", visitor=GRANTED)
    stage.chat.say(KEY, client_id="2", text="it says expired", visitor=GRANTED)
    assert access(stage) == "denied"


def test_a_token_without_permissions_tells_nothing_new(stage: Stage) -> None:
    stage.start(DENIED)
    stage.chat.say(KEY, client_id="1", text="it says expired", visitor=ANA)
    assert access(stage) == "denied"
    said = stage.chat.history(KEY)[1][-2].event
    assert isinstance(said, Said)
    assert said.heard.facts == ()


def test_a_choice_is_kept_with_the_words_the_visitor_saw(stage: Stage) -> None:
    stage.start()
    offered = stage.say("it says expired").turn.choices[0]
    stage.choose(offered.id)
    chose = stage.chat.history(KEY)[1][-2].event
    assert isinstance(chose, Chose)
    assert chose.label == offered.label
