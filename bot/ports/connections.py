"""An organisation's consent at Xero, kept safe."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.ports.people import OrganisationId


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

    def replace(self, old: Connection, tokens: Tokens, *, now: datetime) -> Connection | None:
        """Keep these tokens instead of those of `old`; None where `old` is no longer newest."""

    def claim_refresh(self, connection: Connection, *, now: datetime, lease: timedelta) -> bool:
        """Whether the caller may refresh: nobody else holds the lease, and it is still newest."""

    def remove(self, organisation: OrganisationId) -> None:
        """Forget the consent."""
