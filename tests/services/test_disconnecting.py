"""What is forgotten is what was ended: nothing newer, and even what nobody can read any more."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.ports.authorisations import Ending
from bot.ports.connections import Connection, Tokens
from bot.services.disconnecting import Disconnecting
from tests.fakes import FakeAuthorisations, FakeAuthoriser, FakeConnections
from tests.services.stage import ANA, CLINIC, NOW

TOKENS = Tokens(
    tenant_id="tenant-1",
    access_token="access",
    refresh_token="refresh",
    expires_at=NOW + timedelta(minutes=20),
)
NEWER = replace(TOKENS, tenant_id="tenant-2", access_token="newer")


class Slow(FakeAuthoriser):
    """While Xero is asked to end a consent, `meanwhile` takes its place in `kept`."""

    def __init__(self, kept: FakeConnections, meanwhile: Tokens) -> None:
        super().__init__()
        self.kept, self.meanwhile = kept, meanwhile

    def end(self, connection: Connection, *, now: datetime) -> tuple[Ending, Connection]:
        """As it was told, but late."""
        self.kept.save(connection.organisation, self.meanwhile, now=now)
        return super().end(connection, now=now)


class Renewing(Slow):
    """What takes its place is the same consent, renewed so that it can be ended."""

    def end(self, connection: Connection, *, now: datetime) -> tuple[Ending, Connection]:
        """As it was told, of the renewed one."""
        renewed = self.kept.save(connection.organisation, self.meanwhile, now=now)
        return self.ending, renewed


def disconnecting(kept: FakeConnections, authoriser: FakeAuthoriser) -> Disconnecting:
    return Disconnecting(
        authorisations=FakeAuthorisations(),
        connections=kept,
        authoriser=authoriser,
        clock=lambda: NOW,
    )


def test_a_consent_that_was_given_anew_meanwhile_stays() -> None:
    kept = FakeConnections()
    kept.save(CLINIC, TOKENS, now=NOW)
    assert disconnecting(kept, Slow(kept, NEWER)).of(ANA) is Ending.ENDED
    found = kept.find(CLINIC)
    assert found is not None
    assert found.tokens == NEWER


def test_a_consent_that_was_renewed_to_end_it_goes() -> None:
    kept = FakeConnections()
    kept.save(CLINIC, TOKENS, now=NOW)
    renewed = replace(TOKENS, access_token="renewed")
    assert disconnecting(kept, Renewing(kept, renewed)).of(ANA) is Ending.ENDED
    assert kept.find(CLINIC) is None


def test_a_consent_that_no_key_opens_is_forgotten_too() -> None:
    kept, authoriser = FakeConnections(), FakeAuthoriser()
    kept.locked.add(CLINIC)
    kept.save(CLINIC, TOKENS, now=NOW)
    assert disconnecting(kept, authoriser).of(ANA) is Ending.UNTOLD
    assert kept.find(CLINIC) is None
    assert authoriser.asked == []
