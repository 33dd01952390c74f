"""Whether the service lives, and whether it can work."""

from flask import Blueprint, Response, jsonify

from bot.domain.escalation import ConversationId
from bot.web.current import services
from bot.web.limits import limit

health = Blueprint("health", __name__)


@health.get("/health/live")
@limit("read")
def live() -> Response:
    """The service answers."""
    return jsonify(ok=True)


@health.get("/health/ready")
@limit("read")
def ready() -> Response:
    """The store answers, and the knowledge is there."""
    here = services()
    here.chat.conversations.reference(ConversationId("nobody"))
    return jsonify(ok=True, knowledge=here.knowledge.version)
