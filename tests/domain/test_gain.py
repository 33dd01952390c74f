"""What a question or a look is expected to tell."""

from dataclasses import replace

import pytest

from bot.domain.belief import belief, families, uncertainty
from bot.domain.gain import (
    ANSWERED,
    answers,
    check_gain,
    expected_gain,
    question_gain,
    separates,
    symptom_gain,
)
from tests.domain.small import (
    BROKEN,
    CUP,
    CUPBOARD,
    LAMP,
    PLUG,
    SOCKET,
    TOPIC,
    UNPLUGGED,
    fact,
    facts,
    question,
    state,
)

NOW = belief(state(), TOPIC)
EVEN = {UNPLUGGED: 0.5, BROKEN: 0.5}


def test_an_answer_that_tells_two_causes_apart_removes_all_doubt() -> None:
    told = [{UNPLUGGED: 1.0, BROKEN: 0.0}, {UNPLUGGED: 0.0, BROKEN: 1.0}]
    assert expected_gain(EVEN, told, TOPIC) == pytest.approx(1)


def test_an_answer_that_is_the_same_under_every_cause_removes_none() -> None:
    told = [dict.fromkeys(EVEN, 0.5), dict.fromkeys(EVEN, 0.5)]
    assert expected_gain(EVEN, told, TOPIC) == pytest.approx(0)


def test_what_tells_apart_only_within_a_family_is_worth_nothing() -> None:
    within = {cause: 0.5 for cause in TOPIC.causes if TOPIC.causes[cause].family == UNPLUGGED}
    first, other = within
    told = [{first: 1.0, other: 0.0}, {first: 0.0, other: 1.0}]
    assert expected_gain(within, told, TOPIC) == 0


def test_no_gain_exceeds_the_doubt_there_is() -> None:
    doubt = uncertainty(families(NOW, TOPIC))
    for asked in TOPIC.questions.values():
        assert 0 < question_gain(NOW, asked, {}, TOPIC) < doubt


def test_a_question_is_worth_less_than_a_look_at_the_same_thing() -> None:
    looked, asked = TOPIC.checks[SOCKET], TOPIC.questions[PLUG]
    assert question_gain(NOW, asked, {}, TOPIC) < check_gain(NOW, looked, TOPIC)


def test_a_question_may_go_unanswered() -> None:
    asked = TOPIC.questions[PLUG]
    told = expected_gain(NOW, answers(NOW, asked, {}, TOPIC), TOPIC)
    assert question_gain(NOW, asked, {}, TOPIC) == pytest.approx(ANSWERED * told)


def test_a_question_also_counts_for_what_its_answer_opens_the_way_to() -> None:
    asked = TOPIC.questions[LAMP]
    behind = question(CUP, needs=((LAMP, "off|dim"),))
    opening = replace(TOPIC, questions={LAMP: asked, CUP: behind})
    gain = question_gain(NOW, asked, {}, opening)
    assert question_gain(NOW, asked, {}, TOPIC) < gain < uncertainty(families(NOW, TOPIC))
    closed = replace(opening, questions={LAMP: asked, CUP: replace(behind, needs=((PLUG, "in"),))})
    assert question_gain(NOW, asked, {}, closed) == question_gain(NOW, asked, {}, TOPIC)


def test_free_text_counts_half_of_all_doubt() -> None:
    half = uncertainty(families(NOW, TOPIC)) / 2
    assert question_gain(NOW, question(CUP), {}, TOPIC) == pytest.approx(half)


def test_a_look_is_worth_its_most_telling_fact() -> None:
    assert check_gain(EVEN, TOPIC.checks[SOCKET], TOPIC) > 0.8
    assert check_gain({UNPLUGGED: 1.0}, TOPIC.checks[CUPBOARD], TOPIC) == pytest.approx(0)


def test_the_answers_to_a_question_sum_to_one_under_every_cause() -> None:
    rows = answers(NOW, TOPIC.questions[LAMP], {}, TOPIC)
    for cause in NOW:
        assert sum(row[cause] for row in rows) == pytest.approx(1)


def test_what_is_known_already_adds_nothing_to_an_answer() -> None:
    known = facts(fact(LAMP, "off"))
    rows = answers(NOW, TOPIC.questions[LAMP], known, TOPIC)
    assert rows[0][UNPLUGGED] == pytest.approx(rows[0][BROKEN])


def test_offering_symptoms_is_worth_most_when_torn() -> None:
    offered = (UNPLUGGED, BROKEN)
    leaning = {UNPLUGGED: 0.95, BROKEN: 0.05}
    assert symptom_gain(EVEN, offered, TOPIC) > symptom_gain(leaning, offered, TOPIC) > 0


def test_a_question_is_explained_by_the_two_causes_it_tells_apart_best() -> None:
    rows = answers(EVEN, TOPIC.questions[PLUG], {}, TOPIC)
    assert set(separates(EVEN, rows, TOPIC)) == {UNPLUGGED, BROKEN}


def test_with_one_cause_left_there_is_nothing_to_tell_apart() -> None:
    rows = answers({BROKEN: 1.0}, TOPIC.questions[PLUG], {}, TOPIC)
    assert separates({BROKEN: 1.0}, rows, TOPIC) == (BROKEN,)
