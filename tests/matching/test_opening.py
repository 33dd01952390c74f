"""Which part of a longer answer holds the answer."""

import pytest

from bot.domain.facts import FactName
from bot.domain.reading import Verdict
from bot.domain.topic import Topic
from bot.domain.turn import Choice
from bot.matching.opening import last_word, opening
from bot.matching.reader import MessageReader


def offered(topic: Topic, fact: str) -> list[Choice]:
    options = topic.questions[FactName(fact)].options
    return [Choice(id=i, label=i) for i in (*(o.id for o in options), f"{fact}=unknown")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("By hand, that is how the last manager wanted it", "by hand"),
        ("Good morning! Paid, and the receipt is printed", "paid"),
        ("By hand? Nobody told me", None),
        ("by hand or by itself, who can say", None),
        ("maybe by hand, ask Priya", None),
        ("by hand", None),
        ("no, the bookkeeper looked", None),
        ("no it doesn't", "no"),
        ("I went through every one of the settings with Priya this morning, by hand", None),
    ],
)
def test_first_words_stand_for_themselves_if_they_are_few_and_tell(
    text: str, first: str | None
) -> None:
    assert opening(text) == first


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("on my screen only, no wait, on Priya's as well", "on Priya's as well"),
        ("it is there. scratch that, it's the one from May", "it's the one from May"),
        ("sorry, I was with a patient", None),
        ("it is there but grey", None),
        ("it is there, sorry, no", None),
    ],
)
def test_what_takes_something_back_counts(text: str, last: str | None) -> None:
    assert last_word(text) == last


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        (
            "auto_sync",
            "By hand, that is how the manager before this one wanted to have it done",
            "auto_sync=off",
        ),
        (
            "invoice_status",
            "Paid, I took the card payment myself when she came for her follow-up",
            "invoice_status=paid",
        ),
        (
            "who_is_affected",
            "only me. no wait, Priya has just come in and hers does it too, so all of us",
            "who_is_affected=everyone",
        ),
    ],
)
def test_answer_is_taken_with_a_story_around_it(
    reader: MessageReader, topic: Topic, fact: str, text: str, choice: str
) -> None:
    assert reader.read(text, topic=topic, offered=offered(topic, fact)).choice == choice


def test_whoever_was_asked_is_not_taken_to_speak_of_something_else(
    reader: MessageReader, topic: Topic
) -> None:
    text = "her postcode is missing I think"
    alone = reader.read(text, topic=topic)
    asked = reader.read(text, topic=topic, offered=offered(topic, "xero_status"))
    assert alone.verdict is Verdict.REJECT
    assert asked.verdict is Verdict.CLARIFY
    assert asked.top == "missing_required_data"
