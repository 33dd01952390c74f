"""The levers of the sandbox: make an organisation, break it, repair it, look back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NoReturn

import httpx
from flask import Blueprint, Response, abort, request

from bot.sandbox.failures import Failure, Kind
from bot.sandbox.faults import FAULTS
from bot.sandbox.host import Host
from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Invoice
from bot.sandbox.scenarios import SCENARIOS
from bot.sandbox.situation import Situation
from bot.sandbox.wire import answer, iso
from bot.sandbox.world import World

MAX_LATENCY_MS = 60_000


def control(world: World, *, host: Host) -> Blueprint:
    """The routes below `/sandbox`; each change is told to the product as HearLink would."""
    pages = Blueprint("sandbox", __name__)

    @pages.get("/sandbox/scenarios")
    def scenarios() -> Response:
        return answer([asdict(one) for one in SCENARIOS.values()])

    @pages.get("/sandbox/faults")
    def faults() -> Response:
        told = ("id", "title", "cause", "symptom", "about")
        return answer([{n: getattr(one, n) for n in told} for one in FAULTS.values()])

    @pages.post("/sandbox/organisations")
    def create() -> Response:
        wish = _body()
        faults, latency = _faults(wish), _latency(wish)
        beside = _organisation(world, wish["beside"]) if "beside" in wish else None
        organisation = world.create(
            faults, latency_ms=latency, beside=beside, distinct=wish.get("distinct") is True
        )
        host.connect(organisation)
        host.tell_all(world, organisation)
        return answer(_introduction(organisation), 201)

    @pages.post("/sandbox/organisations/<organisation_id>/break")
    def break_(organisation_id: str) -> Response:
        organisation, fault = _organisation(world, organisation_id), _body().get("fault")
        if fault not in FAULTS:
            _refuse(400, "BadInput", "There is no such fault.")
        host.tell(world, organisation, world.broken(organisation, fault))
        return answer(_introduction(organisation))

    @pages.post("/sandbox/organisations/<organisation_id>/repair")
    def repair(organisation_id: str) -> Response:
        organisation, fault = _organisation(world, organisation_id), _body().get("fault")
        if fault != "all" and fault not in organisation.faults:
            _refuse(400, "BadInput", "This organisation does not have that fault.")
        repaired = world.repair(organisation, fault)
        if repaired.reconnected:
            host.connect(organisation)
        host.tell(world, organisation, repaired.invoices)
        return answer(_introduction(organisation))

    @pages.post("/sandbox/failures")
    def fail() -> Response:
        with world.lock:
            world.failures.add(_failure(_body()))
        return answer({"ok": True}, 201)

    @pages.delete("/sandbox/failures")
    def heal() -> Response:
        with world.lock:
            world.failures.clear()
        return answer({"ok": True})

    @pages.get("/sandbox/breaches")
    def breaches() -> Response:
        with world.lock:
            return answer([asdict(one) | {"at": iso(one.at)} for one in world.breaches])

    @pages.get("/sandbox/calls")
    def calls() -> Response:
        with world.lock:
            told = {
                one: {"calls": world.watch.calls(one), "refreshes": world.watch.refreshes(one)}
                for one in world.organisations
            }
        return answer(told)

    @pages.get("/sandbox/log")
    def log() -> Response:
        with world.lock:
            told = list(world.watch.log)
        return answer(
            [{"what": one.what, "came": iso(one.came), "went": iso(one.went)} for one in told]
        )

    @pages.errorhandler(httpx.HTTPError)
    def product_refused(problem: httpx.HTTPError) -> Response:
        return _error(502, "ProductRefused", str(problem))

    def _introduction(organisation: Organisation) -> dict[str, Any]:
        # Permissions travel in the identity token, so a repair of them needs a new one.
        return {
            "organisation": organisation.id,
            "name": organisation.name,
            "identity_token": host.introduce(organisation, world.now()),
            "faults": list(organisation.faults),
            "invoices": [_shown(one, organisation.situation) for one in _newest(organisation)],
        }

    return pages


def _organisation(world: World, id_: str) -> Organisation:
    found = world.organisations.get(id_)
    return found or _refuse(404, "NotFound", "There is no such organisation.")


def _newest(organisation: Organisation) -> Iterable[Invoice]:
    """The invoices, the newest first, as a page lists them."""
    return reversed(organisation.situation.invoices)


def _shown(invoice: Invoice, now: Situation) -> dict[str, Any]:
    """A row of that list: its status in Xero, and whether another one there has its number."""
    there = [entry for entry in now.xero_invoices if entry.number == invoice.number]
    return {
        "number": invoice.number,
        "patient": invoice.patient.name,
        "total": sum(line.pence + line.vat for line in invoice.lines),
        "status": invoice.status,
        "xero": next((entry.status for entry in there if entry.id == invoice.xero_id), None),
        "taken": any(entry.id != invoice.xero_id for entry in there),
    }


def _faults(wish: dict[str, Any]) -> tuple[str, ...]:
    if (scenario := wish.get("scenario")) is not None:
        if scenario not in SCENARIOS:
            _refuse(404, "NotFound", "There is no such scenario.")
        return SCENARIOS[scenario].faults
    faults = wish.get("faults")
    if not isinstance(faults, list) or not all(one in FAULTS for one in faults):
        _refuse(400, "BadInput", "Name a scenario, or a list of known faults.")
    return tuple(faults)


def _latency(wish: dict[str, Any]) -> int:
    latency = wish.get("latency_ms", 0)
    if not isinstance(latency, int) or not 0 <= latency <= MAX_LATENCY_MS:
        _refuse(400, "BadInput", f"latency_ms is a whole number from 0 to {MAX_LATENCY_MS}.")
    return latency


def _failure(wish: dict[str, Any]) -> Failure:
    try:
        return Failure(**{**wish, "kind": Kind(wish.get("kind", ""))})
    except (TypeError, ValueError):
        _refuse(400, "BadInput", f"A failure has a kind: {', '.join(Kind)}.")


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        _refuse(400, "BadInput", "Send a JSON object.")
    return body


def _error(status: int, error: str, message: str) -> Response:
    return answer({"ok": False, "error": error, "message": message}, status)


def _refuse(status: int, error: str, message: str) -> NoReturn:
    abort(_error(status, error, message))
