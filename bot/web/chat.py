"""The chat API."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

from flask import Response, request, stream_with_context
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from bot.domain.escalation import ConversationId
from bot.domain.topic import TopicId
from bot.ports import Key
from bot.services.chat import Answered
from bot.services.checks import CheckFinished, CheckStarted, Progress
from bot.web.current import services
from bot.web.identity import bearer, conversation_key, hashed, visitor_of
from bot.web.limits import limit
from bot.web.schemas import (
    AnsweredOut,
    CheckOut,
    ChecksOut,
    ConversationPath,
    ErrorOut,
    EscalationIn,
    EventsOut,
    FeedbackIn,
    MessageIn,
    PreviewOut,
    SentOut,
    Since,
    StartedOut,
    StartIn,
    ThanksOut,
    TopicPath,
    UndoIn,
    event_out,
    wire,
)

Answer = tuple[dict[str, Any], int]

api = APIBlueprint(
    "chat",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Chat", description="Talk with the assistant.")],
    abp_responses={"4XX": ErrorOut, "5XX": ErrorOut},
)


@api.post("/conversations", responses={201: StartedOut})
@limit("start")
def start(body: StartIn) -> Answer:
    """Open a conversation, identified by the host's token or anonymous."""
    here = services()
    visitor = visitor_of(bearer(), here.settings, now=here.clock(), new_id=here.new_id())
    token = secrets.token_urlsafe(32)
    key = Key(conversation=ConversationId(here.new_id()), token_hash=hashed(token))
    opened = here.chat.start(key, visitor, topic=body.topic)
    out = StartedOut(id=key.conversation, token=token, version=opened.version, turn=opened.turn)
    return wire(out), 201


@api.post("/conversations/<conversation>/messages", responses={200: AnsweredOut})
@limit("message")
def message(path: ConversationPath, body: MessageIn) -> Answer:
    """Send words or a choice; the same client_id again gets the same answer."""
    key, chat = conversation_key(path.conversation), services().chat
    if body.text is not None:
        return _answered(chat.say(key, client_id=body.client_id, text=body.text))
    return _answered(chat.choose(key, client_id=body.client_id, choice=body.choice or ""))


@api.post("/conversations/<conversation>/undo", responses={200: AnsweredOut})
@limit("message")
def undo(path: ConversationPath, body: UndoIn) -> Answer:
    """Take the last message back; what was looked at stays seen."""
    key = conversation_key(path.conversation)
    return _answered(services().chat.undo(key, client_id=body.client_id))


@api.get("/conversations/<conversation>/events", responses={200: EventsOut})
@limit("read")
def events(path: ConversationPath, query: Since) -> Answer:
    """Everything that happened after an event, to resume or to catch up."""
    key = conversation_key(path.conversation)
    stored, found = services().chat.history(key, since=query.after)
    out = EventsOut(
        version=stored.version,
        last=stored.last,
        owner=stored.owner,
        events=[event_out(numbered) for numbered in found],
    )
    return wire(out), 200


@api.post("/conversations/<conversation>/checks", responses={200: ChecksOut})
@limit("checks")
def checks(path: ConversationPath) -> Response | Answer:
    """Run the pending looks: as text/event-stream with progress, or as JSON at the end."""
    key = conversation_key(path.conversation)
    progress = services().checks.run(key)
    if request.accept_mimetypes.best_match(["application/json", "text/event-stream"]) == (
        "text/event-stream"
    ):
        stream = stream_with_context(_stream(progress))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(stream, mimetype="text/event-stream", headers=headers)
    return _finished(list(progress))


@api.post("/conversations/<conversation>/feedback", responses={200: ThanksOut})
@limit("message")
def feedback(path: ConversationPath, body: FeedbackIn) -> Answer:
    """Was this helpful?"""
    thanks = services().feedback.rate(
        conversation_key(path.conversation),
        helpful=body.helpful,
        reasons=body.reasons,
        comment=body.comment,
    )
    return wire(ThanksOut(version=thanks.version, message=thanks.message)), 200


@api.post("/conversations/<conversation>/escalation", responses={200: PreviewOut, 201: SentOut})
@limit("escalation")
def escalation(path: ConversationPath, body: EscalationIn) -> Answer:
    """See the ticket as it would be sent, or send it."""
    key, desk = conversation_key(path.conversation), services().escalation
    if body.preview:
        return wire(PreviewOut(ticket=desk.preview(key))), 200
    sent = desk.send(key, contact=body.contact.contact(), summary=body.summary)
    out = SentOut(reference=sent.reference, version=sent.answered.version, turn=sent.answered.turn)
    return wire(out), 201


@api.post("/articles/<topic>/feedback", responses={200: ThanksOut})
@limit("start")
def article_feedback(path: TopicPath, body: FeedbackIn) -> Answer:
    """Was this article helpful? Needs no conversation."""
    here = services()
    topic = here.knowledge.topic(TopicId(path.topic)).id
    thanks = here.feedback.rate_article(
        topic, helpful=body.helpful, reasons=body.reasons, comment=body.comment
    )
    return wire(ThanksOut(version=thanks.version, message=thanks.message)), 200


def _answered(answered: Answered) -> Answer:
    return wire(AnsweredOut(version=answered.version, turn=answered.turn)), 200


def _check_out(finished: CheckFinished) -> CheckOut:
    return CheckOut(
        id=finished.id,
        label=finished.label,
        state=finished.state,
        text=finished.text,
        took_ms=finished.took_ms,
    )


def _finished(progress: list[Progress]) -> Answer:
    *_, last = progress
    assert isinstance(last, Answered)  # noqa: S101 # a run always ends with a turn
    done = [_check_out(step) for step in progress if isinstance(step, CheckFinished)]
    return wire(ChecksOut(version=last.version, turn=last.turn, checks=done)), 200


def _stream(progress: Iterator[Progress]) -> Iterator[str]:
    for step in progress:
        match step:
            case CheckStarted():
                yield _sse("check.started", {"id": step.id, "label": step.label})
            case CheckFinished():
                yield _sse("check.finished", wire(_check_out(step)))
            case Answered():
                yield _sse("turn", wire(AnsweredOut(version=step.version, turn=step.turn)))


def _sse(event: str, body: dict[str, Any]) -> str:
    return f"event: {event}\ndata: {json.dumps(body)}\n\n"
