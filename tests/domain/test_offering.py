"""A consent at Xero is offered where it helps, can be given here, and was not offered before."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Reason
from bot.domain.facts import Fact, FactName, Source
from bot.domain.offering import last_offer, missing_look, reached
from bot.domain.topic import Knowledge

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def seen(knowledge: Knowledge, **values: str) -> Conversation:
    """A conversation whose looks found that."""
    facts = {
        FactName(name): Fact(name=FactName(name), value=value, source=Source.CHECKED, at=AT)
        for name, value in {"mapping": "Services=220/OUTPUT2", **values}.items()
    }
    topic = knowledge.first_topic.id
    return Conversation(topic=topic, identified=True, consent=Consent.YES, facts=facts)


def test_a_consent_to_write_is_offered_when_everything_is_in_order(knowledge: Knowledge) -> None:
    state, topic = seen(knowledge, xero_writes="no"), knowledge.first_topic
    assert last_offer(Reason.ALL_GREEN, state, topic) == "test_invoice"
    assert last_offer(Reason.STUCK, state, topic) is None
    assert last_offer(Reason.ASKED, state, topic) is None


@pytest.mark.parametrize("closed", ["yes", "closed", "unknown"])
def test_what_is_there_or_cannot_be_given_here_is_not_offered(
    knowledge: Knowledge, closed: str
) -> None:
    state = seen(knowledge, xero_writes=closed, xero_reach=closed)
    assert last_offer(Reason.ALL_GREEN, state, knowledge.first_topic) is None


def test_no_test_invoice_is_offered_that_would_not_be_possible_anyway(knowledge: Knowledge) -> None:
    state = seen(knowledge, xero_writes="no", xero_access="denied")
    assert last_offer(Reason.ALL_GREEN, state, knowledge.first_topic) is None


def test_who_may_not_manage_integrations_is_offered_no_connection(knowledge: Knowledge) -> None:
    assert missing_look(seen(knowledge, xero_reach="none")) == "look"
    assert missing_look(seen(knowledge, xero_reach="none", hearlink_access="denied")) is None


def test_nothing_is_offered_twice(knowledge: Knowledge) -> None:
    state = seen(knowledge, xero_reach="none", xero_writes="no")
    told = replace(state, offered=frozenset({"look", "test_invoice"}))
    assert last_offer(Reason.ALL_GREEN, told, knowledge.first_topic) is None


def test_what_was_offered_is_looked_at_again(knowledge: Knowledge) -> None:
    state, topic = seen(knowledge, xero_reach="none"), knowledge.first_topic
    assert reached(state, topic) == ()
    assert reached(replace(state, offered=frozenset({"look"})), topic) == ("xero_connection",)
