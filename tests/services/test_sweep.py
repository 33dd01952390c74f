"""What a crash left behind in Xero is swept away, and nothing is forgotten before it is gone."""

from datetime import timedelta

from bot.domain.errors import Unavailable
from bot.ports.trials import Trial
from bot.services.sweep import AGAIN, AT_WORK, SETTLED, Sweep
from tests.fakes import FakeTrials
from tests.services.stage import CLINIC, NOW, HandClock

TRIAL = Trial(organisation=CLINIC, number="HL-CHECK-1", begun=NOW)
MOMENT = timedelta(seconds=1)


class Books:
    """An organisation's books, in which a test invoice may still stand."""

    def __init__(self) -> None:
        self.asked = 0
        self.removable = True
        self.away = False

    def remove(self, trial: Trial, *, now: object) -> bool:
        """Take it away, if Xero lets us."""
        self.asked += 1
        if self.away:
            raise Unavailable("Xero did not answer in time.")
        return self.removable


def swept(books: Books, *rounds: timedelta) -> tuple[FakeTrials, list[int]]:
    trials, clock = FakeTrials(), HandClock()
    trials.begin(TRIAL)
    sweep = Sweep(trials=trials, invoices=books, clock=clock)
    gone = []
    for wait in rounds:
        clock.move(wait)
        gone.append(sweep.run_once())
    return trials, gone


def test_one_that_may_still_be_under_way_is_left_alone() -> None:
    books = Books()
    swept(books, AT_WORK)
    assert books.asked == 0


def test_an_old_one_is_taken_away_and_forgotten() -> None:
    trials, gone = swept(Books(), SETTLED + MOMENT)
    assert gone == [1]
    assert not trials.left_over(before=NOW + timedelta(days=1), limit=10)


def test_a_young_one_that_is_not_there_may_still_arrive() -> None:
    books = Books()
    _, gone = swept(books, AT_WORK + MOMENT, MOMENT, AGAIN + AT_WORK)
    assert gone == [0, 0, 1]
    assert books.asked == 2


def test_one_that_xero_keeps_is_tried_again_later() -> None:
    books = Books()
    books.removable = False
    trials, gone = swept(books, SETTLED + MOMENT, AGAIN + AT_WORK + MOMENT)
    assert (gone, books.asked) == ([0, 0], 2)
    assert trials.left_over(before=NOW + timedelta(days=1), limit=10) == [TRIAL]


def test_without_an_answer_of_xero_nothing_is_forgotten() -> None:
    books = Books()
    books.away = True
    trials, gone = swept(books, SETTLED + MOMENT)
    assert gone == [0]
    assert trials.left_over(before=NOW + timedelta(days=1), limit=10) == [TRIAL]
