"""What the widget or the host's page calls to connect an organisation to Xero, or disconnect it."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from bot.domain.errors import NotSignedIn
from bot.ports.authorisations import Purpose
from bot.ports.people import Visitor
from bot.web.current import services
from bot.web.identity import bearer, visitor_of
from bot.web.limits import limit
from bot.web.schemas import AuthorisationIn
from bot.web.spec import IDENTIFIED
from bot.web.wire import AuthorisationOut, DisconnectedOut, ErrorOut, wire

Answer = tuple[dict[str, Any], int]

xero_api = APIBlueprint(
    "xero_api",
    __name__,
    url_prefix="/api/v1/xero",
    abp_tags=[Tag(name="Connecting", description="An organisation's consent at Xero.")],
    abp_responses={"400": ErrorOut, "4XX": ErrorOut, "5XX": ErrorOut},
)

PLACES = {Purpose.DISCONNECT: "/xero/disconnect"}
"""Where the browser takes the ticket; everything but disconnecting begins at the same place."""


@xero_api.post("/authorisations", responses={201: AuthorisationOut}, security=IDENTIFIED)
@limit("connect")
def authorise(body: AuthorisationIn) -> Answer:
    """Get a ticket; the browser takes it to `url` as a form of its own window, once.

    It is good for five minutes, for the organisation of the identity token alone. Submit it as the
    field `ticket` with method=post and target=_blank: a ticket never belongs into an address.
    """
    here = services()
    purpose = Purpose(body.purpose)
    ticket, expires_at = here.connecting.open(_visitor(), purpose)
    url = f"{here.settings.public_url}{PLACES.get(purpose, '/xero/connect')}"
    return wire(AuthorisationOut(url=url, ticket=ticket, expires_at=expires_at)), 201


@xero_api.delete("/connection", responses={200: DisconnectedOut}, security=IDENTIFIED)
@limit("connect")
def disconnect() -> Answer:
    """Disconnect the organisation of the identity token from Xero, and forget its consent."""
    ending = services().disconnecting.of(_visitor())
    return wire(DisconnectedOut(xero=ending.value)), 200


def _visitor() -> Visitor:
    here, token = services(), bearer()
    if token is None:
        raise NotSignedIn("Please send the host's identity token: Authorization: Bearer <token>.")
    return visitor_of(token, here.settings, now=here.clock(), new_id="")
