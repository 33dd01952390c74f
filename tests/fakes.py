"""In-memory stand-ins for the ports, with the same promises; the contract tests run on them too."""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from bot.domain.conversation import Conversation
from bot.domain.errors import (
    BadConfig,
    BadInput,
    NotFound,
    OutsideError,
    Refused,
    StaleConversation,
)
from bot.domain.escalation import ConversationId, Ticket
from bot.domain.events import Chose, Event, Numbered, Said, Turned, Undone
from bot.domain.reconciliation import Booked
from bot.domain.turn import Turn
from bot.ports.authorisations import Authorisation, Ending, Purpose, Tenant
from bot.ports.books import Excerpt, Wanted
from bot.ports.connections import Connection, Tokens
from bot.ports.conversations import Feedback, Kept, Key, Owner, Stored
from bot.ports.looks import Room
from bot.ports.mirror import NUMBERED, MirroredInvoice, as_heard, merged
from bot.ports.people import Agent, OrganisationId, Visitor
from bot.ports.tickets import Delivery
from bot.ports.trials import Trial


class FakeRatings:
    """The port `Ratings`; `kept` is everything that was rated, in order."""

    def __init__(self) -> None:
        self.kept: list[Feedback] = []

    def rate(self, feedback: Feedback) -> None:
        """Keep it."""
        self.kept.append(feedback)


class FakeOutbox:
    """The port `Outbox`; `add` is what a conversation does when it opens a ticket."""

    def __init__(self) -> None:
        self._deliveries: dict[str, Delivery] = {}
        self._leases: dict[str, datetime] = {}
        self._lock = Lock()

    def add(self, ticket: Ticket, *, due: datetime) -> None:
        """Let the ticket wait from `due` on; StaleConversation for a known key or reference."""
        taken = {each.ticket.reference for each in self._deliveries.values()}
        if ticket.key in self._deliveries or ticket.reference in taken:
            raise StaleConversation("this ticket is open already")
        self._deliveries[ticket.key] = Delivery(ticket=ticket, due=due)

    def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """Due tickets, longest due first, hidden from other claims until `now + lease`."""
        with self._lock:
            due = sorted(
                (each for each in self._deliveries.values() if self._free(each, now=now)),
                key=lambda each: (each.due, each.ticket.key),
            )[:limit]
            claimed = [replace(each, attempts=each.attempts + 1) for each in due]
            self._deliveries |= {each.ticket.key: each for each in claimed}
            self._leases |= {each.ticket.key: now + lease for each in claimed}
            return claimed

    def delivered(self, key: str, *, desk_id: str, now: datetime) -> None:
        """The desk has it, whatever anybody says later."""
        self._settle(key, delivered=now, desk_id=desk_id, dead=False, problem="")

    def later(self, key: str, *, due: datetime, problem: str) -> None:
        """It failed; try again at `due`, also what was dead."""
        self._settle(key, due=due, dead=False, problem=problem)

    def dead(self, key: str, *, problem: str) -> None:
        """It failed for good; a person must look."""
        self._settle(key, dead=True, problem=problem)

    def tickets(self, *, limit: int = 100) -> Sequence[Delivery]:
        """The newest tickets first."""
        known = self._deliveries.values()
        newest = sorted(known, key=lambda each: (each.ticket.opened, each.ticket.key), reverse=True)
        return newest[:limit]

    def ticket(self, reference: str) -> Delivery:
        """The ticket with that reference; NotFound if there is none."""
        for each in self._deliveries.values():
            if each.ticket.reference == reference:
                return each
        raise NotFound(f"There is no ticket {reference}.")

    def _free(self, each: Delivery, *, now: datetime) -> bool:
        leased = self._leases.get(each.ticket.key)
        waits = each.delivered is None and not each.dead and each.due <= now
        return waits and (leased is None or leased <= now)

    def _settle(self, key: str, **values: object) -> None:
        with self._lock:
            each = self._deliveries.get(key)
            if each is not None and each.delivered is None:
                self._leases.pop(key, None)
                self._deliveries[key] = replace(each, **values)  # type: ignore[arg-type]  # fields


