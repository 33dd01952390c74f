"""HearLink's documents, as its webhooks tell them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.domain.standing import DELETED
from bot.ports.people import OrganisationId

INVOICE, CREDIT_NOTE, TRANSACTION = "invoice", "credit_note", "transaction"

NUMBERED = (INVOICE, CREDIT_NOTE)
"""The documents that people call by a number, and that Xero has too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredInvoice:
    """What HearLink last said about an invoice, credit note or transaction.

    `issued` is HearLink's date of it, `heard` the time of the oldest and `updated` of the newest
    event about it, `linked` the time of the oldest event that bore a Xero id. `categories` are
    those of its lines, `order_uid` is the invoice that a credit note or transaction belongs to.
    `total` is a decimal number as text. No patient is named.
    """

    organisation: OrganisationId
    uid: str
    number: str
    document: str
    status: str
    xero_id: str | None
    clinic: str
    total: str
    updated: datetime
    heard: datetime | None = None
    linked: datetime | None = None
    issued: datetime | None = None
    categories: tuple[str, ...] = ()
    currency: str = ""
    order_uid: str = ""
    transaction_type: str = ""
    method: str = ""

    @property
    def deleted(self) -> bool:
        """Whether HearLink no longer has it."""
        return self.status == DELETED

    @property
    def happened(self) -> datetime:
        """When it was issued or, where HearLink does not say, first heard of."""
        return self.issued or self.heard or self.updated


FILLED = (
    "number",
    "xero_id",
    "clinic",
    "total",
    "issued",
    "categories",
    "currency",
    "order_uid",
    "transaction_type",
    "method",
)
"""What stays known of a document when a deletion tells no more than its uid."""


def as_heard(told: MirroredInvoice) -> MirroredInvoice:
    """A document as the first event about it leaves it in the mirror."""
    linked = told.linked or (told.updated if told.xero_id else None)
    return replace(told, heard=told.heard or told.updated, linked=linked)


def merged(known: MirroredInvoice, told: MirroredInvoice) -> MirroredInvoice:
    """A document after one more event about it: the newest wins, whichever arrived last.

    Of two that are equally old, the known one stays.
    """
    known, told = as_heard(known), as_heard(told)
    newer, older = (told, known) if told.updated > known.updated else (known, told)
    filled = {
        name: getattr(newer, name) or getattr(older, name) for name in FILLED if newer.deleted
    }
    times = [at for at in (known.heard, told.heard) if at]
    links = [at for at in (known.linked, told.linked) if at]
    return replace(newer, heard=min(times), linked=min(links, default=None), **filled)


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
        """Take the document in as `merged` says; False, and nothing, if `delivery` is known.

        Deliveries are known for at least 30 days.
        """

    def find(self, organisation: OrganisationId, number: str) -> MirroredInvoice | None:
        """The invoice or credit note with that number, whatever its letter case."""

    def by_uid(self, organisation: OrganisationId, uid: str) -> MirroredInvoice | None:
        """The document with that uid."""

    def history(
        self,
        organisation: OrganisationId,
        *,
        since: datetime,
        limit: int,
        documents: Collection[str] = NUMBERED,
    ) -> Sequence[MirroredInvoice]:
        """The newest `limit` documents of these kinds that happened since then, newest first."""

    def newest(self, organisation: OrganisationId) -> datetime | None:
        """The time of the newest event about any document of this organisation."""
