"""Xero's public status page, in the shapes of Statuspage."""

from datetime import datetime

from flask import Blueprint, Response

from bot.sandbox import statuspage
from bot.sandbox.wire import answer
from bot.sandbox.world import World


def status(world: World) -> Blueprint:
    """The routes below `/api/v2`: summary, status, components, incidents, maintenances."""
    pages = Blueprint("status", __name__)

    @pages.get("/api/v2/status.json")
    def brief() -> Response:
        return answer(statuspage.head(*_seen(world)))

    @pages.get("/api/v2/summary.json")
    def summary() -> Response:
        now, shown = _seen(world)
        body: dict[str, object] = {
            "components": statuspage.components(now, shown, world.board.about),
            "incidents": [] if world.board.resolved else _incidents(now, shown),
            "scheduled_maintenances": statuspage.maintenances(now, shown, world.board.about),
        }
        return answer(statuspage.head(now, shown) | body)

    @pages.get("/api/v2/components.json")
    def components() -> Response:
        now, shown = _seen(world)
        found = statuspage.components(now, shown, world.board.about)
        return answer({"page": statuspage.page(now), "components": found})

    @pages.get("/api/v2/incidents.json", defaults={"which": "all"})
    @pages.get("/api/v2/incidents/<any(unresolved):which>.json")
    def incidents(which: str) -> Response:
        now, shown = _seen(world)
        hidden = which == "unresolved" and world.board.resolved
        found = [] if hidden else _incidents(now, shown)
        return answer({"page": statuspage.page(now), "incidents": found})

    @pages.get("/api/v2/scheduled-maintenances.json", defaults={"which": "all"})
    @pages.get("/api/v2/scheduled-maintenances/<any(active,upcoming):which>.json")
    def maintenances(which: str) -> Response:
        now, shown = _seen(world)
        found = statuspage.maintenances(now, shown, world.board.about)
        none = which == "upcoming"
        body = {"page": statuspage.page(now), "scheduled_maintenances": [] if none else found}
        return answer(body)

    def _incidents(now: datetime, shown: str) -> list[statuspage.Json]:
        about, resolved = world.board.about, world.board.resolved
        return statuspage.incidents(now, shown, about, resolved=resolved)

    return pages


def _seen(world: World) -> tuple[datetime, str]:
    """Now, and what the page shows.

    Nobody signs in here, so the wait and the weather are those of whoever called last.
    """
    latest = world.latest()
    if latest and latest.latency_ms:
        world.sleep(latest.latency_ms / 1000)
    suffered = latest.situation.page if latest else frozenset[str]()
    return world.now(), world.board.shows(suffered)
