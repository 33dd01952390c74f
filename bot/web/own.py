"""What people do with conversations of their own: find them on another device, change an answer."""

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import AwareDatetime, BaseModel

from bot.services.changes import Changes
from bot.services.resuming import Resuming
from bot.web.current import services
from bot.web.identity import bearer, conversation_key, granted, visitor_of
from bot.web.limits import limit
from bot.web.schemas import ConversationPath, MessageIn, Name
from bot.web.spec import ANYBODY, VISITOR
from bot.web.wire import AnsweredOut, ErrorOut, wire

Answer = tuple[dict[str, Any], int]

own = APIBlueprint(
    "own",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Chat", description="Talk with the assistant.")],
    abp_responses={"400": ErrorOut, "4XX": ErrorOut, "5XX": ErrorOut},
)


class OwnOut(BaseModel):
    """One conversation; `token` opens it on this device, for as long as it is valid."""

    id: str
    topic: str
    began: AwareDatetime
    token: str


class OwnsOut(BaseModel):
    """The open conversations of the visitor, newest first."""

    conversations: list[OwnOut]


class ChangeIn(MessageIn):
    """Other words, or another choice, for the message that was sent as `replaces`."""

    replaces: Name


@own.get("/conversations", responses={200: OwnsOut}, security=ANYBODY)
@limit("read")
def mine() -> Answer:
    """Find the conversations that the host's token names the owner of, to go on with one."""
    here = services()
    now = here.clock()
    visitor = visitor_of(bearer(), here.settings, now=now, new_id="")
    found = Resuming(conversations=here.chat.conversations, clock=here.clock).own(visitor)
    listed = [
        OwnOut(
            id=kept.stored.id,
            topic=kept.stored.state.topic,
            began=kept.began,
            token=granted(kept.key, here.settings, now=now),
        )
        for kept in found
    ]
    return wire(OwnsOut(conversations=listed)), 200


@own.post("/conversations/<conversation>/changes", responses={200: AnsweredOut}, security=VISITOR)
@limit("message")
def change(path: ConversationPath, body: ChangeIn) -> Answer:
    """Change an earlier answer where it stands; later ones count on where they fit."""
    key, changes = conversation_key(path.conversation), Changes(services().chat)
    sent = {"replaces": body.replaces, "client_id": body.client_id}
    if body.text is not None:
        answered = changes.say(key, text=body.text, **sent)
    else:
        answered = changes.choose(key, choice=body.choice or "", **sent)
    return wire(AnsweredOut(version=answered.version, turn=answered.turn)), 200
