"""Changes an earlier answer where it stands; what was answered after it counts on, if it fits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import engine
from bot.domain.choosing import hear_choice
from bot.domain.conversation import Conversation, after, fold
from bot.domain.errors import BadInput, StaleConversation
from bot.domain.events import Chose, Event, Heard, Meaning, Numbered, Said, Turned, Undone
from bot.domain.facts import FactName
from bot.domain.hearing import hear_words
from bot.domain.phrases import phrases_for
from bot.domain.rating import answerable
from bot.domain.redaction import redact
from bot.domain.topic import Topic
from bot.domain.turn import Choice, DecisionKind
from bot.domain.undoing import standing
from bot.domain.wording import compose
from bot.ports.conversations import Key, Owner, Stored
from bot.services.chat import LONGEST, Answered, Chat

ANSWERS = {Meaning.ANSWER, Meaning.SYMPTOM, Meaning.ERROR, Meaning.LOOK_YES, Meaning.LOOK_NO}
"""What a later message must mean to be kept; what was said of a remedy begins anew."""

QUESTIONS = {DecisionKind.ASK, DecisionKind.DID_YOU_MEAN, DecisionKind.LOOK}
"""The turns that are shown again before an answer that is kept."""

Answer = Said | Chose
Hear = Callable[[Conversation, Sequence[Choice], datetime], Answer]


@dataclass(frozen=True, slots=True)
class Changes:
    """Replaces one answer of a conversation that `chat` keeps."""

    chat: Chat

    def say(self, key: Key, *, replaces: str, client_id: str, text: str) -> Answered:
        """Put `text` in the place of the message `replaces`; the rest as for a new message."""
        clean = redact(text.strip()[:LONGEST])
        if not clean:
            raise BadInput("The message is empty. Please write what you see.")

        def hear(state: Conversation, offered: Sequence[Choice], now: datetime) -> Answer:
            topic = self._topic(state)
            reading = self.chat.reader.read(clean, topic=topic, offered=offered)
            heard = hear_words(clean, reading, state, topic, now=now)
            return Said(at=now, client_id=client_id, text=clean, heard=heard)

        return self._change(key, replaces, client_id, hear)

    def choose(self, key: Key, *, replaces: str, client_id: str, choice: str) -> Answered:
        """Put another choice of the same question in the place of the message `replaces`."""
        clean = redact(choice)

        def hear(state: Conversation, offered: Sequence[Choice], now: datetime) -> Answer:
            heard = hear_choice(clean, state, self._topic(state), now=now)
            label = next((c.label for c in offered if c.id == clean), clean)
            return Chose(at=now, client_id=client_id, choice=clean, label=label, heard=heard)

        return self._change(key, replaces, client_id, hear)

    def _change(self, key: Key, replaces: str, client_id: str, hear: Hear) -> Answered:
        stored = self.chat.conversations.load(key)
        if self.chat.conversations.answer_to(stored.id, client_id) is not None:
            return self.chat.current(key)
        events = self.chat.conversations.events(stored.id)
        old = _standing(events, replaces)
        if stored.owner is not Owner.BOT:
            raise BadInput("Support has this already. Please write to them what has changed.")
        now = self.chat.clock()
        undone = Undone(at=now, client_id=f"{client_id}:back", back_to=old.number)
        before = fold([*events, Numbered(number=stored.last + 1, event=undone)])
        answer = hear(before, _offered(events, old), now)
        kept = list(self._kept(events, old, answer, now=now))
        return self._store(key, stored, before, [undone, answer, *kept], answer)

    def _kept(
        self, events: Sequence[Numbered], old: Numbered, answer: Answer, *, now: datetime
    ) -> Iterator[Event]:
        """The later answers that still hold, each after the question that it answered."""
        asked: Turned | None = None
        for numbered in standing(events):
            match numbered.event:
                case Turned() as turned:
                    asked = turned
                case Said() | Chose() as later if numbered.number > old.number:
                    if not _holds(later, answer.heard):
                        continue
                    if asked and asked.turn.decision.kind in QUESTIONS:
                        turn = replace(asked.turn, id=self.chat.new_id(), checks=(), fixed=None)
                        yield Turned(at=now, turn=turn)
                    name = f"{answer.client_id}:{numbered.number}"
                    yield replace(later, at=now, client_id=name)

    def _store(
        self,
        key: Key,
        stored: Stored,
        before: Conversation,
        events: Sequence[Event],
        answer: Answer,
    ) -> Answered:
        state, topic, now = before, self._topic(before), answer.at
        for event in events:
            state = after(state, event)
        decision = engine.advance(before, state, topic, heard=answer.heard, now=now)
        phrases = phrases_for(state.language, self.chat.knowledge.phrases)
        turn_id = self.chat.new_id()
        turn = compose(decision, state, self.chat.knowledge, phrases, turn_id=turn_id)
        turned = Turned(at=now, turn=turn)
        try:
            saved = self.chat.conversations.append(
                stored, events=[*events, turned], state=after(state, turned), now=now
            )
        except StaleConversation:
            if self.chat.conversations.answer_to(stored.id, answer.client_id) is None:
                raise
            return self.chat.current(key)
        return Answered(version=saved.version, turn=turn)

    def _topic(self, state: Conversation) -> Topic:
        return self.chat.knowledge.topic(state.topic)


def _standing(events: Sequence[Numbered], client_id: str) -> Numbered:
    """The message of that name, unless it was taken back."""
    for numbered in standing(events):
        if isinstance(numbered.event, Said | Chose) and numbered.event.client_id == client_id:
            return numbered
    raise BadInput("That answer is not there any more. Please look again.")


def _offered(events: Sequence[Numbered], old: Numbered) -> Sequence[Choice]:
    """The choices of the turn that the changed message answered."""
    turns = [n.event.turn for n in events if isinstance(n.event, Turned) and n.number < old.number]
    return answerable(turns[-1])


def _holds(later: Answer, changed: Heard) -> bool:
    """Whether a later answer is about something else than what was changed."""
    names: set[FactName] = {fact.name for fact in changed.facts}
    same = any(fact.name in names for fact in later.heard.facts)
    # A symptom picked from a list was picked for the words that stood before it.
    picked = isinstance(later, Chose) and later.heard.meaning is Meaning.SYMPTOM
    return later.heard.meaning in ANSWERS and not same and not (picked and changed.weights)
