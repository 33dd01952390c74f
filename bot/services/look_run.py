"""One run of looks: each after those it depends on, side by side, all within a deadline."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import timedelta

from bot.domain.conversation import Conversation, after
from bot.domain.errors import OutsideError
from bot.domain.events import Looked
from bot.domain.facts import CheckId, FactName
from bot.domain.looking import runnable
from bot.domain.topic import Check
from bot.ports.conversations import Stored
from bot.ports.given import Clock
from bot.ports.looks import Finding, Looks, Target
from bot.services.allowance import Allowance
from bot.services.look_learning import CheckFinished, CheckStarted, Learning

AT_ONCE = 8
"""How many looks of one run are under way; how many calls to Xero is a matter of the allowance."""

DEADLINE = timedelta(seconds=12)
"""After so long, looks that have not answered count as unknown."""

Found = Sequence[Finding]
More = Callable[[Conversation], Sequence[CheckId]]


class LookRun:
    """One run: the state as it learns, and the events that will be stored at its end."""

    def __init__(
        self,
        stored: Stored,
        *,
        learning: Learning,
        looks: Looks,
        executor: Executor,
        clock: Clock,
        ticks: Callable[[], float],
    ) -> None:
        self.stored = stored
        self.state: Conversation = stored.state
        self.events: list[Looked] = []
        self.topic = learning.topic
        self.phrases = learning.phrases
        self._learning = learning
        self._looks = looks
        self._executor = executor
        self._clock = clock
        self._ticks = ticks
        self._deadline = ticks() + DEADLINE.total_seconds()
        self._allowance = Allowance(left=self._left)
        self._mine: set[CheckId] = set()
        self._fleeting: dict[FactName, str] = {}
        self._running: dict[Future[Found], tuple[CheckId, float]] = {}

    def begin_writing(self, wanted: Sequence[CheckId]) -> Sequence[Looked]:
        """The events to store before any of these looks writes; this run alone may then do so."""
        known = (self.topic.checks[name] for name in wanted if name in self.topic.checks)
        self._mine = {c.id for c in known if c.asks and runnable(c, self.state)}
        return [self._learning.begun(name, now=self._clock()) for name in sorted(self._mine)]

    def wave(self, wanted: Sequence[CheckId], more: More) -> Iterator[CheckStarted | CheckFinished]:
        """Run these looks, and whatever `more` finds worth a look after each that ended."""
        taken = {name for name in wanted if name in self.topic.checks}
        waiting = [name for name in wanted if name in taken]
        while waiting or self._running:
            for name in self._ready(waiting):
                waiting.remove(name)
                if name not in self._mine and not runnable(self.topic.checks[name], self.state):
                    yield self._learning.skipped(name)
                    continue
                yield self._learning.started(name)
                self._running[self._submit(name)] = (name, self._ticks())
            if self._running:
                yield from self._collect()
                waiting += (new for new in more(self.state) if new not in taken)
                taken.update(waiting)

    def _ready(self, waiting: Sequence[CheckId]) -> list[CheckId]:
        """The looks that may start now, as many as there is room for."""
        open_ = {*waiting, *(name for name, _ in self._running.values())}
        free = [name for name in waiting if not open_.intersection(self.topic.checks[name].after)]
        if not free and not self._running:
            # All wait for each other. Authors are told so, but a run must end whatever is written.
            return list(waiting[:1])
        return free[: AT_ONCE - len(self._running)]

    def _submit(self, name: CheckId) -> Future[Found]:
        visitor, before = self.stored.visitor, self.stored.state
        look = self._looks.get(name)
        if visitor.organisation is None or look is None:
            return _failed(OutsideError("There is nothing to look at here."))
        if not self._left():
            return _failed(OutsideError("no time left"))
        target = Target(
            organisation=visitor.organisation,
            visitor=visitor.id,
            facts=self.state.facts,
            fleeting=dict(self._fleeting),
            # Somebody may have mended it since: what was kept of the first look will not do.
            fresh=name in before.looked or bool(before.tries or before.fixed or before.ruled_out),
            mended=bool(before.fixed),
            room=self._allowance.room,
        )
        return self._executor.submit(look, target, now=self._clock())

    def _collect(self) -> Iterator[CheckFinished]:
        done, late = wait(self._running, timeout=self._left(), return_when=FIRST_COMPLETED)
        for future in done or late:
            future.cancel()  # one that is late, and has not even begun, need not begin any more
            name, began = self._running.pop(future)
            took = round((self._ticks() - began) * 1000)
            yield self._learn(self.topic.checks[name], future, took_ms=took)

    def _left(self) -> float:
        """The seconds until the deadline."""
        return max(0.0, self._deadline - self._ticks())

    def _learn(self, check: Check, future: Future[Found], *, took_ms: int) -> CheckFinished:
        problem = ""
        found: Found = ()
        try:
            if future.cancelled() or not future.done():
                raise OutsideError("no answer in time")
            found = future.result()
        except OutsideError as outside:
            problem = f"{outside.code}: {outside}"
        self._fleeting |= {one.fact: one.value for one in found if one.fleeting}
        now = self._clock()
        event = self._learning.event(check.id, found, now=now, took_ms=took_ms, problem=problem)
        self.events.append(event)
        self.state = after(self.state, event)
        return self._learning.finished(event)


def _failed(error: OutsideError) -> Future[Found]:
    future: Future[Found] = Future()
    future.set_exception(error)
    return future
