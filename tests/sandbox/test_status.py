"""The status page that all organisations share."""

from flask.testing import FlaskClient

from bot.sandbox.world import World


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


def test_page_stays_green_where_others_still_reach_xero(wire: FlaskClient, world: World) -> None:
    world.create(["xero_down"])
    assert indicator(wire) == "major"
    world.create()
    assert indicator(wire) == "none"
