"""What takes words back, and which of two numbers is meant."""

import pytest

from bot.matching.entities import entities, number_in
from bot.matching.taking_back import (
    CORRECTS,
    meant_in_the_end,
    takes_all_back,
    without_denied_guess,
)


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
        ("AB00017 and no others", False),
        ("AB00017, sent several times", False),
        ("AB00017 is one of the missing ones", True),
    ],
)
def test_a_number_may_stand_for_several(text: str, more: bool) -> None:
    assert entities(text).more is more


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("twice? no, just once", "just once"),
        ("off? nope it's on", "it's on"),
        ("an error? no", "an error? no"),
        ("is it off? I can't see it", "is it off? I can't see it"),
    ],
)
def test_a_guess_that_is_denied_at_once_is_not_said(text: str, rest: str) -> None:
    assert without_denied_guess(text) == rest


@pytest.mark.parametrize(
    ("text", "all_"),
    [
        ("on, no wait", True),
        ("it's on... hold on, no", True),
        ("on, no wait, off", False),
        ("on, sorry", False),
        ("hang on", False),
    ],
)
def test_what_is_taken_back_may_have_nothing_in_its_place(text: str, all_: bool) -> None:
    assert takes_all_back(text) is all_


def test_a_year_is_no_other_number() -> None:
    assert entities("not AB00017 any more since 2024").invoices == ("AB00017",)
