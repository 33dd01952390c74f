"""What comes in through plain HTML forms."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from flask import request
from werkzeug.datastructures import MultiDict

from bot.domain.escalation import Contact
from bot.domain.phrases import Phrases
from bot.domain.rating import REASONS
from bot.domain.topic import CauseId
from bot.services.chat import LONGEST
from bot.services.feedback import LONGEST as LONGEST_COMMENT
from bot.web.current import WebSettings
from bot.web.identity import hashed

Form = MultiDict[str, str]

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

PEOPLE: Mapping[str, int] = {"name": 200, "email": 254, "phone": 50}
"""What is asked of somebody who wants an answer, each with its greatest length."""


def text_of(form: Form, name: str, *, longest: int = LONGEST) -> str:
    """A field without the character that a database may refuse."""
    return form.get(name, "").replace("\0", "").strip()[:longest]


def client_id_of(form: Form, sent: str) -> str:
    """The same form sent again with the same words is the same message.

    With other words it is another: somebody went back to an old page and wrote something new.
    """
    return f"{text_of(form, 'client_id', longest=40)}-{hashed(sent)[:12]}"


def rating_of(form: Form) -> tuple[str, dict[str, Any] | None]:
    """What comes after this form, and what to keep of it: helpful, reasons, comment."""
    if form.get("helpful") == "yes":
        return "yes", {"helpful": True}
    reasons = [reason for reason in form.getlist("reasons") if reason in REASONS]
    if not reasons:
        return ("missing" if "comment" in form else "why"), None
    comment = text_of(form, "comment", longest=LONGEST_COMMENT)
    return "sent", {"helpful": False, "reasons": reasons, "comment": comment}


def about_of(form: Mapping[str, str]) -> CauseId | None:
    """The cause that is meant, if one is."""
    return CauseId(form["about"]) if form.get("about") else None


def contact_of(form: Form, phrases: Phrases) -> tuple[Contact, str]:
    """How support can answer, and what is wrong with it: empty where nothing is."""
    given = {name: text_of(form, name, longest=longest) for name, longest in PEOPLE.items()}
    contact = Contact(**given)
    if contact.email and not EMAIL.fullmatch(contact.email):
        return contact, phrases.say("widget.email_wrong")
    if not (contact.email or any(c.isdigit() for c in contact.phone)):
        return contact, phrases.say("widget.contact_needed")
    return contact, ""


def from_a_host(settings: WebSettings) -> bool:
    """Whether a form was sent by a page that may embed the chat, or by one of ours."""
    origin = request.headers.get("Origin", "")
    own = urlsplit(request.host_url)
    sites = [s for s in settings.frame_ancestors if s != "'self'"] + [
        f"{own.scheme}://{own.netloc}"
    ]
    return any(fnmatchcase(origin, site) for site in sites)
