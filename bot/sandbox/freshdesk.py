"""Freshdesk's tickets, as far as an outbox needs them: open, find, fetch, ask for the fields."""

import re
from typing import NoReturn

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from bot.sandbox.desk import Json, errors
from bot.sandbox.wire import Headers, answer, plain
from bot.sandbox.world import World

LARGEST = 20 * 1024 * 1024
"""All attachments of one ticket together, in bytes."""

BY_TAG = re.compile(r"\"tag:'?([^'\"]+)'?\"")
BRACKETS = re.compile(r"(?P<name>\w+)\[(?P<inner>\w*)\]")
WHOLE = frozenset({"status", "priority", "source", "group_id", "responder_id", "product_id"})


def freshdesk(world: World) -> Blueprint:
    """The routes below `/api/v2`: tickets, ticket_fields, search/tickets."""
    pages, account = Blueprint("freshdesk", __name__), world.desk

    @pages.post("/api/v2/tickets")
    def open_() -> Response:
        headers = _admit(world)
        wish = _wish()
        if found := errors(wish, account):
            body = {"description": "Validation failed", "errors": found}
            return answer(body, 400, headers)
        with world.lock:
            ticket = account.open(wish, now=world.now())
        place = f"{request.base_url}/{ticket['id']}"
        return answer(ticket, 201, {**headers, "Location": place})

    @pages.get("/api/v2/tickets/<int:id_>")
    def fetch(id_: int) -> Response:
        headers = _admit(world)
        found = [one for one in account.tickets if one["id"] == id_]
        return answer(found[0], 200, headers) if found else plain("", 404, headers)

    @pages.get("/api/v2/search/tickets")
    def search() -> Response:
        headers = _admit(world)
        asked = BY_TAG.fullmatch(request.args.get("query", ""))
        if asked is None:
            wrong = {"field": "query", "message": "Given query is invalid", "code": "invalid_value"}
            body = {"description": "Validation failed", "errors": [wrong]}
            return answer(body, 400, headers)
        found = account.tagged(asked[1])
        return answer({"total": len(found), "results": found}, 200, headers)

    @pages.get("/api/v2/ticket_fields")
    def fields() -> Response:
        return answer(account.fields(), 200, _admit(world))

    return pages


def _admit(world: World) -> Headers:
    """The rate headers of the answer; ends the request where the key or the quota says no."""
    account, sent = world.desk, request.authorization
    with world.lock:
        left = account.count(world.now())
    headers = {
        "X-RateLimit-Total": str(account.per_minute),
        "X-RateLimit-Remaining": str(max(left, 0)),
        "X-RateLimit-Used-CurrentRequest": "1",
    }
    if left < 0:
        wait = {"Retry-After": str(60 - world.now().second)}
        abort(answer({"message": "You have exceeded the limit of requests per hour"}, 429, wait))
    if sent is None or sent.username != account.api_key:
        _refuse(401, "invalid_credentials", "You have to be logged in to perform this action.")
    if account.closed:
        _refuse(403, "access_denied", "You are not authorized to perform this action.")
    return headers


def _refuse(status: int, code: str, message: str) -> NoReturn:
    abort(answer({"code": code, "message": message}, status))


def _wish() -> Json:
    """The ticket that is asked for, from JSON or from a form with files."""
    if request.mimetype == "multipart/form-data":
        files = request.files.getlist("attachments[]")
        sizes = [len(one.read()) for one in files]
        if sum(sizes) > LARGEST:
            abort(answer({"description": "Validation failed", "errors": []}, 400))
        told = zip(files, sizes, strict=True)
        named = [{"name": one.filename, "size": size} for one, size in told]
        return _from_form(request.form) | {"attachments": named}
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        _refuse(400, "invalid_json", "Request body has invalid json format")
    return body


def _from_form(form: MultiDict[str, str]) -> Json:
    """`tags[]=a` and `custom_fields[name]=v` as the list and the object that they stand for."""
    wish: Json = {}
    for key, values in form.lists():
        if found := BRACKETS.fullmatch(key):
            if found["inner"]:
                wish.setdefault(found["name"], {})[found["inner"]] = values[-1]
            else:
                wish.setdefault(found["name"], []).extend(values)
        else:
            whole = key in WHOLE and values[-1].isdecimal()
            wish[key] = int(values[-1]) if whole else values[-1]
    return wish
