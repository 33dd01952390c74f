"""Every scenario through the API: the right cause without a question, and a verified fix."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from bot.cli.demo import Demo, running
from bot.sandbox.scenarios import SCENARIOS, Scenario
from bot.sandbox.visit import Visit

BROKEN = [one for one in SCENARIOS.values() if one.faults]
VAGUE = "xero isn't working"
Begin = Callable[[Scenario], Visit]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture
def begin(demo: Demo) -> Iterator[Begin]:
    with ExitStack() as visits:
        yield lambda scenario: visits.enter_context(closing(Visit(demo.url, scenario.faults)))


@pytest.mark.parametrize("scenario", BROKEN, ids=lambda one: one.id)
def test_cause_is_found_without_a_question_and_the_fix_is_verified(
    begin: Begin, scenario: Scenario
) -> None:
    visit = begin(scenario)
    turn = visit.tell(scenario.opening)
    assert turn["decision"]["diagnosis"]["cause"] == scenario.cause
    assert visit.questions == []
    assert visit.mend(scenario.cause or "")
    turn = visit.send(choice="remedy.done")
    assert turn["fixed"] == scenario.cause
    proof = [reason["text"] for reason in turn["blocks"][0]["evidence"]]
    assert proof
    assert len(proof) == len(set(proof))


@pytest.mark.parametrize("scenario", BROKEN, ids=lambda one: one.id)
def test_cause_is_found_from_words_that_say_next_to_nothing(
    begin: Begin, scenario: Scenario
) -> None:
    visit = begin(scenario)
    turn = visit.tell(VAGUE)
    assert turn["decision"]["diagnosis"]["cause"] == scenario.cause
    assert len(visit.questions) <= 2


def test_healthy_clinic_that_wants_no_test_invoice_is_offered_a_person(begin: Begin) -> None:
    visit = begin(SCENARIOS["all-well"])
    turn = visit.tell(VAGUE)
    assert turn["decision"]["kind"] == "escalate"
    assert "support can look deeper" in turn["blocks"][0]["text"]
