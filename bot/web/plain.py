"""The conversation as plain HTML forms, for browsers without JavaScript.

Every form posts, then leads back to the page. A browser has its key before its conversation
exists, so that a first message sent twice begins only one.
"""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.domain.errors import BotError, NotAllowed, NotFound, NotSignedIn, StaleConversation
from bot.domain.topic import Topic, TopicId
from bot.ports.authorisations import Purpose
from bot.ports.conversations import Key
from bot.ports.people import Visitor
from bot.services.reconciliation import Table
from bot.web.browser_key import Held, held, keep, renewed
from bot.web.current import services
from bot.web.errors import in_words, known
from bot.web.forms import client_id_of, contact_of, from_a_host, rating_of, text_of
from bot.web.help import topic_named
from bot.web.identity import require_proof, visitor_of
from bot.web.language import ASKED, asked_for, negotiated, phrases_here
from bot.web.limits import limit
from bot.web.plain_page import Filled, compared_page, connect_page, plain_page
from bot.web.reconciliation import file_of

plain = Blueprint("plain", __name__, url_prefix="/plain")

NEWEST = "newest"
"""The anchor of the newest answer, where the page opens."""

SAID_ON_THE_PAGE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT})
"""Refusals that need no page of their own."""


@plain.url_defaults
def _stay_in_language(endpoint: str, values: dict[str, object]) -> None:
    """A page whose address names a language leads on to the same language."""
    if language := asked_for(services().knowledge.phrases):
        values.setdefault(ASKED, language)


@plain.get("/<topic>")
@limit("page")
def page(topic: str) -> Response:
    """The conversation so far, or the greeting of one to come."""
    return plain_page(topic_named(topic))


@plain.post("/<topic>")
@limit("message")
def message(topic: str) -> ResponseReturnValue:
    """Take words or a choice, look where the answer asks for it, and lead back."""
    about, form, chat = topic_named(topic), request.form, services().chat
    text, choice = text_of(form, "text"), text_of(form, "choice", longest=300)
    if not text and not choice:
        problem = phrases_here().say("plain.empty")
        return plain_page(about, problem=problem), HTTPStatus.BAD_REQUEST
    key = _begun(about)
    client_id = client_id_of(form, choice or text)
    if choice:
        answered = chat.choose(key, client_id=client_id, choice=choice)
    else:
        answered = chat.say(key, client_id=client_id, text=text)
    if answered.turn.checks:
        _look(key)
    return _back(about)


@plain.post("/<topic>/looks")
@limit("checks")
def looks(topic: str) -> ResponseReturnValue:
    """Run the looks that the newest answer asks for."""
    about = topic_named(topic)
    _look(_begun(about))
    return _back(about)


@plain.post("/<topic>/undo")
@limit("message")
def undo(topic: str) -> ResponseReturnValue:
    """Take the last message back."""
    about = topic_named(topic)
    services().chat.undo(_begun(about), client_id=client_id_of(request.form, "undo"))
    return _back(about)


@plain.post("/<topic>/rating")
@limit("message")
def rating(topic: str) -> ResponseReturnValue:
    """Was this helpful? Whoever says no is asked for the reasons first."""
    about = topic_named(topic)
    stage, given = rating_of(request.form)
    if given is None:
        return plain_page(about, stage=stage)
    services().feedback.rate(_begun(about), **given)
    flash(stage, "rating")
    return _back(about)


@plain.post("/<topic>/ticket")
@limit("escalation")
def ticket(topic: str) -> ResponseReturnValue:
    """Send the ticket that the page shows; what is missing in it is asked for again."""
    about, form = topic_named(topic), request.form
    contact, problem = contact_of(form, phrases_here())
    summary = text_of(form, "summary")
    if problem:
        filled = Filled(contact=contact, summary=summary, problem=problem)
        return plain_page(about, filled=filled), HTTPStatus.BAD_REQUEST
    services().escalation.send(_begun(about), contact=contact, summary=summary)
    return _back(about)


