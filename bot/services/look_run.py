"""One run of looks: each after those it depends on, some at once, all within a deadline."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.conversation import Conversation, after
from bot.domain.errors import OutsideError
from bot.domain.events import Looked
from bot.domain.evidence import sentence, sentence_lang
from bot.domain.facts import UNKNOWN, CheckId, Fact, Source
from bot.domain.findings import explained, state_of
from bot.domain.looking import runnable
from bot.domain.phrases import Phrases
from bot.domain.reading import ErrorSeen
from bot.domain.redaction import redact
from bot.domain.topic import Topic
from bot.ports.conversations import Stored
from bot.ports.given import Clock
from bot.ports.looks import Finding, Looks, Target

AT_ONCE = 3
"""How many looks of one diagnosis run side by side, so that Xero's own limit of 5 is kept."""

DEADLINE = timedelta(seconds=12)
"""After so long, looks that have not answered count as unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted:
    """A look begins; `label` is in the topic's own language."""

    id: CheckId
    label: str
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished:
    """A look ended: a green, red or unknown mark, what was seen, and how long it took.

    `lang` is the language of `text` where that is not the conversation's.
    """

    id: CheckId
    label: str
    state: Literal["ok", "problem", "unknown"]
    text: str
    took_ms: int
    lang: str | None = None


class LookRun:
    """One run: the state as it learns, and the events that will be stored at its end."""

    def __init__(
        self,
        stored: Stored,
        *,
        topic: Topic,
        phrases: Phrases,
        looks: Looks,
        recognise: Callable[[str], Sequence[ErrorSeen]],
        executor: Executor,
        clock: Clock,
        ticks: Callable[[], float],
    ) -> None:
        self.stored = stored
        self.state: Conversation = stored.state
        self.events: list[Looked] = []
        self.topic = topic
        self.phrases = phrases
        self._looks = looks
        self._recognise = recognise
        self._executor = executor
        self._clock = clock
        self._ticks = ticks
        self._deadline = ticks() + DEADLINE.total_seconds()

    def wave(self, wanted: Sequence[CheckId]) -> Iterator[CheckStarted | CheckFinished]:
        """Run these looks, each after those it depends on, three at once."""
        waiting = [name for name in wanted if name in self.topic.checks]
        running: dict[Future[Sequence[Finding]], tuple[CheckId, float]] = {}
        while waiting or running:
            for name in self._ready(waiting, running):
                waiting.remove(name)
                if not runnable(self.topic.checks[name], self.state):
                    yield self._skipped(name)
                    continue
                label = self.topic.checks[name].label
                yield CheckStarted(id=name, label=label, lang=self.phrases.topics)
                running[self._submit(name)] = (name, self._ticks())
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
        if not free and not running:
            # All wait for each other. Authors are told so, but a run must end whatever is written.
            return list(waiting[:1])
        return free[: AT_ONCE - len(running)]

    def _submit(self, name: CheckId) -> Future[Sequence[Finding]]:
        visitor = self.stored.visitor
        look = self._looks.get(name)
        if visitor.organisation is None or look is None:
            return _failed(OutsideError("There is nothing to look at here."))
        if not self._left():
            return _failed(OutsideError("no time left"))
        target = Target(
            organisation=visitor.organisation, visitor=visitor.id, facts=self.state.facts
        )
        return self._executor.submit(look, target, now=self._clock())

    def _collect(
        self, running: dict[Future[Sequence[Finding]], tuple[CheckId, float]]
    ) -> Iterator[CheckFinished]:
        done, late = wait(running, timeout=self._left(), return_when=FIRST_COMPLETED)
        for future in done or late:
            future.cancel()  # one that is late, and has not even begun, need not begin any more
            name, began = running.pop(future)
            took = round((self._ticks() - began) * 1000)
            yield self._learn(name, future, took_ms=took)

    def _left(self) -> float:
        """The seconds until the deadline."""
        return max(0.0, self._deadline - self._ticks())

    def _learn(
        self, name: CheckId, future: Future[Sequence[Finding]], *, took_ms: int
    ) -> CheckFinished:
        now = self._clock()
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
            lang=finished.lang,
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
        found += explained(found, self._recognise, now=now)
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
        lang = sentence_lang(telling, self.topic, self.phrases) if telling else None
        return CheckFinished(
            id=name,
            label=self.topic.checks[name].label,
            state=state,
            text=text or self.phrases.say("check.unknown" if state == "unknown" else "check.found"),
            took_ms=took_ms,
            lang=lang if text else None,
        )


def _failed(error: OutsideError) -> Future[Sequence[Finding]]:
    future: Future[Sequence[Finding]] = Future()
    future.set_exception(error)
    return future
