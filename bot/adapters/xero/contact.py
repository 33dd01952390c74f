"""Can the contact that the invoice is for be used in Xero?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.reading.contact import read_contact
from bot.adapters.xero.tokens import Consents
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Target

LONGEST = 500
"""Characters of a name that is looked for: Xero's own names have fewer."""


@dataclass(frozen=True, slots=True)
class ContactLook:
    """Gives xero_contact."""

    client: XeroClient
    consents: Consents

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Looks for the contact by its name; one call, none where the name is not known."""
        name = (target.value("invoice_contact") or "").strip()
        if not name or len(name) > LONGEST:
            return ()

        def call(tokens: Tokens) -> Answer:
            return self.client.contacts(tokens, name)

        connection = self.consents.need(target.organisation)
        return read_contact(
            self.consents.ask(connection, call, now=now, room=target.room), name=name
        )
