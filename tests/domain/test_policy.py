"""Look first, conclude when sure, ask what tells most, and hand over when nothing is left."""

from dataclasses import replace

import pytest

from bot.domain.asking import IN_A_ROW, SYMPTOM
from bot.domain.belief import belief, families
from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Ask, Conclude, DidYouMean, Escalate, Look, Reason, Speech
from bot.domain.facts import PERMISSION, UNKNOWN, FactName, Facts, Source
from bot.domain.looking import aged, runnable
from bot.domain.policy import SEEN, SURE, all_green, next_step
from bot.domain.showing import confirmed, showing
from bot.domain.topic import CauseId, Check, Often, Topic
from tests.domain.small import (
    BROKEN,
    CUP,
    CUPBOARD,
    LAMP,
    MINUTE,
    NOON,
    PLUG,
    SOCKET,
    TOPIC,
    UNPLUGGED,
    cause,
    fact,
    facts,
    state,
)

AGREED = replace(state(), identified=True, consent=Consent.YES)
ASKED = frozenset(TOPIC.questions)


def knowing(before: Conversation, known: Facts) -> Conversation:
    """The same conversation with these facts."""
    return replace(before, facts=known)


def test_before_the_first_look_the_visitor_is_asked_whether_it_is_all_right() -> None:
    step = next_step(replace(state(), identified=True), TOPIC, now=NOON)
    assert step == Look(checks=(SOCKET,), agreed=False)


def test_after_a_yes_the_look_is_taken() -> None:
    assert next_step(AGREED, TOPIC, now=NOON) == Look(checks=(SOCKET,), agreed=True)


@pytest.mark.parametrize(
    "unwilling",
    [
        state(),
        replace(state(), identified=True, consent=Consent.NO),
        replace(state(), identified=True, asked=frozenset({PERMISSION})),
    ],
)
def test_nobody_is_looked_at_who_is_anonymous_said_no_or_did_not_answer(
    unwilling: Conversation,
) -> None:
    assert isinstance(next_step(unwilling, TOPIC, now=NOON), Ask)


def test_a_look_is_not_taken_twice() -> None:
    seen = replace(AGREED, facts=facts(fact(PLUG, "in", Source.CHECKED)), looked={SOCKET: NOON})
    assert not isinstance(next_step(seen, TOPIC, now=NOON), Look)


def test_a_look_is_taken_again_once_it_is_too_old() -> None:
    seen = replace(AGREED, facts=facts(fact(PLUG, "in", Source.CHECKED)), looked={SOCKET: NOON})
    later = next_step(seen, TOPIC, now=NOON + 11 * MINUTE)
    assert later == Look(checks=(SOCKET,), agreed=True)
    assert aged(seen, TOPIC, now=NOON + 11 * MINUTE).facts == {}


def test_a_look_is_taken_again_when_what_it_needs_has_changed() -> None:
    known = facts(fact(CUP, "7", at=NOON + MINUTE), fact(LAMP, "on", Source.CHECKED))
    seen = replace(AGREED, facts=known, looked={SOCKET: NOON, CUPBOARD: NOON})
    other = replace(seen, learned={CUP: NOON + MINUTE})
    assert next_step(other, TOPIC, now=NOON) == Look(checks=(CUPBOARD,), agreed=True)
    same = next_step(replace(seen, learned={CUP: NOON}), TOPIC, now=NOON)
    assert not isinstance(same, Look)


def test_a_look_whose_need_was_taken_back_is_left_alone() -> None:
    seen = replace(AGREED, looked={SOCKET: NOON, CUPBOARD: NOON})
    assert isinstance(next_step(seen, TOPIC, now=NOON), Ask)


@pytest.mark.parametrize(
    ("known", "runs"),
    [
        (facts(), False),
        (facts(fact(CUP, UNKNOWN)), False),
        (facts(fact(CUP, "7")), True),
        (facts(fact(CUP, "7"), fact(PLUG, "out")), False),
    ],
)
def test_a_look_needs_what_it_needs_and_is_pointless_at_times(known: Facts, runs: bool) -> None:
    check = replace(TOPIC.checks[CUPBOARD], unless=((PLUG, "out"),))
    assert runnable(check, knowing(AGREED, known)) is runs


