"""The levers of the sandbox: list scenarios, make an organisation, repair it."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NoReturn

import httpx
from flask import Blueprint, Response, abort, request

from bot.sandbox.faults import FAULTS
from bot.sandbox.host import Host
from bot.sandbox.scenarios import SCENARIOS
from bot.sandbox.situation import Invoice, Situation
from bot.sandbox.wire import answer
from bot.sandbox.world import Organisation, World

MAX_LATENCY_MS = 60_000


def control(world: World, *, host: Host) -> Blueprint:
    """The routes below `/sandbox`; each change is told to the product as HearLink would."""
    pages = Blueprint("sandbox", __name__)

    @pages.get("/sandbox/scenarios")
    def scenarios() -> Response:
        return answer([asdict(one) for one in SCENARIOS.values()])

    @pages.post("/sandbox/organisations")
    def create() -> Response:
        wish = _body()
        faults, latency = _faults(wish), _latency(wish)
        organisation = world.create(faults, latency_ms=latency)
        host.connect(organisation)
        host.tell_all(world, organisation)
        return answer(_introduction(organisation), 201)

    @pages.post("/sandbox/organisations/<organisation_id>/repair")
    def repair(organisation_id: str) -> Response:
        organisation = world.organisations.get(organisation_id) or _refuse(
            404, "NotFound", "There is no such organisation."
        )
        fault = _body().get("fault")
        if fault != "all" and fault not in organisation.faults:
            _refuse(400, "BadInput", "This organisation does not have that fault.")
        repaired = world.repair(organisation, fault)
        if repaired.reconnected:
            host.connect(organisation)
        host.tell(world, organisation, repaired.invoices)
        return answer(_introduction(organisation))

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


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        _refuse(400, "BadInput", "Send a JSON object.")
    return body


def _error(status: int, error: str, message: str) -> Response:
    return answer({"ok": False, "error": error, "message": message}, status)


def _refuse(status: int, error: str, message: str) -> NoReturn:
    abort(_error(status, error, message))
