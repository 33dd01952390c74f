"""How is the Xero integration set in HearLink, and what went wrong last?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.adapters.hearlink.client import HearLinkClient
from bot.adapters.hearlink.contract import (
    Integration,
    SyncError,
    WebhookHealth,
    clinic_names,
    entries,
    is_whole,
)
from bot.adapters.hearlink.handed_on import hand_on
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.moments import spoken
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import FactName
from bot.domain.mapping import Mapped, write
from bot.domain.standing import NOTHING
from bot.ports.looks import Finding, Target
from bot.ports.mirror import Mirror

MANAGE = "integrations.manage"
"""The permission to see and change integrations, by the name that identity tokens use."""

LONGEST = 500
"""Characters of an error message that are kept."""


QUIET = timedelta(hours=1)
"""Webhooks this far behind what HearLink says that it did have fallen silent."""

CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class SettingsLook:
    """Gives the integration's settings, its last error, what this visitor's Group may do.

    Also whether our mirror still hears of what HearLink does. Hands on the names of clinics
    and when HearLink last sent something.
    """

    settings: HearLinkSettings
    client: HearLinkClient
    mirror: Mirror

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
        return read_settings(
            found,
            now=now,
            knows_number=target.value("invoice_number") is not None,
            heard=self.mirror.newest(target.organisation),
        )


def read_settings(
    found: Mapping[str, object],
    *,
    now: datetime,
    knows_number: bool = False,
    heard: datetime | None = None,
) -> Sequence[Finding]:
    """A finding for every key that says something; Unavailable when none does.

    `heard` is the time of the newest event that the mirror knows.
    """
    told = Integration.model_validate(found, context={"now": now})
    findings = [*_switches(told, now=now), *_choices(told), *_codes(told)]
    if told.last_error is not None:
        findings += _error(told.last_error, now=now, knows_number=knows_number)
    elif found.get("last_error", "absent") is None:
        findings.append(_finding("last_error", "none", "HearLink reports no error."))
    findings += _webhooks(told, heard=heard, now=now)
    if not findings:
        raise Unavailable("HearLink's answer says nothing about the integration.")
    return [*findings, *hand_on(clinics=clinic_names(told), synced=told.last_synced_at)]


def _switches(told: Integration, *, now: datetime) -> Iterator[Finding]:
    if told.enabled is not None:
        when = (
            told.last_synced_at
            and f"; it last sent something on {spoken(told.last_synced_at, now=now)}"
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


def _codes(told: Integration) -> Iterator[Finding]:
    known = entries(told)
    if known:
        detail = f"HearLink maps {', '.join(dict.fromkeys(one.category for one in known))} to Xero."
        yield _finding("mapping", write(known), detail)
        lacking = [_lack(one) for one in known if not one.complete]
        if lacking:
            yield _finding("mapping_complete", "no", f"In HearLink, {'; '.join(lacking)}.")
        elif is_whole(told):
            detail = "Every product category has an account and a tax rate in HearLink."
            yield _finding("mapping_complete", "yes", detail)
    if code := (told.payment_account or "").strip():
        detail = f"HearLink posts payments to the account {code} in Xero."
        yield _finding("payment_account_code", code, detail)
    currency = (told.currency or "").strip().upper()
    if CURRENCY.fullmatch(currency):
        yield _finding("currency", currency, f"HearLink sends invoices in {currency}.")


def _lack(entry: Mapped) -> str:
    chosen = {"revenue account": entry.account, "tax rate": entry.tax}
    missing = " and no ".join(name for name, code in chosen.items() if not code)
    where = f" at {entry.clinic}" if entry.clinic else ""
    return f"{entry.category}{where} has no {missing} for Xero"


def _webhooks(told: Integration, *, heard: datetime | None, now: datetime) -> Iterator[Finding]:
    """Silent where HearLink did something that the mirror never heard of."""
    sent, webhook = told.last_synced_at, told.webhook or WebhookHealth()
    if webhook.enabled is False:
        last = webhook.last_delivery_at
        when = f"; it last delivered something on {spoken(last, now=now)}" if last else ""
        detail = f"HearLink's webhook to this assistant is switched off{when}."
        yield _finding("webhooks", "silent", detail)
    elif sent is not None and (heard is None or sent - heard > QUIET):
        since = f"; the last one is of {spoken(heard, now=now)}" if heard else ""
        detail = f"HearLink's webhooks to this assistant have stopped arriving{since}."
        yield _finding("webhooks", "silent", detail)
    elif heard is not None and (sent is not None or webhook.enabled):
        yield _finding("webhooks", "current", "HearLink's webhooks to this assistant arrive.")


def _error(error: SyncError, *, now: datetime, knows_number: bool) -> Iterator[Finding]:
    message = (error.message or "").strip()[:LONGEST]
    if not message:
        return
    when = f" on {spoken(error.at, now=now)}" if error.at else ""
    yield _finding(
        "last_error", message, f"HearLink's last error{when} was: “{message.rstrip('.')}”."
    )
    number = (error.number or "").strip()
    if number and not knows_number:
        yield _finding("invoice_number", number, f"HearLink's last error was about {number}.")


def _either(fact: str, holds: bool, yes: tuple[str, str], no: tuple[str, str]) -> Finding:
    return _finding(fact, *(yes if holds else no))


def _finding(fact: str, value: str, detail: str) -> Finding:
    return Finding(fact=FactName(fact), value=value, detail=detail)
