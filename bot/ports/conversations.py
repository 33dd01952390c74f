"""Conversations as they are kept, and what people say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.conversation import Conversation
from bot.domain.escalation import ConversationId, Ticket
from bot.domain.events import Event, Numbered
from bot.domain.topic import CauseId
from bot.domain.turn import Turn
from bot.ports.people import OrganisationId, Visitor


class Owner(StrEnum):
    """Who answers in a conversation now."""

    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What opens a conversation: its id, and the hash (SHA-256, hex) of its secret token."""

    conversation: ConversationId
    token_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A conversation as it was last written; `last` is the number of its newest event."""

    id: ConversationId
    version: int
    last: int
    owner: Owner
    visitor: Visitor
    state: Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A conversation with what opens it, and when it began."""

    key: Key
    stored: Stored
    began: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Was this helpful? About one conversation or, without one, about an article.

    `about` is the cause of the article that was, where somebody said which.
    """

    at: datetime
    helpful: bool
    topic: str
    reasons: tuple[str, ...] = ()
    comment: str = ""
    conversation: ConversationId | None = None
    organisation: OrganisationId | None = None
    about: CauseId | None = None


class Conversations(Protocol):
    """Append-only events with the folded state beside them; one commit a turn."""

    def create(
        self,
        key: Key,
        *,
        visitor: Visitor,
        events: Sequence[Event],
        state: Conversation,
        now: datetime,
    ) -> Stored:
        """Write a new conversation with its first events; version 1."""

    def load(self, key: Key) -> Stored:
        """The conversation that `key` opens; NotFound for a wrong id or token alike."""

    def of(self, visitor: Visitor, *, since: datetime) -> Sequence[Kept]:
        """What a known visitor began and something happened in since; newest first, a few."""

    def append(
        self,
        stored: Stored,
        *,
        events: Sequence[Event],
        state: Conversation,
        now: datetime,
        owner: Owner | None = None,
        ticket: Ticket | None = None,
        feedback: Feedback | None = None,
    ) -> Stored:
        """Write events, state, ticket and feedback in one commit.

        StaleConversation when `stored.version` is no longer the newest, or when one of the
        events repeats a `client_id` of this conversation; then nothing is written.
        """

    def answer_to(self, conversation: ConversationId, client_id: str) -> Turn | None:
        """The turn that answered the message `client_id`, or None if it never came."""

    def last_turn(self, conversation: ConversationId) -> Turn:
        """The newest turn."""

    def events(self, conversation: ConversationId, *, after: int = 0) -> Sequence[Numbered]:
        """All events with a number greater than `after`, in order."""

    def reference(self, conversation: ConversationId) -> str | None:
        """The reference of the newest ticket of this conversation, if it has one."""


class Ratings(Protocol):
    """Feedback that belongs to no conversation."""

    def rate(self, feedback: Feedback) -> None:
        """Keep it."""
