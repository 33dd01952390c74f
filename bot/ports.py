"""What the use cases need of the world outside, each as a small promise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

from bot.domain.conversation import Conversation
from bot.domain.escalation import ConversationId, Ticket
from bot.domain.events import Event, Numbered
from bot.domain.facts import CheckId, FactName, Facts
from bot.domain.reading import Reading
from bot.domain.topic import Topic
from bot.domain.turn import Choice, Turn

OrganisationId = NewType("OrganisationId", str)

Clock = Callable[[], datetime]
"""The time now, aware and in UTC."""

NewId = Callable[[], str]
"""A fresh unguessable name, url-safe."""


class Owner(StrEnum):
    """Who answers in a conversation now."""

    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person in the widget; without an organisation they are anonymous.

    `permissions` is None where the host says nothing about them.
    """

    id: str
    organisation: OrganisationId | None = None
    name: str = ""
    email: str = ""
    permissions: frozenset[str] | None = None


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
class Feedback:
    """Was this helpful? About one conversation or, without one, about an article."""

    at: datetime
    helpful: bool
    topic: str
    reasons: tuple[str, ...] = ()
    comment: str = ""
    conversation: ConversationId | None = None
    organisation: OrganisationId | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A ticket in the outbox with how its delivery stands."""

    ticket: Ticket
    due: datetime
    attempts: int = 0
    delivered: datetime | None = None
    desk_id: str = ""
    dead: bool = False
    problem: str = ""


class Outbox(Protocol):
    """Tickets that wait to be delivered, written in the commit of the turn that opened them."""

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """Due tickets, hidden from every other claim until `now + lease`."""

    def delivered(self, key: str, *, desk_id: str, now: datetime) -> None:
        """The desk has it."""

    def later(self, key: str, *, due: datetime, problem: str) -> None:
        """It failed; try again at `due`."""

    def dead(self, key: str, *, problem: str) -> None:
        """It failed for good; a person must look."""

    def tickets(self, *, limit: int = 100, before: datetime | None = None) -> Sequence[Delivery]:
        """The newest tickets first, for the desk pages."""

    def ticket(self, reference: str) -> Delivery:
        """The ticket with that reference; NotFound if there is none."""


class TicketDesk(Protocol):
    """Where support people work."""

    def create(self, ticket: Ticket) -> str:
        """Open the ticket and return the desk's id; the same key never opens two.

        OutsideError when the desk cannot take it now.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """An organisation's consent at Xero; secret, so that `repr` shows neither token."""

    tenant_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The stored consent with the version of its row."""

    organisation: OrganisationId
    tokens: Tokens
    version: int


class Connections(Protocol):
    """Consents, encrypted at rest."""

    def find(self, organisation: OrganisationId) -> Connection | None:
        """This organisation's consent, if there is one."""

    def save(self, organisation: OrganisationId, tokens: Tokens, *, now: datetime) -> Connection:
        """Keep these tokens instead of any older ones."""

    def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
        """Whether the caller may refresh: nobody else holds the lease, and it is still newest."""

    def remove(self, organisation: OrganisationId) -> None:
        """Forget the consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredInvoice:
    """What HearLink last said about an invoice or credit note, newest `updated` wins."""

    organisation: OrganisationId
    uid: str
    number: str
    document: str  # "invoice" or "credit_note"
    status: str
    xero_id: str | None
    clinic: str
    total: str
    updated: datetime


class Webhook(Protocol):
    """Reads what HearLink's webhooks deliver."""

    def __call__(
        self, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> tuple[str, MirroredInvoice | None]:
        """The id of a delivery and its document, if it is one of those the mirror keeps.

        NotSignedIn when the signature over the raw `body` is wrong or too old; BadInput when the
        body is not what HearLink sends.
        """


class Mirror(Protocol):
    """HearLink's documents as its webhooks told them."""

    def record(self, delivery: str, document: MirroredInvoice | None, *, now: datetime) -> bool:
        """Keep the document unless an equal or newer one is there; False if `delivery` is known."""

    def find(self, organisation: OrganisationId, number: str) -> MirroredInvoice | None:
        """The document of this organisation with that number, whatever its letter case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A support person."""

    id: str
    email: str
    name: str
    password_hash: str = field(repr=False)


class Passwords(Protocol):
    """Keeps passwords as hashes that cannot be turned back."""

    def hash(self, password: str) -> str:
        """A salted hash."""

    def fits(self, password: str, password_hash: str) -> bool:
        """Whether the password made that hash."""


class Agents(Protocol):
    """Who may see the desk."""

    def add(self, agent: Agent) -> None:
        """Keep a new agent; BadInput when the e-mail address is taken."""

    def by_email(self, email: str) -> Agent | None:
        """The agent with that address, whatever its letter case."""

    def by_id(self, agent: str) -> Agent | None:
        """The agent with that id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose connection to look at, for which visitor, and what is known (an invoice number)."""

    organisation: OrganisationId
    visitor: str = ""
    facts: Facts = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """The known value of a fact, or None."""
        fact = self.facts.get(FactName(name))
        return fact.value if fact is not None and fact.known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact that a look found; `detail` says it in words where the value says too little."""

    fact: FactName
    value: str
    detail: str = ""


class Look(Protocol):
    """A check: looks at one thing at one organisation."""

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """What was found; OutsideError when nothing can be said, and the facts stay unknown."""


Looks = Mapping[CheckId, Look]


class Reader(Protocol):
    """Understands messages."""

    def read(self, text: str, *, topic: Topic, offered: Sequence[Choice] = ()) -> Reading:
        """What the message may mean, given the choices that were on offer."""
