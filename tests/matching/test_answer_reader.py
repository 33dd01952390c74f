"""What is made of an answer besides its plain meaning: its parts, errors, wishes, other facts."""

import pytest

from bot.domain.topic import Topic
from bot.matching.reader import MessageReader
from tests.matching.test_answers import offered


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        (
            "document",
            "The credit notes turn up as they should, only what patients paid never does",
            None,
        ),
        ("auto_sync", "I believed it was automatic, now I see it's on manual", "auto_sync=off"),
        (
            "connection_status",
            "Number 1. Green tick and all, since spring",
            "connection_status=connected",
        ),
    ],
)
def test_an_opening_that_the_rest_belies_is_not_taken(
    fact: str, text: str, choice: str | None, reader: MessageReader, topic: Topic
) -> None:
    assert reader.read(text, topic=topic, offered=offered(topic, fact)).choice == choice


@pytest.mark.parametrize(
    "text",
    [
        "would one of your people mind giving it a go from where they sit? I'm hopeless at this",
        "pass me to a real person please, I've a waiting room full",
    ],
)
def test_a_wish_for_a_person_is_heard_at_a_question(
    text: str, reader: MessageReader, topic: Topic
) -> None:
    reading = reader.read(text, topic=topic, offered=offered(topic, "required_fields"))
    assert reading.top == "human"
    assert not reading.again


@pytest.mark.parametrize(
    "text",
    [
        "give me two minutes, somebody is at the door",
        "is there a phone number for Xero's own support?",
        "this is the third time that I've contacted you",
    ],
)
def test_people_in_an_answer_are_no_wish_for_one(
    text: str, reader: MessageReader, topic: Topic
) -> None:
    reading = reader.read(text, topic=topic, offered=offered(topic, "connection_status"))
    assert reading.top != "human"
    assert reading.choice is None


def test_what_is_said_around_an_error_text_answers(reader: MessageReader, topic: Topic) -> None:
    text = 'No, it fails: "The Contact Name is already assigned to another contact"'
    reading = reader.read(text, topic=topic, offered=offered(topic, "test_invoice"))
    assert reading.choice == "test_invoice=fails"
    assert reading.errors


@pytest.mark.parametrize(
    ("fact", "text", "cause"),
    [
        ("error_shown", "yes, a red line about the tax rate", "tax_type_invalid"),
        ("xero_status", "too many requests", "rate_limited"),
    ],
)
def test_an_error_in_own_words_names_its_cause_before_its_text_is_asked_for(
    fact: str, text: str, cause: str, reader: MessageReader, topic: Topic
) -> None:
    told = reader.read(text, topic=topic, offered=offered(topic, fact)).facts
    assert ("error_cause", cause) in told


def test_a_yes_to_an_error_names_no_cause(reader: MessageReader, topic: Topic) -> None:
    reading = reader.read("yes there is one", topic=topic, offered=offered(topic, "error_shown"))
    assert reading.choice == "error_shown=shown"
    assert reading.facts == ()


def test_a_copied_error_is_read_without_the_words_around_it(
    reader: MessageReader, topic: Topic
) -> None:
    text = 'Many thanks! I copied it: "This tax rate can not be used here". Can she change that?'
    reading = reader.read(text, topic=topic, offered=offered(topic, "error_cause"))
    assert reading.choice == "error_cause=tax_type_invalid"


def test_a_button_in_quotes_is_no_error(reader: MessageReader, topic: Topic) -> None:
    text = 'I pressed "Sync now" and it says that the account code is not valid'
    reading = reader.read(text, topic=topic, offered=offered(topic, "error_cause"))
    assert reading.choice == "error_cause=account_code_invalid"


def test_a_sentence_may_answer_another_question(reader: MessageReader, topic: Topic) -> None:
    text = "oh, I see Xero wants us to reconnect"
    reading = reader.read(text, topic=topic, offered=offered(topic, "who_is_affected"))
    assert ("connection_status", "expired") in reading.facts
    assert reading.choice is None


@pytest.mark.parametrize("text", ["it's broken", "neither of them", "it's green"])
def test_a_few_words_answer_no_other_question(
    text: str, reader: MessageReader, topic: Topic
) -> None:
    reading = reader.read(text, topic=topic, offered=offered(topic, "auto_sync"))
    assert reading.facts == ()


def test_what_another_question_may_be_answered_with_is_judged_by_its_examples(
    reader: MessageReader, topic: Topic
) -> None:
    text = "not on her file, no"
    reading = reader.read(text, topic=topic, offered=offered(topic, "one_or_all"))
    assert reading.facts == ()


def test_a_share_at_the_beginning_says_how_many(reader: MessageReader, topic: Topic) -> None:
    text = "Five out of sixty or so. In June everything went over, then we had none at all"
    reading = reader.read(text, topic=topic, offered=offered(topic, "one_or_all"))
    assert reading.choice == "one_or_all=some"