def test_a_cause_that_a_look_shows_is_named_as_confirmed() -> None:
    step = next_step(state(fact(PLUG, "out", Source.CHECKED)), TOPIC, now=NOON)
    assert isinstance(step, Conclude)
    assert (step.cause, step.confirmed) == (UNPLUGGED, True)


def test_a_cause_that_was_only_said_is_named_as_likely() -> None:
    step = next_step(state(fact(PLUG, "out"), symptoms={UNPLUGGED: 1.0}), TOPIC, now=NOON)
    assert isinstance(step, Conclude)
    assert (step.cause, step.confirmed) == (UNPLUGGED, False)


def test_a_cause_that_shows_in_what_was_said_is_named_before_one_that_only_fits() -> None:
    shown = state(fact(PLUG, "out"), symptoms={BROKEN: 0.7})
    assert SEEN < families(belief(shown, TOPIC), TOPIC)[UNPLUGGED] < SURE
    step = next_step(shown, TOPIC, now=NOON)
    assert isinstance(step, Conclude)
    assert (step.cause, step.confirmed) == (UNPLUGGED, False)
    fits = state(symptoms={UNPLUGGED: 0.8})
    assert families(belief(fits, TOPIC), TOPIC)[UNPLUGGED] > SEEN
    assert isinstance(next_step(fits, TOPIC, now=NOON), Ask)


def test_what_a_look_saw_halfway_is_asked_for_before_a_likely_cause_is_named() -> None:
    both = replace(TOPIC.causes[UNPLUGGED], confirmed_by=(((PLUG, "out"), (LAMP, "off")),))
    topic = replace(TOPIC, causes={**TOPIC.causes, UNPLUGGED: both})
    seen = state(fact(PLUG, "out", Source.CHECKED), symptoms={UNPLUGGED: 1.0})
    assert next_step(seen, topic, now=NOON) == Ask(fact=LAMP, between=(UNPLUGGED,))
    asked = replace(seen, asked=frozenset({LAMP}))
    named = next_step(asked, topic, now=NOON)
    assert isinstance(named, Conclude)
    assert (named.cause, named.confirmed) == (UNPLUGGED, False)
    known = facts(fact(PLUG, "out", Source.CHECKED), fact(LAMP, "off"))
    whole = next_step(knowing(seen, known), topic, now=NOON)
    assert isinstance(whole, Conclude)
    assert whole.confirmed


def test_a_group_of_facts_shows_a_cause_only_when_all_of_them_hold() -> None:
    both = replace(TOPIC.causes[UNPLUGGED], confirmed_by=(((PLUG, "out"), (LAMP, "off|dim")),))
    half = state(fact(PLUG, "out", Source.CHECKED))
    whole = state(fact(PLUG, "out", Source.CHECKED), fact(LAMP, "off"))
    assert not confirmed(both, half)
    assert showing(both, whole) == {PLUG}


def test_the_question_that_tells_most_is_asked_with_its_reason() -> None:
    step = next_step(state(), TOPIC, now=NOON)
    assert isinstance(step, Ask)
    assert step.fact == PLUG
    assert step.gain > 0.04
    assert set(step.between) == {UNPLUGGED, BROKEN}


@pytest.mark.parametrize(
    "over",
    [
        replace(state(), asked=frozenset({PLUG})),
        state(fact(PLUG, "in")),
    ],
)
def test_what_was_asked_or_is_known_is_not_asked(over: Conversation) -> None:
    step = next_step(over, TOPIC, now=NOON)
    assert isinstance(step, Ask)
    assert step.fact == LAMP


def test_torn_between_symptoms_the_visitor_picks_one() -> None:
    torn = state(symptoms={UNPLUGGED: 0.5, BROKEN: 0.5})
    step = next_step(replace(torn, asked=ASKED), TOPIC, now=NOON)
    assert isinstance(step, DidYouMean)
    assert set(step.causes) == {UNPLUGGED, BROKEN}


