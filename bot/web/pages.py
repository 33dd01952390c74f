"""The widget's frame and the help pages."""

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

from bot.domain.errors import NotFound
from bot.domain.phrases import phrases_for
from bot.domain.topic import Topic, TopicId
from bot.web.articles import article_html
from bot.web.current import services
from bot.web.headers import content_policy
from bot.web.limits import limit

pages = Blueprint("pages", __name__)

WORDS = "widget."
"""The prefix of the phrases that the widget and the pages show themselves."""


@pages.get("/")
@limit("page")
def home() -> ResponseReturnValue:
    """Where the host wants visitors to begin, or the first article."""
    first = services().knowledge.first_topic
    return redirect(services().settings.home or url_for("pages.article", topic=first.id))


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
    html = render_template("widget.html", topic=topic.id, title=topic.title)
    page = make_response(html)
    ancestors = " ".join(services().settings.frame_ancestors)
    policy = content_policy(services().settings.form_targets)
    page.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors {ancestors}"
    return page


@pages.get("/articles/<topic>")
@limit("page")
def article(topic: str) -> str:
    """A help article, with the chat beside it."""
    found = _topic(topic)
    html = article_html("\n".join(found.article))
    return render_template("article.html", topic=found.id, title=found.title, article_html=html)


def words() -> dict[str, object]:
    """What every page needs to speak: its words, language and direction."""
    phrases = phrases_for("en", services().knowledge.phrases)
    own = {
        key.removeprefix(WORDS): text
        for key, text in {**phrases.english, **phrases.own}.items()
        if key.startswith(WORDS)
    }
    return {"words": own, "lang": "en", "dir": "ltr"}


def _topic(name: str) -> Topic:
    topics = services().knowledge.topics
    if TopicId(name) not in topics:
        raise NotFound("There is no such article.")
    return topics[TopicId(name)]
