"""Which of two facts about the same thing is believed."""

import pytest

from bot.domain.facts import ERROR_CAUSE, UNKNOWN, Fact, Source, fresh, learn
from tests.domain.small import MINUTE, NOON, PLUG, fact, facts

SAID, TOLD, CHECKED = Source.SAID, Source.TOLD, Source.CHECKED


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (("in", SAID), ("out", CHECKED), "out"),
        (("out", CHECKED), ("in", SAID), "out"),
        (("out", CHECKED), ("in", CHECKED), "in"),
        (("in", SAID), ("out", SAID), "out"),
        (("in", TOLD), ("out", SAID), "out"),
        (("in", TOLD), ("out", CHECKED), "out"),
    ],
)
def test_a_look_beats_a_word_and_the_later_one_the_earlier(
    old: tuple[str, Source], new: tuple[str, Source], kept: str
) -> None:
    known = learn(facts(fact(PLUG, *old)), fact(PLUG, *new))
    assert known[PLUG].value == kept


def test_a_failed_look_leaves_what_the_visitor_said() -> None:
    known = learn(facts(fact(PLUG, "in")), fact(PLUG, UNKNOWN, CHECKED))
    assert known[PLUG] == fact(PLUG, "in")


def test_a_failed_look_makes_an_older_look_unknown_and_not_false() -> None:
    known = learn(facts(fact(PLUG, "in", CHECKED)), fact(PLUG, UNKNOWN, CHECKED))
    assert not known[PLUG].known


def test_an_answer_fills_in_for_a_failed_look() -> None:
    known = learn(facts(fact(PLUG, UNKNOWN, CHECKED)), fact(PLUG, "in"))
    assert known[PLUG].value == "in"


def test_not_sure_takes_an_earlier_answer_back() -> None:
    assert not learn(facts(fact(PLUG, "in")), fact(PLUG, UNKNOWN))[PLUG].known


@pytest.mark.parametrize("seen", ["none", "other"])
def test_a_look_that_names_no_error_leaves_the_pasted_one(seen: str) -> None:
    pasted = fact(ERROR_CAUSE, "period_locked")
    assert learn(facts(pasted), fact(ERROR_CAUSE, seen, CHECKED))[ERROR_CAUSE] == pasted


def test_a_look_that_names_another_error_replaces_the_pasted_one() -> None:
    known = learn(facts(fact(ERROR_CAUSE, "period_locked")), fact(ERROR_CAUSE, "x", CHECKED))
    assert known[ERROR_CAUSE].value == "x"


def test_learning_changes_nothing_in_place() -> None:
    before = facts(fact(PLUG, "in"))
    learn(before, fact(PLUG, "out"))
    assert before[PLUG].value == "in"


@pytest.mark.parametrize(
    ("seen", "is_fresh"),
    [
        (fact(PLUG, "in", CHECKED, at=NOON - 10 * MINUTE), True),
        (fact(PLUG, "in", CHECKED, at=NOON - 11 * MINUTE), False),
        (fact(PLUG, "in", SAID, at=NOON - 999 * MINUTE), True),
        (fact(PLUG, "in", TOLD, at=NOON - 999 * MINUTE), True),
    ],
)
def test_only_what_was_looked_at_ages(seen: Fact, is_fresh: bool) -> None:
    assert fresh(seen, now=NOON, lifetime=10 * MINUTE) is is_fresh
