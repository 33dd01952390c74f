"""A test invoice through the API: nothing is written to Xero without a yes of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from bot.cli.demo import Demo, running
from bot.sandbox.visit import Turn, Visit

WRITES = ("PUT", "POST", "DELETE", "PATCH")
Begin = Callable[..., Visit]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture
def begin(demo: Demo) -> Iterator[Begin]:
    def one(**how: Any) -> Visit:
        return visits.enter_context(closing(Visit(demo.url, (), **how)))

    with ExitStack() as visits:
        yield one


def asked_for_it(visit: Visit) -> Turn:
    """All that is asked before a test invoice is offered to somebody whose Xero is in order."""
    visit.start("Can you check that our Xero sync is working?")
    visit.start("yes please")
    turn = visit.again()
    while turn["decision"]["kind"] == "ask":
        visit.start("not sure")
        turn = visit.again()
    return turn


def test_after_a_yes_it_is_made_and_deleted(begin: Begin) -> None:
    visit = begin(tries=True)
    turn = visit.tell("Can you check that our Xero sync is working?")
    said = [block.get("text", "") for block in turn["blocks"]]
    assert [text for text in said if "Xero took a test invoice. I have deleted it again." in text]
    assert "xero_trial" in visit.looked()
    assert visit.calls_to_xero("PUT") == 1
    assert visit.calls_to_xero(*WRITES) == 2


def test_after_a_no_not_one_request_would_change_anything(begin: Begin) -> None:
    visit = begin()
    visit.tell("Can you check that our Xero sync is working?")
    assert visit.calls_to_xero() > 0
    assert visit.calls_to_xero(*WRITES) == 0
    assert "xero_trial" not in visit.looked()


def test_asking_alone_writes_nothing_however_often_looks_are_asked_for(begin: Begin) -> None:
    visit = begin()
    turn = asked_for_it(visit)
    assert turn["decision"]["fact"] == "xero_trial"
    for _ in range(3):
        assert visit.again()["id"] == turn["id"]
    assert visit.calls_to_xero(*WRITES) == 0


def test_neither_a_step_back_nor_a_repeated_request_makes_a_second_one(begin: Begin) -> None:
    visit = begin(tries=True)
    visit.tell("Can you check that our Xero sync is working?")
    for _ in range(3):
        visit.again()
    visit.undo()
    visit.again()
    # The question stands again, and what was tried stays tried.
    visit.send(choice="look.yes")
    visit.again()
    assert visit.calls_to_xero("PUT") == 1
