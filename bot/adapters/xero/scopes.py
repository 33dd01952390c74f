"""What our app asks leave for at Xero: to read, and to write only for a test invoice."""

from dataclasses import dataclass
from enum import StrEnum

from bot.ports.authorisations import Purpose

WHO = ("openid", "profile", "email", "offline_access")
"""Who agrees, and for longer than half an hour."""


class ScopeFamily(StrEnum):
    """Apps made since 2 March 2026 know the granular scopes alone; Xero ends the broad in 2027."""

    GRANULAR = "granular"
    BROAD = "broad"


READ = {
    ScopeFamily.GRANULAR: (
        "accounting.settings.read",
        "accounting.contacts.read",
        "accounting.invoices.read",
    ),
    ScopeFamily.BROAD: (
        "accounting.settings.read",
        "accounting.contacts.read",
        "accounting.transactions.read",
    ),
}
WRITE = {
    ScopeFamily.GRANULAR: "accounting.invoices",
    ScopeFamily.BROAD: "accounting.transactions",
}
"""What putting a test invoice there, and taking it away, needs beside reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSettings:
    """Where people agree, where Xero sends them back to, and what we ask for."""

    authorize_url: str = "https://login.xero.com/identity/connect/authorize"
    redirect_uri: str = ""
    family: ScopeFamily = ScopeFamily.GRANULAR


def scopes(family: ScopeFamily, purpose: Purpose) -> tuple[str, ...]:
    """What to ask for, least first."""
    write = (WRITE[family],) if purpose is Purpose.TEST_INVOICE else ()
    return (*WHO, *READ[family], *write)
