"""Authorisation codes: five minutes, once, for one redirect address and one PKCE verifier."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LIFE = timedelta(minutes=5)
VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")


@dataclass(frozen=True, slots=True)
class Granted:
    """What the user allowed, until the app comes to fetch its tokens."""

    user_id: str
    organisations: tuple[str, ...]
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str
    nonce: str
    at: datetime


class Codes:
    """The codes that were given out. Not locked: `World` guards it."""

    def __init__(self, *, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._waiting: dict[str, Granted] = {}

    def issue(self, granted: Granted) -> str:
        code = self._new_id().replace("-", "")
        self._waiting[code] = granted
        return code

    def redeem(
        self, code: str, *, redirect_uri: str, verifier: str, now: datetime
    ) -> Granted | None:
        """What that code stands for, or None where Xero says invalid_grant; never a second time."""
        granted = self._waiting.pop(code, None)
        if granted is None or now - granted.at > CODE_LIFE:
            return None
        proven = VERIFIER.fullmatch(verifier) and challenge_of(verifier) == granted.challenge
        return granted if proven and redirect_uri == granted.redirect_uri else None


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
