"""What Xero's status pages prove, and what they do not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from werkzeug.wrappers import Request, Response

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.looks import xero_looks
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.status import read_summary
from bot.domain.errors import OutsideError, Unavailable
from bot.domain.facts import CheckId
from bot.ports.looks import Finding, Look, Looks
from bot.services.allowance import Allowance
from tests.adapters.wire import Wire, serving, told
from tests.adapters.xero_answers import HTML, NOW, WILLOW, answer, consent, target
from tests.fakes import FakeConnections

SUMMARY = "/api/v2/summary.json"
ORGANISATION = "/api.xro/2.0/organisation"
GREEN = {"components": [{"name": "Accounting API", "status": "operational"}], "incidents": []}
SINCE = "2026-11-14T09:12:00.000Z"


def incident(name: str, *parts: object, status: object = "investigating") -> dict[str, object]:
    named = [{"name": part} for part in parts]
    return {"name": name, "status": status, "created_at": SINCE, "components": named}


def page(*incidents: object, **more: object) -> Answer:
    return answer(200, {**GREEN, "incidents": list(incidents), **more})


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (page(), False),
        (page(incident("Slow", "Accounting API")), True),
        (page(incident("Slow", "Login")), True),
        (page(incident("Slow", "Log In & Security", "Payroll")), True),
        (page(incident("Slow", "Invoicing", status="monitoring")), True),
        (page(incident("Slow", "Invoicing", status="resolved")), False),
        (page(incident("Slow", "Invoicing", status=None)), False),
        (page(incident("Slow", "Payroll", "Capital gains")), False),
        (page(incident("Problems with invoicing")), True),
        (page(incident("Problems with therapies")), False),
        (page(incident("Problems", None)), False),
        (page(None, "odd", 7), False),
        (page(scheduled_maintenances=[incident("Upgrade", status="in_progress")]), True),
        (page(scheduled_maintenances=[incident("Upgrade", "Payroll", status="verifying")]), False),
        (page(scheduled_maintenances=[incident("Upgrade", "API", status="scheduled")]), False),
        (page(scheduled_maintenances=None), False),
        (page(components=[{"name": "Public API", "status": "major_outage"}]), True),
        (page(components=[{"name": "Payroll", "status": "major_outage"}, None]), False),
        (page(components=[{"name": None, "status": None}]), False),
    ],
)
def test_only_open_trouble_that_touches_syncing_counts(said: Answer, trouble: bool) -> None:
    assert bool(read_summary(said, now=NOW)) is trouble


def test_components_named_in_updates_alone_count_too() -> None:
    update = {"affected_components": [{"name": "API"}]}
    assert read_summary(page({**incident("Slow"), "incident_updates": [update, None]}), now=NOW)


def test_trouble_is_told_with_its_beginning() -> None:
    said = read_summary(page(incident("Delayed invoices", "API")), now=NOW)
    assert said == (
        "Xero's status page reports a problem since 14 November at 09:12: “Delayed invoices”."
    )


@pytest.mark.parametrize("since", [None, "yesterday", 7, "0001-01-01T00:00:00Z"])
def test_trouble_without_a_readable_time_is_still_told(since: object) -> None:
    said = read_summary(page({**incident("Slow", "API"), "created_at": since}), now=NOW)
    assert said == "Xero's status page reports a problem: “Slow”."


@pytest.mark.parametrize(
    "said", [answer(200, HTML), answer(200, {}), answer(200, []), answer(404), answer(503, HTML)]
)
def test_another_page_is_no_status(said: Answer) -> None:
    with pytest.raises(OutsideError):
        read_summary(said, now=NOW)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


def status_look(wire: Wire, *, connected: bool = True) -> Look:
    return status_looks(wire, connected=connected)[CheckId("xero_status")]


def status_looks(wire: Wire, *, connected: bool = True) -> Looks:
    connections = FakeConnections()
    if connected:
        connections.save(WILLOW, consent(), now=NOW)
    settings = XeroSettings(
        client_id="app",
        client_secret="hush",
        api_url=wire.url,
        identity_url=wire.url,
        status_urls=(f"{wire.url}/one", f"{wire.url}/two"),
        timeout=(0.3, 0.3),
    )
    return xero_looks(settings, connections)


def pages(wire: Wire, one: Response | None, two: Response | None) -> None:
    for name, reply in (("one", one), ("two", two)):
        wire.on(f"/{name}{SUMMARY}", reply or wire.hang)


def value(look: Look, now: datetime = NOW) -> str:
    (finding,) = look(target(), now=now)
    assert isinstance(finding, Finding)
    return finding.value


def test_one_readable_page_is_enough(wire: Wire) -> None:
    pages(wire, Response(HTML), told(GREEN))
    assert value(status_look(wire)) == "ok"


def test_trouble_on_either_page_is_trouble(wire: Wire) -> None:
    pages(wire, told(GREEN), told({"incidents": [incident("Slow", "API")]}))
    assert value(status_look(wire)) == "trouble"


def test_without_any_page_nothing_is_known(wire: Wire) -> None:
    pages(wire, None, Response(status=404))
    with pytest.raises(Unavailable):
        status_look(wire)(target(), now=NOW)


def test_a_failing_api_is_trouble_while_the_pages_are_green(wire: Wire) -> None:
    pages(wire, told(GREEN), told(GREEN))
    wire.on(ORGANISATION, Response(HTML, 503))
    assert value(status_look(wire)) == "trouble"


@pytest.mark.parametrize("reply", [Response(status=429), Response(status=403), None])
def test_an_api_that_refuses_or_hangs_is_no_trouble_of_xero(
    wire: Wire, reply: Response | None
) -> None:
    pages(wire, told(GREEN), told(GREEN))
    wire.on(ORGANISATION, reply or wire.hang)
    assert value(status_look(wire)) == "ok"


def test_the_pages_are_asked_once_a_minute_without_any_credentials(wire: Wire) -> None:
    pages(wire, told(GREEN), None)
    look = status_look(wire, connected=False)
    for seconds in (0, 30, 59, 60):
        assert value(look, NOW + timedelta(seconds=seconds)) == "ok"
    assert sorted(wire.paths()) == [f"/one{SUMMARY}"] * 2 + [f"/two{SUMMARY}"] * 2
    assert not any("Authorization" in request.headers for request in wire.asked)


def test_after_a_remedy_the_pages_are_asked_again(wire: Wire) -> None:
    pages(wire, told(GREEN), told(GREEN))
    look = status_look(wire, connected=False)
    assert value(look) == "ok"
    pages(wire, told({"incidents": [incident("Slow", "API")]}), told(GREEN))
    assert value(look) == "ok"
    (finding,) = look(target(fresh=True), now=NOW)
    assert finding.value == "trouble"


def test_both_pages_are_asked_at_the_same_time(wire: Wire) -> None:
    both = Barrier(2)

    def only_together(_: Request) -> Response:
        both.wait(0.25)
        return told(GREEN)

    for name in ("one", "two"):
        wire.on(f"/{name}{SUMMARY}", only_together)
    assert value(status_look(wire, connected=False)) == "ok"


def test_the_last_requests_of_a_day_are_not_spent_on_the_status(wire: Wire) -> None:
    pages(wire, told(GREEN), told(GREEN))
    wire.on(ORGANISATION, told({}, 200, {"X-DayLimit-Remaining": "99"}))
    look = status_look(wire)
    for _ in range(3):
        assert value(look) == "ok"
    assert wire.paths().count(ORGANISATION) == 1


def test_an_organisation_that_has_just_answered_is_not_asked_again(wire: Wire) -> None:
    pages(wire, told(GREEN), told(GREEN))
    wire.on(ORGANISATION, told({"Organisations": [{"Class": "STANDARD"}]}))
    looks = status_looks(wire)
    looks[CheckId("xero_organisation")](target(), now=NOW)
    wire.on(ORGANISATION, Response(HTML, 503))
    assert value(looks[CheckId("xero_status")]) == "ok"
    assert value(looks[CheckId("xero_status")], NOW + timedelta(minutes=1)) == "trouble"
    (finding,) = looks[CheckId("xero_status")](target(fresh=True), now=NOW)
    assert finding.value == "trouble"


def test_after_a_remedy_one_answer_of_the_organisation_serves_the_whole_run(wire: Wire) -> None:
    pages(wire, told(GREEN), told(GREEN))
    wire.on(ORGANISATION, told({"Organisations": [{"Class": "STANDARD", "BaseCurrency": "GBP"}]}))
    looks, room = status_looks(wire), Allowance(left=lambda: 9.0).room
    at = target(fresh=True, room=room, currency="GBP")
    found = [looks[CheckId(f"xero_{one}")](at, now=NOW)[0] for one in ("codes", "status")]
    looks[CheckId("xero_organisation")](at, now=NOW)
    assert [one.value for one in found] == ["yes", "ok"]
    assert [path for path in wire.paths() if SUMMARY not in path] == [ORGANISATION]
