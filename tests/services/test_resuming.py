"""A known visitor finds the open conversations of their own, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.conversation import Outcome
from bot.domain.escalation import Contact, ConversationId
from bot.domain.events import Turned
from bot.ports.conversations import Key, Owner
from bot.ports.people import OrganisationId, Visitor
from bot.services.resuming import RECENT, Resuming
from tests.services.stage import ANA, KEY, SOMEBODY, Stage

SECOND = Key(conversation=ConversationId("c2"), token_hash="hash-2")


def found(stage: Stage, visitor: Visitor = ANA) -> list[Key]:
    resuming = Resuming(conversations=stage.conversations, clock=stage.clock)
    return [kept.key for kept in resuming.own(visitor)]


def test_newest_comes_first_with_its_key(stage: Stage) -> None:
    stage.start()
    stage.clock.move(timedelta(minutes=1))
    stage.start(key=SECOND)
    assert found(stage) == [SECOND, KEY]


@pytest.mark.parametrize(
    "other",
    [
        replace(ANA, id="jo"),
        replace(ANA, organisation=OrganisationId("other")),
        replace(ANA, organisation=None),
        SOMEBODY,
    ],
)
def test_somebody_else_finds_nothing(stage: Stage, other: Visitor) -> None:
    stage.start()
    assert found(stage, other) == []


def test_anonymous_visitors_never_find_each_other(stage: Stage) -> None:
    stage.start(SOMEBODY)
    assert found(stage, SOMEBODY) == []


def test_what_was_left_long_ago_is_not_gone_on_with(stage: Stage) -> None:
    stage.start()
    stage.clock.move(RECENT)
    assert found(stage) == [KEY]
    stage.clock.move(timedelta(seconds=1))
    assert found(stage) == []


def end(stage: Stage, outcome: Outcome | None, owner: Owner = Owner.BOT) -> None:
    stored = stage.stored
    turned = Turned(at=stage.clock(), turn=stage.chat.current(KEY).turn)
    stage.conversations.append(
        stored,
        events=[turned],
        state=replace(stored.state, outcome=outcome),
        now=stage.clock(),
        owner=owner,
    )


@pytest.mark.parametrize("outcome", [Outcome.FIXED, Outcome.HELPED])
def test_what_ended_well_stays_ended(stage: Stage, outcome: Outcome) -> None:
    stage.start()
    end(stage, outcome)
    assert found(stage) == []


def test_what_support_closed_stays_closed(stage: Stage) -> None:
    stage.start()
    end(stage, None, Owner.CLOSED)
    assert found(stage) == []


def test_what_support_has_is_found_to_read_the_answer(stage: Stage) -> None:
    stage.start()
    stage.escalation.send(KEY, contact=Contact(email="ana@clinic.example"))
    assert found(stage) == [KEY]
