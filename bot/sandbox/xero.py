"""Xero's accounting API and its list of connections, read only."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flask import Blueprint, Response, abort, request

from bot.sandbox import ledger
from bot.sandbox.gate import admit, admit_bearer
from bot.sandbox.ledger import Row
from bot.sandbox.query import CannotParse, matches, parse
from bot.sandbox.situation import Situation
from bot.sandbox.wire import Headers, answer, plain
from bot.sandbox.world import Organisation, World

XML = '<Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Status>OK</Status></Response>'
NOT_FOUND = "The resource you're looking for cannot be found"
PAGE_SIZE = 100
SETTINGS, INVOICES, CONTACTS = "accounting.settings", "accounting.invoices", "accounting.contacts"

Rows = Callable[[Organisation, Situation, bool], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection: its scope, its rows (the flag asks for lines), the fields that name a row.

    `lists` are the query parameters that carry comma-separated values, and of which field.
    """

    scope: str
    rows: Rows
    names: tuple[str, ...] = ()
    lists: Mapping[str, str] | None = None


def _invoices(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (ledger.invoice_row(entry, now, lines=lines) for entry in now.xero_invoices)


def _credit_notes(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (ledger.credit_note_row(entry, now, lines=lines) for entry in now.xero_credit_notes)


def _contacts(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (ledger.contact_row(one, organisation.connected_at) for one in now.contacts)


def _accounts(organisation: Organisation, now: Situation, lines: bool) -> Iterable[Row]:
    return (ledger.account_row(one, organisation.connected_at) for one in now.accounts)


RESOURCES: Mapping[str, Resource] = {
    "Organisation": Resource(SETTINGS, lambda one, now, _: [ledger.organisation_row(one, now)]),
    "Users": Resource(SETTINGS, lambda one, now, _: ledger.user_rows(one, now), ("UserID",)),
    "Accounts": Resource(SETTINGS, _accounts, ("AccountID", "Code")),
    "TaxRates": Resource(
        SETTINGS, lambda _, now, __: map(ledger.tax_rate_row, now.tax_rates), ("TaxType",)
    ),
    "Currencies": Resource(
        SETTINGS, lambda _, now, __: map(ledger.currency_row, now.currencies), ("Code",)
    ),
    "Contacts": Resource(CONTACTS, _contacts, ("ContactID",), {"IDs": "ContactID"}),
    "Invoices": Resource(
        INVOICES,
        _invoices,
        ("InvoiceID", "InvoiceNumber"),
        {
            "IDs": "InvoiceID",
            "InvoiceNumbers": "InvoiceNumber",
            "ContactIDs": "Contact.ContactID",
            "Statuses": "Status",
        },
    ),
    "CreditNotes": Resource(INVOICES, _credit_notes, ("CreditNoteID", "CreditNoteNumber")),
}
WRAPPERS = {"Organisation": "Organisations"}


def xero(world: World) -> Blueprint:
    """The routes below `/api.xro/2.0`, and `/connections` in both spellings."""
    pages = Blueprint("xero", __name__)

    @pages.get("/api.xro/2.0/Organisation/Actions")
    def actions() -> Response:
        organisation, headers = admit(world, scope=SETTINGS)
        rows = ledger.action_rows(organisation.situation)
        return _enveloped(world, {"Actions": rows}, headers)

    @pages.get("/api.xro/2.0/<name>")
    def collection(name: str) -> Response:
        resource = RESOURCES.get(name) or abort(plain(NOT_FOUND, 404))
        organisation, headers = admit(world, scope=resource.scope)
        detailed = "page" in request.args and not _said("summaryOnly")
        rows = resource.rows(organisation, organisation.situation, detailed)
        try:
            found = _filtered(name, resource, rows)
        except CannotParse as problem:
            return _query_problem(problem, headers)
        return _enveloped(world, _paged(WRAPPERS.get(name, name), found), headers)

    @pages.get("/api.xro/2.0/<name>/<identifier>")
    def one(name: str, identifier: str) -> Response:
        resource = RESOURCES.get(name) or abort(plain(NOT_FOUND, 404))
        organisation, headers = admit(world, scope=resource.scope)
        rows = resource.rows(organisation, organisation.situation, True)
        found = [row for row in rows if identifier in {row[field] for field in resource.names}]
        if not found:
            return plain(NOT_FOUND, 404, headers)
        return _enveloped(world, {WRAPPERS.get(name, name): found[:1]}, headers)

    @pages.get("/connections")
    @pages.get("/Connections")
    def connections() -> Response:
        organisation, _ = admit_bearer(world)
        gone = organisation.situation.consent == "disconnected"
        # This call belongs to no tenant, so it tells the app's quota alone.
        quota = {"X-AppMinLimit-Remaining": "9999"}
        return answer([] if gone else [_connection(world, organisation)], 200, quota)

    return pages


def _filtered(name: str, resource: Resource, rows: Iterable[Row]) -> list[Row]:
    wanted = parse(request.args.get("where", ""))
    for parameter, field in (resource.lists or {}).items():
        if chosen := request.args.get(parameter):
            values = set(chosen.split(","))
            rows = [row for row in rows if _at(row, field) in values]
    if name == "Contacts" and not _said("includeArchived"):
        rows = [row for row in rows if row["ContactStatus"] != "ARCHIVED"]
    if since := request.headers.get("If-Modified-Since"):
        rows = [row for row in rows if row.get("UpdatedDateUTC", "") > _since(since)]
    return [row for row in rows if matches(row, wanted)]


def _at(row: Row, path: str) -> object:
    field, _, inner = path.partition(".")
    return row[field][inner] if inner else row[field]


def _said(parameter: str) -> bool:
    return request.args.get(parameter, "").lower() == "true"


def _since(header: str) -> str:
    """The time of an If-Modified-Since as rows write it, which sorts as text for centuries."""
    try:
        at = datetime.fromisoformat(header)
    except ValueError:
        at = parsedate_to_datetime(header)
    return ledger.moment(at if at.tzinfo else at.replace(tzinfo=UTC))


def _paged(wrapper: str, rows: list[Row]) -> Row:
    """All rows or, when a page is asked for, that page of them."""
    if "page" not in request.args:
        return {wrapper: rows}
    number = max(1, request.args.get("page", 1, int))
    size = min(max(1, request.args.get("pageSize", PAGE_SIZE, int)), 1000)
    pages = math.ceil(len(rows) / size)
    pagination = {"page": number, "pageSize": size, "pageCount": pages, "itemCount": len(rows)}
    return {"pagination": pagination, wrapper: rows[(number - 1) * size : number * size]}


def _enveloped(world: World, rows: Row, headers: Headers) -> Response:
    if "application/json" not in request.headers.get("Accept", ""):
        # Xero speaks XML to whoever does not ask for JSON.
        return plain(XML, 200, headers, kind="text/xml")
    envelope = {
        "Id": world.new_id(),
        "Status": "OK",
        "ProviderName": "HearLink",
        "DateTimeUTC": ledger.moment(world.now()),
    }
    return answer(envelope | rows, 200, headers)


def _query_problem(problem: CannotParse, headers: Headers) -> Response:
    body = {"ErrorNumber": 16, "Type": "QueryParseException", "Message": str(problem)}
    return answer(body, 400, headers)


def _connection(world: World, organisation: Organisation) -> Row:
    consent = world.consents.of(organisation.id)
    return {
        "id": organisation.xero_user_id,
        "authEventId": consent.event_id if consent else "",
        "tenantId": organisation.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": organisation.name,
        "createdDateUtc": f"{organisation.connected_at:%Y-%m-%dT%H:%M:%S.%f}0",
        "updatedDateUtc": f"{organisation.reconnected_at:%Y-%m-%dT%H:%M:%S.%f}0",
    }
