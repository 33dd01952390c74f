"""What HearLink does towards the product: vouches for visitors, hands over, keeps it informed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Invoice
from bot.sandbox.webhooks import (
    Event,
    credit_note_event,
    deliver,
    invoice_event,
    transaction_event,
)
from bot.sandbox.world import World


def identity_token(
    organisation: Organisation, secret: str, audience: str, now: datetime, lifetime: timedelta
) -> str:
    """An HS256 JWT that says who the visitor is and what their Groups may do."""
    claims = {
        "sub": f"user_{organisation.id.removeprefix('org_')}",
        "org": organisation.id,
        "name": "Hannah Cole",
        "email": "hannah.cole@example.org",
        "aud": audience,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "permissions": list(organisation.situation.permissions),
        "groups": list(organisation.situation.groups),
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(secret))


def hand_over(
    product_url: str, host_key: str, organisation: Organisation, *, client: httpx.Client
) -> None:
    """Give the product the organisation's tenant and tokens; httpx.HTTPError if it refuses."""
    tokens = organisation.tokens
    body = {
        "tenant_id": organisation.tenant_id,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at.isoformat(),
        "scopes": list(tokens.scopes),
    }
    url = f"{product_url}/api/v1/connections/{organisation.id}"
    authorised = {"Authorization": f"Bearer {host_key}"}
    client.put(url, json=body, headers=authorised).raise_for_status()


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """HearLink as one product knows it: its address, and the secrets that both share."""

    product_url: str
    host_key: str = field(repr=False)
    identity_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    audience: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10, trust_env=False))
    lifetime: timedelta = timedelta(hours=8)

    def introduce(self, organisation: Organisation, now: datetime) -> str:
        return identity_token(organisation, self.identity_secret, self.audience, now, self.lifetime)

    def connect(self, organisation: Organisation) -> None:
        """Hand over the consent, if the organisation ever gave one."""
        if organisation.situation.connected:
            hand_over(self.product_url, self.host_key, organisation, client=self.client)

    def tell_all(self, world: World, organisation: Organisation) -> None:
        """Deliver every invoice, credit note and payment there is."""
        now = organisation.situation
        notes = [credit_note_event(organisation, n, world.new_id()) for n in now.credit_notes]
        paid = [transaction_event(organisation, t, world.new_id()) for t in now.transactions]
        self.tell(world, organisation, now.invoices)
        self._deliver(world, [*notes, *paid])

    def tell(self, world: World, organisation: Organisation, invoices: Sequence[Invoice]) -> None:
        """Deliver these invoices."""
        self._deliver(world, [invoice_event(organisation, i, world.new_id()) for i in invoices])

    def _deliver(self, world: World, events: Sequence[Event]) -> None:
        url, ids = f"{self.product_url}/hooks/hearlink", world.new_id
        deliver(url, self.webhook_secret, events, client=self.client, now=world.now, new_id=ids)
