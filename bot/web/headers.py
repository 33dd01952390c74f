"""The security headers of every answer."""

from http import HTTPStatus

from flask import Response, request

from bot.web.current import WebSettings

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PRIVATE = ("/api/v1/", "/desk/", "/hooks/", "/xero/")
"""Answers about one visitor or for one agent, which nobody on the way may keep."""

SHARED = {"/widget.js", "/static/widget.js"}
"""What other sites load as a script."""


def content_policy(settings: WebSettings) -> str:
    """The policy of a page whose forms may lead on to Xero.

    They begin at our public address, though the page may be open at another of our names.
    """
    targets = (settings.public_url, *settings.form_targets)
    return " ".join((CONTENT_POLICY, *filter(None, targets)))


def with_headers(response: Response) -> Response:
    """The answer with its headers; only the chat's frame may be embedded elsewhere."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(PRIVATE):
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        response.headers.pop("Retry-After", None)
    if request.path in SHARED:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    elif request.path != "/widget":
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
