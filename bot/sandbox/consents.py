"""The tokens that Xero's identity server gives out, rotates, and takes back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

ACCESS_LIFE = timedelta(minutes=30)
IDENTITY_LIFE = timedelta(minutes=5)
REFRESH_LIFE = timedelta(days=60)
GRACE = timedelta(minutes=30)
"""For so long a refresh token that was already used may be tried again."""

APP_SCOPE = "app.connections"
SCOPES = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.settings.read",
    "accounting.contacts.read",
    "accounting.invoices",
    "accounting.payments",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One access and refresh token pair; "" for a refresh token that was not asked for."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a genuine access token says; `current` is false once another consent replaced it."""

    organisations: frozenset[str]
    expires_at: datetime
    scopes: tuple[str, ...]
    current: bool
    app: bool = False


@dataclass(slots=True)
class Consent:
    """One yes of one Xero user, for all their organisations that they ever connected.

    `connections` maps each organisation to the id that /connections lists; refresh tokens are
    kept by the time they were first used, if ever.
    """

    event_id: str
    user_id: str
    connections: dict[str, str]
    scopes: tuple[str, ...]
    granted_at: datetime
    refresh_tokens: dict[str, datetime | None] = field(default_factory=dict)


class Consents:
    """Every consent there is. Not locked: `World` guards it."""

    def __init__(
        self, *, new_id: Callable[[], str], client_id: str, scopes: tuple[str, ...] = SCOPES
    ) -> None:
        self._new_id = new_id
        self._client_id = client_id
        self._scopes = scopes
        self._key = OctKey.import_key("sandbox-" + new_id() + new_id())
        self._by_event: dict[str, Consent] = {}
        self._by_user: dict[str, Consent] = {}
        self._by_refresh: dict[str, Consent] = {}

    def grant(
        self,
        organisations: Iterable[str],
        user_id: str,
        *,
        at: datetime,
        scopes: Iterable[str] | None = None,
    ) -> Tokens:
        """A fresh pair as of that moment; the same user's earlier pairs die.

        What the user connected or allowed before stays connected and allowed: both only add up.
        """
        earlier = self._by_user.get(user_id)
        connections = dict(earlier.connections) if earlier else {}
        for one in organisations:
            connections.setdefault(one, self._new_id())
        wanted = (*(earlier.scopes if earlier else ()), *(scopes or self._scopes))
        every = tuple(dict.fromkeys(wanted))
        consent = Consent(self._new_id(), user_id, connections, every, at)
        self._by_event[consent.event_id] = self._by_user[user_id] = consent
        return self._pair(consent, at)

    def living(self) -> tuple[Consent, ...]:
        return tuple(self._by_user.values())

    def holder(self, refresh_token: str) -> Consent | None:
        """The living consent that gave out this refresh token."""
        consent = self._by_refresh.get(refresh_token)
        return consent if consent and self._by_user.get(consent.user_id) is consent else None

    def refresh(self, token: str, *, now: datetime) -> Tokens | None:
        """A new pair, or None where Xero says invalid_grant."""
        consent = self.holder(token)
        if consent is None:
            return None
        used_at = consent.refresh_tokens[token]
        if used_at is not None and now - used_at > GRACE:
            return None
        if now - consent.granted_at > REFRESH_LIFE:
            return None
        consent.refresh_tokens[token] = used_at or now
        consent.granted_at = now
        return self._pair(consent, now)

    def revoke(self, token: str) -> None:
        """End the consent behind that refresh token; an unknown one is no error (RFC 7009)."""
        if consent := self.holder(token):
            del self._by_user[consent.user_id]

    def disconnect(self, connection_id: str, organisations: frozenset[str]) -> bool:
        """Take one connection away, if it is of these organisations."""
        for consent in self._by_user.values():
            for organisation, id_ in consent.connections.items():
                if id_ == connection_id and organisation in organisations:
                    del consent.connections[organisation]
                    return True
        return False

    def read(self, access_token: str) -> Bearer | None:
        """Who an access token was given to, or None when it is not one of ours."""
        try:
            claims = jwt.decode(access_token, self._key).claims
        except (JoseError, ValueError):
            return None
        expires_at, scopes = datetime.fromtimestamp(claims["exp"], UTC), tuple(claims["scope"])
        if "authentication_event_id" not in claims:
            every = frozenset(o for one in self._by_user.values() for o in one.connections)
            return Bearer(every, expires_at, scopes, current=True, app=True)
        consent = self._by_event[claims["authentication_event_id"]]
        current = self._by_user.get(consent.user_id) is consent
        return Bearer(frozenset(consent.connections), expires_at, scopes, current)

    def app_token(self, *, at: datetime) -> Tokens:
        """What the app gets for itself: it may list and remove connections, nothing else."""
        expires_at = (at + ACCESS_LIFE).replace(microsecond=0)
        claims = self._claims(at, expires_at, (APP_SCOPE,))
        return Tokens(self._signed(claims), "", expires_at, (APP_SCOPE,))

    def id_token(self, user_id: str, *, at: datetime, nonce: str = "") -> str:
        """Who the user is, for the app alone."""
        claims = self._claims(at, at + IDENTITY_LIFE, ()) | {
            "aud": self._client_id,
            "sub": user_id.replace("-", ""),
            "xero_userid": user_id,
            "name": "Daniel Reyes",
            "email": "daniel.reyes@example.org",
        }
        return self._signed(claims | {"nonce": nonce} if nonce else claims)

    def _pair(self, consent: Consent, at: datetime) -> Tokens:
        refresh_token = ""
        if "offline_access" in consent.scopes:
            refresh_token = self._new_id().replace("-", "")
            consent.refresh_tokens[refresh_token] = None
            self._by_refresh[refresh_token] = consent
        expires_at = (at + ACCESS_LIFE).replace(microsecond=0)
        claims = self._claims(at, expires_at, consent.scopes) | {
            "sub": consent.user_id.replace("-", ""),
            "xero_userid": consent.user_id,
            "authentication_event_id": consent.event_id,
        }
        return Tokens(self._signed(claims), refresh_token, expires_at, consent.scopes)

    def _claims(
        self, at: datetime, expires_at: datetime, scopes: tuple[str, ...]
    ) -> dict[str, Any]:
        return {
            "nbf": int(at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources",
            "client_id": self._client_id,
            "jti": self._new_id().replace("-", ""),
            "scope": list(scopes),
        }

    def _signed(self, claims: Mapping[str, Any]) -> str:
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, dict(claims), self._key)
