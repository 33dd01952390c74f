"""Reads Xero through its SDK, made safe: no shared tokens, no retries, no endless waits.

Built as its README shows, xero-python hands one customer's token to another, sleeps for hours
on a 429 and never times out. Here every call gets its own token object and a bounded time.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.errors import answered
from bot.adapters.xero.quiet import silence_queries
from bot.adapters.xero.settings import XeroSettings
from bot.ports.connections import Tokens

HOSTS, PER_HOST = 8, 10
"""Connections that are kept open: to so many hosts, so many each."""

BREAKS_THE_LIST = frozenset(',"\\')
"""Characters that a number may have and Xero's comma-separated list of numbers may not."""


class XeroClient:
    """One call a method; each answers whatever status Xero gave, or raises Unavailable."""

    def __init__(self, settings: XeroSettings) -> None:
        self._settings = settings
        silence_queries()

    def connections(self, tokens: Tokens) -> Answer:
        """The tenants that this consent still reaches."""
        from xero_python.identity import IdentityApi

        identity = IdentityApi(self._sdk(tokens), base_url=self._settings.api_url)
        return self._ask(identity.get_connections)

    def actions(self, tokens: Tokens) -> Answer:
        """What the person who connected may do there."""
        return self._ask(self._accounting(tokens).get_organisation_actions, tokens.tenant_id)

    def users(self, tokens: Tokens) -> Answer:
        """The people of the organisation with their roles."""
        return self._ask(self._accounting(tokens).get_users, tokens.tenant_id)

    def organisation(self, tokens: Tokens) -> Answer:
        """The organisation itself: the call that costs least."""
        return self._ask(self._accounting(tokens).get_organisations, tokens.tenant_id)

    def accounts(self, tokens: Tokens) -> Answer:
        """The chart of accounts, archived ones too."""
        return self._ask(self._accounting(tokens).get_accounts, tokens.tenant_id)

    def tax_rates(self, tokens: Tokens) -> Answer:
        """The tax rates."""
        return self._ask(self._accounting(tokens).get_tax_rates, tokens.tenant_id)

    def currencies(self, tokens: Tokens) -> Answer:
        """The currencies that are switched on."""
        return self._ask(self._accounting(tokens).get_currencies, tokens.tenant_id)

    def contacts(self, tokens: Tokens, name: str) -> Answer:
        """The contacts of exactly that name, archived ones too."""
        # The SDK would write True, which Xero's own checker refuses: hence the text.
        chosen = {"where": _equals("Name", name), "include_archived": "true"}
        return self._ask(self._accounting(tokens).get_contacts, tokens.tenant_id, **chosen)

    def invoices(self, tokens: Tokens, number: str) -> Answer:
        """The invoices with that number."""
        chosen = _numbered("InvoiceNumber", [number])
        return self._ask(self._accounting(tokens).get_invoices, tokens.tenant_id, **chosen)

    def invoices_among(self, tokens: Tokens, numbers: Sequence[str]) -> Answer:
        """The invoices with any of these numbers, without their lines; at least one number."""
        chosen = {**_numbered("InvoiceNumber", numbers), "summary_only": "true"}
        return self._ask(self._accounting(tokens).get_invoices, tokens.tenant_id, **chosen)

    def approved_count(self, tokens: Tokens, first: date, end: date) -> Answer:
        """How many approved sales invoices have a date from `first` on and before `end`."""
        where = f'Type=="ACCREC" AND Date>={_date(first)} AND Date<{_date(end)}'
        chosen = {"where": where, "statuses": ["AUTHORISED", "PAID"], "page": 1, "page_size": 1}
        return self._ask(self._accounting(tokens).get_invoices, tokens.tenant_id, **chosen)

    def invoice_history(self, tokens: Tokens, invoice_id: str) -> Answer:
        """Who changed that invoice, and when."""
        ask = self._accounting(tokens).get_invoice_history
        return self._ask(ask, tokens.tenant_id, invoice_id)

    def credit_notes(self, tokens: Tokens, number: str) -> Answer:
        """The credit notes with that number."""
        return self.credit_notes_among(tokens, [number])

    def credit_notes_among(self, tokens: Tokens, numbers: Sequence[str]) -> Answer:
        """The credit notes with any of these numbers; at least one number."""
        # Xero offers no list of numbers for them.
        where = _any_of("CreditNoteNumber", numbers)
        return self._ask(self._accounting(tokens).get_credit_notes, tokens.tenant_id, where=where)

    def credit_note_history(self, tokens: Tokens, credit_note_id: str) -> Answer:
        """Who changed that credit note, and when."""
        ask = self._accounting(tokens).get_credit_note_history
        return self._ask(ask, tokens.tenant_id, credit_note_id)

    def _accounting(self, tokens: Tokens) -> Any:
        from xero_python.accounting import AccountingApi

        return AccountingApi(self._sdk(tokens), base_url=f"{self._settings.api_url}/api.xro/2.0")

    def _sdk(self, tokens: Tokens) -> Any:
        from xero_python.api_client import ApiClient
        from xero_python.api_client.configuration import Configuration
        from xero_python.api_client.oauth2 import OAuth2Token

        configuration = Configuration()
        # Every Configuration() shares one token object until it is given its own.
        configuration.oauth2_token = OAuth2Token()
        sdk = ApiClient(configuration)
        sdk.rest_client = self._rest
        # Neither a refresh token nor an expiry: the SDK must never refresh by itself.
        bearer = {
            "access_token": tokens.access_token,
            "scope": [],
            "expires_in": 1800,
            "token_type": "Bearer",
        }
        sdk.oauth2_token_getter(lambda: bearer)
        return sdk

    @cached_property
    def _rest(self) -> Any:
        """The pool of connections for all customers: it holds no token, and TLS set-up is slow."""
        import urllib3
        from xero_python import rest
        from xero_python.api_client.configuration import Configuration

        pool = rest.RESTClientObject(Configuration(), pools_size=HOSTS, maxsize=PER_HOST)
        never = urllib3.Retry(total=0, respect_retry_after_header=False)
        pool.pool_manager.connection_pool_kw["retries"] = never
        return pool

    def _ask(self, call: Callable[..., Any], *arguments: str, **options: object) -> Answer:
        return answered(lambda: self._attempt(call, *arguments, **options))

    def _attempt(self, call: Callable[..., Any], *arguments: str, **options: object) -> Answer:
        from xero_python.exceptions import ApiException

        limits = {"_preload_content": False, "_request_timeout": self._settings.timeout}
        try:
            response = call(*arguments, **options, **limits)
        except ApiException as error:
            # Its own `status` may fail on a body that is no JSON, so look underneath.
            if error.http_resp is None:
                raise
            response = error.http_resp.urllib3_response
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, response.data)


def _numbered(name: str, numbers: Sequence[str]) -> dict[str, object]:
    """Those numbers as the SDK's list, or as a filter where one of them would break the list."""
    if all(BREAKS_THE_LIST.isdisjoint(number) for number in numbers):
        return {"invoice_numbers": list(numbers)}
    return {"where": _any_of(name, numbers)}


def _any_of(name: str, texts: Sequence[str]) -> str:
    return " OR ".join(_equals(name, text) for text in texts)


def _equals(name: str, text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}=="{escaped}"'


def _date(day: date) -> str:
    return f"DateTime({day.year},{day.month},{day.day})"
