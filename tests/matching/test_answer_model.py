"""What is learned from example answers, and how it is weighed against the ways."""

import pytest

from bot.domain.topic import Topic
from bot.domain.turn import Choice
from bot.matching.answer_words import marked, plain_words
from bot.matching.reader import MessageReader
from bot.matching.weighing import Weighed, weighed
from tests.matching.test_answers import offered

DID_YOU_MEAN = [
    Choice(id="symptom=auto_sync_disabled", label="Nothing goes by itself"),
    Choice(id="symptom=unknown", label="I'm not sure"),
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It isn't connected at all", "it is not !connected !at !all"),
        ("not that, it's 12 drafts", "not !that it is # drafts"),
        ("no it's down", "no it is down"),
        ("is it?", "is it ?"),
    ],
)
def test_words_behind_a_not_are_denied(text: str, words: str) -> None:
    assert " ".join(marked(plain_words(text))) == words


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        ("auto_sync", "they go across without us lifting a finger", "auto_sync=on"),
        ("error_shown", "I'd have to ask the bookkeeper", "error_shown=unknown"),
        ("error_cause", "something about a lock date, roughly", "error_cause=period_locked"),
        ("auto_sync", "no", None),
        ("auto_sync", "is it bad if it's manual?", None),
        ("auto_sync", "On automatic, as it was when I started. Should I touch it?", "auto_sync=on"),
        ("error_shown", "Could somebody phone me please? 0117 is the area code", None),
    ],
)
def test_answer_in_other_words_is_understood(
    fact: str, text: str, choice: str | None, reader: MessageReader, topic: Topic
) -> None:
    assert reader.read(text, topic=topic, offered=offered(topic, fact)).choice == choice


@pytest.mark.parametrize("text", ["how do I copy it?", "it's on the other computer, one moment"])
def test_what_tells_no_error_is_no_error(text: str, reader: MessageReader, topic: Topic) -> None:
    reading = reader.read(text, topic=topic, offered=offered(topic, "error_cause"))
    assert reading.errors == ()
    assert reading.again or reading.choice == "error_cause=unknown"


def test_not_knowing_answers_a_did_you_mean(reader: MessageReader, topic: Topic) -> None:
    reading = reader.read("I honestly couldn't say", topic=topic, offered=DID_YOU_MEAN)
    assert reading.choice == "symptom=unknown"


def test_where_both_contradict_each_other_nothing_is_taken() -> None:
    meanings = {"plug=on": 0.8, "plug=off": 0.2}
    assert weighed("plug=off", meanings, "plug").choice is None
    assert weighed("plug=on", meanings, "plug").choice == "plug=on"
    assert weighed(None, {"plug=on": 0.9, "unknown": 0.1}, "plug").choice == "plug=on"
    assert weighed(None, {"plug=on": 0.1, "unknown": 0.9}, "plug").choice == "plug=unknown"


def test_examples_alone_never_overrule_a_way() -> None:
    assert weighed("plug=off", {"plug=on": 0.999, "plug=off": 0.001}, "plug").choice is None
    assert weighed(None, {"plug=on": 0.999, "plug=off": 0.001}, "plug").choice == "plug=on"


def test_a_full_sentence_is_believed_sooner() -> None:
    meanings = {"plug=on": 0.8, "plug=off": 0.2}
    assert weighed(None, meanings, "plug").choice is None
    assert weighed(None, meanings, "plug", full=True).choice == "plug=on"
    assert weighed(None, {"unknown": 0.8, "plug=on": 0.2}, "plug", full=True).choice is None


def test_examples_must_be_surer_where_words_are_doubtful() -> None:
    meanings = {"plug=on": 0.9, "plug=off": 0.1}
    assert weighed(None, meanings, "plug").choice == "plug=on"
    assert weighed(None, meanings, "plug", doubtful=True).choice is None


def test_only_in_a_brief_statement_is_a_way_never_taken_for_none() -> None:
    meanings = {"again": 0.95, "plug=on": 0.05}
    assert weighed("plug=on", meanings, "plug", brief=True).choice == "plug=on"
    assert weighed("plug=on", meanings, "plug").again


def test_without_examples_the_ways_decide() -> None:
    assert weighed("plug=off", {}, "plug") == Weighed(choice="plug=off")
    assert weighed(None, {}, "plug") == Weighed()
