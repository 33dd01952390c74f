"""A consent is offered once, where it helps; a comparison where it can be made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Conclude, Decision, Escalate, Reason, Say, Speech
from bot.domain.facts import Fact, FactName, Source
from bot.domain.offering import BY_HAND, last_offer, missing_look, offers, reached
from bot.domain.phrases import phrases_for
from bot.domain.topic import CauseId, Knowledge, RequestId
from bot.domain.wording import compose

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


COMPARING: Sequence[Decision] = [
    Say(speech=Speech.REQUEST, request=BY_HAND),
    Say(speech=Speech.FIXED, fixed=CauseId("connection_expired")),
    Escalate(reason=Reason.ALL_GREEN),
]
"""Where what is missing in Xero is the question."""

NOT_COMPARING: Sequence[Decision] = [
    Say(speech=Speech.REQUEST, request=RequestId("other_integration")),
    Say(speech=Speech.HELLO),
    Escalate(reason=Reason.ASKED),
    Conclude(cause=CauseId("connection_expired"), probability=1, confirmed=True),
]


@pytest.mark.parametrize("decision", COMPARING)
def test_the_comparison_is_offered_where_what_is_missing_is_the_question(
    knowledge: Knowledge, decision: Decision
) -> None:
    state = seen(knowledge, connection_status="connected")
    english = phrases_for("en", knowledge.phrases)
    turn = compose(decision, state, knowledge, english, turn_id="t1")
    assert turn.offers == ("reconciliation",)


@pytest.mark.parametrize("decision", NOT_COMPARING)
def test_elsewhere_no_comparison_is_offered(knowledge: Knowledge, decision: Decision) -> None:
    assert offers(decision, seen(knowledge), knowledge.first_topic) == ()


@pytest.mark.parametrize(
    "changed",
    [{"consent": Consent.UNASKED}, {"consent": Consent.NO}, {"identified": False}],
    ids="".join,
)
def test_nothing_is_compared_without_a_yes_or_for_a_stranger(
    knowledge: Knowledge, changed: Mapping[str, Any]
) -> None:
    state = replace(seen(knowledge), **changed)
    assert offers(COMPARING[0], state, knowledge.first_topic) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("xero_reach", "none"), ("xero_reach", "closed"), ("connection_status", "expired")],
)
def test_nothing_is_compared_where_xero_cannot_be_read(
    knowledge: Knowledge, name: str, value: str
) -> None:
    state = seen(knowledge, **{name: value})
    assert offers(COMPARING[0], state, knowledge.first_topic) == ()