@plain.post("/<topic>/connect")
@limit("connect")
def connect(topic: str) -> ResponseReturnValue:
    """Show the button that leads to Xero, for a consent that the conversation has offered."""
    about, here = topic_named(topic), services()
    stored, purpose = here.chat.conversations.load(held().key), request.form.get("purpose", "")
    if purpose not in stored.state.offered:
        raise StaleConversation("That button belongs to an earlier message. Please look again.")
    require_proof(held().key)
    ticket, _ = here.connecting.open(stored.visitor, Purpose(purpose))
    return connect_page(about, stored, purpose=purpose, ticket=ticket)


@plain.get("/<topic>/comparison")
@limit("checks")
def compared(topic: str) -> Response:
    """HearLink's newest documents beside Xero's; needs a yes to looking."""
    about, made = topic_named(topic), _compared()
    return compared_page(about, services().chat.conversations.load(held().key), made)


@plain.get("/<topic>/comparison.csv")
@limit("checks")
def compared_file(topic: str) -> Response:
    """The same as a file for a spreadsheet."""
    topic_named(topic)
    return file_of(_compared())


@plain.post("/<topic>/again")
@limit("start")
def again(topic: str) -> ResponseReturnValue:
    """Leave this conversation; the next message begins a new one."""
    renewed()
    return _back(topic_named(topic))


@plain.post("/<topic>/visitor")
@limit("start")
def identify(topic: str) -> ResponseReturnValue:
    """Begin a conversation for the person whom the host's own page names in this form."""
    about, here = topic_named(topic), services()
    if not from_a_host(here.settings):
        raise NotAllowed("This page may not say who somebody is.")
    token = request.form.get("identity_token")
    if not token:
        raise NotSignedIn("This form needs an identity token.")
    visitor = visitor_of(token, here.settings, now=here.clock(), new_id="")
    _start(renewed(), visitor, about)
    return _back(about)


@plain.errorhandler(BotError)
def _refused(error: BotError) -> ResponseReturnValue:
    """What a form may not do is said on the page that it came from."""
    topic = TopicId((request.view_args or {}).get("topic", ""))
    if error.status not in SAID_ON_THE_PAGE or topic not in services().knowledge.topics:
        return known(error)
    flash(in_words(error), "problem")
    return _back(topic_named(topic))


@plain.after_request
def _keep_key(response: Response) -> Response:
    """Give the browser its key; the page is about one visitor and may be kept nowhere."""
    response.headers["Cache-Control"] = "no-store"
    if topic := (request.view_args or {}).get("topic"):
        keep(response, topic)
    return response


def _begun(topic: Topic) -> Key:
    """The key of this browser's conversation, which begins now if it has not yet."""
    mine, here = held(), services()
    try:
        here.chat.conversations.load(mine.key)
    except NotFound:
        nobody = visitor_of(None, here.settings, now=here.clock(), new_id=here.new_id())
        _start(mine, nobody, topic)
    return mine.key


def _start(mine: Held, visitor: Visitor, topic: Topic) -> None:
    here = services()
    language = negotiated(here.knowledge.phrases)
    try:
        here.chat.start(mine.key, visitor, topic=topic.id, language=language)
    except StaleConversation:
        # The same form sent twice at once; the other one was faster. NotFound for a foreign id.
        here.chat.conversations.load(mine.key)


def _compared() -> Table:
    """The comparison for the conversation of this browser, as long as its proof is good."""
    key = held().key
    require_proof(key)
    return services().reconciliation.table(key)


def _look(key: Key) -> None:
    """Run the looks to their end, which is a turn."""
    require_proof(key)
    for _ in services().checks.run(key):
        pass


def _back(topic: Topic) -> ResponseReturnValue:
    there = url_for("plain.page", topic=topic.id, _anchor=NEWEST)
    return redirect(there, HTTPStatus.SEE_OTHER)
