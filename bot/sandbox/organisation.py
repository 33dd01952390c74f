"""One HearLink organisation with its Xero tenant: healthy, its faults, and what was written."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.sandbox.consents import Tokens
from bot.sandbox.faults import broken
from bot.sandbox.quota import Meter
from bot.sandbox.records import Contact, Entry
from bot.sandbox.situation import Situation

Kept = tuple[Situation, tuple[str, ...], int, Situation]


@dataclass(slots=True)
class Organisation:
    """Ids are text, latency in milliseconds.

    `written` is what the product itself put into Xero's books: faults come and go beneath it.
    """

    id: str
    name: str
    tenant_id: str
    xero_user_id: str
    healthy: Situation
    faults: tuple[str, ...]
    latency_ms: int
    connected_at: datetime
    reconnected_at: datetime
    seen_at: datetime
    meter: Meter = field(default_factory=Meter)
    tokens: Tokens = field(init=False)
    written: dict[str, Entry] = field(default_factory=dict)
    made: tuple[Contact, ...] = ()
    _writes: int = 0
    _kept: Kept | None = None

    @property
    def situation(self) -> Situation:
        """How everything stands now; worked out once until something changes."""
        kept = self._kept
        if kept and kept[0] is self.healthy and kept[1:3] == (self.faults, self._writes):
            return kept[3]
        healthy, faults, writes = self.healthy, self.faults, self._writes
        found = self._overlaid(broken(healthy, faults))
        # One assignment, so that another thread sees the old or the new, never half of each.
        self._kept = (healthy, faults, writes, found)
        return found

    def write(self, entry: Entry) -> None:
        """Put an invoice into Xero's books, or change one that is there."""
        self.written[entry.id] = entry
        self._writes += 1

    def make(self, contact: Contact) -> None:
        self.made = (*self.made, contact)
        self._writes += 1

    def _overlaid(self, now: Situation) -> Situation:
        if not self._writes:
            return now
        changed = [self.written.get(one.id, one) for one in now.xero_invoices]
        there = {one.id for one in changed}
        new = (one for one in self.written.values() if one.id not in there)
        contacts = (*now.contacts, *self.made)
        return replace(now, xero_invoices=(*changed, *new), contacts=contacts)
