"""Choosing among what was offered."""

import pytest

from bot.domain.facts import FactName
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.answers import pick
from bot.matching.asides import aside_of


def offered(topic: Topic, fact: str) -> list[Choice]:
    options = topic.questions[FactName(fact)].options
    own = [Choice(id=o.id, label=o.label) for o in options]
    unsure = Choice(id=f"{fact}=unknown", label="I'm not sure")
    return [*own, unsure, Choice(id="human", label="Talk to a person")]


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        ("connection_status", "It asks me to reconnect", "connection_status=expired"),
        ("connection_status", "the second one", "connection_status=expired"),
        ("connection_status", "2", "connection_status=expired"),
        ("connection_status", "reconect", "connection_status=expired"),
        ("connection_status", "it says not connected", "connection_status=disconnected"),
        ("connection_status", "no idea tbh", "connection_status=unknown"),
        ("auto_sync", "it's on manual", "auto_sync=off"),
        ("auto_sync", "automatic i think", "auto_sync=on"),
        ("error_shown", "no", "error_shown=none"),
        ("error_shown", "yeah", "error_shown=shown"),
        ("one_or_all", "just the one", "one_or_all=one"),
        ("invoice_status", "draft I think", "invoice_status=draft"),
        ("xero_status", "yes xero is fine", "xero_status=ok"),
    ],
)
def test_answer_is_recognised(
    knowledge: Knowledge, topic: Topic, fact: str, text: str, choice: str
) -> None:
    assert pick(text, offered(topic, fact), topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    "text",
    [
        "how do I check that?",
        "no errors",
        "no idea about the rest",
        "my daughter's hearing aid whistles when she puts her hat on and I can't make it stop",
        "banana",
    ],
)
def test_what_is_no_answer_picks_nothing(knowledge: Knowledge, topic: Topic, text: str) -> None:
    assert pick(text, offered(topic, "auto_sync"), topic, knowledge.asides) is None


def test_no_in_front_of_something_else_is_no_answer(knowledge: Knowledge, topic: Topic) -> None:
    asked = offered(topic, "xero_status")
    assert pick("no errors", asked, topic, knowledge.asides) is None
    assert pick("no thanks", asked, topic, knowledge.asides) == "xero_status=trouble"


@pytest.mark.parametrize(
    ("text", "choice"),
    [("yes please", "look.yes"), ("ok go on then", "look.yes"), ("no thanks", "look.no")],
)
def test_permission_is_given_and_refused_in_words(
    knowledge: Knowledge, topic: Topic, text: str, choice: str
) -> None:
    asked = [
        Choice(id="look.yes", label="Check my connection"),
        Choice(id="look.no", label="No, ask me instead"),
        Choice(id="human", label="Talk to a person"),
    ]
    assert pick(text, asked, topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("why do you ask?", "why"),
        ("how do i check taht", "how"),
        ("can I talk to someone", "human"),
        ("go back", "back"),
        ("thanks!", "thanks"),
        ("nothing is going to xero", None),
    ],
)
def test_words_about_the_conversation_are_recognised(
    knowledge: Knowledge, text: str, aside: str | None
) -> None:
    assert aside_of(text, knowledge.asides) == aside
