"""The chat: start a conversation, answer a message, take one back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import engine
from bot.domain.asking import SYMPTOM
from bot.domain.choosing import SUSPECT, hear_choice
from bot.domain.conversation import Conversation, after, begin, fold
from bot.domain.decision import Decision
from bot.domain.errors import BadInput, StaleConversation
from bot.domain.events import Chose, Event, Heard, Numbered, Rated, Said, Started, Turned, Undone
from bot.domain.hearing import hear_words
from bot.domain.phrases import ENGLISH, phrases_for
from bot.domain.rating import answerable, rated
from bot.domain.redaction import redact
from bot.domain.topic import CauseId, Knowledge, Topic, TopicId
from bot.domain.turn import Choice, Turn
from bot.domain.undoing import standing
from bot.domain.wording import compose
from bot.ports.conversations import Conversations, Key, Owner, Stored
from bot.ports.given import Clock, NewId
from bot.ports.people import Visitor
from bot.ports.reader import Reader
from bot.services.feedback import clean, feedback_of
from bot.services.told import news, told

LONGEST = 4000
"""The longest message or summary, in characters."""

BACK = "back"
"""The aside that takes the last message back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A turn with the version of the conversation that it made."""

    version: int
    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Talks; every method takes the key that proves whose conversation it is.

    A message may come with the `visitor` as the host names them now: what it tells anew about
    them is learned before the message is answered.
    """

    conversations: Conversations
    knowledge: Knowledge
    reader: Reader
    clock: Clock
    new_id: NewId

    def start(
        self, key: Key, visitor: Visitor, *, topic: str | None = None, language: str = ENGLISH
    ) -> Answered:
        """Open a conversation under `key` and greet; it stays in `language` if we speak that."""
        now = self.clock()
        about = self.knowledge.topic(TopicId(topic or ""))
        started = Started(
            at=now,
            topic=about.id,
            identified=visitor.organisation is not None,
            facts=told(visitor, about, now=now),
            language=phrases_for(language, self.knowledge.phrases).language,
        )
        state = begin(started)
        turned = self._turned(engine.greet(), state, now=now)
        self.conversations.create(
            key, visitor=visitor, events=[started, turned], state=after(state, turned), now=now
        )
        return Answered(version=1, turn=turned.turn)

    def say(
        self, key: Key, *, client_id: str, text: str, visitor: Visitor | None = None
    ) -> Answered:
        """Answer what the visitor wrote; the same `client_id` again gets the same answer."""
        stored = self.conversations.load(key)
        if (again := self._answered(stored, client_id)) is not None:
            return again
        clean = redact(text.strip()[:LONGEST])
        if not clean:
            raise BadInput("The message is empty. Please write what you see.")
        topic = self.knowledge.topic(stored.state.topic)
        reading = self.reader.read(clean, topic=topic, offered=self._offered(stored))
        back = reading.aside == BACK and reading.choice is None
        if back and (undone := self._taken_back(key, stored, client_id)) is not None:
            return undone
        now = self.clock()
        heard = hear_words(clean, reading, stored.state, topic, now=now)
        heard = _with_news(heard, visitor, stored, topic, now=now)
        said = Said(at=now, client_id=client_id, text=clean, heard=heard)
        return self._reply(key, stored, said, topic)

    def choose(
        self, key: Key, *, client_id: str, choice: str, visitor: Visitor | None = None
    ) -> Answered:
        """Answer a picked choice; the same `client_id` again gets the same answer."""
        stored = self.conversations.load(key)
        if (again := self._answered(stored, client_id)) is not None:
            return again
        topic = self.knowledge.topic(stored.state.topic)
        now = self.clock()
        # The value of a free fact is the visitor's own words.
        clean = redact(choice)
        heard = hear_choice(clean, stored.state, topic, now=now)
        heard = _with_news(heard, visitor, stored, topic, now=now)
        label = next((c.label for c in self._offered(stored) if c.id == clean), None)
        label = label or _label(clean, topic)
        chose = Chose(at=now, client_id=client_id, choice=clean, label=label, heard=heard)
        return self._reply(key, stored, chose, topic)

    def undo(self, key: Key, *, client_id: str) -> Answered:
        """Take the visitor's last message back; what was looked at stays seen."""
        stored = self.conversations.load(key)
        if (again := self._answered(stored, client_id)) is not None:
            return again
        if (undone := self._taken_back(key, stored, client_id)) is None:
            raise BadInput("There is nothing here that can be taken back.")
        return undone

    def current(self, key: Key) -> Answered:
        """The newest turn."""
        stored = self.conversations.load(key)
        return Answered(version=stored.version, turn=self.conversations.last_turn(stored.id))

    def history(self, key: Key, *, since: int = 0) -> tuple[Stored, Sequence[Numbered]]:
        """The events after number `since`, with the conversation as it stands."""
        stored = self.conversations.load(key)
        return stored, self.conversations.events(stored.id, after=since)

    def _reply(self, key: Key, stored: Stored, event: Said | Chose, topic: Topic) -> Answered:
        state = after(stored.state, event)
        decision = engine.advance(stored.state, state, topic, heard=event.heard, now=event.at)
        turned = self._turned(decision, state, now=event.at)
        given = rated(event)
        return self._keep(
            key, stored, event, turned, after(state, turned), rated=clean(given) if given else None
        )

    def _taken_back(self, key: Key, stored: Stored, client_id: str) -> Answered | None:
        """The undo of the last message; None without one, or where support has it already."""
        events = self.conversations.events(stored.id)
        counted = standing(events)
        spoken = [n for n in counted if isinstance(n.event, Said | Chose)]
        if not spoken or stored.owner is not Owner.BOT:
            return None
        undone = Undone(at=self.clock(), client_id=client_id, back_to=spoken[-1].number)
        before = _last_turn([n for n in counted if n.number < undone.back_to])
        turned = Turned(at=undone.at, turn=_renewed(before, self.new_id()))
        state = fold([*events, *_numbered([undone, turned], stored.last)])
        return self._keep(key, stored, undone, turned, state)

    def _keep(
        self,
        key: Key,
        stored: Stored,
        event: Said | Chose | Undone,
        turned: Turned,
        state: Conversation,
        *,
        rated: Rated | None = None,
    ) -> Answered:
        """Store a message with its answer and the rating that it gives; sent twice at once, both
        get the faster one's."""
        events = [event, turned] if rated is None else [event, rated, turned]
        feedback = feedback_of(rated, stored) if rated else None
        try:
            saved = self.conversations.append(
                stored, events=events, state=state, now=event.at, feedback=feedback
            )
        except StaleConversation:
            again = self._answered(self.conversations.load(key), event.client_id)
            if again is None:
                raise
            return again
        return Answered(version=saved.version, turn=turned.turn)

    def _turned(self, decision: Decision, state: Conversation, *, now: datetime) -> Turned:
        phrases = phrases_for(state.language, self.knowledge.phrases)
        turn = compose(decision, state, self.knowledge, phrases, turn_id=self.new_id())
        return Turned(at=now, turn=turn)

    def _answered(self, stored: Stored, client_id: str) -> Answered | None:
        turn = self.conversations.answer_to(stored.id, client_id)
        return None if turn is None else Answered(version=stored.version, turn=turn)

    def _offered(self, stored: Stored) -> Sequence[Choice]:
        return answerable(self.conversations.last_turn(stored.id))


def _with_news(
    heard: Heard, visitor: Visitor | None, stored: Stored, topic: Topic, *, now: datetime
) -> Heard:
    """What was heard, after what the host tells anew about the visitor."""
    facts = () if visitor is None else news(visitor, stored, topic, now=now)
    return replace(heard, facts=(*facts, *heard.facts)) if facts else heard


def _label(choice: str, topic: Topic) -> str:
    """What the button said of a choice that an earlier turn or the article offered."""
    name, _, value = choice.partition("=")
    if name in {SYMPTOM, SUSPECT} and CauseId(value) in topic.causes:
        return topic.causes[CauseId(value)].symptom
    options = (o for question in topic.questions.values() for o in question.options)
    return next((option.label for option in options if option.id == choice), choice)


def _last_turn(events: Sequence[Numbered]) -> Turn:
    return next(n.event.turn for n in reversed(events) if isinstance(n.event, Turned))


def _renewed(turn: Turn, turn_id: str) -> Turn:
    """The same turn once more, under an id of its own."""
    return replace(turn, id=turn_id, fixed=None)


def _numbered(events: Sequence[Event], last: int) -> list[Numbered]:
    return [Numbered(number=last + n, event=event) for n, event in enumerate(events, 1)]
