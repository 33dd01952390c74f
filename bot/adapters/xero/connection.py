"""Is the organisation connected to Xero, and what may HearLink do there?"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.xero.answer import fields, word
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.errors import Reason
from bot.adapters.xero.reading import (
    EXPIRED,
    NO_SCOPE,
    NOTHING_STORED,
    SHUT_OUT,
    denied,
    lacks_scope,
    read_access,
    read_connection,
    read_role,
)
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError, Refused
from bot.ports.connections import Connection
from bot.ports.looks import Finding, Target


@dataclass(frozen=True, slots=True)
class ConnectionLook:
    """Gives connection_status."""

    client: XeroClient
    consents: Consents

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Asks for the list of tenants; one call, a refresh before it where one is due."""
        connection = self.consents.find(target.organisation)
        if connection is None:
            return (NOTHING_STORED,)
        try:
            answer = self.consents.ask(connection, self.client.connections, now=now)
        except Refused as no:
            if no.reason == Reason.GRANT:
                return (EXPIRED,)
            raise
        return read_connection(answer, tenant=connection.tokens.tenant_id)


@dataclass(frozen=True, slots=True)
class AccessLook:
    """Gives xero_access and xero_limit."""

    client: XeroClient
    consents: Consents

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Asks what is allowed; only after a no, asks why."""
        connection = self.consents.need(target.organisation)
        if lacks_scope(connection.tokens.scopes):
            return (NO_SCOPE,)
        answer = self.consents.ask(connection, self.client.actions, now=now)
        try:
            findings = read_access(answer, sync_as=target.value("sync_as"))
        except Refused as no:
            if no.reason == Reason.TENANT and self._listed(connection, now=now):
                return (SHUT_OUT,)
            raise
        return [self._explained(one, connection, now=now) for one in findings]

    def _listed(self, connection: Connection, *, now: datetime) -> bool:
        """The same refusal means "disconnected" or "no way in": the list of tenants decides."""
        answer = self.consents.ask(connection, self.client.connections, now=now)
        found = read_connection(answer, tenant=connection.tokens.tenant_id)
        return any(finding.value == "connected" for finding in found)

    def _explained(self, finding: Finding, connection: Connection, *, now: datetime) -> Finding:
        if finding != denied(""):
            return finding
        newest = self.consents.find(connection.organisation) or connection
        try:
            answer = self.consents.ask(newest, self.client.users, now=now)
            return denied(read_role(answer, user=user_of(newest.tokens.access_token)))
        except OutsideError:
            # The role only explains; the finding stands without it.
            return finding


def user_of(access_token: str) -> str:
    """The id of the person behind a token, unverified: good enough to explain, never to allow."""
    payload = access_token.split(".")[1] if access_token.count(".") else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return ""
    return word(fields(claims), "xero_userid")
