"""Draws the conversation as a page of plain HTML forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, make_response, render_template, request, url_for

from bot.domain.choosing import SUSPECT
from bot.domain.errors import NotFound
from bot.domain.escalation import Contact, Ticket
from bot.domain.events import Numbered
from bot.domain.looking import may_look
from bot.domain.phrases import Phrases, phrases_for
from bot.domain.rating import REASONS
from bot.domain.topic import CauseId, Topic
from bot.domain.turn import Choice, Evidence, Expects
from bot.ports.conversations import Key, Owner, Stored
from bot.services.reconciliation import Table
from bot.web.browser_key import held
from bot.web.current import services
from bot.web.headers import content_policy
from bot.web.language import negotiated, speaking
from bot.web.reconciliation import rows_of
from bot.web.thread import Thread, thread_of

FRESH = timedelta(minutes=5)
"""For so long something counts as checked just now."""

FIRST = ("start", "human")
"""What is on offer before a conversation has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What somebody wrote into the form for support, and what is wrong with it."""

    contact: Contact
    summary: str
    problem: str


def plain_page(
    topic: Topic, *, problem: str = "", stage: str = "", filled: Filled | None = None
) -> Response:
    """The whole page; `stage` is how far a rating is, `filled` a form that came back."""
    key = held().key
    stored, events = _known(key)
    phrases = phrases_of(stored)
    thread = thread_of(events) if stored else None
    html = render_template(
        "plain.html",
        **speaking(phrases),
        topic=topic,
        thread=thread,
        choices=_choices(topic, thread, phrases),
        looking=_looking(stored),
        about=_about(topic),
        ticket=_ticket(key, stored, thread, filled),
        filled=filled,
        problem=problem,
        stage=stage,
        reasons=REASONS,
        form=services().new_id(),
        source=lambda evidence: _source(evidence, phrases, now=services().clock()),
    )
    page = make_response(html)
    page.headers["Content-Language"] = phrases.language
    return page


def connect_page(topic: Topic, stored: Stored, *, purpose: str, ticket: str) -> Response:
    """One button that takes a ticket to Xero, in a tab of its own."""
    settings, phrases = services().settings, phrases_of(stored)
    html = render_template(
        "plain_connect.html",
        **speaking(phrases),
        text=phrases.say(f"connect.{purpose}.text"),
        label=phrases.say(f"connect.{purpose}.label"),
        ticket=ticket,
        door=f"{settings.public_url}/xero/connect",
        back=url_for("plain.page", topic=topic.id),
    )
    page = make_response(html)
    page.headers["Content-Language"] = phrases.language
    # Browsers hold the form's policy against the address that it leads on to as well.
    page.headers["Content-Security-Policy"] = content_policy(settings)
    return page


def compared_page(topic: Topic, stored: Stored, made: Table) -> Response:
    """HearLink and Xero side by side, with the same as a file."""
    phrases = phrases_of(stored)
    found = "found" if made.rows else "alike"
    counts = {"found": str(len(made.rows)), "checked": str(made.checked)}
    html = render_template(
        "plain_compared.html",
        **speaking(phrases),
        text=phrases.say(f"widget.table_{found}", **counts),
        rows=rows_of(made),
        file=url_for("plain.compared_file", topic=topic.id),
        back=url_for("plain.page", topic=topic.id),
    )
    page = make_response(html)
    page.headers["Content-Language"] = phrases.language
    return page


def phrases_of(stored: Stored | None) -> Phrases:
    """The words of a conversation, or of the one that would begin now."""
    catalogue = services().knowledge.phrases
    return phrases_for(stored.state.language if stored else negotiated(catalogue), catalogue)


def _known(key: Key) -> tuple[Stored | None, Sequence[Numbered]]:
    """The conversation of this browser with its events, if one has begun."""
    try:
        return services().chat.history(key)
    except NotFound:
        return None, ()


def _choices(topic: Topic, thread: Thread | None, phrases: Phrases) -> Sequence[Choice]:
    if thread is not None:
        return thread.turn.choices
    return [Choice(id=name, label=phrases.say(f"choice.{name}")) for name in FIRST]


def _looking(stored: Stored | None) -> Sequence[str]:
    """The choices that a look follows."""
    seen = stored is not None and may_look(stored.state)
    return ("look.yes", "remedy.done") if seen else ("look.yes",)


def _about(topic: Topic) -> Choice | None:
    """The cause that the address asks to check, as the choice that does so."""
    cause = topic.causes.get(CauseId(request.args.get("about", "")))
    return None if cause is None else Choice(id=f"{SUSPECT}={cause.id}", label=cause.title)


def _ticket(
    key: Key, stored: Stored | None, thread: Thread | None, filled: Filled | None
) -> Ticket | None:
    """What would go to support, where the conversation has come to that."""
    if stored is None or thread is None or stored.owner is not Owner.BOT:
        return None
    wanted = filled is not None or thread.turn.expects is Expects.CONTACT
    return services().escalation.preview(key) if wanted else None


def _source(evidence: Evidence, phrases: Phrases, *, now: datetime) -> str:
    """Where a reason comes from, and when it was seen if that was not just now."""
    at = evidence.at
    if evidence.source == "checked" and at is not None and now - at > FRESH:
        return phrases.say("widget.source_checked_at", time=f"{at:%H:%M} UTC")
    return phrases.say(f"widget.source_{evidence.source}")
