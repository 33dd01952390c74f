"""One shape for every error: JSON for programs, a page for people."""

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from bot.domain.errors import BadInput, BotError

log = structlog.get_logger()

FOR_PROGRAMS = ("/api/", "/hooks/", "/sandbox/", "/health")

SAYS = {
    400: "That request could not be read. Please send JSON as the API's page describes it.",
    404: "There is nothing here.",
    405: "That method is not allowed here.",
    413: "That is too large. Please send less.",
    415: "Please send JSON, with the header Content-Type: application/json.",
    429: "That was very fast. Please wait a moment and try again.",
    500: "Something went wrong on our side. Please try again; nothing was lost.",
}
"""What an error of the web itself says, by its status."""


def register_errors(app: Flask) -> None:
    """Map every error to the one shape."""
    app.register_error_handler(BotError, _known)
    app.register_error_handler(HTTPException, _of_the_web)
    app.register_error_handler(Exception, _unforeseen)


def invalid(error: ValidationError) -> Response:
    """A request that does not fit its schema: names the first field and what it should be."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    return _answer(BadInput.status, BadInput.__name__, f"{place}: {first['msg']}")


def _known(error: BotError) -> Response:
    return _answer(error.status, error.code, str(error))


def _of_the_web(error: HTTPException) -> Response:
    status = error.code or 500
    code = "TooMuch" if status == 413 else type(error).__name__  # noqa: PLR2004
    response = _answer(status, code, SAYS.get(status, error.name))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    # The last net: a fault of ours is logged with its trace and never shown.
    log.exception("unforeseen error", path=request.path)
    return _answer(500, "Unforeseen", SAYS[500])


def _answer(status: int, code: str, message: str) -> Response:
    if request.path.startswith(FOR_PROGRAMS):
        body = jsonify(ok=False, error=code, message=message)
    else:
        body = make_response(render_template("error.html", title=code, message=message))
    body.status_code = status
    return body
