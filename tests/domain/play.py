"""Plays conversations with the engine alone: no matcher, no store, no clock but a counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain import engine
from bot.domain.choosing import hear_choice
from bot.domain.conversation import Conversation, after, fold
from bot.domain.decision import Decision
from bot.domain.events import (
    Chose,
    Event,
    Heard,
    Looked,
    Meaning,
    Numbered,
    Said,
    Started,
    Turned,
    Undone,
)
from bot.domain.facts import UNKNOWN, CheckId, Fact, FactName, Source
from bot.domain.hearing import hear_words
from bot.domain.looking import runnable
from bot.domain.phrases import Phrases, phrases_for
from bot.domain.reading import Reading
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Turn
from bot.domain.undoing import standing
from bot.domain.wording import compose

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

Found = Mapping[CheckId, Mapping[str, str]]
"""What each look finds, fact → value; a look that is not named gets no answer."""


@dataclass
class Play:
    """One conversation on its way; `events` is all that happened."""

    knowledge: Knowledge
    identified: bool = True
    told: Mapping[str, str] = field(default_factory=dict)
    events: list[Numbered] = field(default_factory=list)
    meaning: Meaning | None = None

    def __post_init__(self) -> None:
        self.topic: Topic = self.knowledge.first_topic
        self.phrases: Phrases = phrases_for("en", self.knowledge.phrases)
        self._add(self._started())
        self.state: Conversation = fold(self.events)
        self.turn: Turn = self._answer(engine.greet())

    @property
    def now(self) -> datetime:
        """A second later with each event."""
        return NOON + timedelta(seconds=len(self.events))

    def choose(self, choice: str) -> Turn:
        """Pick a choice."""
        heard = hear_choice(choice, self.state, self.topic, now=self.now)
        event = Chose(at=self.now, client_id="", choice=choice, label=choice, heard=heard)
        return self._hear(event, heard)

    def say(self, reading: Reading, text: str = "something") -> Turn:
        """Write what the matcher reads like this."""
        heard = hear_words(text, reading, self.state, self.topic, now=self.now)
        return self._hear(Said(at=self.now, client_id="", text=text, heard=heard), heard)

    def look(self, found: Found) -> Turn:
        """Run the looks that the turn asked for."""
        for check in self.turn.checks:
            if runnable(self.topic.checks[check], self.state):
                self._happen(self._looked(check, found.get(check, {})))
        return self._answer(engine.looked(self.state, self.topic, now=self.now))

    def undo(self) -> Turn | None:
        """Take the last message back, if there is one."""
        kept = standing(self.events)
        spoken = [n.number for n in kept if isinstance(n.event, Said | Chose)]
        if not spoken:
            return None
        turns = [n for n in kept if n.number < spoken[-1] and isinstance(n.event, Turned)]
        self._add(Undone(at=self.now, client_id="", back_to=spoken[-1]))
        before = turns[-1].event
        assert isinstance(before, Turned)
        self._add(Turned(at=self.now, turn=before.turn))
        self.state, self.turn = fold(self.events), before.turn
        return self.turn

    def fact(self, name: str) -> Fact | None:
        """What is known of a fact."""
        return self.state.facts.get(FactName(name))

    def _started(self) -> Started:
        told = tuple(
            Fact(name=FactName(name), value=value, source=Source.TOLD, at=self.now)
            for name, value in self.told.items()
        )
        return Started(at=self.now, topic=self.topic.id, identified=self.identified, facts=told)

    def _hear(self, event: Said | Chose, heard: Heard) -> Turn:
        before, self.meaning = self.state, heard.meaning
        self._happen(event)
        return self._answer(
            engine.advance(before, self.state, self.topic, heard=heard, now=self.now)
        )

    def _looked(self, check: CheckId, values: Mapping[str, str]) -> Looked:
        gives: Sequence[FactName] = self.topic.checks[check].gives
        facts = tuple(
            Fact(name=n, value=values.get(n, UNKNOWN), source=Source.CHECKED, at=self.now)
            for n in (*gives, *(FactName(v) for v in values if v not in gives))
            if n in values or not self.topic.facts[n].free
        )
        return Looked(at=self.now, check=check, facts=facts, took_ms=1)

    def _answer(self, decision: Decision) -> Turn:
        self.turn = compose(
            decision, self.state, self.knowledge, self.phrases, turn_id=f"t{len(self.events)}"
        )
        self._happen(Turned(at=self.now, turn=self.turn))
        return self.turn

    def _happen(self, event: Event) -> None:
        self._add(event)
        self.state = after(self.state, event)

    def _add(self, event: Event) -> None:
        self.events.append(Numbered(number=len(self.events) + 1, event=event))
