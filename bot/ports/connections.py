"""An organisation's consent at Xero, kept safe."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.ports.people import OrganisationId


class Refresher(StrEnum):
    """Who renews a consent: of two who did, each would put the other out."""

    ASSISTANT = "assistant"
    HOST = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """An organisation's consent at Xero; secret, so that `repr` shows neither token.

    Tokens that the host renews are used until `expires_at` and never renewed by us.
    `tenant_name` is what Xero calls the organisation; empty where nobody said.
    """

    tenant_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...] = ()
    refreshed_by: Refresher = Refresher.ASSISTANT
    tenant_name: str = ""


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

    def release_refresh(self, connection: Connection) -> None:
        """Give the lease back after a refresh that failed, so that the next need not wait."""

    def remove(self, organisation: OrganisationId) -> None:
        """Forget the consent, whichever it is; it need not be readable."""

    def drop(self, old: Connection) -> bool:
        """Forget that very consent; False, and nothing, where `old` is no longer newest."""

    def organisations(self) -> Sequence[OrganisationId]:
        """Everybody whose consent is kept, in the order of their names."""

    def reencrypt(self, organisation: OrganisationId) -> bool:
        """Encrypt their consent with the newest key; False where there is none."""
