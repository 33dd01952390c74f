"""HearLink's documents, as its webhooks tell them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.people import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredInvoice:
    """What HearLink last said about an invoice or credit note, newest `updated` wins."""

    organisation: OrganisationId
    uid: str
    number: str
    document: str  # "invoice" or "credit_note"
    status: str
    xero_id: str | None
    clinic: str
    total: str
    updated: datetime


class Webhook(Protocol):
    """Reads what HearLink's webhooks deliver."""

    def __call__(
        self, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> tuple[str, MirroredInvoice | None]:
        """The id of a delivery and its document, if it is one of those the mirror keeps.

        NotSignedIn when the signature over the raw `body` is wrong or too old; BadInput when the
        body is not what HearLink sends.
        """


class Mirror(Protocol):
    """HearLink's documents as its webhooks told them."""

    def record(self, delivery: str, document: MirroredInvoice | None, *, now: datetime) -> bool:
        """Keep the document unless an equal or newer one is there; False if `delivery` is known."""

    def find(self, organisation: OrganisationId, number: str) -> MirroredInvoice | None:
        """The document of this organisation with that number, whatever its letter case."""
