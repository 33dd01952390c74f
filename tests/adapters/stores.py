"""What the tests of the store share: the ports of one store, and small things to keep in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import Fernet, MultiFernet

from bot.adapters.store.agents import SqlAgents
from bot.adapters.store.authorisations import SqlAuthorisations
from bot.adapters.store.codec import load_words
from bot.adapters.store.connections import SqlConnections
from bot.adapters.store.conversations import SqlConversations
from bot.adapters.store.database import Database
from bot.adapters.store.mirror import SqlMirror
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.ratings import SqlRatings
from bot.adapters.store.tables import feedback
from bot.adapters.store.trials import SqlTrials
from bot.domain.conversation import Conversation
from bot.domain.escalation import Contact, ConversationId, Line, Spoken, Ticket
from bot.domain.events import Event, Heard, Meaning, Said, Started, Turned
from bot.domain.topic import TopicId
from bot.domain.turn import Choice, DecisionKind, DecisionNote, Expects, TextBlock, Turn
from bot.ports.authorisations import Authorisations
from bot.ports.connections import Connections
from bot.ports.conversations import Conversations, Feedback, Key, Ratings, Stored
from bot.ports.mirror import Mirror
from bot.ports.people import Agents, OrganisationId, Visitor
from bot.ports.tickets import Outbox
from bot.ports.trials import Trials
from tests.fakes import (
    FakeAgents,
    FakeAuthorisations,
    FakeConnections,
    FakeConversations,
    FakeMirror,
    FakeOutbox,
    FakeRatings,
    FakeTrials,
)

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = Key(conversation=ConversationId("c1"), token_hash="a" * 64)
CLINIC = OrganisationId("clinic-1")
VISITOR = Visitor(id="v1", organisation=CLINIC, name="Åsa", email="asa@clinic.example")
TOPIC = TopicId("xero-sync")
STATE = Conversation(topic=TOPIC, words="nothing has gone over", symptoms={"xero_outage": 0.1})


@dataclass(frozen=True, slots=True)
class Store:
    """The ports of one store, and the feedback that it kept, oldest first."""

    conversations: Conversations
    ratings: Ratings
    outbox: Outbox
    connections: Connections
    authorisations: Authorisations
    mirror: Mirror
    trials: Trials
    agents: Agents
    feedback: Callable[[], Sequence[Feedback]]


def memory_store() -> Store:
    """A store of fakes."""
    ratings, outbox = FakeRatings(), FakeOutbox()
    return Store(
        conversations=FakeConversations(outbox=outbox, ratings=ratings),
        ratings=ratings,
        outbox=outbox,
        connections=FakeConnections(),
        authorisations=FakeAuthorisations(),
        mirror=FakeMirror(),
        trials=FakeTrials(),
        agents=FakeAgents(),
        feedback=lambda: ratings.kept,
    )


def sql_store(database: Database) -> Store:
    """A store on a database."""
    cipher = MultiFernet([Fernet(Fernet.generate_key())])
    return Store(
        conversations=SqlConversations(database),
        ratings=SqlRatings(database),
        outbox=SqlOutbox(database),
        connections=SqlConnections(database, cipher=cipher),
        authorisations=SqlAuthorisations(database, cipher=cipher),
        mirror=SqlMirror(database),
        trials=SqlTrials(database),
        agents=SqlAgents(database),
        feedback=lambda: _feedback(database),
    )


def _feedback(database: Database) -> list[Feedback]:
    with database.reading() as sql:
        rows = [dict(row._mapping) for row in sql.execute(feedback.select().order_by("id"))]
    return [
        Feedback(**{k: v for k, v in row.items() if k != "id"} | {"reasons": _words(row)})
        for row in rows
    ]


def _words(row: dict[str, str]) -> tuple[str, ...]:
    return load_words(row["reasons"])


def started() -> Started:
    """The first event of a conversation."""
    return Started(at=NOW, topic=TOPIC, identified=True)


def said(client_id: str, text: str = "nothing has gone over") -> Said:
    """A message of the visitor."""
    return Said(at=NOW, client_id=client_id, text=text, heard=Heard(meaning=Meaning.SYMPTOM))


def turned(name: str) -> Turned:
    """An answer of the bot whose turn is called `name`."""
    turn = Turn(
        id=name,
        blocks=(TextBlock(text="Have a look – “Settings”."),),
        choices=(Choice(id="human", label="Talk to a person"),),
        expects=Expects.CHOICE,
        checks=(),
        decision=DecisionNote(kind=DecisionKind.SAY, why="a test"),
    )
    return Turned(at=NOW, turn=turn)


def ticket(
    key: str, *, reference: str = "", opened: datetime = NOW, conversation: str = "c1"
) -> Ticket:
    """A ticket of the clinic; its reference follows from its key."""
    return Ticket(
        key=key,
        reference=reference or f"HL-{key}",
        conversation=ConversationId(conversation),
        organisation=CLINIC,
        subject="Xero sync",
        summary="Nothing has gone over since yesterday.",
        contact=Contact(name="Åsa", email="asa@clinic.example"),
        lines=(Line(label="Consent", value="expired", source="checked", at=NOW),),
        transcript=(Spoken(who="visitor", text="nothing has gone over", at=NOW),),
        opened=opened,
    )


def begin(store: Store, *events: Event, key: Key = KEY) -> Stored:
    """A new conversation with these events, or just the first one."""
    return store.conversations.create(
        key, visitor=VISITOR, events=events or (started(),), state=STATE, now=NOW
    )


def escalate(store: Store, *tickets: Ticket) -> None:
    """Begin a conversation and open these tickets in it, due at once."""
    stored = begin(store)
    for each in tickets:
        stored = store.conversations.append(stored, events=(), state=STATE, now=NOW, ticket=each)
