"""The way to a consent at Xero and out of it: OAuth 2 with a code, PKCE and a state.

Authlib builds and reads what goes over the wire; the calls are ours, each with a bounded time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import quote

import httpx
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client

from bot.adapters.xero.answer import Answer, Row, rows, word
from bot.adapters.xero.errors import Reason, check
from bot.adapters.xero.scopes import ConsentSettings, scopes
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError, Refused, Unavailable
from bot.ports.authorisations import Ending, Purpose, Tenant
from bot.ports.connections import Connection, Tokens

USUAL, LONGEST = 1800, 86_400
"""Seconds that an access token lives where Xero does not say, and that it never outlives."""


class XeroAuthoriser:
    """The port `Authoriser` on Xero's identity server; `consents` has the newest tokens."""

    def __init__(
        self, settings: XeroSettings, consent: ConsentSettings, consents: Consents
    ) -> None:
        self._settings = settings
        self._consent = consent
        self._consents = consents

    def url(self, purpose: Purpose, *, state: str, verifier: str) -> str:
        """Where at Xero the visitor says yes or no; the verifier goes along only as its hash."""
        asked = " ".join(scopes(self._consent.family, purpose))
        url, _ = self._oauth(asked).create_authorization_url(
            self._consent.authorize_url, state=state, code_verifier=verifier
        )
        return str(url)

    def redeem(self, code: str, *, verifier: str, now: datetime) -> Tokens:
        """The tokens for that code, for no tenant yet.

        Refused names the error of OAuth as its reason; Unavailable when Xero did not answer.
        """
        url = f"{self._settings.identity_url}/connect/token"
        with _token_errors():
            given = self._oauth().fetch_token(
                url,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                auth=self._secret,
            )
        return _tokens(given, now=now)

    def tenants(self, tokens: Tokens) -> Sequence[Tenant]:
        """The organisations that these tokens reach; an accountant's practice is none."""
        return [
            Tenant(id=word(row, "tenantId"), name=word(row, "tenantName"))
            for row in self._reached(tokens)
            if word(row, "tenantType").upper() == "ORGANISATION" and word(row, "tenantId")
        ]

    def end(self, connection: Connection, *, now: datetime) -> tuple[Ending, Connection]:
        """Disconnect the organisation at Xero, and revoke a consent that serves no other.

        Beside the ending stands the consent that was ended, which may have had to be renewed.
        """
        try:
            connection = self._consents.usable(connection, now=now)
            return self._end(connection.tokens), connection
        except Refused as refused:
            # A spent refresh token opens nothing any more: there is nothing left to end.
            spent = refused.reason == Reason.GRANT
            return Ending.ENDED if spent else Ending.UNTOLD, connection
        except OutsideError:
            return Ending.UNTOLD, connection

    def _end(self, tokens: Tokens) -> Ending:
        reached = self._reached(tokens)
        ours = [row for row in reached if word(row, "tenantId") == tokens.tenant_id]
        for row in ours:
            check(self._call("DELETE", f"/connections/{quote(word(row, 'id'), safe='')}", tokens))
        if len(ours) < len(reached):
            # Revoking ends all that this person connected, other organisations included.
            return Ending.SHARED
        self._revoke(tokens)
        return Ending.ENDED

    def _revoke(self, tokens: Tokens) -> None:
        url = f"{self._settings.identity_url}/connect/revocation"
        with _token_errors():
            answer: httpx.Response = self._oauth().revoke_token(
                url,
                token=tokens.refresh_token,
                token_type_hint="refresh_token",  # noqa: S106 - its kind, not its value
                auth=self._secret,
            )
        check(_answer(answer))

    def _reached(self, tokens: Tokens) -> Sequence[Row]:
        answer = check(self._call("GET", "/connections", tokens)).json()
        if not isinstance(answer, list):
            raise Unavailable("Xero's answer lacks the connections.")
        return rows(answer)

    def _call(self, method: str, path: str, tokens: Tokens) -> Answer:
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {tokens.access_token}",
        }
        with _token_errors():
            url = f"{self._settings.api_url}{path}"
            return _answer(self._http.request(method, url, headers=headers))

    def _oauth(self, scope: str | None = None) -> OAuth2Client:
        return OAuth2Client(
            self._http,
            client_id=self._settings.client_id,
            scope=scope,
            redirect_uri=self._consent.redirect_uri,
            code_challenge_method="S256",
        )

    @property
    def _secret(self) -> tuple[str, str]:
        return self._settings.client_id, self._settings.client_secret

    @cached_property
    def _http(self) -> httpx.Client:
        """Connections that are kept open; they know no customer."""
        connect, read = self._settings.timeout
        return httpx.Client(timeout=httpx.Timeout(read, connect=connect))


@contextmanager
def _token_errors() -> Iterator[None]:
    """Every failure inside as an OutsideError; what the libraries raise may carry secrets."""
    try:
        yield
    except OAuth2Error as error:
        raise Refused("Xero refused.", answer=400, reason=str(error.error)) from None
    except httpx.HTTPError as error:
        raise Unavailable(f"Xero did not answer ({type(error).__name__}).") from None
    except ValueError:
        raise Unavailable("Xero's answer could not be read.") from None


def _answer(response: httpx.Response) -> Answer:
    return Answer(response.status_code, dict(response.headers), response.content)


def _tokens(given: Mapping[str, object], *, now: datetime) -> Tokens:
    access, refresh = word(given, "access_token"), word(given, "refresh_token")
    if not access:
        raise Unavailable("Xero's answer has no token in it.")
    if not refresh:
        # Our app may not ask for offline_access: without it the consent dies in half an hour.
        raise Refused("Xero gave no refresh token.", answer=200, reason="invalid_scope")
    return Tokens(
        tenant_id="",
        access_token=access,
        refresh_token=refresh,
        expires_at=now + _lifetime(given),
        scopes=tuple(word(given, "scope").split()),
    )


def _lifetime(given: Mapping[str, object]) -> timedelta:
    seconds = given.get("expires_in")
    if isinstance(seconds, int) and 0 < seconds <= LONGEST:
        return timedelta(seconds=seconds)
    return timedelta(seconds=USUAL)
