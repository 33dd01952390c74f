"""HearLink's published invoice API, and the settings contract that the product proposes.

Field names follow HearLink's OpenAPI (InvoiceData, CreditNoteData, TransactionData); published
answers are wrapped in `{"success", "data"}`, the settings contract answers plainly.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import Blueprint, Response, abort, request

from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Categories, CreditNote, Invoice, Line, Patient, Transaction
from bot.sandbox.wire import answer, iso
from bot.sandbox.world import World

Record = dict[str, Any]

BY = {"uid": str(uuid5(NAMESPACE_URL, "audiologist")), "fullName": "Hannah Cole"}
CODES = {400: "VALIDATION_ERROR", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND"}


def hearlink(world: World) -> Blueprint:
    """The routes `/api/invoices/<uid>` and `/api/integrations/xero?org=`."""
    pages = Blueprint("hearlink", __name__)

    @pages.get("/api/invoices/<uid>")
    def invoice(uid: str) -> Response:
        _check_key(world, "invoices")
        if not _is_uuid(uid):
            _refuse(400, "Invalid invoice UID")
        if (known := _find(world, uid)) is None:
            _refuse(404, "Invoice not found")
        world.visit(known[0])
        return answer({"success": True, "data": invoice_record(*known)})

    @pages.get("/api/integrations/xero")
    def integration() -> Response:
        _check_key(world, "integrations")
        if not (wanted := request.args.get("org")):
            _refuse(400, "Query parameter 'org' is required")
        if (organisation := world.organisations.get(wanted)) is None:
            _refuse(404, "Organisation not found")
        world.visit(organisation)
        record = settings_record(organisation)
        if request.args.get("user"):
            record["user_permissions"] = list(organisation.situation.permissions)
        return answer(record)

    return pages


def invoice_record(organisation: Organisation, invoice: Invoice) -> Record:
    """An invoice as InvoiceData; optional fields are left out rather than null."""
    record: Record = {
        "uid": invoice.uid,
        "type": "invoice",
        "orderDate": iso(invoice.issued_at),
        "orderNumber": invoice.number,
        "audiologist": "Hannah Cole",
        "status": invoice.status,
        "billTo": invoice.patient.name or None,
        "billFrom": organisation.name,
        "clinic": invoice.clinic.uid,
        "dueDate": iso(invoice.due_at) if invoice.due_at else None,
        "xeroInvoiceId": invoice.xero_id,
    }
    record |= _content(invoice.patient, invoice.lines, invoice.issued_at, invoice.updated_at)
    return {name: value for name, value in record.items() if value is not None}


def credit_note_record(note: CreditNote) -> Record:
    """A credit note as CreditNoteData."""
    record = {
        "uid": note.uid,
        "creditNoteNumber": note.number,
        "date": iso(note.issued_at),
        "orderUid": note.invoice_uid,
    }
    return record | _content(note.patient, note.lines, note.issued_at, note.updated_at)


def transaction_record(transaction: Transaction) -> Record:
    """A payment as TransactionData."""
    at = iso(transaction.at)
    return {
        "uid": transaction.uid,
        "patient": _patient(transaction.patient),
        "transactionType": "Payment",
        "amount": transaction.pence / 100,
        "method": transaction.method,
        "date": at,
        "orderUid": transaction.invoice_uid,
        "transactionNumber": transaction.number,
        "created": {"at": at, "by": BY},
        "updated": {"at": at, "by": BY},
    }


def settings_record(organisation: Organisation) -> Record:
    """The integration settings, with the last error of the sync and when it last worked."""
    now = organisation.situation
    settings, error, synced_at = now.settings, now.settings.last_error, now.last_synced_at
    delivered_at = max((one.updated_at for one in now.invoices), default=None)
    return {
        "enabled": settings.enabled,
        "reauth_required": settings.reauth_required,
        "mode": settings.mode,
        "sync_as": settings.sync_as,
        "statuses": list(settings.statuses),
        "credit_notes": settings.credit_notes,
        "mapping": _mapping(settings.mapping),
        "overrides": [
            {
                "clinic": one.clinic.uid,
                "name": one.clinic.name,
                "mapping": _mapping(one.mapping),
            }
            for one in settings.overrides
        ],
        "payment_account": settings.payment_account,
        "currency": settings.currency,
        "webhook": {
            "enabled": settings.webhook_enabled,
            "last_delivery_at": iso(delivered_at) if delivered_at else None,
        },
        "last_error": error
        and {
            "message": error.message,
            "document": error.document,
            "number": error.number,
            "at": iso(error.at),
        },
        "last_synced_at": iso(synced_at) if synced_at else None,
    }


def _mapping(categories: Categories) -> Record:
    return {
        category: {"account": mapped.account or None, "tax": mapped.tax or None}
        for category, mapped in categories.items()
    }


def _content(
    patient: Patient, lines: Sequence[Line], created: datetime, updated: datetime
) -> Record:
    net, vat = sum(line.pence for line in lines), sum(line.vat for line in lines)
    return {
        "patient": _patient(patient),
        "discount": 0,
        "vat": vat / 100,
        "subtotal": net / 100,
        "total": (net + vat) / 100,
        "lineItems": [_line(line) for line in lines],
        "created": {"at": iso(created), "by": BY},
        "updated": {"at": iso(updated), "by": BY},
    }


def _patient(patient: Patient) -> Record:
    named = {"fullName": patient.name} if patient.name else {}
    return {"uid": patient.uid, **named}


def _line(line: Line) -> Record:
    described = {"description": line.description} if line.description else {}
    return {
        "type": line.category,
        **described,
        "quantity": 1,
        "unitPrice": line.pence / 100,
        "discount": 0,
        "total": (line.pence + line.vat) / 100,
        "vat": line.vat / 100,
    }


def _check_key(world: World, permission: str) -> None:
    allowed = world.hearlink_keys.get(request.headers.get("x-api-key", ""))
    if allowed is None:
        _refuse(401, "Missing or invalid API key")
    if permission not in allowed:
        _refuse(403, "API key lacks the required permissions")


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _find(world: World, uid: str) -> tuple[Organisation, Invoice] | None:
    with world.lock:
        for organisation in world.organisations.values():
            for invoice in organisation.situation.invoices:
                if invoice.uid == uid:
                    return organisation, invoice
    return None


def _refuse(status: int, message: str) -> NoReturn:
    error = {"code": CODES[status], "message": message}
    abort(answer({"success": False, "error": error}, status))
