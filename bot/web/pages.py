"""Where everything begins: home, the loader of the widget, and the widget's frame."""

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from bot.domain.topic import TopicId
from bot.web.current import services
from bot.web.headers import content_policy
from bot.web.language import WIDGET, phrases_here, words_of
from bot.web.limits import limit

pages = Blueprint("pages", __name__)


@pages.get("/")
@limit("page")
def home() -> ResponseReturnValue:
    """Where the host wants visitors to begin, or the first article."""
    first = services().knowledge.first_topic
    return redirect(services().settings.home or url_for("help.article", topic=first.id))


@pages.get("/widget.js")
@limit("page")
def loader() -> ResponseReturnValue:
    """The script that a host page embeds, at an address that never changes."""
    return current_app.send_static_file("widget.js")


@pages.get("/widget")
@limit("page")
def widget() -> Response:
    """The chat itself, to be shown in the loader's frame."""
    topic = services().knowledge.topic(TopicId(request.args.get("topic", "")))
    chat_words = words_of(phrases_here(), WIDGET)
    html = render_template("widget.html", topic=topic.id, chat_words=chat_words)
    page = make_response(html)
    ancestors = " ".join(services().settings.frame_ancestors)
    policy = content_policy(services().settings)
    page.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {ancestors}"
    page.vary.add("Accept-Language")
    return page
