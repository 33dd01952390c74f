"""Reads many sales documents out of Xero with few calls, for the comparison with HearLink."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.adapters.xero.answer import Answer, Row, amount, listed, word
from bot.adapters.xero.client import BREAKS_THE_LIST, XeroClient
from bot.adapters.xero.errors import check
from bot.adapters.xero.together import together
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import OutsideError
from bot.domain.reconciliation import Booked
from bot.ports.books import Excerpt, Wanted
from bot.ports.connections import Connection, Tokens
from bot.ports.looks import Room
from bot.ports.mirror import CREDIT_NOTE, INVOICE
from bot.ports.people import OrganisationId

CALLS = 4
"""Calls for one comparison; a batch is one call."""

NUMBERS, CHARACTERS = 40, 1200
"""What one batch holds at most: the numbers travel in the URL."""

FETCHES: dict[str, Callable[[XeroClient, Tokens, Sequence[str]], Answer]] = {
    INVOICE: XeroClient.invoices_among,
    CREDIT_NOTE: XeroClient.credit_notes_among,
}
NAMES = {INVOICE: "Invoice", CREDIT_NOTE: "CreditNote"}
"""What Xero calls the documents."""


@dataclass(slots=True)
class Batch:
    """Documents that one call asks for."""

    document: str
    numbers: list[str] = field(default_factory=list)

    @property
    def wanted(self) -> Sequence[Wanted]:
        """The documents themselves."""
        return [Wanted(document=self.document, number=number) for number in self.numbers]

    def has_room(self, number: str) -> bool:
        """Whether the number still fits in."""
        length = sum(map(len, self.numbers)) + len(number)
        return len(self.numbers) < NUMBERS and (length <= CHARACTERS or not self.numbers)


@dataclass(frozen=True, slots=True)
class XeroBooks:
    """The port `Books` at Xero."""

    client: XeroClient
    consents: Consents

    def place(self, organisation: OrganisationId) -> str:
        """The tenant at Xero that they connected; Refused without a consent. No call."""
        return self.consents.need(organisation).tokens.tenant_id

    def excerpt(
        self,
        organisation: OrganisationId,
        wanted: Sequence[Wanted],
        *,
        now: datetime,
        room: Room = nullcontext,
    ) -> Excerpt:
        """Looks the documents up in at most four calls; fails when one of them does."""
        connection = self.consents.need(organisation)
        batches = batched(wanted)
        if batches:
            # Renewed here if need be, so that the calls side by side do not all try to.
            connection = self.consents.usable(connection, now=now)
        ask = partial(self._booked, connection, now=now, room=room)
        found = [_good(one) for one in together([partial(ask, batch) for batch in batches])]
        return Excerpt(
            booked=[entry for entries in found for entry in entries],
            asked=frozenset(one for batch in batches for one in batch.wanted),
        )

    def _booked(
        self, connection: Connection, batch: Batch, *, now: datetime, room: Room
    ) -> Sequence[Booked]:
        fetch = partial(FETCHES[batch.document], self.client)

        def call(tokens: Tokens) -> Answer:
            return fetch(tokens, batch.numbers)

        return read_booked(self.consents.ask(connection, call, now=now, room=room), batch)


def batched(wanted: Sequence[Wanted]) -> Sequence[Batch]:
    """The documents in as few batches as hold them; what the calls do not reach is left out."""
    batches: list[Batch] = []
    open_: dict[tuple[str, bool], Batch] = {}
    for one in dict.fromkeys(wanted):
        # One number that breaks Xero's list of invoices would make the whole batch a filter.
        by_list = one.document == INVOICE and BREAKS_THE_LIST.isdisjoint(one.number)
        way = one.document, by_list
        batch = open_.get(way)
        if batch is None or not batch.has_room(one.number):
            if len(batches) == CALLS:
                continue
            batch = open_[way] = Batch(one.document)
            batches.append(batch)
        batch.numbers.append(one.number)
    return batches


def read_booked(answer: Answer, batch: Batch) -> Sequence[Booked]:
    """The sales documents among the rows that bear one of the batch's numbers."""
    name = NAMES[batch.document]
    ours = {number.casefold() for number in batch.numbers}
    return [
        entry
        for entry in _entries(listed(check(answer), f"{name}s"), batch.document, name)
        if entry.number.casefold() in ours
    ]


def _entries(rows: Sequence[Row], document: str, name: str) -> Iterator[Booked]:
    for row in rows:
        # Purchase bills may repeat the numbers of sales.
        if not word(row, "Type").upper().startswith("ACCPAY"):
            yield Booked(
                number=word(row, f"{name}Number"),
                document=document,
                status=word(row, "Status").upper(),
                total=amount(row.get("Total")),
                due=amount(row.get("AmountDue")),
                currency=word(row, "CurrencyCode").upper(),
            )


def _good(found: Sequence[Booked] | OutsideError) -> Sequence[Booked]:
    if isinstance(found, OutsideError):
        raise found
    return found
