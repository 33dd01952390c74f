"""Do the accounts, tax rates, payment account and currency that HearLink uses exist in Xero?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.xero.reading.codes import (
    concerned_first,
    own_currency,
    read_accounts,
    read_currency,
    read_payment_account,
    read_tax_rates,
)
from bot.adapters.xero.settled import Settled
from bot.adapters.xero.together import together
from bot.domain.errors import OutsideError
from bot.domain.mapping import Mapped, read
from bot.ports.looks import Finding, Target

Findings = Sequence[Finding]


@dataclass(frozen=True, slots=True)
class CodesLook:
    """Gives account_codes, tax_rates, payment_account and currency_enabled."""

    settled: Settled

    def __call__(self, target: Target, *, now: datetime) -> Findings:
        """Asks for the lists that are needed, all at the same time and mostly kept from before.

        A list that does not come leaves its own facts unknown; OutsideError if none comes.
        """
        entries = _entries(target)
        parts: list[Callable[[], Findings]] = []
        if any(one.account for one in entries) or target.value("payment_account_code"):
            parts.append(lambda: self._accounts(target, entries, now=now))
        if any(one.tax for one in entries):
            parts.append(lambda: read_tax_rates(self.settled.tax_rates(target, now=now), entries))
        if currency := target.value("currency"):
            parts.append(lambda: self._currency(target, currency, now=now))
        outcomes = together(parts)
        found = [one for part in outcomes if not isinstance(part, OutsideError) for one in part]
        problem = next((one for one in outcomes if isinstance(one, OutsideError)), None)
        if problem is not None and not found:
            raise problem
        return found

    def _accounts(self, target: Target, entries: Sequence[Mapped], *, now: datetime) -> Findings:
        rows = self.settled.accounts(target, now=now)
        code = target.value("payment_account_code")
        payment = read_payment_account(rows, code) if code else ()
        return (*read_accounts(rows, entries), *payment)

    def _currency(self, target: Target, currency: str, *, now: datetime) -> Findings:
        if self.settled.base_currency(target, now=now).upper() == currency.upper():
            return own_currency(currency)
        return read_currency(self.settled.currencies(target, now=now), currency)


def _entries(target: Target) -> Sequence[Mapped]:
    categories = (target.value("invoice_categories") or "").split(",")
    clinic = target.value("invoice_clinic") or ""
    return concerned_first(
        read(target.value("mapping") or ""), categories=categories, clinic=clinic
    )
