"""An earlier answer is changed where it stands, and what still holds is not asked again."""

import pytest

from bot.domain.conversation import Consent, fold
from bot.domain.errors import BadInput, NotFound, UnknownChoice
from bot.domain.escalation import Contact
from bot.domain.events import Chose, Looked, Said, Turned
from bot.domain.facts import FactName
from bot.domain.undoing import standing
from bot.ports.conversations import Key
from bot.services.changes import Changes
from tests.services.stage import KEY, SOMEBODY, Stage

STATUS, ERROR_SHOWN = FactName("connection_status"), FactName("error_shown")


def answered(stage: Stage) -> Stage:
    """An anonymous conversation in which two questions are answered."""
    stage.start(SOMEBODY)
    stage.choose("start")
    stage.choose("connection_status=connected")
    stage.choose("error_shown=none")
    return stage


def name_of(stage: Stage, choice: str) -> str:
    """Under which client_id a choice was sent."""
    events = standing(stage.conversations.events(KEY.conversation))
    return next(
        n.event.client_id for n in events if isinstance(n.event, Chose) and n.event.choice == choice
    )


def told(stage: Stage) -> list[str]:
    """What the visitor said, as it stands now."""
    events = standing(stage.conversations.events(KEY.conversation))
    spoken = [n.event for n in events if isinstance(n.event, Said | Chose)]
    return [e.text if isinstance(e, Said) else e.choice for e in spoken]


def change(stage: Stage, choice: str, into: str, client_id: str = "new") -> None:
    Changes(stage.chat).choose(
        KEY, replaces=name_of(stage, choice), client_id=client_id, choice=into
    )


def test_new_answer_stands_where_the_old_one_stood_and_the_later_one_is_kept(
    stage: Stage,
) -> None:
    answered(stage)
    change(stage, "connection_status=connected", "connection_status=unknown")
    assert told(stage) == ["start", "connection_status=unknown", "error_shown=none"]
    facts = stage.stored.state.facts
    assert not facts[STATUS].known
    assert facts[ERROR_SHOWN].value == "none"


def test_kept_answer_comes_with_its_question(stage: Stage) -> None:
    answered(stage)
    change(stage, "connection_status=connected", "connection_status=unknown")
    events = [n.event for n in standing(stage.conversations.events(KEY.conversation))]
    kept = next(n for n, e in enumerate(events) if getattr(e, "choice", "") == "error_shown=none")
    question = events[kept - 1]
    assert isinstance(question, Turned)
    assert question.turn.decision.fact == ERROR_SHOWN
    names = [e.turn.id for e in events if isinstance(e, Turned)]
    assert len(names) == len(set(names))


def test_stored_state_is_still_the_fold_of_the_events(stage: Stage) -> None:
    answered(stage)
    change(stage, "connection_status=connected", "connection_status=expired")
    assert stage.stored.state == fold(stage.conversations.events(KEY.conversation))


def test_changed_answer_can_decide_the_cause(stage: Stage) -> None:
    answered(stage)
    change(stage, "connection_status=connected", "connection_status=expired")
    diagnosis = stage.chat.current(KEY).turn.decision.diagnosis
    assert diagnosis is not None
    assert diagnosis.cause == "connection_expired"


def test_words_are_changed_and_what_was_seen_stays_seen(stage: Stage) -> None:
    stage.agree()
    stage.look()
    seen = [e for e in stage.conversations.events(KEY.conversation) if isinstance(e.event, Looked)]
    first = next(
        n.event.client_id
        for n in stage.conversations.events(KEY.conversation)
        if isinstance(n.event, Said)
    )
    Changes(stage.chat).say(KEY, replaces=first, client_id="new", text="it says expired, I think")
    assert told(stage) == ["it says expired, I think", "look.yes"]
    assert stage.stored.state.consent is Consent.YES
    left = standing(stage.conversations.events(KEY.conversation))
    assert [n for n in left if isinstance(n.event, Looked)] == seen


def test_same_change_sent_twice_changes_once(stage: Stage) -> None:
    answered(stage)
    name = name_of(stage, "connection_status=connected")
    into = {"replaces": name, "client_id": "new", "choice": "connection_status=expired"}
    first = Changes(stage.chat).choose(KEY, **into)
    assert Changes(stage.chat).choose(KEY, **into) == first
    assert told(stage) == ["start", "connection_status=expired", "error_shown=none"]


def test_change_can_be_changed_again(stage: Stage) -> None:
    answered(stage)
    change(stage, "connection_status=connected", "connection_status=unknown", "first")
    change(stage, "connection_status=unknown", "connection_status=connected", "second")
    change(stage, "error_shown=none", "one_or_all=one", "third")
    assert told(stage) == ["start", "connection_status=connected", "one_or_all=one"]


def test_changed_conversation_can_go_back_one_step(stage: Stage) -> None:
    answered(stage)
    change(stage, "connection_status=connected", "connection_status=unknown")
    stage.chat.undo(KEY, client_id="u")
    assert told(stage) == ["start", "connection_status=unknown"]


@pytest.mark.parametrize("replaces", ["never", "new"])
def test_only_what_was_said_can_be_changed(stage: Stage, replaces: str) -> None:
    answered(stage)
    with pytest.raises(BadInput, match="not there any more"):
        Changes(stage.chat).say(KEY, replaces=replaces, client_id="new", text="expired")


def test_what_was_taken_back_cannot_be_changed(stage: Stage) -> None:
    answered(stage)
    name = name_of(stage, "error_shown=none")
    stage.chat.undo(KEY, client_id="u")
    with pytest.raises(BadInput, match="not there any more"):
        Changes(stage.chat).choose(KEY, replaces=name, client_id="n", choice="one_or_all=one")


def test_wrong_change_changes_nothing(stage: Stage) -> None:
    before = answered(stage).stored
    name = name_of(stage, "error_shown=none")
    with pytest.raises(UnknownChoice):
        Changes(stage.chat).choose(KEY, replaces=name, client_id="n", choice="colour=blue")
    with pytest.raises(BadInput, match="empty"):
        Changes(stage.chat).say(KEY, replaces=name, client_id="n", text=" ")
    assert stage.stored == before


def test_what_support_has_is_not_changed_behind_its_back(stage: Stage) -> None:
    answered(stage)
    stage.escalation.send(KEY, contact=Contact(email="jo@clinic.example"))
    name = name_of(stage, "error_shown=none")
    with pytest.raises(BadInput, match="Support has this"):
        Changes(stage.chat).choose(KEY, replaces=name, client_id="n", choice="one_or_all=one")


def test_conversation_of_somebody_else_is_not_found(stage: Stage) -> None:
    answered(stage)
    wrong = Key(conversation=KEY.conversation, token_hash="another")
    with pytest.raises(NotFound):
        Changes(stage.chat).say(wrong, replaces="m1", client_id="n", text="expired")
