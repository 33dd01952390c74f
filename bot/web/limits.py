"""How often one visitor may call; a shared store makes the limits hold across machines."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address

from bot.domain.errors import BotError
from bot.web.current import services
from bot.web.identity import conversation_key, hashed

DEFAULTS = {
    "start": "30 per minute",
    "message": "60 per minute",
    "read": "240 per minute",
    "checks": "30 per minute",
    "escalation": "20 per minute",
    "sign_in": "10 per minute",
    "host": "600 per minute",
    "connect": "60 per minute",
    "page": "240 per minute",
    "address": "1200 per minute",
}
"""Rates by the kind of call, for one conversation or, without one, for one address.

`checks` are counted for a whole organisation, where the conversation tells it.

`address` bounds all calls of one address together, whatever tokens they bear.
"""

KIND = "kind_of_call"
"""The attribute in which a route carries its kind."""

Route = TypeVar("Route", bound=Callable[..., object])


def caller() -> str:
    """Whose rate counts: an organisation that is looked into, else the bearer of a token, else the
    address; never the token itself.
    """
    token = request.headers.get("Authorization", "")
    if organisation := _organisation():
        return f"organisation {organisation}"
    kept = request.view_args is not None and "conversation" in request.view_args
    return hashed(token)[:32] if token and kept else str(get_remote_address())


def _organisation() -> str | None:
    """For whom a call looks into Xero, where that is known: new tokens are no way around."""
    conversation = (request.view_args or {}).get("conversation")
    if _kind() != "checks" or conversation is None:
        return None
    try:
        key = conversation_key(conversation)
        return services().chat.conversations.load(key).visitor.organisation
    except BotError:
        return None


def limit(kind: str) -> Callable[[Route], Route]:
    """Limit a route by the rate of its kind; without it, the rate of a page holds."""

    def marked(route: Route) -> Route:
        vars(route)[KIND] = kind
        return route

    return marked


def _rate(kind: str) -> str:
    return services().settings.limits.get(kind, DEFAULTS[kind])


def _rate_of_route() -> str:
    return _rate(_kind())


def _kind() -> str:
    route = current_app.view_functions[request.endpoint or ""]
    return str(vars(route).get(KIND, "page"))


def _rate_of_address() -> str:
    return _rate("address")


# Checked before a request is read, so that nothing wrong in it is a way around them.
limiter = Limiter(
    key_func=caller,
    headers_enabled=True,
    default_limits=[_rate_of_route],
    application_limits=[ApplicationLimit(_rate_of_address, key_function=get_remote_address)],
)


def register_limits(app: Flask, storage: str) -> None:
    """Count in `storage`: memory:// for one process, redis://… for several."""
    app.config["RATELIMIT_STORAGE_URI"] = storage
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    limiter.init_app(app)
