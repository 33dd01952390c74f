"""What follows a remedy and a digression, where a whole conversation would say too much."""

from dataclasses import replace

import pytest

from bot.domain.asking import SYMPTOM
from bot.domain.conversation import Pending
from bot.domain.decision import Ask, Speech
from bot.domain.engine import advance
from bot.domain.events import Heard, Meaning
from bot.domain.facts import CheckId, Source
from bot.domain.reading import Reading, Verdict
from bot.domain.topic import Knowledge
from bot.domain.turn import DecisionKind, Turn, plain
from tests.domain.play import Found, Play
from tests.domain.small import BROKEN, NOON, TOPIC, UNPLUGGED, state

SETTINGS = CheckId("hearlink_settings")
MANUAL: Found = {SETTINGS: {"auto_sync": "off"}}
AUTOMATIC: Found = {SETTINGS: {"auto_sync": "on"}}
UNANSWERED: Found = {}
LOCKED: Found = {SETTINGS: {"error_cause": "period_locked", "error_shown": "shown"}}
CLEAR: Found = {SETTINGS: {"error_cause": "none", "error_shown": "none"}}


def after_remedy(knowledge: Knowledge, *looks: Found) -> Turn:
    """The turn after a first look, and after one more for each time the remedy was done."""
    play = Play(knowledge)
    play.choose("look.yes")
    first, *later = looks
    play.look(first)
    for seen in later:
        play.choose("remedy.done")
        play.look(seen)
    return play.turn


@pytest.mark.parametrize(("red", "green"), [(MANUAL, AUTOMATIC), (LOCKED, CLEAR)])
def test_fixed_means_that_the_look_that_was_red_is_green(
    red: Found, green: Found, knowledge: Knowledge
) -> None:
    assert after_remedy(knowledge, red, green).fixed is not None


@pytest.mark.parametrize(("red", "again"), [(MANUAL, UNANSWERED), (LOCKED, UNANSWERED)])
def test_a_look_without_an_answer_is_neither_green_nor_red(
    red: Found, again: Found, knowledge: Knowledge
) -> None:
    turn = after_remedy(knowledge, red, again)
    assert turn.fixed is None
    assert "could not get an answer" in plain(turn)


def test_an_error_that_a_look_sees_names_its_own_cause_whatever_was_said(
    knowledge: Knowledge,
) -> None:
    named = {
        cause: after_remedy(
            knowledge, {SETTINGS: {"error_cause": cause, "error_shown": "shown"}}
        ).decision.diagnosis
        for cause in sorted({error.cause for error in knowledge.errors if error.cause})
    }
    assert [c for c, diagnosis in named.items() if not diagnosis or diagnosis.cause != c] == []


def test_still_red_twice_brings_a_person(knowledge: Knowledge) -> None:
    once = after_remedy(knowledge, MANUAL, MANUAL)
    twice = after_remedy(knowledge, MANUAL, MANUAL, MANUAL)
    assert once.decision.kind is DecisionKind.SAY
    assert twice.decision.kind is DecisionKind.ESCALATE


def test_what_was_told_before_the_remedy_is_not_taken_for_a_look_after_it(
    knowledge: Knowledge,
) -> None:
    play = Play(knowledge, told={"hearlink_access": "denied"})
    play.choose("look.yes")
    play.look(UNANSWERED)
    assert play.state.diagnosis == "hearlink_permissions"
    known = play.fact("hearlink_access")
    assert known is not None
    assert known.source is Source.TOLD
    play.choose("remedy.done")
    assert "could not get an answer" in plain(play.look(UNANSWERED))


def test_a_digression_that_brings_the_answer_does_not_bring_the_question_back(
    knowledge: Knowledge,
) -> None:
    play = Play(knowledge, identified=False)
    asked = play.choose("start").decision.fact
    assert asked == "connection_status"
    why = Reading(verdict=Verdict.REJECT, aside="why", facts=(("connection_status", "expired"),))
    assert play.say(why).decision.fact != asked


def test_a_cause_that_is_gone_is_no_candidate_of_the_turn_that_says_so(
    knowledge: Knowledge,
) -> None:
    play = Play(knowledge)
    play.choose("symptom=auto_sync_disabled")
    play.choose("look.yes")
    assert play.look(MANUAL).decision.candidates[0].cause == "auto_sync_disabled"
    turn = play.choose("remedy.done")
    while turn.checks:
        turn = play.look(AUTOMATIC)
    assert turn.fixed == "auto_sync_disabled"
    assert turn.fixed not in [c.cause for c in turn.decision.candidates]


def test_symptoms_that_were_not_picked_from_are_not_offered_again() -> None:
    torn = state(symptoms={UNPLUGGED: 0.5, BROKEN: 0.5})
    offered = Pending(
        kind=DecisionKind.DID_YOU_MEAN, fact=SYMPTOM, choices=(f"{SYMPTOM}={UNPLUGGED}",)
    )
    met = replace(torn, pending=offered, asked=frozenset({SYMPTOM}))
    lost = Heard(meaning=Meaning.UNCLEAR)
    step = advance(met, replace(met, misses=1), TOPIC, heard=lost, now=NOON)
    assert isinstance(step, Ask)
    assert step.first == (Speech.UNCLEAR,)
