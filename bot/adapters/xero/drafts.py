"""The few calls that write to Xero: one draft invoice, made and deleted again."""

from datetime import date
from functools import cached_property
from typing import Any

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.settings import XeroSettings
from bot.domain.mapping import Mapped
from bot.ports.connections import Tokens

A_PENNY = 0.01


class DraftClient(XeroClient):
    """Writes drafts; a customer's own number is never sent, as a POST of one would change it.

    It uses the connections of the client that it stands `beside`.
    """

    def __init__(self, settings: XeroSettings, *, beside: XeroClient | None = None) -> None:
        super().__init__(settings)
        self._beside = beside

    def some_contact(self, tokens: Tokens) -> Answer:
        """One contact that is active; a draft that names a new one would create it."""
        chosen = {"where": 'ContactStatus=="ACTIVE"', "page": 1, "page_size": 1}
        return self._ask(self._accounting(tokens).get_contacts, tokens.tenant_id, **chosen)

    def create(
        self, tokens: Tokens, *, number: str, contact_id: str, mapped: Mapped, on: date, key: str
    ) -> Answer:
        """A draft over one penny; `key` makes Xero take a repeated call for the same one."""
        from xero_python.accounting import Contact, Invoice, Invoices, LineItem

        line = LineItem(
            description="Test of the connection with HearLink",
            quantity=1.0,
            unit_amount=A_PENNY,
            account_code=mapped.account,
            tax_type=mapped.tax or None,
        )
        draft = Invoice(
            type="ACCREC",
            status="DRAFT",
            contact=Contact(contact_id=contact_id),
            line_items=[line],
            date=on,
            due_date=on,
            invoice_number=number,
            reference="HearLink connection test, deleted automatically",
        )
        # Only PUT creates: a POST would change an invoice that has this number.
        create = self._accounting(tokens).create_invoices
        wanted = Invoices(invoices=[draft])
        return self._ask(create, tokens.tenant_id, wanted, idempotency_key=key)

    def delete(self, tokens: Tokens, invoice_id: str, *, key: str) -> Answer:
        """Delete a draft, which in Xero is a change of its status."""
        from xero_python.accounting import Invoice, Invoices

        deleted = Invoices(invoices=[Invoice(invoice_id=invoice_id, status="DELETED")])
        update = self._accounting(tokens).update_invoice
        return self._ask(update, tokens.tenant_id, invoice_id, deleted, idempotency_key=key)

    @cached_property
    def _rest(self) -> Any:
        return super()._rest if self._beside is None else self._beside._rest
