"""The use cases over in-memory stores, with a clock, names and looks that a test sets by hand."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ParamSpec, TypeVar

from bot.domain.errors import BotError
from bot.domain.escalation import ConversationId
from bot.domain.facts import CheckId, FactName
from bot.domain.reading import Candidate, ErrorSeen, Reading, Verdict
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.ports.conversations import Key, Stored
from bot.ports.looks import Finding, Look, Target
from bot.ports.people import OrganisationId, Visitor
from bot.services.chat import Answered, Chat
from bot.services.checks import Checks, Progress
from bot.services.escalation import Escalation
from bot.services.feedback import FeedbackBox
from tests.fakes import FakeConversations

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLINIC = OrganisationId("clinic")
ANA = Visitor(id="ana", organisation=CLINIC, name="Ana", email="ana@clinic.example")
SOMEBODY = Visitor(id="anonymous:1")
KEY = Key(conversation=ConversationId("c1"), token_hash="hash-1")
P = ParamSpec("P")
T = TypeVar("T")

HEALTHY: Mapping[str, str] = {
    "connection_status": "connected",
    "integration": "on",
    "reauth": "none",
    "auto_sync": "on",
    "xero_status": "ok",
    "xero_access": "allowed",
    "xero_limit": "free",
    "last_error": "none",
}
"""What every look finds where nothing is wrong."""


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time that was set last."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


class SmallReader:
    """Understands a few words, by looking them up."""

    def read(self, text: str, *, topic: Topic, offered: Sequence[Choice] = ()) -> Reading:
        """A cause for “expired”, hardly one for “stopped”, asides; the rest is about nothing."""
        picked = next((c.id for c in offered if c.label.casefold() == text.casefold()), None)
        if picked is not None:
            return Reading(verdict=Verdict.ANSWER, choice=picked)
        if text in {"go back", "a person"}:
            aside = {"go back": "back", "a person": "human"}[text]
            return Reading(verdict=Verdict.ANSWER, aside=aside)
        if "stopped" in text:
            faint = Candidate(cause="connection_expired", probability=0.2)
            return Reading(verdict=Verdict.CLARIFY, candidates=(faint,))
        if "expired" not in text:
            return Reading(verdict=Verdict.REJECT)
        likely = Candidate(cause="connection_expired", probability=0.6)
        other = Candidate(cause="integration_disabled", probability=0.3)
        return Reading(verdict=Verdict.CLARIFY, candidates=(likely, other))


class AtOnce(Executor):
    """Does each job where it is handed in."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The finished job."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except (BotError, LookupError) as error:
            future.set_exception(error)
        return future


class Hanging(Executor):
    """Never does anything; `jobs` are those that wait."""

    def __init__(self) -> None:
        self.jobs: list[Future[Any]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A job that will not end."""
        future: Future[T] = Future()
        self.jobs.append(future)
        return future


def names(prefix: str) -> Callable[[], str]:
    """Names in order."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


@dataclass(kw_only=True)
class Looking:
    """Looks that find `facts`; `seen` are the checks with what they were to look at."""

    knowledge: Knowledge
    facts: dict[str, str] = field(default_factory=lambda: dict(HEALTHY))
    problems: dict[str, Exception] = field(default_factory=dict)
    seen: list[tuple[str, Target]] = field(default_factory=list)

    def looks(self) -> dict[CheckId, Look]:
        """A look for every check of the first topic."""
        return {name: self._look(name) for name in self.knowledge.first_topic.checks}

    def _look(self, name: CheckId) -> Look:
        def look(target: Target, *, now: datetime) -> Sequence[Finding]:
            self.seen.append((name, target))
            if name in self.problems:
                raise self.problems[name]
            gives = self.knowledge.first_topic.checks[name].gives
            found = {fact: self.facts[fact] for fact in gives if fact in self.facts}
            return [Finding(fact=FactName(fact), value=value) for fact, value in found.items()]

        return look


class Stage:
    """All use cases over the same stores."""

    def __init__(self, knowledge: Knowledge, *, executor: Executor | None = None) -> None:
        self.knowledge = knowledge
        self.conversations = FakeConversations()
        self.clock = HandClock()
        self.looking = Looking(knowledge=knowledge)
        self.seconds = 0.0
        self.executor = executor or AtOnce()
        self._names = names("m")
        new_id = names("t")
        self.chat = Chat(
            conversations=self.conversations,
            knowledge=knowledge,
            reader=SmallReader(),
            clock=self.clock,
            new_id=new_id,
        )
        self.checks = Checks(
            conversations=self.conversations,
            knowledge=knowledge,
            looks=self.looking.looks(),
            recognise=_no_error,
            executor=self.executor,
            clock=self.clock,
            ticks=self.ticks,
            new_id=new_id,
        )
        self.escalation = Escalation(
            conversations=self.conversations,
            knowledge=knowledge,
            clock=self.clock,
            new_id=new_id,
            new_reference=names("HL-"),
        )
        self.feedback = FeedbackBox(
            conversations=self.conversations,
            ratings=self.conversations.ratings,
            knowledge=knowledge,
            clock=self.clock,
        )

    def ticks(self) -> float:
        """The seconds that a test has let pass."""
        return self.seconds

    def start(self, visitor: Visitor = ANA, key: Key = KEY) -> Answered:
        """Open the conversation."""
        return self.chat.start(key, visitor)

    def say(self, text: str, key: Key = KEY) -> Answered:
        """Write something new."""
        return self.chat.say(key, client_id=self._names(), text=text)

    def choose(self, choice: str, key: Key = KEY) -> Answered:
        """Pick a choice."""
        return self.chat.choose(key, client_id=self._names(), choice=choice)

    def agree(self, visitor: Visitor = ANA, key: Key = KEY) -> Answered:
        """Open a conversation, say what is wrong and agree to a look."""
        self.start(visitor, key)
        self.say("it says expired", key)
        return self.choose("look.yes", key)

    def look(self, key: Key = KEY) -> list[Progress]:
        """Run the pending looks to their end."""
        return list(self.checks.run(key))

    @property
    def stored(self) -> Stored:
        """The conversation as it stands."""
        return self.conversations.load(KEY)


def _no_error(text: str) -> Sequence[ErrorSeen]:
    return ()