def test_symptoms_are_not_offered_while_one_holds_most() -> None:
    leaning = state(symptoms={UNPLUGGED: 0.3, BROKEN: 0.7})
    step = next_step(replace(leaning, asked=ASKED), TOPIC, now=NOON)
    assert not isinstance(step, DidYouMean)


def test_symptoms_are_offered_once() -> None:
    torn = state(symptoms={UNPLUGGED: 0.5, BROKEN: 0.5})
    step = next_step(replace(torn, asked=ASKED | {SYMPTOM}), TOPIC, now=NOON)
    assert not isinstance(step, DidYouMean)


def test_five_questions_in_a_row_are_enough() -> None:
    assert isinstance(next_step(replace(state(), in_row=IN_A_ROW - 1), TOPIC, now=NOON), Ask)
    assert isinstance(next_step(replace(state(), in_row=IN_A_ROW), TOPIC, now=NOON), Escalate)


def test_with_nothing_left_to_ask_the_likely_cause_is_named() -> None:
    leaning = replace(state(fact(LAMP, "off")), asked=ASKED)
    step = next_step(leaning, TOPIC, now=NOON)
    assert isinstance(step, Conclude)
    assert step.cause == BROKEN
    assert 0.5 < step.probability < 0.85


def test_of_two_that_are_as_likely_neither_is_named() -> None:
    torn = state(symptoms={UNPLUGGED: 0.51, BROKEN: 0.49})
    assert next_step(replace(torn, asked=ASKED | {SYMPTOM}), TOPIC, now=NOON) == Escalate(
        reason=Reason.STUCK
    )
    offered = next_step(replace(torn, asked=ASKED), TOPIC, now=NOON)
    assert isinstance(offered, DidYouMean)
    assert set(offered.causes) == {UNPLUGGED, BROKEN}


def test_with_nothing_likely_a_person_takes_over() -> None:
    stuck = replace(state(), asked=ASKED)
    assert next_step(stuck, TOPIC, now=NOON) == Escalate(reason=Reason.STUCK)


def test_what_was_turned_down_is_not_named_again_by_its_family() -> None:
    fused = CauseId("fused")
    child = cause(fused, base=Often.RARELY, parent=UNPLUGGED)
    topic = replace(TOPIC, causes={**TOPIC.causes, fused: child})
    leaning = replace(state(symptoms={UNPLUGGED: 1.0}), asked=ASKED)
    named = next_step(leaning, topic, now=NOON)
    assert isinstance(named, Conclude)
    assert named.cause == UNPLUGGED
    turned_down = replace(leaning, ruled_out=frozenset({UNPLUGGED}))
    assert not isinstance(next_step(turned_down, topic, now=NOON), Conclude)


def test_looks_that_show_a_cause_are_not_all_green() -> None:
    unmarked = fact(PLUG, "out", Source.CHECKED)
    assert not all_green(state(unmarked), TOPIC)
    assert all_green(state(fact(PLUG, "in", Source.CHECKED)), TOPIC)


def test_something_else_is_never_named() -> None:
    gone = replace(state(), ruled_out=frozenset(TOPIC.causes), asked=ASKED)
    assert next_step(gone, TOPIC, now=NOON) == Escalate(reason=Reason.STUCK)


def test_what_goes_first_is_said_before_any_step() -> None:
    first = (Speech.UNCLEAR,)
    assert next_step(state(), TOPIC, now=NOON, first=first).first == first


def test_each_look_of_the_real_topic_can_be_reached(topic: Topic) -> None:
    def reachable(check: Check) -> bool:
        given = {name for other in topic.checks.values() for name in other.gives}
        return all(need in {*topic.questions, *given} for need in check.needs)

    assert all(reachable(check) for check in topic.checks.values())


def test_each_question_of_the_real_topic_asks_for_something_that_it_sets(topic: Topic) -> None:
    for asked in topic.questions.values():
        names = {FactName(n) for o in asked.options for n, _ in (o.sets, *o.also)}
        assert asked.fact in names or topic.facts[asked.fact].free, asked.fact
