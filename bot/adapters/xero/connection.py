"""Is the organisation connected to Xero, and what may HearLink do there?"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.xero.answer import fields, word
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.errors import Reason
from bot.adapters.xero.reading.access import (
    NO_SCOPE,
    ROLE,
    SHUT_OUT,
    denied,
    lacks_scope,
    read_access,
    read_hold,
    read_role,
    read_writes,
)
from bot.adapters.xero.reading.connection import (
    EXPIRED,
    NOTHING_STORED,
    REACH,
    read_connection,
)
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError, Refused
from bot.ports.connections import Connection
from bot.ports.looks import Finding, Target


@dataclass(frozen=True, slots=True)
class ConnectionLook:
    """Gives connection_status; where our consent is not HearLink's own, only xero_reach of ours."""

    client: XeroClient
    consents: Consents
    shared_app: bool = True
    connectable: bool = True

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Asks for the list of tenants; one call, a refresh before it where one is due."""
        connection = self.consents.find(target.organisation)
        if not self.shared_app:
            return (self._reach(there=connection is not None),)
        if connection is None:
            return (NOTHING_STORED,)
        try:
            answer = self.consents.ask(
                connection, self.client.connections, now=now, room=target.room, counted=False
            )
        except Refused as no:
            if no.reason == Reason.GRANT:
                return (EXPIRED,)
            raise
        return read_connection(answer, tenant=connection.tokens.tenant_id)

    def _reach(self, *, there: bool) -> Finding:
        """Whether we may look at all: a consent of our own, or the way to one, or neither."""
        missing = "none" if self.connectable else "closed"
        return Finding(fact=REACH, value="there" if there else missing)


@dataclass(frozen=True, slots=True)
class AccessLook:
    """Gives xero_access, xero_limit, xero_api and xero_writes, and hands on a known xero_role.

    Gives only xero_writes, of our consent, where that is not HearLink's own.
    """

    client: XeroClient
    consents: Consents
    shared_app: bool = True
    connectable: bool = True

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Asks what is allowed; only after a no, asks why. One call, or two."""
        connection = self.consents.find(target.organisation)
        if not self.shared_app and connection is None:
            return ()
        connection = connection or self.consents.need(target.organisation)
        writes = read_writes(connection.tokens, connectable=self.connectable)
        seen = self._access(target, connection, now=now) if self.shared_app else ()
        return (*seen, *writes)

    def _access(
        self, target: Target, connection: Connection, *, now: datetime
    ) -> Sequence[Finding]:
        if lacks_scope(connection.tokens.scopes):
            return (NO_SCOPE,)
        tenant = connection.tokens.tenant_id
        # After a remedy somebody has to ask whether Xero answers again, and this look judges it.
        hold = self.consents.quota.hold(tenant, now=now, insist=target.fresh)
        if hold is not None:
            return (read_hold(hold),)
        answer = self.consents.ask(
            connection, self.client.actions, now=now, room=target.room, insist=target.fresh
        )
        try:
            findings = read_access(answer, sync_as=target.value("sync_as"))
        except Refused as no:
            if no.reason == Reason.TENANT and self._listed(target, connection, now=now):
                return (SHUT_OUT,)
            raise
        return self._explained(findings, target, now=now)

    def _listed(self, target: Target, connection: Connection, *, now: datetime) -> bool:
        """The same refusal means "disconnected" or "no way in": the list of tenants decides."""
        answer = self.consents.ask(
            connection, self.client.connections, now=now, room=target.room, counted=False
        )
        found = read_connection(answer, tenant=connection.tokens.tenant_id)
        return any(finding.value == "connected" for finding in found)

    def _explained(
        self, findings: Sequence[Finding], target: Target, *, now: datetime
    ) -> Sequence[Finding]:
        if denied("") not in findings:
            return findings
        try:
            role = role_of_connector(self.client, self.consents, target, now=now)
        except OutsideError:
            # The role only explains; the finding stands without it.
            return findings
        told = [denied(role) if one == denied("") else one for one in findings]
        handed_on = [Finding(fact=ROLE, value=role, fleeting=True)] if role else []
        return (*told, *handed_on)


def role_of_connector(
    client: XeroClient, consents: Consents, target: Target, *, now: datetime
) -> str:
    """Xero's word for the role of the person who connected, or nothing where it does not say."""
    connection = consents.need(target.organisation)
    answer = consents.ask(connection, client.users, now=now, room=target.room)
    # The token that was asked with may have been renewed, but a person stays the same.
    return read_role(answer, user=user_of(connection.tokens.access_token))


def user_of(access_token: str) -> str:
    """The id of the person behind a token, unverified: good enough to explain, never to allow."""
    payload = access_token.split(".")[1] if access_token.count(".") else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return ""
    return word(fields(claims), "xero_userid")
