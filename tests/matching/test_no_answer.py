"""What has the words of an answer and is none, and what answers another question."""

import pytest

from bot.domain.topic import Knowledge, Topic
from bot.matching.another import answers_another
from bot.matching.no_answer import goes_on, torn, works_again
from tests.matching.test_answers import offered


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("invoice_status", "it's either draft or finalised"),
        ("auto_sync", "either manual or automatic"),
        ("invoice_in_xero", "either it is missing or something else"),
    ],
)
def test_of_two_alternatives_none_is_taken(topic: Topic, fact: str, text: str) -> None:
    assert torn(text, offered(topic, fact), topic)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("invoice_status", "either way it's a draft"),
        ("xero_status", "it is either slow or down"),
        ("invoice_in_xero", "it's not in either place"),
        ("auto_sync", "it's manual"),
    ],
)
def test_one_thing_is_no_alternative(topic: Topic, fact: str, text: str) -> None:
    assert not torn(text, offered(topic, fact), topic)


@pytest.mark.parametrize("text", ["it works now", "it's working again", "works now"])
def test_that_it_works_again_answers_no_question(knowledge: Knowledge, text: str) -> None:
    assert works_again(text, knowledge.asides)


@pytest.mark.parametrize("text", ["it works", "yes it works now", "xero works now", "works fine"])
def test_that_something_works_may_be_an_answer(knowledge: Knowledge, text: str) -> None:
    assert not works_again(text, knowledge.asides)


@pytest.mark.parametrize("text", ["just one I think", "just the one", "only one invoice"])
def test_an_answer_to_another_question_is_kept(
    knowledge: Knowledge, topic: Topic, text: str
) -> None:
    told = answers_another(text, offered(topic, "error_shown"), topic, knowledge.asides)
    assert told == (("one_or_all", "one"),)


@pytest.mark.parametrize("text", ["the one from Tuesday", "it's green", "it works", "just one?"])
def test_a_single_word_answers_no_other_question(
    knowledge: Knowledge, topic: Topic, text: str
) -> None:
    assert not answers_another(text, offered(topic, "error_shown"), topic, knowledge.asides)


@pytest.mark.parametrize("text", ["it still doesnt work", "still broken", "it's still not working"])
def test_that_the_trouble_goes_on_answers_no_question(knowledge: Knowledge, text: str) -> None:
    assert goes_on(text, knowledge.asides)


@pytest.mark.parametrize("text", ["it doesn't work", "not working", "still connected"])
def test_that_something_does_not_work_may_be_an_answer(knowledge: Knowledge, text: str) -> None:
    assert not goes_on(text, knowledge.asides)


def test_that_a_thing_is_ok_is_no_other_answer_that_only_names_it(
    knowledge: Knowledge, topic: Topic
) -> None:
    told = answers_another(
        "xero login is ok", offered(topic, "xero_status"), topic, knowledge.asides
    )
    assert told == ()
