"""Xero's list of connections: which tenants a consent reaches, and ending one."""

from flask import Blueprint, Response, request

from bot.sandbox.consents import Bearer, Consent
from bot.sandbox.gate import admit_bearer
from bot.sandbox.ledger import Row
from bot.sandbox.organisation import Organisation
from bot.sandbox.wire import answer, plain, problem
from bot.sandbox.world import World


def connections(world: World) -> Blueprint:
    """The routes `/connections` in both spellings, and `/connections/<id>` to delete one."""
    pages = Blueprint("connections", __name__)

    @pages.get("/connections")
    @pages.get("/Connections")
    def listed() -> Response:
        bearer = admit_bearer(world)
        # This call belongs to no tenant, so it tells the app's quota alone.
        left = max(world.limits.app_per_minute - 1, 0)
        return answer(_rows(world, bearer), 200, {"X-AppMinLimit-Remaining": str(left)})

    @pages.delete("/connections/<id_>")
    @pages.delete("/Connections/<id_>")
    def end(id_: str) -> Response:
        bearer = admit_bearer(world)
        with world.lock:
            ended = world.consents.disconnect(id_, bearer.organisations)
        if ended:
            return plain("", 204)
        return answer(problem("NotFound", 404, "Connection not found", world.new_id()), 404)

    return pages


def _rows(world: World, bearer: Bearer) -> list[Row]:
    event = request.args.get("authEventId")
    with world.lock:
        return [
            _row(consent, world.organisations[organisation], id_)
            for consent in world.consents.living()
            for organisation, id_ in consent.connections.items()
            if organisation in bearer.organisations
            and event in {None, consent.event_id}
            and "gone" not in world.organisations[organisation].situation.reach
        ]


def _row(consent: Consent, organisation: Organisation, id_: str) -> Row:
    swapped = "swapped" in organisation.situation.reach
    return {
        "id": id_,
        "authEventId": consent.event_id,
        # Turned round it is a well-formed id, and nobody else's.
        "tenantId": organisation.tenant_id[::-1] if swapped else organisation.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": f"{organisation.name} (new)" if swapped else organisation.name,
        "createdDateUtc": f"{organisation.connected_at:%Y-%m-%dT%H:%M:%S.%f}0",
        "updatedDateUtc": f"{organisation.reconnected_at:%Y-%m-%dT%H:%M:%S.%f}0",
    }
