"""The status page that all organisations share."""

import pytest
from flask.testing import FlaskClient

from bot.sandbox.world import World
from tests.sandbox.stage import Clock


def indicator(wire: FlaskClient) -> str:
    status = wire.get("/status/api/v2/status.json").get_json()["status"]
    return str(status["indicator"])


def test_quiet_day(wire: FlaskClient, world: World) -> None:
    assert indicator(wire) == "none"
    world.create()
    body = wire.get("/status/api/v2/summary.json").get_json()
    assert body["status"] == {"indicator": "none", "description": "All Systems Operational"}
    assert {one["status"] for one in body["components"]} == {"operational"}
    assert body["incidents"] == body["scheduled_maintenances"] == []


def test_outage_is_an_unresolved_major_incident(wire: FlaskClient, world: World) -> None:
    down = world.create(["xero_down"])
    body = wire.get("/status/api/v2/summary.json").get_json()
    [incident] = body["incidents"]
    assert (incident["impact"], incident["status"]) == ("major", "investigating")
    assert incident["resolved_at"] is None
    assert "major_outage" in {one["status"] for one in body["components"] if one["name"] == "API"}
    world.repair(down, "xero_down")
    assert indicator(wire) == "none"


def test_page_shows_what_the_last_caller_suffers(
    wire: FlaskClient, world: World, clock: Clock
) -> None:
    down = world.create(["xero_down"])
    assert indicator(wire) == "major"
    world.create()
    assert indicator(wire) == "none"
    clock.move(seconds=1)
    world.visit(down)
    assert indicator(wire) == "major"


def test_maintenance_is_planned_work_in_progress(wire: FlaskClient, world: World) -> None:
    world.create(["status_page_maintenance"])
    body = wire.get("/status/api/v2/summary.json").get_json()
    assert body["status"]["indicator"] == "maintenance"
    [work] = body["scheduled_maintenances"]
    assert (work["status"], work["impact"]) == ("in_progress", "maintenance")
    assert {one["name"] for one in work["components"]} == {"API", "Invoicing"}
    assert body["incidents"] == []
    active = wire.get("/status/api/v2/scheduled-maintenances/active.json").get_json()
    assert active["scheduled_maintenances"] == [work]
    upcoming = wire.get("/status/api/v2/scheduled-maintenances/upcoming.json").get_json()
    assert upcoming["scheduled_maintenances"] == []


@pytest.mark.parametrize("shown", ["minor", "major", "critical", "maintenance"])
def test_page_can_be_switched_by_hand(wire: FlaskClient, world: World, shown: str) -> None:
    world.create()
    world.board.indicator, world.board.about = shown, ("Payroll",)
    body = wire.get("/status/api/v2/summary.json").get_json()
    assert body["status"]["indicator"] == shown
    hit = [one["name"] for one in body["components"] if one["status"] != "operational"]
    assert hit == ["Payroll"]
    components = wire.get("/status/api/v2/components.json").get_json()
    assert components["components"] == body["components"]


def test_resolved_incident_is_history(wire: FlaskClient, world: World) -> None:
    world.board.indicator, world.board.resolved = "major", True
    [incident] = wire.get("/status/api/v2/incidents.json").get_json()["incidents"]
    assert (incident["status"], bool(incident["resolved_at"])) == ("resolved", True)
    assert wire.get("/status/api/v2/incidents/unresolved.json").get_json()["incidents"] == []
    assert wire.get("/status/api/v2/summary.json").get_json()["incidents"] == []
