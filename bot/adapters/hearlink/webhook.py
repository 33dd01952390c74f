"""Believes HearLink's webhooks only when signed, and reads the documents in them."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from bot.adapters.hearlink.records import NUMBERS, read_record, text
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.moments import believable
from bot.domain.errors import BadInput, NotSignedIn
from bot.ports.mirror import NUMBERED, MirroredInvoice
from bot.ports.people import OrganisationId

WINDOW = timedelta(minutes=5)
"""How far the time of a signature may be from ours: older ones may have been recorded."""

Delivered = tuple[str, MirroredInvoice | None]


class Envelope(BaseModel):
    """What every delivery has around it; HearLink's API names the event "type", too."""

    model_config = ConfigDict(frozen=True)
    id: str = Field(min_length=1, max_length=200)
    event: str = Field(validation_alias=AliasChoices("event", "type"))
    created: datetime = Field(alias="createdAt")
    organisation: str | None = None
    data: dict[str, Any]


def receive(settings: HearLinkSettings, *, signature: str, body: bytes, now: datetime) -> Delivered:
    """The delivery's id and its document; NotSignedIn or BadInput as the two steps raise them."""
    verify(settings.webhook_secret, signature=signature, body=body, now=now)
    return read_delivery(body, now=now)


def verify(secret: str, *, signature: str, body: bytes, now: datetime) -> None:
    """NotSignedIn unless `signature`, "t=<unix>,v1=<hex>", is of this very body and of now.

    More than one v1 may be there while a secret is rotated. Without a secret nothing is believed.
    """
    parts = [part.strip().partition("=") for part in signature.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    if not secret or len(times) != 1:
        raise NotSignedIn("This webhook is not signed.")
    expected = _sign(secret, times[0], body)
    # Compared before the time is looked at, and all of them, so that timing tells nothing.
    given = [value.encode(errors="replace") for name, _, value in parts if name == "v1"]
    matches = [hmac.compare_digest(expected, one) for one in given]
    if not any(matches) or not _recent(times[0], now=now):
        raise NotSignedIn("The signature of this webhook is wrong or too old.")


def _sign(secret: str, time: str, body: bytes) -> bytes:
    signed = time.encode(errors="replace") + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()


def _recent(time: str, *, now: datetime) -> bool:
    # Eleven digits last for three thousand years, and always fit into a datetime.
    if not (time.isascii() and time.isdigit() and len(time) <= 11):  # noqa: PLR2004
        return False
    return abs(datetime.fromtimestamp(int(time), tz=UTC) - now) <= WINDOW


def read_delivery(body: bytes, *, now: datetime) -> Delivered:
    """The delivery's id with its document, or with None for events about anything else.

    BadInput when the body is not as documented.
    """
    try:
        envelope = Envelope.model_validate_json(body)
    except ValidationError as error:
        # The text of this error quotes the body, patients and all.
        places = ", ".join(sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]}))
        raise BadInput(f"This webhook cannot be read: {places or 'no JSON object'}.") from None
    kind, _, happened = envelope.event.partition(".")
    deleted = happened == "deleted"
    if kind not in NUMBERS or not (deleted or _is_named(envelope.data, kind)):
        return envelope.id, None
    if not envelope.organisation or not text(envelope.data, "uid"):
        raise BadInput("This webhook does not say whose document it is about.")
    told = envelope.created
    at = believable(told if told.tzinfo else told.replace(tzinfo=UTC), now=now)
    if at is None:
        # Kept, an event of the year 9999 would outdo all that the document does from now on.
        raise BadInput("This webhook cannot be read: createdAt.")
    document = read_record(
        envelope.data,
        kind=kind,
        owner=OrganisationId(envelope.organisation),
        # The event's own time orders all events alike, deletions too.
        at=at,
        deleted=deleted,
    )
    return envelope.id, document


def _is_named(found: dict[str, Any], kind: str) -> bool:
    """Whether the record has its number; a transaction needs none."""
    return kind not in NUMBERED or bool(text(found, NUMBERS[kind]))
