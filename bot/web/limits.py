"""How often one visitor may call; a shared store makes the limits hold across machines."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from bot.web.current import services
from bot.web.identity import hashed

DEFAULTS = {
    "start": "30 per minute",
    "message": "60 per minute",
    "read": "240 per minute",
    "checks": "30 per minute",
    "escalation": "20 per minute",
    "sign_in": "10 per minute",
    "host": "600 per minute",
    "page": "240 per minute",
}
"""Rates by the kind of call, for one conversation or, without one, for one address."""

Route = TypeVar("Route", bound=Callable[..., object])


def caller() -> str:
    """Whose rate counts: the bearer of a token, else the address; never the token itself."""
    token = request.headers.get("Authorization", "")
    kept = request.view_args is not None and "conversation" in request.view_args
    return hashed(token)[:32] if token and kept else str(get_remote_address())


limiter = Limiter(key_func=caller, headers_enabled=True)


def limit(kind: str) -> Callable[[Route], Route]:
    """Limit a route by the rate of its kind."""

    def rate() -> str:
        return services().settings.limits.get(kind, DEFAULTS[kind])

    return cast(Callable[[Route], Route], limiter.limit(rate))


def register_limits(app: Flask, storage: str) -> None:
    """Count in `storage`: memory:// for one process, redis://… for several."""
    app.config["RATELIMIT_STORAGE_URI"] = storage
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    limiter.init_app(app)
