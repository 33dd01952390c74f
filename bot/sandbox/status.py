"""Xero's public status page, in the shapes of Statuspage."""

from datetime import datetime

from flask import Blueprint, Response

from bot.sandbox.wire import answer
from bot.sandbox.world import World

COMPONENTS = ("Xero Accounting", "Invoicing", "Login", "API")


def status(world: World) -> Blueprint:
    """The routes `/api/v2/status.json` and `/api/v2/summary.json`."""
    pages = Blueprint("status", __name__)

    @pages.get("/api/v2/status.json")
    def brief() -> Response:
        return answer(_head(world.now(), down=_down(world)))

    @pages.get("/api/v2/summary.json")
    def summary() -> Response:
        now, down = world.now(), _down(world)
        body: dict[str, object] = {
            "components": [_component(place, now, down) for place in range(len(COMPONENTS))],
            "incidents": [_incident(now)] if down else [],
            "scheduled_maintenances": [],
        }
        return answer(_head(now, down=down) | body)

    return pages


def _down(world: World) -> bool:
    # Nobody signs in here, so the wait is that of whoever called last.
    latest = world.latest()
    if latest and latest.latency_ms:
        world.sleep(latest.latency_ms / 1000)
    return world.outage()


def _head(now: datetime, *, down: bool) -> dict[str, object]:
    return {
        "page": {
            "id": "sandboxpage1",
            "name": "Xero",
            "url": "https://status.xero.com",
            "time_zone": "Etc/UTC",
            "updated_at": _iso(now),
        },
        "status": {
            "indicator": "major" if down else "none",
            "description": "Partial System Outage" if down else "All Systems Operational",
        },
    }


def _component(place: int, now: datetime, down: bool) -> dict[str, object]:
    hit = down and COMPONENTS[place] in {"API", "Invoicing"}
    return {
        "id": f"component{place}",
        "name": COMPONENTS[place],
        "status": "major_outage" if hit else "operational",
        "position": place + 1,
        "description": None,
        "group_id": None,
        "group": False,
        "only_show_if_degraded": False,
        "updated_at": _iso(now),
    }


def _incident(now: datetime) -> dict[str, object]:
    text = "Some requests to the Xero API fail. Our engineers are looking into it."
    update = {"status": "investigating", "body": text, "created_at": _iso(now)}
    return {
        "id": "incident1",
        "name": "Xero API unavailable",
        "status": "investigating",
        "impact": "major",
        "created_at": _iso(now),
        "updated_at": _iso(now),
        "resolved_at": None,
        "shortlink": "https://status.xero.com",
        "incident_updates": [{**update, "affected_components": None}],
        "components": [],
    }


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