@dataclass
class _Thread:
    token_hash: str
    stored: Stored
    began: datetime
    updated: datetime
    events: list[Numbered] = field(default_factory=list)

    def client_ids(self) -> set[str]:
        return {id_ for numbered in self.events if (id_ := _client_id(numbered.event))}


class FakeConversations:
    """The port `Conversations`; its tickets go to `outbox`, its feedback to `ratings`."""

    def __init__(
        self, *, outbox: FakeOutbox | None = None, ratings: FakeRatings | None = None
    ) -> None:
        self.outbox = outbox or FakeOutbox()
        self.ratings = ratings or FakeRatings()
        self._threads: dict[ConversationId, _Thread] = {}
        self._lock = Lock()

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
        stored = Stored(
            id=key.conversation,
            version=1,
            last=len(events),
            owner=Owner.BOT,
            visitor=visitor,
            state=state,
        )
        with self._lock:
            if key.conversation in self._threads:
                raise StaleConversation("there is a conversation of that id")
            self._threads[key.conversation] = _Thread(
                key.token_hash, stored, now, now, _numbered(events)
            )
        return stored

    def load(self, key: Key) -> Stored:
        """The conversation that `key` opens; NotFound for a wrong id or token alike."""
        thread = self._threads.get(key.conversation)
        if thread is None or thread.token_hash != key.token_hash:
            raise NotFound("This conversation could not be found.")
        return thread.stored

    def of(self, visitor: Visitor, *, since: datetime) -> Sequence[Kept]:
        """What a known visitor began and something happened in since; newest first."""
        found = [
            Kept(
                key=Key(conversation=name, token_hash=t.token_hash), stored=t.stored, began=t.began
            )
            for name, t in self._threads.items()
            if t.updated >= since and visitor.organisation is not None
            if t.stored.visitor.id == visitor.id
            if t.stored.visitor.organisation == visitor.organisation
        ]
        return sorted(found, key=lambda kept: kept.began, reverse=True)

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
        """Write all of it, or StaleConversation and nothing."""
        with self._lock:
            thread = self._threads.get(stored.id)
            if thread is None or thread.stored.version != stored.version:
                raise StaleConversation("somebody else wrote first")
            new_ids = [id_ for event in events if (id_ := _client_id(event))]
            if len(new_ids) > len(set(new_ids) - thread.client_ids()):
                raise StaleConversation("this message is known")
            if ticket is not None:
                self.outbox.add(ticket, due=now)
            if feedback is not None:
                self.ratings.rate(feedback)
            thread.updated = now
            thread.events += _numbered(events, after=stored.last)
            thread.stored = replace(
                thread.stored,
                version=stored.version + 1,
                last=stored.last + len(events),
                owner=owner or stored.owner,
                state=state,
            )
            return thread.stored

    def answer_to(self, conversation: ConversationId, client_id: str) -> Turn | None:
        """The turn that answered the message `client_id`, or None if it never came."""
        for numbered in self.events(conversation):
            if _client_id(numbered.event) == client_id:
                turns = _turns(self.events(conversation, after=numbered.number))
                return turns[0] if turns else None
        return None

    def last_turn(self, conversation: ConversationId) -> Turn:
        """The newest turn; NotFound if there is none yet."""
        turns = _turns(self.events(conversation))
        if not turns:
            raise NotFound("This conversation has no answer yet.")
        return turns[-1]

    def events(self, conversation: ConversationId, *, after: int = 0) -> Sequence[Numbered]:
        """All events with a number greater than `after`, in order."""
        thread = self._threads.get(conversation)
        known = [] if thread is None else thread.events
        return [numbered for numbered in known if numbered.number > after]

    def reference(self, conversation: ConversationId) -> str | None:
        """The reference of the newest ticket of this conversation, if it has one."""
        for each in self.outbox.tickets(limit=10_000):
            if each.ticket.conversation == conversation:
                return each.ticket.reference
        return None


