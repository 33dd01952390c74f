"""What a Statuspage shows: its indicator, components, incidents and planned work."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

COMPONENTS = ("Xero Accounting", "Invoicing", "Login", "API", "Payroll")
HIT = frozenset({"API", "Invoicing"})
DESCRIPTIONS = {
    "none": "All Systems Operational",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
    "maintenance": "Service Under Maintenance",
}
WORST = {"minor": "degraded_performance", "major": "major_outage", "critical": "major_outage"}

Json = dict[str, Any]


@dataclass(slots=True)
class Board:
    """The switches of the page: set one to show it, whatever the organisations suffer.

    `indicator` is minor, major, critical or maintenance, None for what the last caller's
    situation says; `about` are the components that an incident names.
    """

    indicator: str | None = None
    about: tuple[str, ...] = field(default=tuple(sorted(HIT)))
    resolved: bool = False

    def shows(self, page: frozenset[str]) -> str:
        if self.indicator:
            return self.indicator
        return "major" if "outage" in page else "maintenance" if "maintenance" in page else "none"


def head(now: datetime, indicator: str) -> Json:
    """The page and its one-line status, which all answers begin with."""
    return {
        "page": page(now),
        "status": {"indicator": indicator, "description": DESCRIPTIONS[indicator]},
    }


def page(now: datetime) -> Json:
    return {
        "id": "sandboxpage1",
        "name": "Xero",
        "url": "https://status.xero.com",
        "time_zone": "Etc/UTC",
        "updated_at": _iso(now),
    }


def components(now: datetime, indicator: str, about: Sequence[str]) -> list[Json]:
    return [_component(place, now, _state(name, indicator, about)) for place, name in _numbered()]


def incidents(now: datetime, indicator: str, about: Sequence[str], *, resolved: bool) -> list[Json]:
    """The one incident of an outage, if there is one."""
    if indicator not in WORST:
        return []
    state = "resolved" if resolved else "investigating"
    text = "Some requests to the Xero API fail. Our engineers are looking into it."
    named = [one for one in components(now, indicator, about) if one["name"] in about]
    update = {
        "id": "update1",
        "status": state,
        "body": text,
        "created_at": _iso(now),
        "updated_at": _iso(now),
        "affected_components": [{"code": one["id"], "name": one["name"]} for one in named] or None,
    }
    return [
        {
            "id": "incident1",
            "name": "Xero API unavailable",
            "status": state,
            "impact": indicator,
            "created_at": _iso(now - timedelta(minutes=40)),
            "updated_at": _iso(now),
            "resolved_at": _iso(now) if resolved else None,
            "shortlink": "https://status.xero.com",
            "incident_updates": [update],
            "components": named,
        }
    ]


def maintenances(now: datetime, indicator: str, about: Sequence[str]) -> list[Json]:
    """The planned work that is going on, if there is any."""
    if indicator != "maintenance":
        return []
    began, ends = now - timedelta(minutes=30), now + timedelta(hours=2)
    return [
        {
            "id": "maintenance1",
            "name": "Planned maintenance of the Xero API",
            "status": "in_progress",
            "impact": "maintenance",
            "created_at": _iso(began - timedelta(days=7)),
            "updated_at": _iso(began),
            "scheduled_for": _iso(began),
            "scheduled_until": _iso(ends),
            "incident_updates": [],
            "components": [o for o in components(now, indicator, about) if o["name"] in about],
        }
    ]


def _numbered() -> Sequence[tuple[int, str]]:
    return tuple(enumerate(COMPONENTS))


def _state(name: str, indicator: str, about: Sequence[str]) -> str:
    if name not in about or indicator == "none":
        return "operational"
    return WORST.get(indicator, "under_maintenance")


def _component(place: int, now: datetime, state: str) -> Json:
    return {
        "id": f"component{place}",
        "name": COMPONENTS[place],
        "status": state,
        "position": place + 1,
        "description": None,
        "group_id": None,
        "group": False,
        "only_show_if_degraded": False,
        "created_at": "2020-01-01T00:00:00.000Z",
        "updated_at": _iso(now),
        "page_id": "sandboxpage1",
    }


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
