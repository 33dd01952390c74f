"""Keeps an organisation's consent usable: refreshed by us, by one at a time, saved before use."""

import ssl
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from http import HTTPStatus

import httpx
import structlog

from bot.adapters.xero.answer import Answer, Row, fields, word
from bot.adapters.xero.crowd import Crowd
from bot.adapters.xero.errors import Reason, check, problem
from bot.adapters.xero.quota import Quota
from bot.adapters.xero.settings import XeroSettings
from bot.domain.errors import BadConfig, Limited, OutsideError, Refused, Unavailable
from bot.ports.connections import Connection, Connections, Refresher, Tokens
from bot.ports.looks import Room
from bot.ports.people import OrganisationId

log = structlog.get_logger()

MARGIN = timedelta(seconds=60)
"""A token this close to its end is renewed first: the call itself takes time too."""

LEEWAY = timedelta(seconds=2)
"""How much longer than the call may take the one who refreshes keeps all others away."""

PAUSE = timedelta(seconds=0.25)

HALF_AN_HOUR, A_DAY = 1800, 86_400
"""Seconds that an access token lives where Xero does not say, and that it never outlives."""

Call = Callable[[Tokens], Answer]


class Consents:
    """Finds consents and renews them; `sleep` takes seconds and waits for another's refresh."""

    def __init__(
        self, settings: XeroSettings, connections: Connections, *, sleep: Callable[[float], None]
    ) -> None:
        self._settings = settings
        self._connections = connections
        self._sleep = sleep
        self.quota = Quota()
        self._crowd = Crowd()
        self._lease = timedelta(seconds=sum(settings.timeout)) + LEEWAY

    def find(self, organisation: OrganisationId) -> Connection | None:
        """The stored consent, however old; Unavailable where no key opens it."""
        try:
            return self._connections.find(organisation)
        except BadConfig as unreadable:
            # A fault of ours, of one consent alone: nobody else's looks may suffer from it.
            log.error("unreadable consent", organisation=organisation, why=str(unreadable))
            raise Unavailable("The stored consent at Xero cannot be read.") from None

    def need(self, organisation: OrganisationId) -> Connection:
        """The stored consent; Refused when there is none."""
        connection = self.find(organisation)
        if connection is None:
            raise Refused("No consent at Xero is stored.", answer=404, reason=Reason.GRANT)
        return connection

    def ask(
        self,
        connection: Connection,
        call: Call,
        *,
        now: datetime,
        room: Room = nullcontext,
        counted: bool = True,
        insist: bool = False,
    ) -> Answer:
        """What Xero answers to `call`, once more with new tokens if it takes the old ones no more.

        Each call waits for `room`. A call that is not `counted` leaves the tenant's day alone;
        who insists asks even where nothing of that day is left.
        Refused with Reason.GRANT when only a new consent helps; Unavailable when the tokens
        could not be renewed just now; Limited when the tenant must be left in peace.
        """
        if counted:
            self.quota.check(connection.tokens.tenant_id, now=now, insist=insist)
        usable = self.usable(connection, now=now)
        answer = self.once(usable, call, now=now, room=room, counted=counted)
        if not _token_rejected(answer):
            return answer
        return self.once(self.renewed(usable, now=now), call, now=now, room=room, counted=counted)

    def once(
        self,
        connection: Connection,
        call: Call,
        *,
        now: datetime,
        room: Room = nullcontext,
        counted: bool = True,
    ) -> Answer:
        """What Xero answers to `call` with the tokens as they are.

        Unavailable when too many others ask the same tenant for too long.
        """
        _, seconds = self._settings.timeout
        with room(), self._crowd.room(connection.tokens.tenant_id, seconds=seconds):
            answer = call(connection.tokens)
        if counted:
            self.quota.note(connection.tokens.tenant_id, answer, now=now)
        return answer

    def usable(self, connection: Connection, *, now: datetime) -> Connection:
        """The same consent with an access token that will still live for a minute.

        One that the host renews is taken to its very end, for nobody here can renew it.
        """
        ours = connection.tokens.refreshed_by is Refresher.ASSISTANT
        if connection.tokens.expires_at - (MARGIN if ours else timedelta()) > now:
            return connection
        return self.renewed(connection, now=now)

    def renewed(self, connection: Connection, *, now: datetime) -> Connection:
        """The same consent with newer tokens, by our own refresh or by somebody else's.

        Who refreshes and dies leaves the lease behind; the next one takes over when it ends.
        Unavailable where only the host renews, and has handed over nothing newer.
        """
        waited = timedelta()
        while waited <= self._lease + PAUSE:
            newest = self.need(connection.organisation)
            if newest.tokens != connection.tokens:
                return newest
            if newest.tokens.refreshed_by is Refresher.HOST:
                raise Unavailable("HearLink renews this consent, and has not done so yet.")
            if self._connections.claim_refresh(newest, now=now + waited, lease=self._lease):
                return self._claimed(newest, now=now + waited)
            self._sleep(PAUSE.total_seconds())
            waited += PAUSE
        raise Unavailable("Somebody else is still renewing the consent at Xero.")

    def _claimed(self, connection: Connection, *, now: datetime) -> Connection:
        try:
            return self._refresh(connection, now=now)
        except OutsideError:
            self._connections.release_refresh(connection)
            raise

    def _refresh(self, connection: Connection, *, now: datetime) -> Connection:
        answer = self._post(connection.tokens)
        newest = self.need(connection.organisation)
        if newest.tokens != connection.tokens:
            # Connected anew while we asked: that consent counts, whatever became of ours.
            return newest
        tokens = renewed_tokens(answer, connection.tokens, now=now)
        # Xero takes the old refresh token for half an hour more: saved first, nothing is lost.
        saved = self._connections.replace(newest, tokens, now=now)
        return saved or self.need(connection.organisation)

    def _post(self, tokens: Tokens) -> Answer:
        connect, read = self._settings.timeout
        form = {
            "grant_type": "refresh_token",
            "refresh_token": tokens.refresh_token,
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
        }
        url = f"{self._settings.identity_url}/connect/token"
        try:
            answer = httpx.post(
                url, data=form, timeout=httpx.Timeout(read, connect=connect), verify=self._tls
            )
        except httpx.HTTPError as error:
            # The request that the error carries holds the secrets, so it goes no further.
            raise Unavailable(f"Xero did not renew the consent ({type(error).__name__}).") from None
        return Answer(answer.status_code, dict(answer.headers), answer.content)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()