class FakeConnections:
    """The port `Connections`; nothing is encrypted, since nothing leaves the memory.

    No key opens what is `locked`.
    """

    def __init__(self) -> None:
        self._connections: dict[OrganisationId, Connection] = {}
        self._leases: dict[OrganisationId, datetime] = {}
        self.locked: set[OrganisationId] = set()
        self._versions = 0
        self._lock = Lock()

    def find(self, organisation: OrganisationId) -> Connection | None:
        """This organisation's consent, if there is one; BadConfig if no key opens it."""
        found = self._connections.get(organisation)
        if found is not None and organisation in self.locked:
            raise BadConfig("no encryption key opens the stored Xero consent")
        return found

    def save(self, organisation: OrganisationId, tokens: Tokens, *, now: datetime) -> Connection:
        """Keep these tokens instead of any older ones."""
        with self._lock:
            return self._keep(organisation, tokens)

    def replace(self, old: Connection, tokens: Tokens, *, now: datetime) -> Connection | None:
        """Keep these tokens instead of those of `old`; None where `old` is no longer newest."""
        with self._lock:
            newest = self._connections.get(old.organisation)
            if newest is None or newest.version != old.version:
                return None
            return self._keep(old.organisation, tokens)

    def _keep(self, organisation: OrganisationId, tokens: Tokens) -> Connection:
        self._versions += 1
        new = Connection(organisation=organisation, tokens=tokens, version=self._versions)
        self._connections[organisation] = new
        self._leases.pop(organisation, None)
        return new

    def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
        """Whether the caller may refresh: nobody else holds the lease, and it is still newest."""
        with self._lock:
            newest = self._connections.get(connection.organisation)
            if newest is None or newest.version != connection.version:
                return False
            if self._leases.get(connection.organisation, now) > now:
                return False
            self._leases[connection.organisation] = now + lease
            return True

    def release_refresh(self, connection: Connection) -> None:
        """Give the lease back."""
        with self._lock:
            newest = self._connections.get(connection.organisation)
            if newest is not None and newest.version == connection.version:
                self._leases.pop(connection.organisation, None)

    def remove(self, organisation: OrganisationId) -> None:
        """Forget the consent."""
        self._connections.pop(organisation, None)
        self._leases.pop(organisation, None)

    def drop(self, old: Connection) -> bool:
        """Forget that very consent; False, and nothing, where `old` is no longer newest."""
        with self._lock:
            newest = self._connections.get(old.organisation)
            if newest is None or newest.version != old.version:
                return False
            self.remove(old.organisation)
            return True

    def organisations(self) -> Sequence[OrganisationId]:
        """Everybody whose consent is kept, in the order of their names."""
        return sorted(self._connections)

    def reencrypt(self, organisation: OrganisationId) -> bool:
        """Whether there is one; nothing is encrypted here."""
        return organisation in self._connections


class FakeAuthorisations:
    """The port `Authorisations`; `kept` is by the hash of the ticket."""

    def __init__(self) -> None:
        self.kept: dict[str, Authorisation] = {}
        self._lock = Lock()

    def add(self, authorisation: Authorisation, *, now: datetime) -> None:
        """Keep a new one, and drop all that have expired by `now`."""
        self.sweep(now=now)
        with self._lock:
            self.kept[authorisation.ticket_hash] = authorisation

    def sweep(self, *, now: datetime) -> int:
        """Drop all that have expired by `now`; how many there were."""
        with self._lock:
            before = len(self.kept)
            self.kept = {k: one for k, one in self.kept.items() if one.expires_at > now}
            return before - len(self.kept)

    def by_ticket(self, ticket_hash: str) -> Authorisation | None:
        """The one with that ticket, expired or not."""
        return self.kept.get(ticket_hash)

    def by_browser(self, browser_hash: str) -> Authorisation | None:
        """The one that is bound to that browser, expired or not."""
        kept = self.kept.values()
        return next((one for one in kept if one.browser_hash == browser_hash), None)

    def advance(self, old: Authorisation, new: Authorisation) -> bool:
        """Keep `new` instead of `old`; False where `old` has moved to another stage meanwhile."""
        with self._lock:
            newest = self.kept.get(old.ticket_hash)
            if newest is None or newest.stage is not old.stage:
                return False
            self.kept[old.ticket_hash] = new
            return True


