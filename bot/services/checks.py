"""Runs the looks that a turn asked for, says how each goes, and decides what follows."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain import engine
from bot.domain.conversation import Conversation, after
from bot.domain.decision import Decision, Look
from bot.domain.errors import OutsideError, StaleConversation
from bot.domain.events import Looked, Turned
from bot.domain.evidence import sentence
from bot.domain.facts import UNKNOWN, CheckId, Fact, Source
from bot.domain.findings import explained, state_of
from bot.domain.phrases import Phrases, phrases_for
from bot.domain.policy import runnable
from bot.domain.reading import ErrorSeen
from bot.domain.redaction import redact
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import DecisionKind
from bot.domain.wording import compose
from bot.ports.conversations import Conversations, Key, Stored
from bot.ports.given import Clock, NewId
from bot.ports.looks import Finding, Looks, Target
from bot.services.chat import Answered

AT_ONCE = 3
"""How many looks of one diagnosis run side by side, so that Xero's own limit of 5 is kept."""

DEADLINE = timedelta(seconds=12)
"""After so long, looks that have not answered count as unknown."""

WAVES = 3
"""How often in one run what was learned may lead to further looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted:
    """A look begins."""

    id: CheckId
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished:
    """A look ended: a green, red or unknown mark, what was seen, and how long it took."""

    id: CheckId
    label: str
    state: Literal["ok", "problem", "unknown"]
    text: str
    took_ms: int


Progress = CheckStarted | CheckFinished | Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Looks; `executor` carries the calls, `ticks` measures them in seconds."""

    conversations: Conversations
    knowledge: Knowledge
    looks: Looks
    recognise: Callable[[str], Sequence[ErrorSeen]]
    executor: Executor
    clock: Clock
    ticks: Callable[[], float]
    new_id: NewId
    language: str = "en"

    def run(self, key: Key) -> Iterator[Progress]:
        """Run the pending looks of the conversation; ends with the turn that follows them.

        Safe to repeat: without pending looks, or when another run was faster, the newest turn
        comes at once.
        """
        stored = self.conversations.load(key)
        pending = stored.state.pending
        if pending is None or pending.kind is not DecisionKind.LOOK or not pending.checks:
            return iter([self._newest(key)])
        # Loaded before the first step is asked for: a wrong key is refused here, not in a stream.
        return self._steps(key, _Run(self, stored), pending.checks)

    def _steps(self, key: Key, run: "_Run", wanted: tuple[CheckId, ...]) -> Iterator[Progress]:
        decision: Decision = Look(checks=wanted, agreed=True)
        for _ in range(WAVES):
            if not isinstance(decision, Look) or not decision.agreed:
                break
            yield from run.wave(decision.checks)
            decision = engine.looked(run.state, run.topic, now=self.clock())
        yield self._finish(key, run, decision)

    def _finish(self, key: Key, run: "_Run", decision: Decision) -> Answered:
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


