"""What seldom changes in an organisation at Xero, asked for once and kept for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from weakref import ref

from bot.adapters.xero.answer import Row, listed, word
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.errors import check
from bot.adapters.xero.kept import Kept
from bot.adapters.xero.tokens import Call, Consents
from bot.domain.errors import Unavailable
from bot.ports.connections import Connection
from bot.ports.looks import Target

LIFE = timedelta(minutes=15)
"""How long accounts, tax rates and currencies are kept."""

LATELY = timedelta(minutes=1)
"""How long the organisation itself is kept: who moves a lock date tries again at once."""

Rows = Sequence[Row]


class Settled:
    """The organisation, its accounts, tax rates and currencies, of each tenant for itself.

    Each method raises the OutsideError of its call; a consent must be there even for what is
    kept, so that who disconnects is told nothing any more.
    """

    def __init__(self, client: XeroClient, consents: Consents) -> None:
        self._client = client
        self._consents = consents
        self._kept: Kept[Rows] = Kept(life=LIFE)
        self._lately: Kept[Rows] = Kept(life=LATELY)

    def organisation(self, target: Target, *, now: datetime) -> Row:
        """The organisation itself."""
        call = self._client.organisation
        found = self._rows("Organisations", call, target, now=now, kept=self._lately)
        if not found:
            raise Unavailable("Xero's answer lacks the organisation.")
        return found[0]

    def accounts(self, target: Target, *, now: datetime) -> Rows:
        """The chart of accounts."""
        return self._rows("Accounts", self._client.accounts, target, now=now)

    def tax_rates(self, target: Target, *, now: datetime) -> Rows:
        """The tax rates."""
        return self._rows("TaxRates", self._client.tax_rates, target, now=now)

    def currencies(self, target: Target, *, now: datetime) -> Rows:
        """The currencies that are switched on."""
        return self._rows("Currencies", self._client.currencies, target, now=now)

    def base_currency(self, target: Target, *, now: datetime) -> str:
        """The organisation's own currency; nothing where Xero's answer leaves it out."""
        return word(self.organisation(target, now=now), "BaseCurrency")

    def _rows(
        self,
        name: str,
        call: Call,
        target: Target,
        *,
        now: datetime,
        kept: Kept[Rows] | None = None,
    ) -> Rows:
        connection = self._consents.need(target.organisation)

        def fetch() -> Rows:
            answer = self._consents.ask(connection, call, now=now, room=target.room)
            return listed(check(answer), name)

        run = run_of(target) if target.fresh else None
        return (kept or self._kept).get(_key(name, connection), fetch, now=now, run=run)


class Run:
    """Stands for a run of which nothing is known."""


def run_of(target: Target) -> object:
    """What stands for the run of a fresh target: its room, which all looks of a run share.

    A room that cannot be told from others', such as the default, makes each look a run.
    """
    room = getattr(target.room, "__self__", target.room)
    try:
        hash(ref(room))
    except TypeError:
        return Run()
    return Run() if isinstance(room, type) else room


def _key(name: str, connection: Connection) -> tuple[str, str, str]:
    return name, connection.organisation, connection.tokens.tenant_id
