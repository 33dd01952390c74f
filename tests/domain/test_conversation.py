"""The state of a conversation is the fold of its events."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.conversation import (
    ERRORS_KEPT,
    WORDS_KEPT,
    Consent,
    Conversation,
    Outcome,
    fold,
)
from bot.domain.events import (
    Chose,
    Event,
    HandedOver,
    Heard,
    Looked,
    Meaning,
    Numbered,
    Rated,
    Said,
    Started,
    Turned,
    Undone,
)
from bot.domain.facts import PERMISSION, UNKNOWN, Fact, FactName, Source
from bot.domain.reading import ErrorSeen
from bot.domain.turn import (
    DecisionKind,
    DecisionNote,
    Diagnosis,
    Expects,
    Turn,
)
from bot.domain.undoing import standing
from bot.domain.weights import together
from tests.domain.small import BROKEN, LAMP, NOON, PLUG, SOCKET, TOPIC, UNPLUGGED, fact

STARTED = Started(at=NOON, topic=TOPIC.id, identified=True)


def numbered(events: Sequence[Event]) -> list[Numbered]:
    """Events with their places."""
    return [Numbered(number=n, event=event) for n, event in enumerate(events, 1)]


def state_of(*events: Event) -> Conversation:
    """The state after a start and these events."""
    return fold(numbered([STARTED, *events]))


def said(meaning: Meaning = Meaning.SYMPTOM, *, text: str = "it is cold", **heard: object) -> Said:
    """The visitor wrote something of this meaning."""
    understood = Heard(meaning=meaning, **heard)  # type: ignore[arg-type]  # by name
    return Said(at=NOON, client_id="", text=text, heard=understood)


def chose(meaning: Meaning, *facts: Fact) -> Chose:
    """The visitor picked something of this meaning."""
    heard = Heard(meaning=meaning, facts=facts)
    return Chose(at=NOON, client_id="", choice="", label="", heard=heard)


def turned(
    kind: DecisionKind,
    *,
    about: str | None = None,
    cause: str | None = None,
    fixed: str | None = None,
) -> Turned:
    """The bot answered."""
    named = Diagnosis(cause=cause, probability=0.9, evidence=()) if cause else None
    asked = FactName(about) if about else None
    note = DecisionNote(kind=kind, why="a test", fact=asked, diagnosis=named)
    turn = Turn(
        id="t", blocks=(), choices=(), expects=Expects.TEXT, checks=(), decision=note, fixed=fixed
    )
    return Turned(at=NOON, turn=turn)


def looked(value: str) -> Looked:
    """A look at the socket found this."""
    seen = (fact(PLUG, value, Source.CHECKED),)
    return Looked(at=NOON, check=SOCKET, facts=seen, took_ms=1)


ASK, SAY = DecisionKind.ASK, DecisionKind.SAY
NAMED = turned(DecisionKind.CONCLUDE, cause=UNPLUGGED)
GONE = turned(DecisionKind.ESCALATE, fixed=UNPLUGGED)
UNDONE = Undone(at=NOON, client_id="", back_to=2)


def test_a_conversation_begins_by_being_started() -> None:
    with pytest.raises(ValueError, match="started"):
        fold(numbered([said()]))


def test_what_the_host_told_is_known_from_the_start() -> None:
    told = replace(STARTED, facts=(fact(PLUG, "in", Source.TOLD),))
    assert fold(numbered([told])).facts == {PLUG: fact(PLUG, "in", Source.TOLD)}


def test_messages_that_point_to_causes_add_up() -> None:
    even = state_of(said(weights={BROKEN: 0.5, UNPLUGGED: 0.5}))
    more = state_of(
        said(weights={BROKEN: 0.5, UNPLUGGED: 0.5}), said(weights={BROKEN: 0.8, UNPLUGGED: 0.2})
    )
    assert more.symptoms[BROKEN] > even.symptoms[BROKEN]
    assert sum(more.symptoms.values()) == pytest.approx(1)


def test_one_message_never_silences_another_for_good() -> None:
    both = together({BROKEN: 1.0}, {UNPLUGGED: 1.0})
    assert both == pytest.approx({BROKEN: 0.5, UNPLUGGED: 0.5})
    assert together({}, {BROKEN: 1.0}) == {BROKEN: 1.0} == together({BROKEN: 1.0}, {})


def test_two_vague_messages_leave_the_doubt_of_the_surer_one() -> None:
    both = together({BROKEN: 0.4}, {BROKEN: 0.1, UNPLUGGED: 0.1})
    assert sum(both.values()) == pytest.approx(0.4)
    assert both[BROKEN] > both[UNPLUGGED] > 0


def test_the_last_description_is_quoted_and_answers_are_not() -> None:
    after = state_of(
        said(weights={BROKEN: 1.0}, text="x" * 999), said(Meaning.ANSWER, text="by hand")
    )
    assert after.words == "x" * WORDS_KEPT


def test_pasted_errors_are_kept_once_and_only_the_newest() -> None:
    errors = [ErrorSeen(text=None, cause=None, quote=str(n)) for n in range(ERRORS_KEPT + 2)]
    after = state_of(*(said(Meaning.ERROR, errors=(e,)) for e in [*errors, errors[-1]]))
    assert after.errors == tuple(errors[2:])


def test_misses_count_in_a_row() -> None:
    miss = said(Meaning.UNCLEAR)
    assert state_of(miss, said(Meaning.OFF_TOPIC)).misses == 2
    assert state_of(miss, said(Meaning.ANSWER), miss).misses == 1


@pytest.mark.parametrize(
    ("meaning", "consent"), [(Meaning.LOOK_YES, Consent.YES), (Meaning.LOOK_NO, Consent.NO)]
)
def test_the_consent_is_the_visitors(meaning: Meaning, consent: Consent) -> None:
    assert state_of().consent is Consent.UNASKED
    asked = turned(DecisionKind.LOOK, about=PERMISSION)
    assert state_of(asked, chose(meaning)).consent is consent


def test_no_to_what_writes_something_leaves_the_looks_allowed() -> None:
    may_look = (turned(DecisionKind.LOOK, about=PERMISSION), chose(Meaning.LOOK_YES))
    may_write = turned(DecisionKind.LOOK, about=FactName("writing"))
    assert state_of(*may_look, may_write, chose(Meaning.LOOK_NO)).consent is Consent.YES


def test_questions_in_a_row_are_counted_until_something_is_found() -> None:
    questions = [turned(ASK, about=PLUG), turned(ASK, about=LAMP)]
    assert state_of(*questions).in_row == 2
    assert state_of(*questions, turned(ASK, about=LAMP)).in_row == 2
    assert state_of(*questions, turned(SAY)).in_row == 2
    assert state_of(*questions, NAMED).in_row == 0


@pytest.mark.parametrize("meaning", [Meaning.REQUEST, Meaning.HUMAN])
def test_a_question_that_was_passed_over_counts_as_not_asked(meaning: Meaning) -> None:
    asked = turned(ASK, about=PLUG)
    assert state_of(asked, said(meaning)).asked == frozenset()
    answered = chose(Meaning.ANSWER, fact(PLUG, UNKNOWN))
    assert state_of(asked, answered, said(meaning)).asked == {PLUG}


def test_a_remedy_reported_done_remembers_what_was_known_then() -> None:
    after = state_of(looked("out"), NAMED, chose(Meaning.DONE), looked("in"))
    assert (after.tries, after.before[PLUG].value, after.facts[PLUG].value) == (1, "out", "in")


def test_a_look_that_failed_in_between_does_not_make_it_forget() -> None:
    after = state_of(
        looked("out"), NAMED, chose(Meaning.DONE), looked(UNKNOWN), chose(Meaning.DONE)
    )
    assert (after.tries, after.before[PLUG].value) == (2, "out")


@pytest.mark.parametrize("meaning", [Meaning.NOT_IT, Meaning.FAILED])
def test_a_cause_that_was_not_it_is_ruled_out(meaning: Meaning) -> None:
    after = state_of(NAMED, chose(Meaning.DONE), chose(meaning))
    assert after.ruled_out == {UNPLUGGED}
    assert (after.diagnosis, after.tries) == (None, 0)
    assert after.before == {}


def test_what_was_seen_stays_known_unless_it_still_fails() -> None:
    assert state_of(looked("out"), NAMED, chose(Meaning.NOT_IT)).facts[PLUG].value == "out"
    failed = state_of(looked("out"), NAMED, chose(Meaning.FAILED))
    assert (failed.facts, failed.looked) == ({}, {})


def test_a_failure_that_a_look_can_see_counts_as_a_try_and_ends_nothing() -> None:
    after = state_of(looked("out"), NAMED, chose(Meaning.STILL))
    assert (after.tries, after.failing, after.diagnosis) == (1, True, UNPLUGGED)
    gone = fold(numbered([STARTED, looked("out"), NAMED, chose(Meaning.STILL), GONE]))
    assert (gone.fixed, gone.diagnosis, gone.outcome) == ((UNPLUGGED,), None, None)


def test_naming_the_same_cause_again_keeps_the_tries_and_another_starts_afresh() -> None:
    done: list[Event] = [NAMED, chose(Meaning.DONE)]
    assert state_of(*done, NAMED).tries == 1
    assert state_of(*done, turned(DecisionKind.CONCLUDE, cause=BROKEN)).tries == 0


def test_fixed_means_that_a_look_confirmed_it() -> None:
    after = state_of(NAMED, chose(Meaning.DONE), turned(SAY, fixed=UNPLUGGED))
    assert (after.fixed, after.diagnosis, after.outcome) == ((UNPLUGGED,), None, Outcome.FIXED)
    assert state_of(NAMED, chose(Meaning.WORKED)).outcome is Outcome.HELPED


def test_a_second_fault_keeps_the_conversation_open() -> None:
    second = turned(DecisionKind.CONCLUDE, cause=BROKEN, fixed=UNPLUGGED)
    after = state_of(NAMED, chose(Meaning.DONE), second)
    assert (after.fixed, after.diagnosis, after.outcome) == ((UNPLUGGED,), BROKEN, None)


def test_what_had_ended_goes_on_when_something_is_asked_again() -> None:
    assert state_of(NAMED, chose(Meaning.WORKED), turned(ASK, about=LAMP)).outcome is None


def test_an_undo_takes_back_what_was_said_and_answered() -> None:
    before = state_of()
    assert state_of(said(weights={BROKEN: 1.0}), NAMED, UNDONE) == before


def test_an_undo_keeps_what_was_seen_rated_and_sent() -> None:
    lasting: list[Event] = [
        looked("out"),
        Rated(at=NOON, helpful=True),
        HandedOver(at=NOON, reference="HL-1"),
    ]
    events = [STARTED, said(), *lasting, UNDONE]
    assert [n.event for n in standing(numbered(events))] == [STARTED, *lasting]
    after = fold(numbered(events))
    assert (after.facts[PLUG].value, after.outcome) == ("out", Outcome.HANDED_OVER)


def test_an_undo_after_an_undo_goes_further_back() -> None:
    first, second = said(text="one"), said(text="two")
    back = replace(UNDONE, back_to=3)
    events = numbered([STARTED, first, second, back, UNDONE])
    assert [n.event for n in standing(events)] == [STARTED]


def test_what_was_handed_over_stays_so_whatever_the_bot_says() -> None:
    over = HandedOver(at=NOON, reference="HL-1")
    assert state_of(NAMED, over, NAMED).outcome is Outcome.HANDED_OVER
