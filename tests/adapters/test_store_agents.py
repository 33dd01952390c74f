"""Support people are known by their address, and feedback needs no conversation."""

from dataclasses import replace

import pytest

from bot.domain.errors import BadInput
from bot.domain.topic import CauseId
from bot.ports.conversations import Feedback
from bot.ports.people import Agent
from tests.adapters.stores import CLINIC, NOW, Store

AGENT = Agent(id="a1", email="Åsa@Help.example", name="Åsa", password_hash="hash-1")


@pytest.mark.parametrize("email", ["Åsa@Help.example", "åsa@help.example", "ÅSA@HELP.EXAMPLE"])
def test_an_agent_is_found_in_any_letter_case(store: Store, email: str) -> None:
    store.agents.add(AGENT)
    assert store.agents.by_email(email) == AGENT


def test_an_agent_is_found_by_id(store: Store) -> None:
    store.agents.add(AGENT)
    assert store.agents.by_id("a1") == AGENT
    assert store.agents.by_id("a2") is None
    assert store.agents.by_email("nobody@help.example") is None


def test_an_address_belongs_to_one_agent(store: Store) -> None:
    store.agents.add(AGENT)
    with pytest.raises(BadInput, match="already an agent"):
        store.agents.add(replace(AGENT, id="a2", email="åsa@help.example"))
    assert store.agents.by_id("a2") is None


def test_two_agents_live_side_by_side(store: Store) -> None:
    other = replace(AGENT, id="a2", email="bo@help.example")
    store.agents.add(AGENT)
    store.agents.add(other)
    assert store.agents.by_id("a1") == AGENT
    assert store.agents.by_email("bo@help.example") == other


def test_a_password_hash_is_not_printed() -> None:
    assert "hash-1" not in repr(AGENT)


def test_feedback_about_an_article_is_kept(store: Store) -> None:
    first = Feedback(at=NOW, helpful=True, topic="xero-sync")
    second = Feedback(
        at=NOW,
        helpful=False,
        topic="xero-sync",
        reasons=("out of date",),
        comment="The picture is old – “Settings” moved.",
        organisation=CLINIC,
    )
    third = replace(first, about=CauseId("connection_expired"))
    for feedback in (first, second, third):
        store.ratings.rate(feedback)
    assert list(store.feedback()) == [first, second, third]
