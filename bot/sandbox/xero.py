"""Xero's accounting API as it is read."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flask import Blueprint, Response, abort, request

from bot.sandbox import ledger
from bot.sandbox.documents import history_rows
from bot.sandbox.gate import admit, refuse
from bot.sandbox.ledger import Row
from bot.sandbox.organisation import Organisation
from bot.sandbox.query import CannotParse, ordered, parse
from bot.sandbox.resources import BOOLEANS, NUMBERS, RESOURCES, SETTINGS, WRAPPERS, Resource
from bot.sandbox.wire import Headers, answer, plain
from bot.sandbox.world import World

XML = '<Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Status>OK</Status></Response>'
NOT_FOUND = "The resource you're looking for cannot be found"
PAGE_SIZE, LARGEST_PAGE = 100, 1000


def xero(world: World) -> Blueprint:
    """The routes below `/api.xro/2.0` that only read."""
    pages = Blueprint("xero", __name__)

    @pages.get("/api.xro/2.0/Organisation/Actions")
    def actions() -> Response:
        organisation, headers = admit(world, scope=SETTINGS)
        check_parameters(world, frozenset())
        rows = ledger.action_rows(organisation.situation)
        return enveloped(world, {"Actions": rows}, headers)

    @pages.get("/api.xro/2.0/<name>")
    def collection(name: str) -> Response:
        resource = RESOURCES.get(name) or abort(plain(NOT_FOUND, 404))
        organisation, headers = admit(world, scope=resource.scope)
        check_parameters(world, resource.parameters)
        try:
            found = _filtered(name, resource, organisation)
        except CannotParse as problem:
            return _query_problem(problem, headers)
        return enveloped(world, _paged(WRAPPERS.get(name, name), found), headers)

    @pages.get("/api.xro/2.0/<name>/<identifier>")
    def one(name: str, identifier: str) -> Response:
        resource = RESOURCES.get(name) or abort(plain(NOT_FOUND, 404))
        organisation, headers = admit(world, scope=resource.scope)
        check_parameters(world, frozenset({"unitdp"}))
        rows = resource.rows(organisation, organisation.situation, True)
        found = [row for row in rows if identifier in {row[field] for field in resource.names}]
        if not found:
            return plain(NOT_FOUND, 404, headers)
        return enveloped(world, {WRAPPERS.get(name, name): found[:1]}, headers)

    @pages.get("/api.xro/2.0/<any(Invoices,CreditNotes):name>/<identifier>/History")
    def history(name: str, identifier: str) -> Response:
        organisation, headers = admit(world, scope=RESOURCES[name].scope)
        check_parameters(world, frozenset())
        now = organisation.situation
        entries = now.xero_invoices if name == "Invoices" else now.xero_credit_notes
        found = [entry for entry in entries if entry.id == identifier]
        if not found:
            return plain(NOT_FOUND, 404, headers)
        return enveloped(world, {"HistoryRecords": history_rows(found[0])}, headers)

    return pages


def check_parameters(world: World, known: frozenset[str]) -> None:
    """400 for a parameter that is not known there, or whose value no client of Xero's would send.

    xero-python writes booleans as Python does, which the API's own description forbids.
    """
    for name, value in request.args.items():
        if name not in known:
            refuse(world, 400, f"Unknown query parameter '{name}'")
        if name in BOOLEANS and value not in {"true", "false"}:
            refuse(world, 400, f"The value '{value}' is not valid for '{name}'")
        if name in NUMBERS and not value.isdecimal():
            refuse(world, 400, f"The value '{value}' is not valid for '{name}'")


def enveloped(world: World, rows: Row, headers: Headers, *, status: int = 200) -> Response:
    if "application/json" not in request.headers.get("Accept", ""):
        # Xero speaks XML to whoever does not ask for JSON.
        return plain(XML, status, headers, kind="text/xml")
    envelope = {
        "Id": world.new_id(),
        "Status": "OK",
        "ProviderName": "HearLink",
        "DateTimeUTC": ledger.moment(world.now()),
    }
    return answer(envelope | rows, status, headers)


def _filtered(name: str, resource: Resource, organisation: Organisation) -> list[Row]:
    wanted, now = parse(request.args.get("where", "")), organisation.situation
    detailed = "page" in request.args and not _said("summaryOnly")
    rows = list(resource.rows(organisation, now, detailed))
    for parameter, field in resource.lists.items():
        if chosen := request.args.get(parameter):
            values = set(chosen.split(","))
            rows = [row for row in rows if _at(row, field) in values]
    if name == "Contacts" and not _said("includeArchived"):
        rows = [row for row in rows if row["ContactStatus"] == "ACTIVE"]
    if _said("createdByMyApp"):
        ours = {entry.id for entry in now.xero_invoices if entry.origin != "hand"}
        rows = [row for row in rows if row["InvoiceID"] in ours]
    if since := request.headers.get("If-Modified-Since"):
        rows = [row for row in rows if row.get("UpdatedDateUTC", "") > _since(since)]
    if term := request.args.get("searchTerm", "").lower():
        rows = [row for row in rows if term in str(row).lower()]
    return ordered([row for row in rows if wanted(row)], request.args.get("order", ""))


def _at(row: Row, path: str) -> object:
    field, _, inner = path.partition(".")
    return row[field][inner] if inner else row[field]


def _said(parameter: str) -> bool:
    return request.args.get(parameter) == "true"


def _since(header: str) -> str:
    """The time of an If-Modified-Since as rows write it, which sorts as text for centuries."""
    try:
        at = datetime.fromisoformat(header)
    except ValueError:
        at = parsedate_to_datetime(header)
    return ledger.moment(at if at.tzinfo else at.replace(tzinfo=UTC))


def _paged(wrapper: str, rows: Iterable[Row]) -> Row:
    """All rows or, when a page is asked for, that page of them."""
    every = list(rows)
    if "page" not in request.args:
        return {wrapper: every}
    number = max(1, request.args.get("page", 1, int))
    size = min(max(1, request.args.get("pageSize", PAGE_SIZE, int)), LARGEST_PAGE)
    pages = math.ceil(len(every) / size)
    pagination = {"page": number, "pageSize": size, "pageCount": pages, "itemCount": len(every)}
    return {"pagination": pagination, wrapper: every[(number - 1) * size : number * size]}


def _query_problem(problem: CannotParse, headers: Headers) -> Response:
    body = {"ErrorNumber": 16, "Type": "QueryParseException", "Message": str(problem)}
    return answer(body, 400, headers)
