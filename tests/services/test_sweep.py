"""What a crash left behind in Xero is swept away, and nothing is forgotten before it is gone."""

from dataclasses import replace
from datetime import timedelta

from structlog.testing import capture_logs

from bot.domain.errors import BadConfig, BotError, Unavailable
from bot.ports.trials import Trial
from bot.services.sweep import AGAIN, AT_WORK, LONGEST, SETTLED, Sweep
from tests.fakes import FakeTrials
from tests.services.stage import CLINIC, NOW, HandClock

TRIAL = Trial(organisation=CLINIC, tenant_id="tenant", number="HL-CHECK-1", begun=NOW)
MOMENT = timedelta(seconds=1)


class Books:
    """An organisation's books, in which a test invoice may still stand."""

    def __init__(self) -> None:
        self.asked = 0
        self.removable = True
        self.problems: dict[str, BotError] = {}

    def remove(self, trial: Trial, *, now: object) -> bool:
        """Take it away, if Xero lets us."""
        self.asked += 1
        if problem := self.problems.get(trial.number):
            raise problem
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
    books.problems[TRIAL.number] = Unavailable("Xero did not answer in time.")
    trials, gone = swept(books, SETTLED + MOMENT)
    assert gone == [0]
    assert trials.left_over(before=NOW + timedelta(days=1), limit=10) == [TRIAL]


def test_a_consent_that_no_key_opens_does_not_hold_up_the_others() -> None:
    books, trials, clock = Books(), FakeTrials(), HandClock()
    books.problems[TRIAL.number] = BadConfig("no encryption key opens the stored Xero consent")
    trials.begin(TRIAL)
    trials.begin(replace(TRIAL, number="HL-CHECK-2"))
    clock.move(SETTLED + MOMENT)
    assert Sweep(trials=trials, invoices=books, clock=clock).run_once() == 1
    assert trials.left_over(before=NOW + timedelta(days=1), limit=10) == [TRIAL]


def test_what_could_not_be_taken_away_for_a_week_is_told_once_and_left_to_a_person() -> None:
    books = Books()
    books.removable = False
    with capture_logs() as logged:
        trials, _ = swept(books, LONGEST, AGAIN + AT_WORK + MOMENT, AGAIN + AT_WORK + MOMENT)
    assert books.asked == 2
    assert not trials.left_over(before=NOW + timedelta(days=30), limit=10)
    (told,) = logged
    assert told == {
        "event": "a test invoice may be left in Xero",
        "log_level": "error",
        "number": TRIAL.number,
        "organisation": CLINIC,
    }
