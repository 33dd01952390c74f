"""Is this invoice or credit note in Xero, how does it stand there, and who brought it there?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapters.xero.answer import Answer, Row, word
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.reading.credit_note import ALLOCATED, is_allocated, open_credit, read_fit
from bot.adapters.xero.reading.document import name_of, read_copies, read_standing
from bot.adapters.xero.reading.history import by_and_on, read_history
from bot.adapters.xero.tokens import Call, Consents
from bot.domain.errors import OutsideError, Unavailable
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Target

ENDED = {"VOIDED": "void", "DELETED": "delet"}
"""What the history calls the end of a document, by its status."""


@dataclass(frozen=True, slots=True)
class InvoiceLook:
    """Gives invoice_in_xero, and credit_note_fits for a credit note."""

    client: XeroClient
    consents: Consents

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Looks the number up; finds nothing out where no number is known.

        One call; one more for the history of what ended or came by another way, and one more
        for the invoice of a credit note.
        """
        number = target.value("invoice_number")
        if not number:
            return ()
        credit_note = target.value("document") == "credit_note"
        copies = self._copies(number, target, now=now, credit_note=credit_note)
        name = name_of(number, credit_note=credit_note)
        finding, telling = read_standing(copies, name)
        told = self._told(finding, telling, target, now=now)
        return (told, *(self._fit(telling, target, now=now) if credit_note else ()))

    def _copies(
        self, number: str, target: Target, *, now: datetime, credit_note: bool
    ) -> Sequence[Row]:
        fetch = self.client.credit_notes if credit_note else self.client.invoices
        answer = self._ask(target, lambda tokens: fetch(tokens, number), now=now)
        return read_copies(answer, number=number, credit_note=credit_note)

    def _told(
        self, finding: Finding, copy: Row | None, target: Target, *, now: datetime
    ) -> Finding:
        """The finding with who did it and when, where that helps and Xero tells."""
        stranger = finding.value == "live" and target.value("hearlink_linked") == "no"
        ended = ENDED.get(word(copy, "Status").upper()) if copy else None
        if copy is None or not (ended or stranger):
            return finding
        try:
            history = read_history(self._history(copy, target, now=now), now=now)
        except OutsideError:
            # Who and when only explains; where the document stands is known without.
            return finding
        about = by_and_on(history, ended or "creat", last=bool(ended), now=now)
        if not about:
            return finding
        detail = finding.detail.removesuffix(".")
        said = f"{detail}{about}." if ended else f"{detail}. It was created there{about}."
        return replace(finding, detail=said)

    def _history(self, copy: Row, target: Target, *, now: datetime) -> Answer:
        invoice, credit_note = word(copy, "InvoiceID"), word(copy, "CreditNoteID")
        if not (invoice or credit_note):
            raise Unavailable("Xero's answer names no document.")

        def call(tokens: Tokens) -> Answer:
            if invoice:
                return self.client.invoice_history(tokens, invoice)
            return self.client.credit_note_history(tokens, credit_note)

        return self._ask(target, call, now=now)

    def _fit(self, copy: Row | None, target: Target, *, now: datetime) -> Sequence[Finding]:
        if is_allocated(copy):
            return (ALLOCATED,)
        credit = open_credit(copy, target.value("credit_note_total"))
        number = target.value("credited_invoice")
        if credit is None or not number:
            return ()
        try:
            return read_fit(credit, self._copies(number, target, now=now, credit_note=False))
        except OutsideError:
            # Where the credit note stands is known all the same.
            return ()

    def _ask(self, target: Target, call: Call, *, now: datetime) -> Answer:
        connection = self.consents.need(target.organisation)
        return self.consents.ask(connection, call, now=now, room=target.room)
