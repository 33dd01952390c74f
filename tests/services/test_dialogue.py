"""Whole dialogues in free words come to the cause, or to a person when nothing is left to say."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from bot.cli.evaluate_dialogues import read_scripts, summary
from bot.domain.escalation import ConversationId
from bot.domain.topic import Knowledge
from bot.matching.reader import MessageReader
from bot.ports.conversations import Key
from bot.services.chat import Chat
from bot.services.dialogue import HANDED_OVER, Script, play
from tests.fakes import FakeConversations
from tests.services.stage import KEY, NOW

FOLDER = Path(__file__).parents[1] / "dialogues"
EXPIRED = Script(
    id="one",
    cause="connection_expired",
    turns=("nothing has gone over since Monday",),
    answers={"connection_status": "it says reconnect", "one_or_all": "all of it"},
)


@pytest.fixture
def chat(knowledge: Knowledge, reader: MessageReader) -> Chat:
    names = count(1)
    return Chat(
        conversations=FakeConversations(),
        knowledge=knowledge,
        reader=reader,
        clock=lambda: NOW,
        new_id=lambda: f"t{next(names)}",
    )


@pytest.mark.parametrize(("name", "share"), [("practice", 0.92), ("later", 0.95)])
def test_nearly_every_dialogue_comes_right(name: str, share: float, chat: Chat) -> None:
    scripts = read_scripts((FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
    keys = (Key(conversation=ConversationId(f"{name}{n}"), token_hash="") for n in count())
    played = [play(script, chat, key) for script, key in zip(scripts, keys, strict=False)]
    assert sum(went.right for went in played) / len(played) >= share


def test_the_visitor_answers_what_is_asked(chat: Chat) -> None:
    went = play(EXPIRED, chat, KEY)
    assert (went.reached, went.right, went.spent) == ("connection_expired", True, False)
    assert "connection_status" in went.asked


def test_another_cause_is_wrong(chat: Chat) -> None:
    assert not play(replace(EXPIRED, cause="duplicate_invoice"), chat, KEY).right


def test_a_person_is_right_once_nothing_is_left_to_say(chat: Chat) -> None:
    went = play(replace(EXPIRED, turns=("xero is not working",), answers={}), chat, KEY)
    assert (went.reached, went.right, went.spent) == (HANDED_OVER, True, True)


def test_a_request_ends_where_it_is_answered(chat: Chat) -> None:
    stripe = Script(id="two", cause="other_integration", turns=("our webhook stopped",), answers={})
    assert play(stripe, chat, KEY).right


def test_the_summary_counts_what_came_right(chat: Chat) -> None:
    assert next(summary([play(EXPIRED, chat, KEY)])) == "right: 1 of 1 (100%)"
