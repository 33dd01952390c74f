"""Hands a conversation over to a person: shows what would go, then sends it in one commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.conversation import after, fold
from bot.domain.errors import BadInput, StaleConversation
from bot.domain.escalation import (
    Contact,
    Spoken,
    Ticket,
    lines_of,
    looks_of,
    subject_of,
    ticket_key,
    transcript_of,
)
from bot.domain.events import HandedOver, Meaning, Numbered, Said, Turned
from bot.domain.phrases import ENGLISH, Phrases, phrases_for
from bot.domain.redaction import redact
from bot.domain.topic import Knowledge
from bot.domain.turn import (
    DecisionKind,
    DecisionNote,
    EscalationBlock,
    Expects,
    Turn,
)
from bot.domain.undoing import standing
from bot.ports.conversations import Conversations, Key, Owner, Stored
from bot.ports.given import Clock, NewId
from bot.services.chat import LONGEST, Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A ticket on its way; `answered` is the turn that says so."""

    reference: str
    answered: Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Writes tickets; `new_reference` gives short names that people can read out."""

    conversations: Conversations
    knowledge: Knowledge
    clock: Clock
    new_id: NewId
    new_reference: Callable[[], str]

    def preview(self, key: Key) -> Ticket:
        """The ticket as it would be sent now."""
        stored = self.conversations.load(key)
        return self._ticket(stored, reference="", now=self.clock())

    def send(self, key: Key, *, contact: Contact, summary: str | None = None) -> Sent:
        """Open the ticket; sent a second time, the first reference comes again."""
        stored = self.conversations.load(key)
        if stored.owner is not Owner.BOT:
            return self._sent_already(stored)
        if not (contact.email or contact.phone or stored.visitor.email):
            raise BadInput(
                "Please give an e-mail address or a phone number, so support can answer."
            )
        ticket = self._ticket(stored, reference=self.new_reference(), now=self.clock())
        try:
            return self._hand_over(stored, _edited(ticket, contact, summary))
        except StaleConversation:
            newest = self.conversations.load(key)
            if newest.owner is Owner.BOT:
                raise
            return self._sent_already(newest)

    def _hand_over(self, stored: Stored, ticket: Ticket) -> Sent:
        over = HandedOver(at=ticket.opened, reference=ticket.reference)
        phrases = phrases_for(stored.state.language, self.knowledge.phrases)
        turned = Turned(at=ticket.opened, turn=self._turn(ticket.reference, phrases))
        saved = self.conversations.append(
            stored,
            events=[over, turned],
            state=after(after(stored.state, over), turned),
            now=ticket.opened,
            owner=Owner.WAITING,
            ticket=ticket,
        )
        answered = Answered(version=saved.version, turn=turned.turn)
        return Sent(reference=ticket.reference, answered=answered)

    def since(self, ticket: Ticket) -> Sequence[Spoken]:
        """What the visitor has written since the ticket was sent; support must miss nothing."""
        events = self.conversations.events(ticket.conversation)
        sent = [n.number for n in events if isinstance(n.event, HandedOver)]
        later = [n for n in events if n.number > max(sent, default=0)]
        own = self._phrases.say("ticket.who_visitor")
        return [spoken for spoken in transcript_of(later, self._phrases) if spoken.who == own]

    def _sent_already(self, stored: Stored) -> Sent:
        turn = self.conversations.last_turn(stored.id)
        reference = self.conversations.reference(stored.id) or ""
        return Sent(reference=reference, answered=Answered(version=stored.version, turn=turn))

    def _ticket(self, stored: Stored, *, reference: str, now: datetime) -> Ticket:
        events = self.conversations.events(stored.id)
        state = fold(events)
        topic = self.knowledge.topic(state.topic)
        phrases = self._phrases
        visitor = stored.visitor
        return Ticket(
            key=ticket_key(stored.id, stored.last),
            reference=reference,
            conversation=stored.id,
            organisation=visitor.organisation,
            subject=subject_of(state, topic, phrases),
            summary=state.words or _described(events) or phrases.say("ticket.no_words"),
            contact=Contact(name=visitor.name, email=visitor.email),
            lines=[*lines_of(state, topic, phrases), *looks_of(events, topic, phrases)],
            transcript=transcript_of(events, phrases),
            opened=now,
        )

    @property
    def _phrases(self) -> Phrases:
        # Whatever the visitor speaks, the desk reads English.
        return phrases_for(ENGLISH, self.knowledge.phrases)

    def _turn(self, reference: str, phrases: Phrases) -> Turn:
        text = phrases.say("escalate.sent", reference=reference)
        why = phrases.say("why.escalate.asked")
        return Turn(
            id=self.new_id(),
            blocks=(EscalationBlock(text=text, reference=reference),),
            choices=(),
            expects=Expects.NOTHING,
            checks=(),
            decision=DecisionNote(kind=DecisionKind.ESCALATE, why=why),
        )


DESCRIPTION = 3
"""How many words a message must have to be more than an answer."""


def _described(events: Sequence[Numbered]) -> str:
    """The visitor's first words of a trouble, or else the longest, where none told of a cause."""
    said = [n.event for n in standing(events) if isinstance(n.event, Said)]
    told = [e for e in said if len(e.text.split()) >= DESCRIPTION]
    trouble = (e.text for e in told if e.heard.meaning is Meaning.SYMPTOM)
    others = (e.text for e in told if e.heard.meaning is not Meaning.HUMAN)
    return next(trouble, None) or max(others, key=len, default="")


def _edited(ticket: Ticket, contact: Contact, summary: str | None) -> Ticket:
    """The ticket with what the visitor changed before sending."""
    known = ticket.contact
    kept = Contact(
        name=contact.name or known.name,
        email=contact.email or known.email,
        phone=contact.phone,
    )
    text = redact(summary.strip()[:LONGEST]) if summary else ticket.summary
    return replace(ticket, contact=kept, summary=text)
