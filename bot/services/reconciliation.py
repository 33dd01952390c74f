"""Compares HearLink with Xero for the organisation of a conversation, after a yes to looking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from threading import Lock

from bot.domain.conversation import Consent
from bot.domain.errors import NotAllowed
from bot.domain.facts import Fact, FactName
from bot.domain.history import ON_ITS_WAY
from bot.domain.reconciliation import Difference, Mirrored, Settings, reconcile
from bot.ports.books import Books, Wanted
from bot.ports.conversations import Conversations, Key, Stored
from bot.ports.given import Clock
from bot.ports.mirror import Mirror, MirroredInvoice
from bot.ports.people import OrganisationId
from bot.services.allowance import Allowance

MOST = 150
"""Documents that are compared, the newest."""

WINDOW = timedelta(days=365)
SECONDS = 12.0
"""How long a comparison waits for its calls to begin."""

KEPT = timedelta(seconds=60)
REMEMBERED = 256
"""How long, and for how many organisations, a table is shown again rather than made anew."""

ANONYMOUS = (
    "I can only compare HearLink with Xero for somebody I know."
    " Please open this chat from inside HearLink."
)
NOT_AGREED = (
    "I only look at your Xero after you agreed to it."
    " Please go back to the chat and say yes to the look."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The differences; `checked` documents were compared, all there are if `complete`."""

    rows: Sequence[Difference]
    checked: int
    complete: bool
    at: datetime


Asked = tuple[OrganisationId, str, Settings]
"""Whose table it is, of which books, made with what was known of the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Makes the table; `ticks` measures in seconds."""

    conversations: Conversations
    mirror: Mirror
    books: Books
    clock: Clock
    ticks: Callable[[], float]
    _tables: dict[Asked, Table] = field(default_factory=dict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def table(self, key: Key) -> Table:
        """The table of this conversation's organisation, at most a minute old.

        NotAllowed for an anonymous visitor and before the yes to looking; OutsideError when Xero
        cannot be read.
        """
        stored = self.conversations.load(key)
        organisation, settings = _organisation(stored), _settings(stored)
        now = self.clock()
        self._forget_old(now=now)
        # Asked first: who disconnects is shown no table any more, not even one that is kept.
        asked = organisation, self.books.place(organisation), settings
        with self._lock:
            kept = self._tables.get(asked)
        # A file to download right after the page must neither differ from it nor cost calls.
        if kept is not None and timedelta() <= now - kept.at < KEPT:
            return kept
        made = self._made(organisation, settings, now=now)
        self._keep(asked, made)
        return made

    def _made(self, organisation: OrganisationId, settings: Settings, *, now: datetime) -> Table:
        known = self.mirror.history(organisation, since=now - WINDOW, limit=MOST + 1)
        named = [one for one in known[:MOST] if one.number]
        wanted = [Wanted(document=one.document, number=one.number) for one in named]
        end = self.ticks() + SECONDS
        allowance = Allowance(left=lambda: end - self.ticks())
        found = self.books.excerpt(organisation, wanted, now=now, room=allowance.room)
        compared = [
            document for document, name in zip(named, wanted, strict=True) if name in found.asked
        ]
        ours = [mirrored_of(one, now=now) for one in compared]
        return Table(
            rows=reconcile(ours, found.booked, settings),
            checked=len(ours),
            complete=len(known) <= MOST and len(ours) == len(named),
            at=now,
        )

    def _keep(self, asked: Asked, made: Table) -> None:
        with self._lock:
            self._tables.pop(asked, None)
            self._tables[asked] = made
            while len(self._tables) > REMEMBERED:
                del self._tables[next(iter(self._tables))]

    def _forget_old(self, *, now: datetime) -> None:
        with self._lock:
            for asked in [one for one, kept in self._tables.items() if now - kept.at >= KEPT]:
                del self._tables[asked]


def _organisation(stored: Stored) -> OrganisationId:
    organisation = stored.visitor.organisation
    if organisation is None:
        raise NotAllowed(ANONYMOUS)
    if stored.state.consent is not Consent.YES:
        raise NotAllowed(NOT_AGREED)
    return organisation


def _settings(stored: Stored) -> Settings:
    facts = stored.state.facts

    def value(name: str) -> str | None:
        fact: Fact | None = facts.get(FactName(name))
        return fact.value if fact is not None and fact.known else None

    return Settings(
        synced=value("sync_statuses"),
        sync_as=value("sync_as"),
        credit_notes=value("credit_notes"),
    )


def mirrored_of(document: MirroredInvoice, *, now: datetime) -> Mirrored:
    """A document of the mirror as it is compared; one that changed just now may still arrive."""
    return Mirrored(
        number=document.number,
        document=document.document,
        status=document.status,
        total=_money(document.total),
        issued=document.issued,
        clinic=document.clinic,
        currency=document.currency,
        linked=document.xero_id is not None,
        settled=now - document.updated > ON_ITS_WAY,
    )


def _money(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
