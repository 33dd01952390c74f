"""Sentences by key, with English where a translation is missing."""

import pytest

from bot.domain.choosing import CHOICES
from bot.domain.decision import Reason, Speech
from bot.domain.phrases import UNSEEN, Phrases, phrases_for
from bot.domain.rating import RATINGS, REASONS
from bot.domain.topic import Knowledge

ABOUT_A_NUMBER = {Speech.IN_TURN, Speech.FOUND, Speech.ANOTHER, Speech.UNHEARD_OF}
CATALOGUE = {
    "en": {"hello": "Hello {name}", "bye": "Bye", "brace": "100 % {{sure}}"},
    "de": {"hello": "Hallo {name}"},
}


def test_a_sentence_is_filled_in() -> None:
    assert phrases_for("en", CATALOGUE).say("hello", name="Ana") == "Hello Ana"


def test_a_language_speaks_for_itself_and_english_fills_the_gaps() -> None:
    german = phrases_for("de", CATALOGUE)
    assert (german.say("hello", name="Ana"), german.say("bye")) == ("Hallo Ana", "Bye")


def test_a_language_that_is_not_there_is_english() -> None:
    assert phrases_for("fr", CATALOGUE).say("bye") == "Bye"


def test_words_of_a_topic_are_foreign_in_every_language_but_english() -> None:
    assert phrases_for("de", CATALOGUE).topics == "en"
    assert phrases_for("en", CATALOGUE).topics is None
    assert phrases_for("fr", CATALOGUE).language == "en"


def test_who_can_be_promised_no_look_is_told_something_else() -> None:
    spoken = {"bye": "I'll look again", "bye.unseen": "Bye", "hello": "Hello"}
    blind = Phrases(spoken, spoken, looks=False)
    assert (blind.say("bye"), blind.say("hello")) == ("Bye", "Hello")
    assert Phrases(spoken, spoken).say("bye") == "I'll look again"


def test_other_words_stand_beside_those_that_they_replace(knowledge: Knowledge) -> None:
    written = set(knowledge.phrases["en"])
    assert {key.removesuffix(UNSEEN) for key in written} <= written


def test_an_empty_translation_counts_as_missing() -> None:
    assert Phrases({"bye": ""}, CATALOGUE["en"]).say("bye") == "Bye"


def test_a_sentence_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrases_for("en", CATALOGUE).say("nothing")


def test_values_that_look_like_places_are_not_filled_in_again() -> None:
    assert phrases_for("en", CATALOGUE).say("hello", name="{name}") == "Hello {name}"


def test_a_brace_is_written_twice_whether_or_not_there_are_values() -> None:
    assert phrases_for("en", CATALOGUE).say("brace") == "100 % {sure}"


def test_every_thing_that_can_be_said_has_a_sentence(knowledge: Knowledge) -> None:
    written = knowledge.phrases["en"]
    spoken = {
        Speech.HELLO,
        Speech.UNCLEAR,
        Speech.HOW,
        Speech.WHY,
        Speech.REQUEST,
        Speech.ERROR,
        Speech.STANDS,
        Speech.STILL_SEEN,
        *ABOUT_A_NUMBER,
    }
    needed = {
        *(f"say.{speech}" for speech in Speech if speech not in spoken),
        *(f"escalate.{reason}" for reason in Reason),
        *(f"why.escalate.{reason}" for reason in Reason),
        *(f"choice.{choice}" for choice in CHOICES.keys() - RATINGS.keys()),
        *(f"widget.feedback_{reason}" for reason in REASONS),
        *(f"first.{speech}" for speech in ABOUT_A_NUMBER if speech is not Speech.FOUND),
        *(
            f"first.{speech}"
            for speech in (
                *("about", "unclear", "hello", "thanks", "how", "why"),
                *("stands", "still_seen", "who"),
            )
        ),
    }
    assert needed - set(written) == set()
