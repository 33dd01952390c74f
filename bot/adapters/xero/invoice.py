"""Is this invoice or credit note in Xero, and how does it stand there?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.reading import read_document
from bot.adapters.xero.tokens import Consents
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Target


@dataclass(frozen=True, slots=True)
class InvoiceLook:
    """Gives invoice_in_xero."""

    client: XeroClient
    consents: Consents

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Looks the number up; finds nothing out where no number is known."""
        number = target.value("invoice_number")
        if not number:
            return ()
        credit_note = target.value("document") == "credit_note"
        fetch = self.client.credit_notes if credit_note else self.client.invoices

        def call(tokens: Tokens) -> Answer:
            return fetch(tokens, number)

        answer = self.consents.ask(self.consents.need(target.organisation), call, now=now)
        return read_document(answer, number=number, credit_note=credit_note)
