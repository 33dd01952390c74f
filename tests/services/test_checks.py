"""Looks run in order, side by side, and in time; what fails is unknown, what is broken shows."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.conversation import after
from bot.domain.errors import Unavailable
from bot.domain.escalation import ConversationId
from bot.domain.events import Looked, Turned
from bot.domain.facts import CheckId, FactName
from bot.domain.mapping import Mapped, write
from bot.domain.topic import Check, Knowledge
from bot.domain.turn import DecisionKind
from bot.ports.conversations import Key
from bot.ports.looks import Finding, Target
from bot.ports.people import OrganisationId, Visitor
from bot.services.allowance import CALLS
from bot.services.chat import Answered
from bot.services.checks import Progress
from bot.services.look_learning import CheckFinished, CheckStarted
from bot.services.look_run import AT_ONCE, DEADLINE
from tests.services.stage import ANA, KEY, Hanging, Stage

TRIAL = CheckId("xero_trial")
MAPPING = write([Mapped(clinic="", category="Services", account="200", tax="OUTPUT2")])


def looked(stage: Stage) -> dict[str, Looked]:
    events = (n.event for n in stage.conversations.events(KEY.conversation))
    return {event.check: event for event in events if isinstance(event, Looked)}


def steps(progress: Sequence[Progress]) -> list[str]:
    return [
        f"{'start' if isinstance(step, CheckStarted) else 'end'} {step.id}"
        for step in progress
        if not isinstance(step, Answered)
    ]


def newest(stage: Stage) -> Answered:
    return stage.chat.current(KEY)


def test_a_run_says_what_begins_and_how_it_ended_and_closes_with_the_turn(stage: Stage) -> None:
    wanted = stage.agree().turn.checks
    stage.looking.facts["connection_status"] = "expired"
    progress = stage.look()
    started = [step.id for step in progress if isinstance(step, CheckStarted)]
    finished = {step.id: step for step in progress if isinstance(step, CheckFinished)}
    assert set(started) < set(finished) == set(wanted)
    assert finished[CheckId("xero_access")].text == "Not needed, after what I saw"
    assert finished[CheckId("xero_connection")].state == "problem"
    assert finished[CheckId("xero_connection")].text == "Xero no longer accepts HearLink's sign-in."
    assert finished[CheckId("xero_status")].state == "ok"
    assert progress[-1] == newest(stage)
    diagnosis = newest(stage).turn.decision.diagnosis
    assert diagnosis is not None
    assert diagnosis.cause == "connection_expired"


def test_a_look_waits_for_those_it_depends_on(stage: Stage) -> None:
    stage.agree()
    order = steps(stage.look())
    assert order.index("end xero_connection") < order.index("start xero_access")


def test_a_look_that_became_pointless_is_left_out(stage: Stage) -> None:
    stage.agree()
    stage.looking.facts["connection_status"] = "expired"
    assert "start xero_access" not in steps(stage.look())
    assert "xero_access" not in [name for name, _ in stage.looking.seen]


def many(knowledge: Knowledge, number: int) -> Knowledge:
    """The knowledge with `number` more looks that depend on nothing."""
    topic = knowledge.first_topic
    status = topic.checks[CheckId("xero_status")]
    more = {CheckId(f"more{n}"): replace(status, id=CheckId(f"more{n}")) for n in range(number)}
    checks: dict[CheckId, Check] = {**topic.checks, **more}
    return replace(knowledge, topics={topic.id: replace(topic, checks=checks)})


def test_only_so_many_looks_are_under_way_at_once(knowledge: Knowledge) -> None:
    stage = Stage(many(knowledge, 2 * AT_ONCE))
    stage.agree()
    running, most = 0, 0
    for step in steps(stage.look()):
        running += 1 if step.startswith("start") else -1
        most = max(most, running)
    assert (running, most) == (0, AT_ONCE)


def test_looks_that_wait_for_each_other_still_come_to_an_end(knowledge: Knowledge) -> None:
    topic = knowledge.first_topic
    status, access = topic.checks[CheckId("xero_status")], topic.checks[CheckId("xero_access")]
    circle = {
        status.id: replace(status, after=(access.id,)),
        access.id: replace(access, after=(status.id,)),
    }
    checks: dict[CheckId, Check] = {**topic.checks, **circle}
    stage = Stage(replace(knowledge, topics={topic.id: replace(topic, checks=checks)}))
    stage.agree()
    assert {"end xero_status", "end xero_access"} < set(steps(stage.look()))


def finding(**facts: str) -> Callable[..., Sequence[Finding]]:
    """A look that finds these facts."""

    def look(target: Target, *, now: datetime) -> Sequence[Finding]:
        return [Finding(fact=FactName(name), value=value) for name, value in facts.items()]

    return look


def test_a_look_joins_the_run_as_soon_as_what_it_needs_is_known(stage: Stage) -> None:
    stage.agree()
    settings_look = finding(integration="on", invoice_number="WH00041", last_error="none")
    looks = {**stage.looking.looks(), CheckId("hearlink_settings"): settings_look}
    order = steps(list(replace(stage.checks, looks=looks).run(KEY)))
    assert order.index("end hearlink_settings") < order.index("start hearlink_invoice")
    assert order.count("start hearlink_invoice") == 1


def test_what_is_fleeting_reaches_later_looks_and_is_never_stored(stage: Stage) -> None:
    def settings_look(target: Target, *, now: datetime) -> Sequence[Finding]:
        name = Finding(fact=FactName("invoice_contact"), value="Peter Lanyon", fleeting=True)
        return [name, Finding(fact=FactName("invoice_number"), value="WH00041")]

    stage.agree()
    looks = {**stage.looking.looks(), CheckId("hearlink_settings"): settings_look}
    list(replace(stage.checks, looks=looks).run(KEY))
    seen = {name: target.value("invoice_contact") for name, target in stage.looking.seen}
    assert seen["hearlink_invoice"] == "Peter Lanyon"
    assert "Peter Lanyon" not in repr(stage.conversations.events(KEY.conversation))


def test_a_second_look_takes_nothing_that_was_kept(stage: Stage) -> None:
    stage.agree()
    stage.looking.facts["connection_status"] = "expired"
    stage.look()
    assert not any(target.fresh for _, target in stage.looking.seen)
    stage.looking.seen.clear()
    stage.choose("remedy.done")
    stage.look()
    assert stage.looking.seen
    assert all(target.fresh for _, target in stage.looking.seen)


def test_after_a_remedy_a_look_that_was_never_taken_takes_nothing_that_was_kept_either(
    stage: Stage,
) -> None:
    stage.agree()
    stage.looking.facts["connection_status"] = "expired"
    stage.look()
    before = {name for name, _ in stage.looking.seen}
    stage.looking.seen.clear()
    stage.looking.facts["connection_status"] = "connected"
    stage.choose("remedy.done")
    stage.look()
    new = [target for name, target in stage.looking.seen if name not in before]
    assert new
    assert all(target.fresh for target in new)


def test_a_run_has_room_for_so_many_calls_to_xero(stage: Stage) -> None:
    calls: list[str] = []

    def greedy(target: Target, *, now: datetime) -> Sequence[Finding]:
        while True:
            with target.room():
                calls.append("call")

    stage.agree()
    looks = {**stage.looking.looks(), CheckId("xero_connection"): greedy}
    list(replace(stage.checks, looks=looks).run(KEY))
    assert len(calls) == CALLS
    assert looked(stage)["xero_connection"].problem.startswith("Unavailable")


def test_a_hanging_look_ends_at_the_deadline_as_unknown(knowledge: Knowledge) -> None:
    stage = Stage(knowledge, executor=Hanging())
    wanted = stage.agree().turn.checks
    run = stage.checks.run(KEY)
    for step in run:
        if isinstance(step, CheckStarted):
            stage.seconds = DEADLINE.total_seconds()
    assert isinstance(step, Answered)
    assert set(looked(stage)) == set(wanted)
    assert not any(fact.known for event in looked(stage).values() for fact in event.facts)
    assert all(event.problem for event in looked(stage).values())


def test_after_the_deadline_nothing_more_is_begun(knowledge: Knowledge) -> None:
    executor = Hanging()
    stage = Stage(knowledge, executor=executor)
    stage.agree()
    run = stage.checks.run(KEY)
    next(run)
    next(run)
    stage.seconds = DEADLINE.total_seconds() + 1
    list(run)
    assert len(executor.jobs) == 1
    assert all(job.cancelled() for job in executor.jobs)


def test_a_look_without_an_answer_is_unknown_and_says_why(stage: Stage) -> None:
    stage.agree()
    stage.looking.problems["xero_status"] = Unavailable("Xero did not answer")
    progress = stage.look()
    status = next(s for s in progress if isinstance(s, CheckFinished) and s.id == "xero_status")
    assert status.state == "unknown"
    assert looked(stage)["xero_status"].problem == "Unavailable: Xero did not answer"
    assert not stage.stored.state.facts[FactName("xero_status")].known


def test_a_failed_look_never_erases_what_an_earlier_one_saw(stage: Stage) -> None:
    stage.agree()
    stage.look()
    stage.clock.move(timedelta(minutes=1))
    stage.looking.problems["hearlink_settings"] = Unavailable("no answer")
    told = stage.chat.history(KEY)[0].state.facts
    assert told[FactName("integration")].value == "on"


def test_a_bug_in_a_look_shows_and_stores_nothing(stage: Stage) -> None:
    stage.agree()
    stage.looking.problems["xero_status"] = KeyError("a bug of ours")
    before = stage.stored
    with pytest.raises(KeyError, match="a bug of ours"):
        stage.look()
    assert stage.stored == before


def test_a_second_run_gets_the_same_turn_and_looks_at_nothing(stage: Stage) -> None:
    stage.agree()
    first = stage.look()[-1]
    seen = len(stage.looking.seen)
    assert stage.look() == [first]
    assert len(stage.looking.seen) == seen


def test_without_pending_looks_the_newest_turn_comes_at_once(stage: Stage) -> None:
    started = stage.start()
    assert stage.look() == [started]


def test_of_two_runs_at_once_one_is_stored_and_both_end_with_its_turn(stage: Stage) -> None:
    stage.agree()
    slow = stage.checks.run(KEY)
    next(slow)
    fast = stage.look()[-1]
    stored = stage.stored
    assert list(slow)[-1] == fast
    assert stage.stored == stored


def writing(knowledge: Knowledge, executor: Executor | None = None) -> Stage:
    """A conversation in which the visitor has just agreed to the look that writes."""
    stage = Stage(knowledge, executor=executor)
    more = {"mapping": MAPPING, "xero_writes": "yes", "test_invoice": "arrives"}
    stage.looking.facts |= more
    stage.agree()
    stage.look()
    stored, turn = stage.stored, newest(stage).turn
    note = replace(turn.decision, kind=DecisionKind.LOOK, fact=FactName(TRIAL))
    asked = Turned(at=stage.clock(), turn=replace(turn, checks=(TRIAL,), decision=note))
    state = after(stored.state, asked)
    stage.conversations.append(stored, events=[asked], state=state, now=stage.clock())
    stage.looking.seen.clear()
    return stage


def tried(stage: Stage) -> int:
    return [name for name, _ in stage.looking.seen].count(TRIAL)


def test_of_two_runs_at_once_one_writes_and_the_other_waits_for_its_turn(
    knowledge: Knowledge,
) -> None:
    stage = writing(knowledge)
    first, second = stage.checks.run(KEY), replace(stage.checks, sleep=lambda _: None).run(KEY)
    next(first)

    def wait(_: float) -> None:
        list(first)

    third = list(replace(stage.checks, sleep=wait).run(KEY))
    assert list(second) == third == [newest(stage)]
    assert newest(stage).turn.decision.kind is not DecisionKind.LOOK
    assert looked(stage)[TRIAL].facts[0].value == "arrives"
    assert tried(stage) == 1


def test_runs_in_two_threads_write_once(knowledge: Knowledge) -> None:
    stage = writing(knowledge)
    runs = [stage.checks.run(KEY) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(lambda run: list(run)[-1], runs))
    assert ends == [newest(stage)] * 2
    assert tried(stage) == 1


@pytest.mark.parametrize("step", [CheckStarted, CheckFinished])
def test_a_run_that_writes_comes_to_its_end_though_its_reader_left(
    knowledge: Knowledge, step: type
) -> None:
    stage = writing(knowledge)
    for _ in range(4):
        run = stage.checks.run(KEY)
        for told in run:
            if isinstance(told, step):
                break
        if isinstance(run, Generator):
            run.close()  # what a server does with a stream that is cut
    assert tried(stage) == 1
    assert looked(stage)[TRIAL].facts[0].value == "arrives"
    assert newest(stage).turn.decision.kind is not DecisionKind.LOOK


def test_a_look_that_died_while_it_wrote_is_unknown_and_never_repeated(
    knowledge: Knowledge,
) -> None:
    stage = writing(knowledge)
    stage.looking.problems[TRIAL] = KeyError("a bug of ours")
    with pytest.raises(KeyError):
        stage.look()
    del stage.looking.problems[TRIAL]
    stage.clock.move(DEADLINE + timedelta(seconds=1))
    stage.look()
    assert tried(stage) == 1
    assert looked(stage)[TRIAL].state == "unknown"
    assert newest(stage).turn.decision.kind is not DecisionKind.LOOK


def test_a_run_that_a_message_overtakes_ends_with_the_newest_turn(stage: Stage) -> None:
    stage.agree()
    run = stage.checks.run(KEY)
    next(run)
    said = stage.say("a person")
    assert list(run)[-1] == said


def test_a_check_that_nobody_can_carry_out_is_unknown(stage: Stage) -> None:
    checks = replace(stage.checks, looks={})
    stage.agree()
    progress = list(checks.run(KEY))
    assert {s.state for s in progress if isinstance(s, CheckFinished)} == {"unknown"}
    assert newest(stage).turn.decision.kind is not DecisionKind.LOOK


def test_what_a_look_finds_is_stored_without_secrets(stage: Stage) -> None:
    stage.agree()
    stage.looking.facts["last_error"] = "jo@clinic.example is no contact of WH00035"
    stage.look()
    stored = repr(stage.conversations.events(KEY.conversation))
    assert "jo@clinic.example" not in stored
    assert "is no contact of WH00035" in stored


def test_how_long_a_look_took_is_told_in_milliseconds(stage: Stage) -> None:
    def slow(target: Target, *, now: datetime) -> Sequence[Finding]:
        stage.seconds += 0.25
        return []

    checks = replace(stage.checks, looks={CheckId("xero_status"): slow})
    stage.agree()
    list(checks.run(KEY))
    assert looked(stage)["xero_status"].took_ms == 250


SOME = st.sampled_from(["north", "south", "east", "west"])


@settings(deadline=None, max_examples=40)
@given(people=st.lists(st.tuples(SOME, SOME), min_size=1, max_size=5, unique=True))
def test_a_look_sees_the_organisation_of_its_own_visitor_alone(
    knowledge: Knowledge, people: list[tuple[str, str]]
) -> None:
    stage = Stage(knowledge)
    for organisation, name in people:
        visitor = Visitor(id=name, organisation=OrganisationId(organisation))
        key = Key(conversation=ConversationId(f"{organisation}-{name}"), token_hash=name)
        stage.agree(visitor, key)
        stage.looking.seen.clear()
        stage.look(key)
        asked = {(target.organisation, target.visitor) for _, target in stage.looking.seen}
        assert asked == {(organisation, name)}


def test_the_target_carries_what_is_known(stage: Stage) -> None:
    stage.start(ANA)
    stage.choose("invoice_number=WH00035")
    stage.say("it says expired")
    stage.choose("look.yes")
    stage.look()
    numbers = {name: target.value("invoice_number") for name, target in stage.looking.seen}
    assert set(numbers.values()) == {"WH00035"}
