"""Ends an organisation's consent at Xero and forgets it here."""

from dataclasses import dataclass, replace

import structlog

from bot.domain.errors import BadConfig
from bot.ports.authorisations import (
    Authorisation,
    Authorisations,
    Authoriser,
    Ending,
    Problem,
    Purpose,
    Secrets,
    Stage,
)
from bot.ports.connections import Connection, Connections, Refresher
from bot.ports.given import Clock
from bot.ports.people import OrganisationId, Visitor
from bot.services.consenting import may_manage

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnecting:
    """The use case; `shared` says that our app at Xero is the host's own, so its sync ends too."""

    authorisations: Authorisations
    connections: Connections
    authoriser: Authoriser
    clock: Clock
    shared: bool = True

    def of(self, visitor: Visitor) -> Ending:
        """Disconnect the visitor's organisation, who must be allowed to."""
        return self._end(may_manage(visitor))

    def connection(self, found: Authorisation) -> Connection | None:
        """What is about to be ended; None also for what no key opens any more."""
        try:
            return self.connections.find(found.organisation)
        except BadConfig:
            return None

    def stored(self, found: Authorisation) -> bool:
        """Whether there is anything to forget, readable or not."""
        return found.organisation in self.connections.organisations()

    def confirmed(self, found: Authorisation) -> Authorisation | Problem:
        """Disconnect the organisation of that try, once."""
        if found.purpose is not Purpose.DISCONNECT:
            return Problem.ELSEWHERE
        mine = replace(found, stage=Stage.REDEEMING)
        if found.stage is not Stage.AWAY:
            return Problem.RUNNING if found.stage is Stage.REDEEMING else found
        if not self.authorisations.advance(found, mine):
            return Problem.RUNNING
        ending = self._end(found.organisation)
        over = replace(mine, stage=Stage.DONE, outcome=ending.value, secrets=Secrets())
        return over if self.authorisations.advance(mine, over) else Problem.TOO_LATE

    def _end(self, organisation: OrganisationId) -> Ending:
        try:
            connection = self.connections.find(organisation)
        except BadConfig as unreadable:
            log.error(
                "unreadable consent forgotten", organisation=organisation, why=str(unreadable)
            )
            self.connections.remove(organisation)
            return Ending.UNTOLD
        if connection is None:
            return Ending.ENDED
        ending = Ending.HOSTS
        if connection.tokens.refreshed_by is Refresher.ASSISTANT:
            ending, connection = self.authoriser.end(connection, now=self.clock())
        # Forgotten here whatever Xero says, but for a consent that was given anew meanwhile.
        self.connections.drop(connection)
        return ending
