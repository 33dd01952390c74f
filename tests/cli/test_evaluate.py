"""`bot evaluate` reads labelled dialogues and answers, and says what is wrong with a file."""

import pytest

from bot.cli.evaluate_answers import mistyped, read_answers
from bot.cli.evaluate_checks import what_it_is
from bot.cli.evaluate_dialogues import read_scripts
from bot.domain.errors import BadInput
from bot.services.answering import Answer


def test_a_dialogue_is_a_line() -> None:
    line = '{"id": "a", "cause": "xero_outage", "turns": ["down?"], "answers": {"other": "no"}}'
    [script] = read_scripts([line, "", "  "])
    assert (script.id, script.turns, script.answers) == ("a", ("down?",), {"other": "no"})


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "a"}', '{"id": "a", "cause": "x", "turns": []}'],
)
def test_a_line_that_is_no_dialogue_is_named(line: str) -> None:
    with pytest.raises(BadInput, match="line 1"):
        read_scripts([line])


def test_answers_stand_under_their_question_and_meaning() -> None:
    found = read_answers("auto_sync:\n  again: |\n    maybe\n    both\n")
    assert [(a.question, a.means, a.text) for a in found] == [
        ("auto_sync", "again", "maybe"),
        ("auto_sync", "again", "both"),
    ]


@pytest.mark.parametrize("text", ["- a", "a: b", "a: [", "a:\n  b: [c]"])
def test_answers_of_another_shape_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_answers(text)


def test_the_same_seed_makes_the_same_single_mistake() -> None:
    answers = [
        Answer(question="auto_sync", text="it is automatic", means="auto_sync=on"),
        Answer(question="auto_sync", text="yes", means="auto_sync=on"),
        Answer(question="auto_sync", text="nothing automatic", means="again"),
    ]
    [once] = mistyped(answers, seed=3)
    assert once == mistyped(answers, seed=3)[0]
    assert once.text != "it is automatic"
    assert once.text.startswith("it is a")


def test_a_pair_of_faults_of_which_not_both_show_is_told_as_what_it_is() -> None:
    hidden = "syncs_as_draft hides period_locked until it is repaired"
    assert what_it_is(("period_locked", "syncs_as_draft")) == hidden
    impossible = "integration_never_set_up leaves no room for tenant_swapped"
    assert what_it_is(("tenant_swapped", "integration_never_set_up")) == impossible
    assert what_it_is(("manual_mode", "period_locked")) == ""
