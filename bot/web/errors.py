"""One shape for every error: JSON for programs, a page for people."""

from http import HTTPStatus
from traceback import format_tb

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from bot.domain.errors import BadInput, BotError
from bot.domain.phrases import ENGLISH
from bot.web.language import phrases_here

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

STALE_PAGE = "This page was open for a long time. Please load it again, then try once more."

NAMES = {413: "TooMuch", 429: "TooManyRequests"}
"""The names on the wire that differ from those of the classes."""

UNREADABLE = {"model_type", "json_invalid"}
"""How a body fails that is no JSON object at all."""

FIELDS = {
    "missing": "is needed",
    "extra_forbidden": "is not known here",
    "model_type": "must be an object",
    "string_pattern_mismatch": "does not look right",
}
"""What is wrong with a field, where the library's own words would puzzle."""

SHOWN = 100
"""How much of the name of an unknown field is shown, in characters."""


def register_errors(app: Flask) -> None:
    """Map every error to the one shape."""
    app.register_error_handler(BotError, known)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(HTTPException, _of_the_web)
    app.register_error_handler(Exception, _unforeseen)


def shape_of(error: Exception) -> dict[str, object]:
    """An error as the body of an answer; one that is a fault of ours is logged."""
    if isinstance(error, BotError):
        return _shape(error.code, str(error))
    # Only where it happened: the words of an error may quote what a visitor wrote.
    trace = "".join(format_tb(error.__traceback__))
    log.error("unforeseen error", path=request.path, error=type(error).__name__, trace=trace)
    return _shape("Unforeseen", SAYS[500])


def in_words(error: BotError) -> str:
    """What an error says to people, in the language of the request."""
    return _translated(error.code, str(error))


def event_of(error: Exception) -> dict[str, object]:
    """An error as the body of an event; `status` is the one that an answer would have had."""
    status = error.status if isinstance(error, BotError) else HTTPStatus.INTERNAL_SERVER_ERROR
    return {**shape_of(error), "status": int(status)}


def invalid(error: ValidationError) -> Response:
    """A request that does not fit its schema: names the first field and what it should be."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])[:SHOWN]
    if not place and first["type"] in UNREADABLE:
        return _of_the_web(BadRequest() if request.is_json else UnsupportedMediaType())
    says = FIELDS.get(first["type"], first["msg"].removeprefix("Value error, "))
    message = f"“{place}”: {says}." if place else f"Please {says}."
    return _answer(BadInput.status, _shape(BadInput.__name__, message))


def known(error: BotError) -> Response:
    """The answer to an error of ours: its status, its shape, the proof that it asks for."""
    response = _answer(error.status, shape_of(error))
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _stale_page(error: BadRequest) -> Response:
    return _answer(HTTPStatus.BAD_REQUEST, _shape(type(error).__name__, STALE_PAGE))


def _of_the_web(error: HTTPException) -> Response:
    status = error.code or 500
    code = NAMES.get(status, type(error).__name__)
    response = _answer(status, _shape(code, SAYS.get(status, error.name)))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    # The last net: a fault of ours is logged with its trace and never shown.
    return _answer(500, shape_of(error))


def _shape(code: str, message: str) -> dict[str, object]:
    return {"ok": False, "error": code, "message": _translated(code, message)}


def _translated(code: str, message: str) -> str:
    """The message as it is in English, or what another language says of such an error."""
    phrases = phrases_here()
    if phrases.language == ENGLISH:
        return message
    return phrases.own.get(f"error.{code}") or phrases.say("error.other")


def _answer(status: int, shape: dict[str, object]) -> Response:
    if request.path.startswith(FOR_PROGRAMS):
        response = jsonify(shape)
    else:
        page = render_template("error.html", message=shape["message"])
        response = make_response(page)
    response.status_code = status
    return response
