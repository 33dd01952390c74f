"""What the look at the settings hands to those after it, and nobody keeps."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.domain.facts import FactName
from bot.ports.looks import Finding, Target

CLINICS, SYNCED = FactName("clinic_names"), FactName("last_synced_at")


def hand_on(*, clinics: Mapping[str, str], synced: datetime | None) -> Iterator[Finding]:
    """What people call the clinics, by what invoices call them, and when HearLink last sent."""
    if clinics:
        yield Finding(fact=CLINICS, value=json.dumps(clinics), fleeting=True)
    if synced is not None:
        yield Finding(fact=SYNCED, value=synced.isoformat(), fleeting=True)


def called(clinic: str, target: Target) -> str:
    """What people call a clinic, as far as that was handed on."""
    names: dict[str, str] = json.loads(target.value(CLINICS) or "{}")
    return names.get(clinic, clinic)


def last_synced(target: Target) -> datetime | None:
    """When HearLink says that it last sent something, as far as that was handed on."""
    at = target.value(SYNCED)
    return datetime.fromisoformat(at) if at else None
