"""What the host calls: webhooks, and the hand-over of a Xero connection."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models import RawModel
from flask_openapi3.models.tag import Tag

from bot.ports.connections import Refresher, Tokens
from bot.ports.people import OrganisationId
from bot.web.current import services
from bot.web.identity import require_host
from bot.web.limits import limit
from bot.web.schemas import ConnectionIn, OrganisationPath
from bot.web.spec import HOST, SIGNED
from bot.web.wire import DoneOut, ErrorOut, wire

Answer = tuple[dict[str, Any], int]

host = APIBlueprint(
    "host",
    __name__,
    abp_tags=[Tag(name="Host", description="What HearLink itself calls, with its own key.")],
    abp_responses={"400": ErrorOut, "4XX": ErrorOut, "5XX": ErrorOut},
)


@host.put("/api/v1/connections/<organisation>", responses={200: DoneOut}, security=HOST)
@limit("host")
def hand_over(path: OrganisationPath, body: ConnectionIn) -> Answer:
    """Hand over an organisation's consent at Xero, so that nobody consents twice."""
    here = services()
    require_host(here.settings)
    tokens = Tokens(
        tenant_id=body.tenant_id,
        access_token=body.access_token,
        refresh_token=body.refresh_token,
        expires_at=body.expires_at,
        scopes=tuple(body.scopes),
        refreshed_by=Refresher(body.refreshes),
    )
    here.connections.save(OrganisationId(path.organisation), tokens, now=here.clock())
    return wire(DoneOut()), 200


@host.delete("/api/v1/connections/<organisation>", responses={200: DoneOut}, security=HOST)
@limit("host")
def forget(path: OrganisationPath) -> Answer:
    """Forget an organisation's consent."""
    here = services()
    require_host(here.settings)
    here.connections.remove(OrganisationId(path.organisation))
    return wire(DoneOut()), 200


@host.post("/hooks/hearlink", responses={200: DoneOut}, security=SIGNED)
@limit("host")
def hearlink(raw: RawModel) -> Answer:
    """Take a webhook of HearLink; its signature over the raw body is the proof."""
    here = services()
    now = here.clock()
    delivery, document = here.webhook(raw.get_data(), dict(raw.headers), now=now)
    here.mirror.record(delivery, document, now=now)
    return wire(DoneOut()), 200
