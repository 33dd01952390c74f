"""Reads HearLink's API and turns every failure into one of three errors."""

import json
import ssl
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus

import httpx

from bot.adapters.hearlink.settings import HearLinkSettings
from bot.domain.errors import Limited, Refused, Unavailable

LONGEST_WAIT = 7 * 24 * 3600
"""Seconds; nobody waits longer."""


class HearLinkClient:
    """GETs JSON with our API key."""

    def __init__(self, settings: HearLinkSettings) -> None:
        self._settings = settings

    def get(self, url: str, query: Mapping[str, str] | None = None) -> Mapping[str, object]:
        """The JSON object at `url`.

        Refused for 4xx, Limited for 429, Unavailable for no key, no answer, or no JSON object.
        """
        if not self._settings.api_key:
            raise Unavailable("No API key for HearLink is set.")
        connect, read = self._settings.timeout
        try:
            # One client a call leaves no open sockets behind; the costly part, TLS, is kept.
            with httpx.Client(
                headers={"x-api-key": self._settings.api_key},
                timeout=httpx.Timeout(read, connect=connect),
                verify=self._tls,
            ) as client:
                answer = client.get(url, params=query)
        except httpx.HTTPError as error:
            # The request that the error carries holds the key, so it goes no further.
            raise Unavailable(f"HearLink did not answer ({type(error).__name__}).") from None
        return read_object(answer.status_code, answer.headers, answer.content)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()


def read_object(status: int, headers: Mapping[str, str], body: bytes) -> Mapping[str, object]:
    """The JSON object in an answer; its errors as HearLinkClient.get names them."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Limited("HearLink asks for a pause.", wait=_wait(headers.get("retry-after", "")))
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Refused(f"HearLink answered {status}.", answer=status, reason=_code(body))
    if status != HTTPStatus.OK:
        raise Unavailable(f"HearLink answered {status}.")
    return _object(body)


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unavailable("HearLink's answer could not be read.") from error
    if not isinstance(found, dict):
        raise Unavailable("HearLink's answer is not an object.")
    return found


def _code(body: bytes) -> str:
    try:
        error = _object(body).get("error")
    except Unavailable:
        return ""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else ""


def _wait(seconds: str) -> timedelta | None:
    # Nine digits are thirty years; more would not fit into a timedelta.
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 10):  # noqa: PLR2004
        return None
    return timedelta(seconds=min(int(seconds), LONGEST_WAIT))
