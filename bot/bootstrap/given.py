"""The time, and names that nobody can guess: what everything else gets as an argument."""

import secrets
from datetime import UTC, datetime

from bot.adapters.xero.trial import MARK

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letter or digit that is taken for another when read out."""


def now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(16)


def new_secret() -> str:
    """43 characters that nobody can guess: enough for PKCE."""
    return secrets.token_urlsafe(32)


def new_reference() -> str:
    """A reference that can be read out on the telephone: HL-7F3K-2M9P."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"HL-{letters[:4]}-{letters[4:]}"


def new_check_number() -> str:
    """The number of a test invoice: HL-CHECK-1f9c03be."""
    return f"{MARK}{secrets.token_hex(4)}"
