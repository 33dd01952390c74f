"""HearLink's webhook deliveries: the envelope, the signature, the posting.

HearLink publishes the envelope `id, type, createdAt, data`; `event` repeats the type, and
`organisation` says whose it is, because one address receives for every organisation.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from bot.sandbox.hearlink import credit_note_record, invoice_record, transaction_record
from bot.sandbox.organisation import Organisation
from bot.sandbox.records import CreditNote, Invoice, Transaction
from bot.sandbox.wire import iso


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a record; `id` stays the same when a delivery is repeated."""

    id: str
    type: str
    at: datetime
    organisation: str
    record: Mapping[str, Any]

    @property
    def body(self) -> bytes:
        envelope = {
            "id": self.id,
            "type": self.type,
            "event": self.type,
            "createdAt": iso(self.at),
            "organisation": self.organisation,
            "data": self.record,
        }
        return json.dumps(envelope, separators=(",", ":")).encode()


def invoice_event(organisation: Organisation, invoice: Invoice, id_: str) -> Event:
    record = invoice_record(organisation, invoice)
    return Event(f"evt_{id_}", "invoice.updated", invoice.updated_at, organisation.id, record)


def credit_note_event(organisation: Organisation, note: CreditNote, id_: str) -> Event:
    record = credit_note_record(note)
    return Event(f"evt_{id_}", "credit_note.updated", note.updated_at, organisation.id, record)


def transaction_event(organisation: Organisation, paid: Transaction, id_: str) -> Event:
    record = transaction_record(paid)
    return Event(f"evt_{id_}", "transaction.created", paid.at, organisation.id, record)


def signature(body: bytes, secret: str, at: datetime) -> str:
    """The value of X-HearLink-Signature: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={digest.hexdigest()}"


def deliver(
    url: str,
    secret: str,
    events: Iterable[Event],
    *,
    client: httpx.Client,
    now: Callable[[], datetime],
    new_id: Callable[[], str],
) -> None:
    """Post the events one by one; httpx.HTTPError at the first that is not taken with a 2xx."""
    for event in events:
        headers = {
            "Content-Type": "application/json",
            "X-HearLink-Signature": signature(event.body, secret, now()),
            "X-HearLink-Event": event.type,
            "X-HearLink-Delivery": new_id(),
        }
        client.post(url, content=event.body, headers=headers).raise_for_status()
