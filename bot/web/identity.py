"""Who asks: the host page's signed token, the conversation's secret, the host's own key."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from bot.domain.errors import NotAllowed, NotSignedIn
from bot.domain.escalation import ConversationId
from bot.ports.conversations import Key
from bot.ports.people import OrganisationId, Visitor
from bot.web.current import WebSettings, services

LEEWAY = 30
"""How far the host's clock may be off, in seconds."""

GRANT = timedelta(days=30)
"""How long a conversation stays open to another device of the same person."""

PROOF_LASTS = timedelta(hours=12)
"""How long after a conversation was begun or resumed nobody need prove again who they are."""

OLD_PROOF = (
    "This chat was opened a while ago, so I need to know again that it is you."
    " Please open HearLink, or reload its page, and try again there."
)

GRANTED = "conversation"
"""Whom our own tokens are for, so that no other kind is taken for one."""

LONGEST_TOKEN = 8192
"""No identity token is longer than this, in characters."""


def bearer() -> str | None:
    """The token of the Authorization header, if there is one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    if kind.casefold() != "bearer" or not token.strip():
        raise NotSignedIn("The Authorization header must read: Bearer <token>.")
    return token.strip()


def visitor_of(token: str | None, settings: WebSettings, *, now: datetime, new_id: str) -> Visitor:
    """The visitor that an identity token names; anonymous without one.

    NotSignedIn for a token that is not valid.
    """
    if token is None:
        return Visitor(id=f"anonymous:{new_id}")
    claims = _claims(token, settings, now=now)
    permissions = claims.get("permissions")
    return Visitor(
        id=_text(claims, "sub"),
        organisation=OrganisationId(_text(claims, "org")),
        name=str(claims.get("name") or ""),
        email=str(claims.get("email") or ""),
        permissions=frozenset(map(str, permissions)) if isinstance(permissions, list) else None,
    )


def _claims(token: str, settings: WebSettings, *, now: datetime) -> dict[str, Any]:
    if not settings.identity_secret or len(token) > LONGEST_TOKEN:
        raise NotSignedIn("This identity token cannot be used here.")
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        sub={"essential": True},
        org={"essential": True},
        exp={"essential": True},
        aud={"essential": True, "value": settings.identity_audience},
    )
    try:
        key = OctKey.import_key(settings.identity_secret)
        decoded = jwt.decode(token, key, algorithms=["HS256"])
        rules.validate(decoded.claims)
    except (JoseError, ValueError) as wrong:
        raise NotSignedIn("The identity token is not valid, or no longer valid.") from wrong
    return dict(decoded.claims)


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip():
        raise NotSignedIn(f"The identity token must name “{name}”.")
    return value


def conversation_key(conversation: str) -> Key:
    """The key of a conversation, as `key_and_visitor` finds it."""
    return key_and_visitor(conversation)[0]


def key_and_visitor(conversation: str) -> tuple[Key, Visitor | None]:
    """The key of a conversation from the request's token; NotSignedIn without one.

    An identity token may come along in X-Identity-Token. Then it must be valid and name the
    visitor who began the conversation, who is returned as it describes them now.
    """
    token = bearer()
    if token is None:
        raise NotSignedIn("Please send the conversation's token as: Authorization: Bearer <token>.")
    key = _granted_key(conversation, token) or Key(
        conversation=ConversationId(conversation), token_hash=hashed(token)
    )
    identity = request.headers.get("X-Identity-Token")
    return key, None if identity is None else _same_visitor(key, identity)


def proven_key(conversation: str) -> Key:
    """The key of a conversation, for what is done at Xero or tells of the organisation's books.

    NotSignedIn as `require_proof` says, unless a valid identity token comes along.
    """
    key, visitor = key_and_visitor(conversation)
    if visitor is None:
        claims = _grant(conversation, bearer() or "")
        resumed = datetime.fromtimestamp(claims["exp"], UTC) - GRANT if claims else None
        require_proof(key, resumed=resumed)
    return key


def require_proof(key: Key, *, resumed: datetime | None = None) -> None:
    """NotSignedIn where an identified conversation was begun, or `resumed`, too long ago.

    The secret of a conversation never ends, but somebody's place at the clinic may.
    """
    here = services()
    conversations = here.chat.conversations
    if conversations.load(key).visitor.organisation is None:
        return
    proven = resumed or conversations.events(key.conversation)[0].event.at
    if here.clock() - proven > PROOF_LASTS:
        raise NotSignedIn(OLD_PROOF)


def granted(key: Key, settings: WebSettings, *, now: datetime) -> str:
    """A token that opens the conversation of `key` for a while, signed and kept nowhere."""
    claims = {
        "aud": GRANTED,
        "sub": key.conversation,
        "key": key.token_hash,
        "exp": int((now + GRANT).timestamp()),
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(settings.secret_key))


def _granted_key(conversation: str, token: str) -> Key | None:
    """The key in a token that we signed for this conversation; None for any other."""
    claims = _grant(conversation, token)
    if claims is None:
        return None
    return Key(conversation=ConversationId(conversation), token_hash=str(claims["key"]))


def _grant(conversation: str, token: str) -> dict[str, Any] | None:
    """What a token says that we signed for this conversation; None for any other."""
    here = services()
    rules = jwt.JWTClaimsRegistry(
        now=int(here.clock().timestamp()),
        sub={"essential": True, "value": conversation},
        exp={"essential": True},
        aud={"essential": True, "value": GRANTED},
    )
    try:
        secret = OctKey.import_key(here.settings.secret_key)
        claims = jwt.decode(token, secret, algorithms=["HS256"]).claims
        rules.validate(claims)
    except (JoseError, ValueError):
        return None
    return dict(claims)


def _same_visitor(key: Key, identity: str) -> Visitor:
    here = services()
    claimed = visitor_of(identity, here.settings, now=here.clock(), new_id="")
    began = here.chat.conversations.load(key).visitor
    if (claimed.id, claimed.organisation) != (began.id, began.organisation):
        raise NotAllowed("This conversation belongs to somebody else.")
    return claimed


def require_host(settings: WebSettings) -> None:
    """Let only the host itself through, by its key."""
    token, key = (bearer() or "").encode(), settings.host_key.encode()
    if not key or not hmac.compare_digest(token, key):
        raise NotSignedIn("This call needs the host's key.")


def hashed(token: str) -> str:
    """How a conversation's token is kept: it is random, so a plain SHA-256 tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