def renewed_tokens(answer: Answer, old: Tokens, *, now: datetime) -> Tokens:
    """The tokens in an answer of the token endpoint, with what it leaves out from the old ones.

    Refused with Reason.GRANT when the refresh token is spent, Limited when we must wait,
    Unavailable for everything else, a mistake in our own settings included.
    """
    try:
        given = fields(check(answer).json())
    except Limited:
        raise
    except OutsideError:
        raise _no_tokens(answer) from None
    access = word(given, "access_token")
    if not access:
        raise Unavailable("Xero's answer has no token in it.")
    return replace(
        old,
        access_token=access,
        refresh_token=word(given, "refresh_token") or old.refresh_token,
        expires_at=now + _lifetime(given),
        scopes=tuple(word(given, "scope").split()) or old.scopes,
    )


def _no_tokens(answer: Answer) -> OutsideError:
    if answer.status != HTTPStatus.BAD_REQUEST:
        return Unavailable(f"Xero did not renew the consent and answered {answer.status}.")
    try:
        error = word(fields(answer.json()), "error")
    except Unavailable as unreadable:
        return unreadable
    if error == Reason.GRANT:
        return Refused("Xero takes this consent no more.", answer=400, reason=Reason.GRANT)
    return Unavailable(f"Xero did not renew the consent: {error or 'no reason given'}.")


def _lifetime(given: Row) -> timedelta:
    seconds = given.get("expires_in")
    if isinstance(seconds, int) and 0 < seconds <= A_DAY:
        return timedelta(seconds=seconds)
    return timedelta(seconds=HALF_AN_HOUR)


def _token_rejected(answer: Answer) -> bool:
    """Whether a new access token may help: neither role nor scope nor a stranger's page."""
    if answer.status != HTTPStatus.UNAUTHORIZED:
        return False
    refused = problem(answer)
    return isinstance(refused, Refused) and refused.reason in {Reason.TOKEN, Reason.TENANT}
