"""A rehearsal answers for one cause, asks nothing twice, and says what was found."""

import pytest

from bot.domain.conversation import Conversation
from bot.domain.topic import Cause, CauseId, Knowledge, Topic
from bot.domain.turn import Turn
from bot.services.rehearsal import LONGEST, Rehearsed, honest, rehearse
from tests.services.stage import NOW


def rehearsed(knowledge: Knowledge, cause: str) -> Rehearsed:
    topic = knowledge.first_topic
    found = topic.causes[CauseId(cause)]
    return rehearse(found, knowledge, topic, answer=honest, now=NOW)


@pytest.mark.parametrize("cause", ["connection_expired", "auto_sync_disabled", "xero_outage"])
def test_an_honest_visitor_is_led_to_the_cause(knowledge: Knowledge, cause: str) -> None:
    went = rehearsed(knowledge, cause)
    assert went.right
    assert 0 < len(went.asked) < LONGEST
    assert len(set(went.asked)) == len(went.asked)


def test_a_finer_cause_counts_by_its_family(knowledge: Knowledge) -> None:
    went = rehearsed(knowledge, "period_locked")
    assert went.found == "missing_required_data"


def test_a_visitor_who_knows_nothing_is_never_told_a_cause(knowledge: Knowledge) -> None:
    def unsure(turn: Turn, cause: Cause, topic: Topic, state: Conversation) -> str:
        return f"{turn.decision.fact}=unknown"

    topic = knowledge.first_topic
    cause = topic.causes[CauseId("connection_expired")]
    went = rehearse(cause, knowledge, topic, answer=unsure, now=NOW)
    assert not went.right
    assert len(went.asked) <= LONGEST
