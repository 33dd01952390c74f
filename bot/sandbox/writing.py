"""Xero's accounting API as it is written: invoices created (PUT) and changed (POST)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, request

from bot.sandbox import wishes
from bot.sandbox.documents import invoice_row
from bot.sandbox.gate import admit, refuse
from bot.sandbox.idempotency import LONGEST_KEY, Answered, clash
from bot.sandbox.ledger import Row
from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Contact, Entry
from bot.sandbox.resources import INVOICES
from bot.sandbox.wire import Headers, answer, plain
from bot.sandbox.world import World
from bot.sandbox.xero import NOT_FOUND, check_parameters, enveloped

NOBODY = "00000000-0000-0000-0000-000000000000"
UNREADABLE = "JSON for post data was invalid"
PARAMETERS = frozenset({"summarizeErrors", "unitdp"})

Element = dict[str, Any]
Judged = tuple[Element, Sequence[str], Callable[[], Entry]]
"""What was sent, what Xero has against it, and how to do it."""


def writing(world: World) -> Blueprint:
    """The routes below `/api.xro/2.0/Invoices` that change the books."""
    pages = Blueprint("writing", __name__)

    @pages.put("/api.xro/2.0/Invoices")
    def create() -> Response:
        return _once(world, lambda here, element: _created(world, here, element))

    @pages.post("/api.xro/2.0/Invoices")
    def create_or_change() -> Response:
        def judge(here: Organisation, element: Element) -> Judged:
            # This is why nobody should POST a number that somebody else may have used.
            known = _known(here, element)
            return (
                _changed(world, here, element, known) if known else _created(world, here, element)
            )

        return _once(world, judge)

    @pages.post("/api.xro/2.0/Invoices/<id_>")
    def change(id_: str) -> Response:
        def judge(here: Organisation, element: Element) -> Judged:
            known = next((e for e in here.situation.xero_invoices if e.id == id_), None)
            known = known or abort(plain(NOT_FOUND, 404))
            return _changed(world, here, element, known)

        return _once(world, judge)

    return pages


def _once(world: World, judge: Callable[[Organisation, Element], Judged]) -> Response:
    """Do what is asked, unless this Idempotency-Key was answered in the last six minutes."""
    here, headers = admit(world, scope=INVOICES, write=True)
    check_parameters(world, PARAMETERS)
    elements, key = _elements(), request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        refuse(world, 400, f"The Idempotency Key has more than {LONGEST_KEY} characters")
    fingerprint = f"{here.id} {request.method} {request.full_path} {request.get_data(as_text=True)}"
    # Two that come at once must find each other, so nobody else writes meanwhile.
    with world.lock:
        known = world.memory.recall(key, now=world.now()) if key else None
        if known and known.fingerprint != fingerprint:
            return plain(clash(key), 400, headers, kind="text/plain")
        if known:
            return plain(known.body, known.status, headers, kind="application/json")
        response = _done(world, here, [judge(here, one) for one in elements], headers)
        if key:
            body = response.get_data(as_text=True)
            world.memory.keep(key, Answered(fingerprint, response.status_code, body, world.now()))
        return response


def _elements() -> list[Element]:
    try:
        body = json.loads(request.get_data()) if request.is_json else None
    except ValueError:
        body = None
    inner = body.get("Invoices", [body]) if isinstance(body, dict) else None
    if not isinstance(inner, list) or not inner or not all(isinstance(o, dict) for o in inner):
        problem = {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": UNREADABLE}
        abort(answer(problem, 400))
    return inner


def _done(world: World, here: Organisation, judged: list[Judged], headers: Headers) -> Response:
    """All or nothing, unless the client wants each to be judged by itself."""
    apart = request.args.get("summarizeErrors") == "false"
    refused = [_refused(element, against) for element, against, _ in judged if against]
    if refused and not apart:
        body = {
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": refused,
        }
        return answer(body, 400, headers)
    rows = [
        _refused(element, against) if against else _accepted(here, do(), apart=apart)
        for element, against, do in judged
    ]
    return enveloped(world, {"Invoices": rows}, headers)


def _refused(element: Element, against: Sequence[str]) -> Row:
    return {
        **element,
        "InvoiceID": element.get("InvoiceID", NOBODY),
        "HasErrors": True,
        "StatusAttributeString": "ERROR",
        "ValidationErrors": [{"Message": one} for one in against],
    }


def _accepted(here: Organisation, entry: Entry, *, apart: bool) -> Row:
    row = invoice_row(entry, here.situation, lines=True)
    return row | {"StatusAttributeString": "OK"} if apart else row


def _known(here: Organisation, element: Element) -> Entry | None:
    id_, number = element.get("InvoiceID"), element.get("InvoiceNumber")
    every = here.situation.xero_invoices
    return next((one for one in every if one.id == id_ or number == one.number), None)


def _created(world: World, here: Organisation, element: Element) -> Judged:
    now, today = here.situation, world.now().date()
    wish = wishes.read(element, now, today=today)

    def do() -> Entry:
        entry = Entry(
            id=world.new_id(),
            number=wish.number or _next_number(here),
            status=wish.status,
            contact_id=_contact(world, here, wish).id,
            issued_on=wish.issued_on,
            due_on=wish.due_on,
            lines=wish.lines,
            updated_at=world.now(),
            origin="assistant",
            reference=wish.reference,
            currency=wish.currency,
        )
        here.write(entry)
        world.watch.own(here.id, (entry.id, entry.number))
        return entry

    return element, tuple(wishes.against_creating(wish, now)), do


def _changed(world: World, here: Organisation, element: Element, entry: Entry) -> Judged:
    status = str(element.get("Status") or entry.status)
    reference = str(element.get("Reference") or entry.reference)

    def do() -> Entry:
        changed = replace(entry, status=status, reference=reference, updated_at=world.now())
        here.write(changed)
        return changed

    return element, tuple(wishes.against_changing(entry, status, here.situation)), do


def _contact(world: World, here: Organisation, wish: wishes.Wish) -> Contact:
    """The contact that is meant; a name that nobody has becomes a new one."""
    if found := wishes.contact_of(wish, here.situation):
        return found
    contact = Contact(world.new_id(), wish.contact_name)
    here.make(contact)
    return contact


def _next_number(here: Organisation) -> str:
    """Xero's own series; a number used up leaves a gap in the customer's."""
    used = sum(one.number.startswith("INV-") for one in here.situation.xero_invoices)
    return f"INV-{used + 1:04}"
