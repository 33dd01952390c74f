"""The clock, the world and the headers that the tests of the sandbox share."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from bot.sandbox.consents import SCOPES
from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: int) -> None:
        self.now += timedelta(**by)


def make_world(clock: Clock, scopes: tuple[str, ...] = SCOPES) -> World:
    numbers = count(1)
    return World(
        now=clock,
        new_id=lambda: str(UUID(int=next(numbers))),
        sleep=clock.slept.append,
        client_id="client",
        client_secret="hush",
        hearlink_keys={
            "full": frozenset({"invoices", "integrations"}),
            "weak": frozenset(),
        },
        scopes=scopes,
    )


def as_tenant(organisation: Organisation, token: str | None = None) -> dict[str, str]:
    """The headers of a well-made call to Xero."""
    return {
        "Authorization": f"Bearer {token or organisation.tokens.access_token}",
        "xero-tenant-id": organisation.tenant_id,
        "Accept": "application/json",
    }
