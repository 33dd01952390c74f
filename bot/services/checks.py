"""Runs the looks that a turn asked for, says how each goes, and decides what follows."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from math import ceil
from time import sleep

from bot.domain import engine
from bot.domain.conversation import Conversation, after
from bot.domain.decision import Decision, Look
from bot.domain.errors import StaleConversation
from bot.domain.events import Looked, Turned
from bot.domain.facts import CheckId
from bot.domain.phrases import phrases_for
from bot.domain.reading import ErrorSeen
from bot.domain.topic import Knowledge
from bot.domain.turn import DecisionKind
from bot.domain.wording import compose
from bot.ports.conversations import Conversations, Key, Stored
from bot.ports.given import Clock, NewId
from bot.ports.looks import Looks
from bot.services.chat import Answered
from bot.services.look_learning import CheckFinished, CheckStarted, Learning
from bot.services.look_run import DEADLINE, LookRun

WAVES = 3
"""How often in one run what was learned may lead to further looks."""

PAUSE = timedelta(seconds=0.5)
"""How often a run looks whether another one, which writes something, has ended."""

Progress = CheckStarted | CheckFinished | Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Looks; `executor` carries the calls, `ticks` measures them and `sleep` waits, in seconds."""

    conversations: Conversations
    knowledge: Knowledge
    looks: Looks
    recognise: Callable[[str], Sequence[ErrorSeen]]
    executor: Executor
    clock: Clock
    ticks: Callable[[], float]
    new_id: NewId
    sleep: Callable[[float], None] = sleep

    def run(self, key: Key) -> Iterator[Progress]:
        """Run the pending looks of the conversation; ends with the turn that follows them.

        Safe to repeat: without pending looks, or when another run was faster, the newest turn
        comes at once; where another run is writing something, its turn is waited for.
        """
        stored = self.conversations.load(key)
        pending = stored.state.pending
        if pending is None or pending.kind is not DecisionKind.LOOK or not pending.checks:
            return iter([self._newest(key)])
        if self._under_way(stored):
            return self._awaited(key)
        # Loaded before the first step is asked for: a wrong key is refused here, not in a stream.
        return self._steps(key, self._begin(stored), pending.checks)

    def _under_way(self, stored: Stored) -> bool:
        """Whether another run is writing something right now, and its turn is still to come."""
        last, *_ = self.conversations.events(stored.id, after=stored.last - 1)
        writing = isinstance(last.event, Looked) and not last.event.over
        return writing and self.clock() - last.event.at <= DEADLINE

    def _begin(self, stored: Stored) -> LookRun:
        learning = Learning(
            topic=self.knowledge.topic(stored.state.topic),
            phrases=phrases_for(stored.state.language, self.knowledge.phrases),
            recognise=self.recognise,
        )
        return LookRun(
            stored,
            learning=learning,
            looks=self.looks,
            executor=self.executor,
            clock=self.clock,
            ticks=self.ticks,
        )

    def _steps(self, key: Key, run: LookRun, wanted: tuple[CheckId, ...]) -> Iterator[Progress]:
        try:
            writes = self._claim(run, wanted)
        except StaleConversation:
            yield from self._awaited(key)
            return
        looking = self._looking(key, run, wanted)
        if writes:
            looking = _to_its_end(looking)
        yield from looking

    def _awaited(self, key: Key) -> Iterator[Progress]:
        """The newest turn, once the run that is under way has ended or ought to have."""
        for _ in range(ceil(DEADLINE / PAUSE)):
            if not self._under_way(self.conversations.load(key)):
                break
            self.sleep(PAUSE.total_seconds())
        yield self._newest(key)

    def _claim(self, run: LookRun, wanted: Sequence[CheckId]) -> bool:
        """Whether this run writes something; StaleConversation when another was faster.

        It is stored before it is done: one yes is for one thing written.
        """
        begun = run.begin_writing(wanted)
        if begun:
            state = reduce(after, begun, run.state)
            run.stored = self.conversations.append(
                run.stored, events=begun, state=state, now=self.clock()
            )
            run.state = state
        return bool(begun)

    def _looking(self, key: Key, run: LookRun, wanted: tuple[CheckId, ...]) -> Iterator[Progress]:
        def more(state: Conversation) -> Sequence[CheckId]:
            return engine.worth_looking(state, run.topic, now=self.clock())

        decision: Decision = Look(checks=wanted, agreed=True)
        for _ in range(WAVES):
            if not isinstance(decision, Look) or not decision.agreed:
                break
            yield from run.wave(decision.checks, more)
            decision = engine.looked(run.state, run.topic, now=self.clock())
        yield self._finish(key, run, decision)

    def _finish(self, key: Key, run: LookRun, decision: Decision) -> Answered:
        now = self.clock()
        turn = compose(decision, run.state, self.knowledge, run.phrases, turn_id=self.new_id())
        turned = Turned(at=now, turn=turn)
        try:
            saved = self.conversations.append(
                run.stored,
                events=[*run.events, turned],
                state=after(run.state, turned),
                now=now,
            )
        except StaleConversation:
            return self._newest(key)
        return Answered(version=saved.version, turn=turn)

    def _newest(self, key: Key) -> Answered:
        stored = self.conversations.load(key)
        turn = self.conversations.last_turn(stored.id)
        return Answered(version=stored.version, turn=turn)


def _to_its_end(steps: Iterator[Progress]) -> Iterator[Progress]:
    """The steps, all of which are taken even if nobody is there any more to be told."""
    try:
        for step in steps:  # noqa: UP028 # `yield from` would end them together with us
            yield step
    finally:
        for _ in steps:
            pass