class FakeAuthoriser:
    """The port `Authoriser`; codes are good once, and what is in `problems` is raised for a step.

    `asked` are the calls with what identifies them, in order.
    """

    def __init__(self, *tenants: Tenant) -> None:
        self.reached = list(tenants) or [Tenant(id="tenant-1", name="Willow Hearing")]
        self.problems: dict[str, OutsideError] = {}
        self.asked: list[tuple[str, str]] = []
        self.ending = Ending.ENDED
        self._codes: set[str] = set()

    def url(self, purpose: Purpose, *, state: str, verifier: str) -> str:
        """Xero's page, with the state and without the verifier."""
        self.asked.append(("url", purpose))
        return f"https://login.example/authorize?purpose={purpose}&state={state}"

    def redeem(self, code: str, *, verifier: str, now: datetime) -> Tokens:
        """Tokens that name the code and the verifier; invalid_grant for a code that was used."""
        self.asked.append(("redeem", code))
        self._fail("redeem")
        if code in self._codes:
            raise Refused("Xero refused.", answer=400, reason="invalid_grant")
        self._codes.add(code)
        return Tokens(
            tenant_id="",
            access_token=f"access-for-{code}",
            refresh_token=f"refresh-with-{verifier}",
            expires_at=now + timedelta(minutes=30),
        )

    def tenants(self, tokens: Tokens) -> Sequence[Tenant]:
        """What it was told to reach."""
        self.asked.append(("tenants", tokens.access_token))
        self._fail("tenants")
        return self.reached

    def end(self, connection: Connection, *, now: datetime) -> tuple[Ending, Connection]:
        """As it was told."""
        self.asked.append(("end", connection.organisation))
        return self.ending, connection

    def _fail(self, step: str) -> None:
        if step in self.problems:
            raise self.problems[step]


class FakeMirror:
    """The port `Mirror`."""

    def __init__(self) -> None:
        self._deliveries: set[str] = set()
        self._documents: dict[tuple[OrganisationId, str], MirroredInvoice] = {}

    def record(self, delivery: str, document: MirroredInvoice | None, *, now: datetime) -> bool:
        """Take the document in as `merged` says; False, and nothing, if `delivery` is known."""
        if delivery in self._deliveries:
            return False
        self._deliveries.add(delivery)
        if document is not None:
            place = (document.organisation, document.uid)
            old = self._documents.get(place)
            self._documents[place] = merged(old, document) if old else as_heard(document)
        return True

    def find(self, organisation: OrganisationId, number: str) -> MirroredInvoice | None:
        """The invoice or credit note with that number, whatever its letter case."""
        found = [
            document
            for document in self._of(organisation, NUMBERED)
            if document.number.casefold() == number.casefold()
        ]
        return max(found, key=lambda document: document.updated, default=None)

    def by_uid(self, organisation: OrganisationId, uid: str) -> MirroredInvoice | None:
        """The document with that uid."""
        return self._documents.get((organisation, uid))

    def history(
        self,
        organisation: OrganisationId,
        *,
        since: datetime,
        limit: int,
        documents: Collection[str] = NUMBERED,
    ) -> Sequence[MirroredInvoice]:
        """The newest `limit` documents of these kinds that happened since then, newest first."""
        found = [one for one in self._of(organisation, documents) if one.happened >= since]
        by_uid = sorted(found, key=lambda document: document.uid)
        return sorted(by_uid, key=lambda document: document.happened, reverse=True)[:limit]

    def newest(self, organisation: OrganisationId) -> datetime | None:
        """The time of the newest event about any document of this organisation."""
        ours = (d.updated for (owner, _), d in self._documents.items() if owner == organisation)
        return max(ours, default=None)

    def _of(
        self, organisation: OrganisationId, documents: Collection[str]
    ) -> list[MirroredInvoice]:
        kept = self._documents.items()
        return [
            one for (owner, _), one in kept if owner == organisation and one.document in documents
        ]


