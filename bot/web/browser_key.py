"""The key of a browser's own conversation, in a cookie that no script can read."""

import re
import secrets
from dataclasses import dataclass

from flask import Response, g, request, url_for

from bot.domain.escalation import ConversationId
from bot.domain.topic import TopicId
from bot.ports.conversations import Key
from bot.web.current import services
from bot.web.identity import hashed

COOKIE = "conversation"
"""Each topic has its own, as a cookie is sent below its path alone."""

FORM = re.compile(r"([\w-]{1,64})\.([\w-]{20,100})", re.ASCII)
"""How the cookie reads: the conversation's id and its token."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the browser holds; the token is kept as a hash alone."""

    conversation: str
    token: str

    @property
    def key(self) -> Key:
        """As the conversations know it."""
        return Key(conversation=ConversationId(self.conversation), token_hash=hashed(self.token))


def held() -> Held:
    """What this browser holds; a new one where it holds none, kept with the answer."""
    known: Held | None = g.get(COOKIE)
    if known is not None:
        return known
    given = FORM.fullmatch(request.cookies.get(COOKIE, ""))
    return Held(*given.groups()) if given else renewed()


def renewed() -> Held:
    """A new key for this browser; it opens nothing until a conversation begins under it."""
    g.conversation = Held(services().new_id(), secrets.token_urlsafe(32))
    new: Held = g.conversation
    return new


def keep(response: Response, topic: TopicId) -> None:
    """Give the browser the key that was made for it, if one was."""
    new: Held | None = g.get(COOKIE)
    if new is not None:
        response.set_cookie(
            COOKIE,
            f"{new.conversation}.{new.token}",
            path=url_for("plain.page", topic=topic).partition("?")[0],
            httponly=True,
            samesite="Lax",
            secure=services().settings.secure_cookies,
        )
