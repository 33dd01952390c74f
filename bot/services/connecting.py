"""Connects an organisation to Xero: a ticket, a trip to Xero's consent page, and back again.

Each step is taken once, in the browser that began, for the organisation of the ticket alone.
Whatever else comes (a reload, the back button, a stranger's link) finds a Problem to explain.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest

from bot.domain.errors import NotFound, OutsideError, Refused
from bot.ports.authorisations import (
    Authorisation,
    Authorisations,
    Authoriser,
    Problem,
    Purpose,
    Secrets,
    Stage,
    Tenant,
)
from bot.ports.connections import Connections
from bot.ports.given import Clock, NewId
from bot.ports.people import Visitor
from bot.services.consenting import (
    AWAY_LIVES,
    TICKET_LIVES,
    hashed,
    may_manage,
    problem_at,
    problem_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A trip that begins: the secret that binds it to the browser, and where it leads."""

    browser: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The organisations that a visitor may choose from, for the try that they are at."""

    authorisation: Authorisation
    tenants: tuple[Tenant, ...]


Outcome = Choice | Authorisation | Problem
"""What a step led to: something to choose, a try at its present stage, or why it went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """The use case; `new_secret` makes at least 43 unguessable url-safe characters (RFC 7636).

    Unless our app at Xero is `ready`, it only says that nothing is set up.
    """

    authorisations: Authorisations
    connections: Connections
    authoriser: Authoriser
    clock: Clock
    new_secret: NewId
    ready: bool = True

    def open(self, visitor: Visitor, purpose: Purpose) -> tuple[str, datetime]:
        """A ticket for this visitor's organisation, good once and until the time beside it.

        NotSignedIn for an anonymous visitor, NotAllowed for one who may not manage integrations,
        NotFound where nothing is set up.
        """
        organisation = may_manage(visitor)
        if not self.ready:
            raise NotFound("Connecting to Xero is not set up here.")
        now, ticket = self.clock(), self.new_secret()
        authorisation = Authorisation(
            ticket_hash=hashed(ticket),
            organisation=organisation,
            visitor=visitor.id,
            purpose=purpose,
            expires_at=now + TICKET_LIVES,
            secrets=Secrets(visitor_name=visitor.name),
        )
        self.authorisations.add(authorisation, now=now)
        return ticket, authorisation.expires_at

    def ticket(self, ticket: str) -> Authorisation | Problem:
        """What a ticket that is still good is for."""
        found = self.authorisations.by_ticket(hashed(ticket))
        if found is None or found.expires_at <= self.clock():
            return Problem.TOO_LATE
        return found if found.stage is Stage.NEW else Problem.USED

    def begin(self, ticket: str) -> Begun | Problem:
        """Use the ticket up, and bind what follows to the browser that brought it."""
        found = self.ticket(ticket)
        if isinstance(found, Problem):
            return found
        browser, state, verifier = self.new_secret(), self.new_secret(), self.new_secret()
        away = replace(
            found,
            stage=Stage.AWAY,
            browser_hash=hashed(browser),
            state_hash=None if found.purpose is Purpose.DISCONNECT else hashed(state),
            expires_at=self.clock() + AWAY_LIVES,
            secrets=replace(found.secrets, verifier=verifier),
        )
        if not self.authorisations.advance(found, away):
            return Problem.USED
        url = self.authoriser.url(found.purpose, state=state, verifier=verifier)
        return Begun(browser=browser, url=url)

    def bound(self, browser: str) -> Authorisation | Problem:
        """The try that is bound to this browser."""
        found = self.authorisations.by_browser(hashed(browser)) if browser else None
        if found is None:
            return Problem.ELSEWHERE
        return Problem.TOO_LATE if found.expires_at <= self.clock() else found

    def returned(
        self, browser: str, *, state: str, code: str, error: str, description: str
    ) -> Outcome:
        """What came of it when Xero sent the visitor back; only the first time counts."""
        found = self.bound(browser)
        if isinstance(found, Problem):
            return found
        if not compare_digest(hashed(state), found.state_hash or ""):
            return Problem.ELSEWHERE
        if found.stage is not Stage.AWAY:
            return Problem.RUNNING if found.stage is Stage.REDEEMING else found
        if error or not code:
            return self._failed(found, problem_of(error, description))
        return self._redeemed(found, code)

    def choices(self, browser: str) -> Outcome:
        """What there is to choose from; the try itself where there is nothing (any more)."""
        found = self.bound(browser)
        if isinstance(found, Problem) or found.stage is not Stage.CHOOSING:
            return found
        return self._settled(found)

    def choose(self, browser: str, tenant: str) -> Outcome:
        """Connect with that organisation, if the consent reaches it; else the choice again."""
        choice = self.choices(browser)
        if not isinstance(choice, Choice):
            return choice
        chosen = next((one for one in choice.tenants if one.id == tenant), None)
        return choice if chosen is None else self._connected(choice.authorisation, chosen)

    def _redeemed(self, found: Authorisation, code: str) -> Outcome:
        mine = replace(found, stage=Stage.REDEEMING)
        if not self.authorisations.advance(found, mine):
            return Problem.RUNNING
        verifier = found.secrets.verifier
        try:
            tokens = self.authoriser.redeem(code, verifier=verifier, now=self.clock())
        except OutsideError as error:
            return self._failed(mine, problem_at(error))
        # Kept before Xero is asked again: if it does not answer now, it may in a minute.
        choosing = replace(
            mine,
            stage=Stage.CHOOSING,
            expires_at=self.clock() + AWAY_LIVES,
            secrets=Secrets(visitor_name=found.secrets.visitor_name, tokens=tokens),
        )
        kept = self.authorisations.advance(mine, choosing)
        return self._settled(choosing) if kept else Problem.TOO_LATE

    def _settled(self, found: Authorisation) -> Outcome:
        """Connected where there is one organisation to connect with; else the choice."""
        tokens = found.secrets.tokens
        if tokens is None:
            return Problem.UNKNOWN
        try:
            tenants = tuple(self.authoriser.tenants(tokens))
        except Refused as refused:
            return self._failed(found, problem_at(refused))
        except OutsideError:
            return Problem.NO_ANSWER
        match tenants:
            case ():
                return self._failed(found, Problem.NO_ORGANISATION)
            case (only,):
                return self._connected(found, only)
            case _:
                return Choice(authorisation=found, tenants=tenants)

    def _connected(self, found: Authorisation, tenant: Tenant) -> Outcome:
        mine, tokens = replace(found, stage=Stage.REDEEMING), found.secrets.tokens
        # Whoever gets here first saves; a second click must not save another organisation.
        if tokens is None or not self.authorisations.advance(found, mine):
            return Problem.RUNNING
        chosen = replace(tokens, tenant_id=tenant.id, tenant_name=tenant.name)
        self.connections.save(found.organisation, chosen, now=self.clock())
        return self._over(mine, stage=Stage.DONE, outcome=tenant.name)

    def _failed(self, found: Authorisation, problem: Problem) -> Outcome:
        return self._over(found, stage=Stage.FAILED, outcome=problem.value)

    def _over(self, found: Authorisation, *, stage: Stage, outcome: str) -> Outcome:
        """The try at its end: what it knew that is secret is forgotten."""
        over = replace(found, stage=stage, outcome=outcome, secrets=Secrets())
        return over if self.authorisations.advance(found, over) else Problem.RUNNING