class FakeBooks:
    """The port `Books`; `entries` are what Xero has, `asked` what was looked up each time.

    It reaches `most` documents; `problem` is raised instead, if there is one.
    """

    def __init__(self, *entries: Booked, most: int = 150) -> None:
        self.entries: list[Booked] = list(entries)
        self.most = most
        self.problem: OutsideError | None = None
        self.asked: list[tuple[OrganisationId, Sequence[Wanted]]] = []
        self.tenant: str | None = "tenant-1"

    def place(self, organisation: OrganisationId) -> str:
        """The tenant; Refused where there is none."""
        if self.tenant is None:
            raise Refused("No consent at Xero is stored.", answer=404)
        return self.tenant

    def excerpt(
        self,
        organisation: OrganisationId,
        wanted: Sequence[Wanted],
        *,
        now: datetime,
        room: Room = nullcontext,
    ) -> Excerpt:
        """The entries among the first `most` that are wanted, after one call."""
        self.asked.append((organisation, wanted))
        with room():
            if self.problem is not None:
                raise self.problem
        reached = frozenset(wanted[: self.most])
        places = {(one.document, one.number.casefold()) for one in reached}
        found = [one for one in self.entries if (one.document, one.number.casefold()) in places]
        return Excerpt(booked=found, asked=reached)


class FakeAgents:
    """The port `Agents`."""

    def __init__(self) -> None:
        self._agents: dict[str, Agent] = {}

    def add(self, agent: Agent) -> None:
        """Keep a new agent; BadInput when the e-mail address is taken."""
        if self.by_email(agent.email) is not None:
            raise BadInput(f"There is already an agent with the address {agent.email}.")
        self._agents[agent.id] = agent

    def by_email(self, email: str) -> Agent | None:
        """The agent with that address, whatever its letter case."""
        known = self._agents.values()
        return next((each for each in known if each.email.casefold() == email.casefold()), None)

    def by_id(self, agent: str) -> Agent | None:
        """The agent with that id."""
        return self._agents.get(agent)


class FakeDesk:
    """The port `TicketDesk`; `opened` is by key, `problem` is raised while it is set."""

    def __init__(self, *, problem: OutsideError | None = None) -> None:
        self.opened: dict[str, Ticket] = {}
        self.problem = problem

    def create(self, ticket: Ticket) -> str:
        """Open the ticket and return the desk's id; the same key never opens two."""
        if self.problem is not None:
            raise self.problem
        self.opened.setdefault(ticket.key, ticket)
        return f"desk-{list(self.opened).index(ticket.key) + 1}"


def _client_id(event: Event) -> str | None:
    return event.client_id or None if isinstance(event, Said | Chose | Undone) else None


def _numbered(events: Sequence[Event], *, after: int = 0) -> list[Numbered]:
    return [Numbered(number=n, event=event) for n, event in enumerate(events, after + 1)]


def _turns(events: Sequence[Numbered]) -> list[Turn]:
    return [numbered.event.turn for numbered in events if isinstance(numbered.event, Turned)]


class FakeTrials:
    """The port `Trials` in memory."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], tuple[Trial, datetime]] = {}

    def begin(self, trial: Trial) -> None:
        """Note it."""
        self._noted[_this(trial)] = (trial, trial.begun)

    def confirm(self, trial: Trial) -> None:
        """Note that Xero said it has it."""
        if kept := self._noted.get(_this(trial)):
            self._noted[_this(trial)] = (replace(kept[0], created=True), kept[1])

    def end(self, trial: Trial) -> None:
        """Forget it."""
        self._noted.pop(_this(trial), None)

    def left_over(self, *, before: datetime, limit: int) -> Sequence[Trial]:
        """Those that are due."""
        due = [(due, one.number, one) for one, due in self._noted.values() if due < before]
        return [one for _, _, one in sorted(due, key=lambda each: each[:2])][:limit]

    def postpone(self, trial: Trial, *, until: datetime) -> None:
        """Leave it alone until then."""
        if kept := self._noted.get(_this(trial)):
            self._noted[_this(trial)] = (kept[0], until)


def _this(trial: Trial) -> tuple[str, str]:
    return trial.organisation, trial.number
