"""The chat API."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

from flask import Response, request, stream_with_context
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from bot.domain.escalation import ConversationId
from bot.domain.topic import CauseId, TopicId
from bot.ports.conversations import Key
from bot.services.chat import Answered
from bot.services.checks import Progress
from bot.services.look_learning import CheckFinished, CheckStarted
from bot.web.current import services
from bot.web.errors import event_of
from bot.web.identity import (
    bearer,
    conversation_key,
    hashed,
    key_and_visitor,
    proven_key,
    visitor_of,
)
from bot.web.language import negotiated, phrases_here, spoken
from bot.web.limits import limit
from bot.web.schemas import (
    ArticleFeedbackIn,
    ConversationPath,
    EscalationIn,
    FeedbackIn,
    MessageIn,
    Since,
    StartIn,
    TopicPath,
    UndoIn,
)
from bot.web.spec import ANYBODY, NOBODY, VISITOR
from bot.web.wire import (
    AnsweredOut,
    CheckOut,
    ChecksOut,
    ErrorOut,
    EventsOut,
    PreviewOut,
    SentOut,
    StartedOut,
    ThanksOut,
    event_out,
    wire,
)

Answer = tuple[dict[str, Any], int]

api = APIBlueprint(
    "chat",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Chat", description="Talk with the assistant.")],
    abp_responses={"400": ErrorOut, "4XX": ErrorOut, "5XX": ErrorOut},
)


@api.post("/conversations", responses={201: StartedOut}, security=ANYBODY)
@limit("start")
def start(body: StartIn) -> Answer:
    """Open a conversation, identified by the host's token or anonymous."""
    here = services()
    visitor = visitor_of(bearer(), here.settings, now=here.clock(), new_id=here.new_id())
    token = secrets.token_urlsafe(32)
    key = Key(conversation=ConversationId(here.new_id()), token_hash=hashed(token))
    language = negotiated(here.knowledge.phrases, first=body.language or "")
    opened = here.chat.start(key, visitor, topic=body.topic, language=language)
    out = StartedOut(
        id=key.conversation,
        token=token,
        version=opened.version,
        turn=opened.turn,
        **_spoken(language),
    )
    return wire(out), 201


@api.post("/conversations/<conversation>/messages", responses={200: AnsweredOut}, security=VISITOR)
@limit("message")
def message(path: ConversationPath, body: MessageIn) -> Answer:
    """Send words or a choice; the same client_id again gets the same answer."""
    key, visitor = key_and_visitor(path.conversation)
    chat, client_id = services().chat, body.client_id
    if body.text is not None:
        return _answered(chat.say(key, client_id=client_id, text=body.text, visitor=visitor))
    choice = body.choice or ""
    return _answered(chat.choose(key, client_id=client_id, choice=choice, visitor=visitor))


@api.post("/conversations/<conversation>/undo", responses={200: AnsweredOut}, security=VISITOR)
@limit("message")
def undo(path: ConversationPath, body: UndoIn) -> Answer:
    """Take the last message back; what was looked at stays seen."""
    key = conversation_key(path.conversation)
    return _answered(services().chat.undo(key, client_id=body.client_id))


@api.get("/conversations/<conversation>/events", responses={200: EventsOut}, security=VISITOR)
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
        **_spoken(stored.state.language),
    )
    return wire(out), 200


@api.post("/conversations/<conversation>/checks", responses={200: ChecksOut}, security=VISITOR)
@limit("checks")
def checks(path: ConversationPath) -> Response | Answer:
    """Run the pending looks: as text/event-stream with progress, or as JSON at the end."""
    key = proven_key(path.conversation)
    progress = services().checks.run(key)
    if request.accept_mimetypes.best_match(["application/json", "text/event-stream"]) == (
        "text/event-stream"
    ):
        stream = stream_with_context(_stream(progress))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(stream, mimetype="text/event-stream", headers=headers)
    return _finished(list(progress))


@api.post("/conversations/<conversation>/feedback", responses={200: ThanksOut}, security=VISITOR)
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


@api.post(
    "/conversations/<conversation>/escalation",
    responses={200: PreviewOut, 201: SentOut},
    security=VISITOR,
)
@limit("escalation")
def escalation(path: ConversationPath, body: EscalationIn) -> Answer:
    """See the ticket as it would be sent, or send it."""
    key, desk = conversation_key(path.conversation), services().escalation
    if body.preview:
        return wire(PreviewOut(ticket=desk.preview(key))), 200
    sent = desk.send(key, contact=body.contact.contact(), summary=body.summary)
    out = SentOut(reference=sent.reference, version=sent.answered.version, turn=sent.answered.turn)
    return wire(out), 201


@api.post("/articles/<topic>/feedback", responses={200: ThanksOut}, security=NOBODY)
@limit("start")
def article_feedback(path: TopicPath, body: ArticleFeedbackIn) -> Answer:
    """Was this article, or one of its causes, helpful? Needs no conversation."""
    thanks = services().feedback.rate_article(
        TopicId(path.topic),
        helpful=body.helpful,
        reasons=body.reasons,
        comment=body.comment,
        about=CauseId(body.about) if body.about else None,
        language=phrases_here().language,
    )
    return wire(ThanksOut(version=thanks.version, message=thanks.message)), 200


def _spoken(language: str) -> dict[str, Any]:
    """A conversation's language and direction, as `SpokenOut` has them."""
    found = spoken(language, services().knowledge.phrases)
    return {"language": found.tag, "dir": found.dir}


def _answered(answered: Answered) -> Answer:
    return wire(AnsweredOut(version=answered.version, turn=answered.turn)), 200


def _check_out(finished: CheckFinished) -> CheckOut:
    return CheckOut(
        id=finished.id,
        label=finished.label,
        state=finished.state,
        text=finished.text,
        lang=finished.lang,
        took_ms=finished.took_ms,
    )


def _finished(progress: list[Progress]) -> Answer:
    *_, last = progress
    assert isinstance(last, Answered)  # noqa: S101 # a run always ends with a turn
    done = [_check_out(step) for step in progress if isinstance(step, CheckFinished)]
    return wire(ChecksOut(version=last.version, turn=last.turn, checks=done)), 200


def _stream(progress: Iterator[Progress]) -> Iterator[str]:
    """The progress as events; the status has gone out, so a failure is an event, too."""
    try:
        for step in progress:
            yield _step(step)
    except Exception as error:  # noqa: BLE001 # logged and shaped like every other error
        yield _sse("error", event_of(error))


def _step(step: Progress) -> str:
    match step:
        case CheckStarted():
            return _sse("check.started", _started(step))
        case CheckFinished():
            return _sse("check.finished", wire(_check_out(step)))
        case Answered():
            return _sse("turn", wire(AnsweredOut(version=step.version, turn=step.turn)))


def _started(step: CheckStarted) -> dict[str, Any]:
    lang = {"lang": step.lang} if step.lang else {}
    return {"id": step.id, "label": step.label, **lang}


def _sse(event: str, body: dict[str, Any]) -> str:
    return f"event: {event}\ndata: {json.dumps(body)}\n\n"
