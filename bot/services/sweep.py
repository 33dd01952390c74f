"""Sweeps test invoices out of Xero that a crash or an outage left behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import BotError
from bot.ports.given import Clock
from bot.ports.trials import Trial, TrialInvoices, Trials

AT_WORK = timedelta(minutes=1)
"""A trial younger than this may still be under way."""

SETTLED = timedelta(minutes=10)
"""Only after so long is a number that is not there taken for one that never will be."""

AGAIN = timedelta(minutes=15)
"""Where Xero could not be asked, it is asked again after so long."""

LONGEST = timedelta(days=7)
"""What could not be taken away for so long never will be by us; a person must look."""

AT_A_TIME = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One round at a time; safe to run in several places."""

    trials: Trials
    invoices: TrialInvoices
    clock: Clock

    def run_once(self) -> int:
        """Take away what was left behind; how many are certainly gone now."""
        now, gone = self.clock(), 0
        for trial in self.trials.left_over(before=now - AT_WORK, limit=AT_A_TIME):
            if self._removed(trial, now=now) and now - trial.begun >= SETTLED:
                self.trials.end(trial)
                gone += 1
            elif now - trial.begun > LONGEST:
                where = {"number": trial.number, "organisation": trial.organisation}
                log.error("a test invoice may be left in Xero", **where)
                self.trials.end(trial)
            else:
                self.trials.postpone(trial, until=now + AGAIN)
        return gone

    def _removed(self, trial: Trial, *, now: datetime) -> bool:
        try:
            return self.invoices.remove(trial, now=now)
        except BotError:
            # A consent that no key opens must not hold up what others left behind.
            return False
