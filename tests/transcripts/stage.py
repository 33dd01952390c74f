"""Plays a conversation: the real services, knowledge and matcher over looks that are made up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import ParamSpec, TypeVar

from bot.domain.errors import Unavailable
from bot.domain.escalation import Contact, ConversationId
from bot.domain.events import Looked
from bot.domain.facts import CheckId, FactName
from bot.domain.topic import Knowledge
from bot.domain.turn import Expects, Turn
from bot.matching.reader import MessageReader
from bot.ports.conversations import Key
from bot.ports.looks import Finding, Look, Target
from bot.ports.people import OrganisationId, Visitor
from bot.services.chat import Answered, Chat
from bot.services.checks import Checks
from bot.services.escalation import Escalation
from tests.fakes import FakeConversations
from tests.transcripts.transcript import Found, Step, Transcript

HEALTHY: Mapping[str, Found] = {
    "xero_connection": {"connection_status": "connected"},
    "hearlink_settings": {
        "integration": "on",
        "reauth": "none",
        "auto_sync": "on",
        "sync_as": "authorised",
        "credit_notes": "on",
        "last_error": "none",
    },
    "xero_status": {"xero_status": "ok"},
    "xero_access": {"xero_access": "allowed", "xero_limit": "free"},
    "hearlink_invoice": {
        "invoice_status": "finalised",
        "invoice_included": "yes",
        "hearlink_linked": "no",
        "required_fields": "complete",
    },
    "hearlink_history": {},
    "xero_invoice": {"invoice_in_xero": "missing"},
    "xero_organisation": {"organisation_state": "ready", "plan_limit": "free"},
    "xero_codes": {"account_codes": "valid", "tax_rates": "valid"},
    "xero_lock_dates": {"invoice_locked": "no"},
    "xero_contact": {"xero_contact": "usable"},
    "xero_trial": {"test_invoice": "arrives"},
}
"""What the looks find where nothing is wrong but that the invoice asked about is not in Xero."""

KEY = Key(conversation=ConversationId("conversation"), token_hash="")
P = ParamSpec("P")
T = TypeVar("T")


class AtOnce(Executor):
    """Does each job where it is handed in, so that a look ends before the next begins."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The finished job."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Unavailable as outside:
            future.set_exception(outside)
        return future


class World:
    """What the looks find now; a repair moves on to what they find later."""

    def __init__(self, transcript: Transcript) -> None:
        self._found = {check: _over(HEALTHY[check], {}) for check in HEALTHY}
        self._later = list(transcript.connection.later)
        self._change(transcript.connection.now)

    def repair(self) -> None:
        """Somebody mended it."""
        self._change(self._later.pop(0))

    def look(self, check: str) -> Look:
        """The look of that name."""

        def found(target: Target, *, now: datetime) -> Sequence[Finding]:
            facts = self._found[check]
            if facts == "unknown":
                raise Unavailable("no answer")
            return [Finding(fact=FactName(name), value=value) for name, value in facts.items()]

        return found

    def _change(self, changes: Mapping[str, Found]) -> None:
        self._found |= {name: _over(self._found[name], new) for name, new in changes.items()}


def _over(old: Found, new: Found) -> Found:
    if isinstance(new, str) or isinstance(old, str):
        return new
    return {**old, **new}


def clock(start: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)) -> Callable[[], datetime]:
    """A clock that moves on by a second each time it is read."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))


def names(prefix: str) -> Callable[[], str]:
    """Names in order."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The turn that ends a step, and the looks that ran before it."""

    turn: Turn
    looks: tuple[str, ...]


class Stage:
    """One conversation on its way."""

    def __init__(self, transcript: Transcript, knowledge: Knowledge, reader: MessageReader) -> None:
        self.conversations = FakeConversations()
        self.world = World(transcript)
        self._ids, now, new_id = names("m"), clock(), names("t")
        looks = {check: self.world.look(check) for check in knowledge.first_topic.checks}
        self.chat = Chat(
            conversations=self.conversations,
            knowledge=knowledge,
            reader=reader,
            clock=now,
            new_id=new_id,
        )
        self.checks = Checks(
            conversations=self.conversations,
            knowledge=knowledge,
            looks={CheckId(check): look for check, look in looks.items()},
            recognise=reader.errors,
            executor=AtOnce(),
            clock=now,
            ticks=lambda: 0.0,
            new_id=new_id,
        )
        self.escalation = Escalation(
            conversations=self.conversations,
            knowledge=knowledge,
            clock=now,
            new_id=new_id,
            new_reference=names("HL-"),
        )
        self.chat.start(KEY, visitor_of(transcript))

    def play(self, step: Step) -> Answer:
        """Do what the step says; the answer is the turn after all looks."""
        if step.repaired:
            self.world.repair()
        before = len(self.conversations.events(KEY.conversation))
        turn = self._act(step).turn
        if turn.expects is Expects.CHECKS:
            turn = next(p.turn for p in self.checks.run(KEY) if isinstance(p, Answered))
        return Answer(turn, tuple(self._looks(after=before)))

    def _act(self, step: Step) -> Answered:
        client_id = self._ids()
        if step.choose is not None:
            return self.chat.choose(KEY, client_id=client_id, choice=step.choose)
        if step.visitor is not None:
            return self.chat.say(KEY, client_id=client_id, text=step.visitor)
        if step.sends is not None:
            return self.escalation.send(KEY, contact=Contact(email=step.sends)).answered
        if step.undo:
            return self.chat.undo(KEY, client_id=client_id)
        return self.chat.current(KEY)

    def _looks(self, *, after: int) -> Iterator[str]:
        for numbered in self.conversations.events(KEY.conversation, after=after):
            if isinstance(numbered.event, Looked) and numbered.event.over:
                yield numbered.event.check


def visitor_of(transcript: Transcript) -> Visitor:
    """The visitor whom the transcript is about."""
    known = transcript.visitor == "identified"
    return Visitor(
        id="ana" if known else "somebody",
        organisation=OrganisationId("clinic") if known else None,
        permissions=transcript.permissions,
    )
