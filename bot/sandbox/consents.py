"""The tokens that Xero's identity server gives out, rotates, and takes back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

ACCESS_LIFE = timedelta(minutes=30)
REFRESH_LIFE = timedelta(days=60)
GRACE = timedelta(minutes=30)
"""For so long a refresh token that was already used may be tried again."""

SCOPES = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.settings.read",
    "accounting.contacts.read",
    "accounting.invoices",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One access and refresh token pair."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a genuine access token says; `current` is false once another consent replaced it."""

    organisation: str
    expires_at: datetime
    scopes: tuple[str, ...]
    current: bool


@dataclass(slots=True)
class Consent:
    """One yes of one Xero user; refresh tokens by the time they were first used, if ever."""

    organisation: str
    event_id: str
    user_id: str
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
        self._by_organisation: dict[str, Consent] = {}

    def grant(self, organisation: str, user_id: str, *, at: datetime) -> Tokens:
        """A fresh pair as of that moment; the organisation's earlier pairs die."""
        consent = Consent(organisation, self._new_id(), user_id, self._scopes, at)
        self._by_event[consent.event_id] = consent
        self._by_organisation[organisation] = consent
        return self._pair(consent, at)

    def of(self, organisation: str) -> Consent | None:
        return self._by_organisation.get(organisation)

    def holder(self, refresh_token: str) -> str | None:
        """The organisation whose living consent gave out this refresh token."""
        consent = self._holder(refresh_token)
        return consent.organisation if consent else None

    def refresh(self, token: str, *, now: datetime) -> Tokens | None:
        """A new pair, or None where Xero says invalid_grant."""
        consent = self._holder(token)
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
        if consent := self._holder(token):
            del self._by_organisation[consent.organisation]

    def read(self, access_token: str) -> Bearer | None:
        """Who an access token was given to, or None when it is not one of ours."""
        try:
            claims = jwt.decode(access_token, self._key).claims
        except (JoseError, ValueError):
            return None
        consent = self._by_event[claims["authentication_event_id"]]
        return Bearer(
            organisation=consent.organisation,
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            scopes=tuple(claims["scope"]),
            current=self.of(consent.organisation) is consent,
        )

    def _holder(self, refresh_token: str) -> Consent | None:
        living = self._by_organisation.values()
        return next((one for one in living if refresh_token in one.refresh_tokens), None)

    def _pair(self, consent: Consent, at: datetime) -> Tokens:
        refresh_token = self._new_id().replace("-", "")
        consent.refresh_tokens[refresh_token] = None
        expires_at = (at + ACCESS_LIFE).replace(microsecond=0)
        access_token = jwt.encode(
            {"alg": "HS256", "typ": "JWT"}, self._claims(consent, at, expires_at), self._key
        )
        return Tokens(access_token, refresh_token, expires_at, consent.scopes)

    def _claims(self, consent: Consent, at: datetime, expires_at: datetime) -> dict[str, Any]:
        return {
            "nbf": int(at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources",
            "client_id": self._client_id,
            "sub": consent.user_id.replace("-", ""),
            "xero_userid": consent.user_id,
            "jti": self._new_id().replace("-", ""),
            "authentication_event_id": consent.event_id,
            "scope": list(consent.scopes),
        }
