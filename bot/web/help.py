"""The help pages: an article with its causes, the search, and whether it helped."""

from http import HTTPStatus

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
from bot.domain.phrases import ENGLISH
from bot.domain.rating import REASONS
from bot.domain.topic import Knowledge, Topic, TopicId
from bot.matching.search import Search, marked
from bot.web.articles import article_parts, named_causes
from bot.web.current import services
from bot.web.forms import about_of, rating_of
from bot.web.language import ASKED, all_spoken, asked_for, phrases_here
from bot.web.limits import limit
from bot.web.markup import described, policy_with

pages = Blueprint("help", __name__)

SEARCH = "help.search"
"""Where the application keeps its search."""

STAGES = ("yes", "why", "missing", "sent")
"""How far somebody is with their feedback."""


@pages.url_defaults
def _stay_in_language(endpoint: str, values: dict[str, object]) -> None:
    """A link from a page whose address names a language leads to the same language."""
    if language := asked_for(services().knowledge.phrases):
        values.setdefault(ASKED, language)


@pages.app_context_processor
def _languages() -> dict[str, object]:
    """What the foot of a page offers: each language, with the way to say so in an address."""
    return {"languages": all_spoken(services().knowledge.phrases)}


@pages.get("/articles/<topic>")
@limit("page")
def article(topic: str) -> Response:
    """A help article, with the chat beside it and an offer to check each of its causes."""
    found = topic_named(topic)
    causes = named_causes(found)
    url = url_for("help.article", topic=found.id, _external=True)
    script = described(found, causes, url=url, language=ENGLISH)
    html = render_template(
        "article.html",
        topic=found,
        parts=article_parts(found),
        causes={cause.id: cause for cause in causes},
        links=_further(found),
        script=script,
    )
    page = _in_language(html)
    page.headers["Content-Security-Policy"] = policy_with(script)
    return page


@pages.get("/articles/<topic>/feedback")
@limit("page")
def feedback(topic: str) -> str:
    """Was this article helpful? The same questions on a page of their own, without JavaScript."""
    stage = request.args.get("stage", "")
    stage = stage if stage in STAGES else ""
    found = topic_named(topic)
    about = request.args.get("about", "")
    return render_template(
        "rating.html",
        topic=found,
        stage=stage,
        reasons=REASONS,
        place=about if about in found.causes else None,
    )


@pages.post("/articles/<topic>/feedback")
@limit("start")
def rate(topic: str) -> ResponseReturnValue:
    """Keep an answer; whoever says no is asked for the reasons first."""
    found, about = topic_named(topic).id, about_of(request.form)
    stage, rating = rating_of(request.form)
    if rating is not None:
        services().feedback.rate_article(
            found, **rating, about=about, language=phrases_here().language
        )
    back = url_for("help.feedback", topic=found, stage=stage, about=about)
    return redirect(back, HTTPStatus.SEE_OTHER)


@pages.get("/help")
@limit("page")
def search() -> Response:
    """What the help centre has on a query; everything without one."""
    query = " ".join(request.args.get("q", "").replace("\0", "").split())
    find: Search = current_app.extensions[SEARCH]
    found = find(query) if query else []
    topics = [(topic, named_causes(topic)) for topic in services().knowledge.topics.values()]
    html = render_template(
        "help.html",
        query=query,
        found=found,
        marked=lambda text: marked(text, query),
        topics=topics,
        anchored={cause.id for _, causes in topics for cause in causes},
    )
    return _in_language(html)


def topic_named(name: str) -> Topic:
    """The topic of that name; NotFound without one."""
    topics = services().knowledge.topics
    if TopicId(name) not in topics:
        raise NotFound("There is no such article.")
    return topics[TopicId(name)]


def start_search(knowledge: Knowledge) -> dict[str, Search]:
    """The search of this knowledge, made once, as the application keeps it."""
    return {SEARCH: Search(knowledge)}


def _in_language(html: str) -> Response:
    """A page that a cache may not give to somebody who reads another language."""
    page = make_response(html)
    page.headers["Content-Language"] = phrases_here().language
    page.vary.add("Accept-Language")
    return page


def _further(topic: Topic) -> list[tuple[str, str]]:
    """Where to read on, each address once: what the remedies of its causes name."""
    links = {link.url: link.label for cause in topic.causes.values() for link in cause.remedy.links}
    return [(label, url) for url, label in links.items()]