class _Run:
    """One run: the state as it learns, and the events that will be stored at its end."""

    def __init__(self, checks: Checks, stored: Stored) -> None:
        self._checks = checks
        self.stored = stored
        self.state: Conversation = stored.state
        self.events: list[Looked] = []
        self.topic: Topic = checks.knowledge.topic(stored.state.topic)
        self.phrases: Phrases = phrases_for(checks.language, checks.knowledge.phrases)
        self._deadline = checks.ticks() + DEADLINE.total_seconds()

    def wave(self, wanted: Sequence[CheckId]) -> Iterator[Progress]:
        """Run these looks, each after those it depends on, three at once."""
        waiting = [name for name in wanted if name in self.topic.checks]
        running: dict[Future[Sequence[Finding]], tuple[CheckId, float]] = {}
        while waiting or running:
            for name in self._ready(waiting, running):
                waiting.remove(name)
                if not runnable(self.topic.checks[name], self.state):
                    yield self._skipped(name)
                    continue
                yield CheckStarted(id=name, label=self.topic.checks[name].label)
                running[self._submit(name)] = (name, self._checks.ticks())
            if running:
                yield from self._collect(running)

    def _ready(
        self,
        waiting: Sequence[CheckId],
        running: dict[Future[Sequence[Finding]], tuple[CheckId, float]],
    ) -> list[CheckId]:
        """The looks that may start now, as many as there is room for."""
        open_ = {*waiting, *(name for name, _ in running.values())}
        free = [n for n in waiting if not open_.intersection(self.topic.checks[n].after)]
        return free[: AT_ONCE - len(running)]

    def _submit(self, name: CheckId) -> Future[Sequence[Finding]]:
        visitor = self.stored.visitor
        look = self._checks.looks.get(name)
        if visitor.organisation is None or look is None:
            return _failed(OutsideError("There is nothing to look at here."))
        if not self._left():
            return _failed(OutsideError("no time left"))
        target = Target(
            organisation=visitor.organisation, visitor=visitor.id, facts=self.state.facts
        )
        return self._checks.executor.submit(look, target, now=self._checks.clock())

    def _collect(
        self, running: dict[Future[Sequence[Finding]], tuple[CheckId, float]]
    ) -> Iterator[CheckFinished]:
        done, late = wait(running, timeout=self._left(), return_when=FIRST_COMPLETED)
        for future in done or late:
            future.cancel()  # one that is late, and has not even begun, need not begin any more
            name, began = running.pop(future)
            took = round((self._checks.ticks() - began) * 1000)
            yield self._learn(name, future, took_ms=took)

    def _left(self) -> float:
        """The seconds until the deadline."""
        return max(0.0, self._deadline - self._checks.ticks())

    def _learn(
        self, name: CheckId, future: Future[Sequence[Finding]], *, took_ms: int
    ) -> CheckFinished:
        now = self._checks.clock()
        problem = ""
        facts = self._nothing(name, now=now)
        try:
            if future.cancelled() or not future.done():
                raise OutsideError("no answer in time")
            facts = self._facts(name, future.result(), now=now)
        except OutsideError as outside:
            problem = f"{outside.code}: {outside}"
        finished = self._finished(name, facts, took_ms=took_ms)
        looked = Looked(
            at=now,
            check=name,
            facts=facts,
            took_ms=took_ms,
            problem=problem,
            state=finished.state,
            text=finished.text,
        )
        self.events.append(looked)
        self.state = after(self.state, looked)
        return finished

    def _skipped(self, name: CheckId) -> CheckFinished:
        """A look that what was just learned makes pointless."""
        label, text = self.topic.checks[name].label, self.phrases.say("check.skipped")
        return CheckFinished(id=name, label=label, state="unknown", text=text, took_ms=0)

    def _facts(
        self, name: CheckId, findings: Sequence[Finding], *, now: datetime
    ) -> tuple[Fact, ...]:
        """What was found, what an error text among it means, and unknown for the rest."""
        found = [
            Fact(
                name=f.fact,
                value=redact(f.value),
                source=Source.CHECKED,
                at=now,
                detail=redact(f.detail),
            )
            for f in findings
        ]
        found += explained(found, self._checks.recognise, now=now)
        named = {fact.name for fact in found}
        return (*found, *(f for f in self._nothing(name, now=now) if f.name not in named))

    def _nothing(self, name: CheckId, *, now: datetime) -> tuple[Fact, ...]:
        """Unknown for everything the look gives, but for what a look at something else gave."""
        return tuple(
            Fact(name=fact, value=UNKNOWN, source=Source.CHECKED, at=now)
            for fact in self.topic.checks[name].gives
            if not self.topic.facts[fact].free
        )

    def _finished(self, name: CheckId, facts: Sequence[Fact], *, took_ms: int) -> CheckFinished:
        state, telling = state_of(facts, self.topic)
        text = sentence(telling, self.topic, self.phrases) if telling else ""
        return CheckFinished(
            id=name,
            label=self.topic.checks[name].label,
            state=state,
            text=text or self.phrases.say("check.unknown" if state == "unknown" else "check.found"),
            took_ms=took_ms,
        )


def _failed(error: OutsideError) -> Future[Sequence[Finding]]:
    future: Future[Sequence[Finding]] = Future()
    future.set_exception(error)
    return future
