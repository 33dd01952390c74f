"""What takes words back, and which of two numbers is meant."""

import pytest

from bot.matching.entities import entities, number_in
from bot.matching.taking_back import CORRECTS, meant_in_the_end


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("not AB00017, AB00071", "AB00071"),
        ("AB00017 no wait AB00071", "AB00071"),
        ("AB00017. Sorry, I mean AB00071", "AB00071"),
        ("I meant AB00071, not invoice AB00017", "AB00071"),
        ("it isn't 20417, correction 20471", "20471"),
        ("it's not AB00017", "AB00017"),
    ],
)
def test_number_that_is_corrected_is_not_meant(text: str, number: str) -> None:
    assert number_in(text) == number


def test_an_excuse_between_two_numbers_corrects_neither() -> None:
    named = entities("AB00017, sorry for the wait, and AB00071 too")
    assert named.invoices == ("AB00017", "AB00071")


def test_a_text_without_numbers_stays_as_it_is() -> None:
    assert meant_in_the_end("no, sorry, not that one") == "no, sorry, not that one"


@pytest.mark.parametrize("text", ["on, but only here", "on. scratch that, off", "on, hang on, off"])
def test_words_that_correct_are_known(text: str) -> None:
    assert CORRECTS.search(text)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("AB00017 and four more", True),
        ("AB00017 is one of several", True),
        ("AB00017, for example", True),
        ("AB00017, one of our patients called about it", False),
        ("there are several", False),
    ],
)
def test_a_number_may_stand_for_several(text: str, more: bool) -> None:
    assert entities(text).more is more
