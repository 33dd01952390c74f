"""The way to a consent: what is kept of it while somebody is at Xero, and who asks Xero."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.ports.connections import Connection, Tokens
from bot.ports.people import OrganisationId


class Purpose(StrEnum):
    """What a visitor wants of Xero; only a test invoice needs leave to write."""

    LOOK = "look"
    TEST_INVOICE = "test_invoice"
    DISCONNECT = "disconnect"


class Stage(StrEnum):
    """How far it has come; each step is taken once."""

    NEW = "new"  # the ticket is out
    AWAY = "away"  # the visitor is at Xero, or about to confirm
    REDEEMING = "redeeming"  # the code is being exchanged
    CHOOSING = "choosing"  # the tokens are here, but not yet which organisation
    DONE = "done"
    FAILED = "failed"


class Problem(StrEnum):
    """Why it came to nothing; the pages have words for each."""

    DENIED = "denied"  # they said no at Xero
    ROLE = "role"  # their role at Xero is too low to connect an app
    TOO_MANY_APPS = "too_many_apps"  # two uncertified apps are connected already
    SET_UP = "set_up"  # Xero does not take our app, its address or its scopes
    NO_ORGANISATION = "no_organisation"  # they agreed, yet to no organisation
    TOO_LATE = "too_late"  # ticket, code or the whole way is too old
    USED = "used"  # a ticket that was used before
    ELSEWHERE = "elsewhere"  # another browser, or an older try than the newest
    RUNNING = "running"  # the same page was asked for twice at once
    NO_ANSWER = "no_answer"  # Xero did not answer, or not as it should
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organisation at Xero that a consent reaches; `connection` is Xero's name for that."""

    id: str
    name: str
    connection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What is kept encrypted; `tokens` have no tenant yet."""

    visitor_name: str = field(default="", repr=False)
    verifier: str = field(default="", repr=False)
    tokens: Tokens | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """One try to connect or disconnect an organisation; whoever holds its secrets is nobody else.

    Ticket, browser and state are kept as hashes. Once it is done, `outcome` is the name of the
    organisation at Xero, or the Ending of a disconnection; once it failed, the Problem.
    """

    ticket_hash: str
    organisation: OrganisationId
    visitor: str
    purpose: Purpose
    expires_at: datetime
    stage: Stage = Stage.NEW
    browser_hash: str | None = None
    state_hash: str | None = None
    outcome: str = ""
    secrets: Secrets = field(default_factory=Secrets)


class Authorisations(Protocol):
    """What is kept of every try, secrets encrypted, for minutes."""

    def add(self, authorisation: Authorisation, *, now: datetime) -> None:
        """Keep a new one, and drop all that have expired by `now`."""

    def sweep(self, *, now: datetime) -> int:
        """Drop all that have expired by `now`; how many there were."""

    def by_ticket(self, ticket_hash: str) -> Authorisation | None:
        """The one with that ticket, expired or not."""

    def by_browser(self, browser_hash: str) -> Authorisation | None:
        """The one that is bound to that browser, expired or not."""

    def advance(self, old: Authorisation, new: Authorisation) -> bool:
        """Keep `new` instead of `old`; False where `old` has moved to another stage meanwhile."""


class Ending(StrEnum):
    """What became of a consent at Xero when it was given up."""

    ENDED = "ended"  # Xero confirmed it
    SHARED = "shared"  # this organisation is out; the person's consent serves others still
    UNTOLD = "untold"  # Xero did not answer: it may live on there
    HOSTS = "hosts"  # it is the host's own, and the host goes on using it


class Authoriser(Protocol):
    """Asks Xero for a consent and gives it back; OutsideError when Xero refuses or is away."""

    def url(self, purpose: Purpose, *, state: str, verifier: str) -> str:
        """Where at Xero the visitor says yes or no."""

    def redeem(self, code: str, *, verifier: str, now: datetime) -> Tokens:
        """The tokens for that code, for no tenant yet; Refused names the error of OAuth."""

    def tenants(self, tokens: Tokens) -> Sequence[Tenant]:
        """The organisations that these tokens reach."""

    def end(self, connection: Connection, *, now: datetime) -> tuple[Ending, Connection]:
        """Give the consent up at Xero; whatever happens there is an Ending, not an error.

        Beside it stands the consent as it was given up: its tokens may have been renewed for that.
        """
