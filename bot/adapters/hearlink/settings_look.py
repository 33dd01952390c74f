"""How is the Xero integration set in HearLink, and what went wrong last?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.adapters.hearlink.client import HearLinkClient
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.statuses import NOTHING
from bot.adapters.moments import spoken
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding, Target

MANAGE = "integrations.manage"
"""The permission to see and change integrations, by the name that identity tokens use."""

LONGEST = 500
"""Characters of an error message that are kept."""


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """What the field reads, or None: one odd key must not cost us all the others."""
    try:
        return read(value)
    except ValidationError:
        return None


Known = TypeVar("Known")
Lenient = Annotated[Known | None, WrapValidator(_or_none)]


class SyncError(BaseModel):
    """The last document that HearLink could not send, and why."""

    model_config = ConfigDict(frozen=True)
    message: Lenient[str] = None
    number: Lenient[str] = None
    at: Lenient[datetime] = None


class Integration(BaseModel):
    """docs/hearlink-settings.openapi.yaml, read leniently: None is what we were not told."""

    model_config = ConfigDict(frozen=True)
    enabled: Lenient[bool] = None
    reauth_required: Lenient[bool] = None
    mode: Lenient[Literal["manual", "automatic"]] = None
    sync_as: Lenient[Literal["draft", "authorised"]] = None
    statuses: Lenient[tuple[str, ...]] = None
    credit_notes: Lenient[bool] = None
    last_error: Lenient[SyncError] = None
    last_synced_at: Lenient[datetime] = None
    user_permissions: Lenient[tuple[str, ...]] = None


@dataclass(frozen=True, slots=True)
class SettingsLook:
    """Gives the integration's settings, its last error, and what this visitor's Group may do."""

    settings: HearLinkSettings
    client: HearLinkClient

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Asks the settings endpoint; Unavailable where HearLink does not offer it."""
        base = self.settings.settings_url or self.settings.base_url
        about = {"org": target.organisation, "user": target.visitor}
        asked = {name: value for name, value in about.items() if value}
        try:
            found = self.client.get(f"{base}/integrations/xero", asked)
        except Refused as no:
            if no.answer != HTTPStatus.NOT_FOUND:
                raise
            raise Unavailable("HearLink does not tell its settings here.") from no
        knows_number = target.value("invoice_number") is not None
        return read_settings(found, now=now, knows_number=knows_number)


def read_settings(
    found: Mapping[str, object], *, now: datetime, knows_number: bool = False
) -> Sequence[Finding]:
    """A finding for every key that says something; Unavailable when none does."""
    told = Integration.model_validate(found)
    findings = [*_switches(told, now=now), *_choices(told)]
    if told.last_error is not None:
        findings += _error(told.last_error, now=now, knows_number=knows_number)
    elif found.get("last_error", "absent") is None:
        findings.append(_finding("last_error", "none", "HearLink reports no error."))
    if not findings:
        raise Unavailable("HearLink's answer says nothing about the integration.")
    return findings


def _switches(told: Integration, *, now: datetime) -> Iterator[Finding]:
    if told.enabled is not None:
        when = (
            told.last_synced_at and f"; it last sent something on {_at(told.last_synced_at, now)}"
        )
        on = f"The Xero integration is switched on in HearLink{when or ''}."
        off = f"The Xero integration is switched off in HearLink{when or ''}."
        yield _either("integration", told.enabled, ("on", on), ("off", off))
    if told.user_permissions is not None:
        may = ("granted", "Your Group in HearLink may manage integrations.")
        may_not = ("denied", "Your Group in HearLink may not manage integrations.")
        yield _either("hearlink_access", MANAGE in told.user_permissions, may, may_not)
    if told.reauth_required is not None:
        yes = ("required", "HearLink asks for Xero to be connected again.")
        no = ("none", "HearLink does not ask for Xero to be connected again.")
        yield _either("reauth", told.reauth_required, yes, no)
    if told.credit_notes is not None:
        on, off = "Credit notes are set to go to Xero.", "Credit notes are not set to go to Xero."
        yield _either("credit_notes", told.credit_notes, ("on", on), ("off", off))


def _choices(told: Integration) -> Iterator[Finding]:
    if told.mode is not None:
        by_itself = ("on", "HearLink is set to send invoices to Xero by itself.")
        by_hand = ("off", "HearLink is set to send invoices to Xero only by hand.")
        yield _either("auto_sync", told.mode == "automatic", by_itself, by_hand)
    if told.sync_as is not None:
        arrive = "as drafts" if told.sync_as == "draft" else "already approved"
        detail = f"HearLink is set to send invoices to Xero {arrive}."
        yield _finding("sync_as", told.sync_as, detail)
    if told.statuses is not None:
        names = ", ".join(filter(None, (one.strip() for one in told.statuses)))
        detail = f"HearLink sends invoices with these statuses: {names}."
        nothing = "No invoice status is set to go to Xero."
        yield _finding("sync_statuses", names or NOTHING, detail if names else nothing)


def _error(error: SyncError, *, now: datetime, knows_number: bool) -> Iterator[Finding]:
    message = (error.message or "").strip()[:LONGEST]
    if not message:
        return
    when = f" on {_at(error.at, now)}" if error.at else ""
    yield _finding(
        "last_error", message, f"HearLink's last error{when} was: “{message.rstrip('.')}”."
    )
    number = (error.number or "").strip()
    if number and not knows_number:
        yield _finding("invoice_number", number, f"HearLink's last error was about {number}.")


def _at(moment: datetime, now: datetime) -> str:
    return spoken(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now=now)


def _either(fact: str, holds: bool, yes: tuple[str, str], no: tuple[str, str]) -> Finding:
    return _finding(fact, *(yes if holds else no))


def _finding(fact: str, value: str, detail: str) -> Finding:
    return Finding(fact=FactName(fact), value=value, detail=detail)
