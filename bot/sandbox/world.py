"""The state of all stand-ins: organisations, their faults, their tokens, their spent quota."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import RLock

from bot.sandbox.clinic import NAMES, healthy
from bot.sandbox.consents import SCOPES, Bearer, Consents, Tokens
from bot.sandbox.faults import FAULTS, broken
from bot.sandbox.situation import Invoice, Situation

CONNECTED_FOR = timedelta(days=90)

LONG_AGO = timedelta(days=61)
"""An expired consent was last used so long ago: past the 60 days of a refresh token."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One organisation's token was sent with another organisation's tenant id."""

    bearer_of: str
    tenant_of: str
    path: str
    at: datetime


@dataclass(slots=True)
class Meter:
    """Xero's fixed windows for one tenant: calls this minute, calls today (UTC)."""

    minute: int = 0
    in_minute: int = 0
    day: int = 0
    in_day: int = 0

    def count(self, now: datetime) -> None:
        minute, day = int(now.timestamp()) // 60, now.toordinal()
        self.in_minute = self.in_minute + 1 if minute == self.minute else 1
        self.in_day = self.in_day + 1 if day == self.day else 1
        self.minute, self.day = minute, day


@dataclass(slots=True)
class Organisation:
    """One HearLink organisation with its Xero tenant; ids are text, latency in milliseconds."""

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

    @property
    def situation(self) -> Situation:
        return broken(self.healthy, self.faults)


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair changed, and so what HearLink has to tell the product."""

    reconnected: bool
    invoices: tuple[Invoice, ...]


class World:
    """Everything in memory, safe under threads.

    `now` gives aware UTC times, `new_id` UUIDs as text, `sleep` takes seconds; `hearlink_keys`
    maps each HearLink API key to what it may read ("invoices", "integrations"); `scopes` is
    what each Xero user consents to.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        sleep: Callable[[float], None],
        client_id: str,
        client_secret: str,
        hearlink_keys: Mapping[str, frozenset[str]],
        scopes: tuple[str, ...] = SCOPES,
    ) -> None:
        self.now, self.new_id, self.sleep = now, new_id, sleep
        self.client_id, self.client_secret = client_id, client_secret
        self.hearlink_keys = hearlink_keys
        self.consents = Consents(new_id=new_id, client_id=client_id, scopes=scopes)
        self.organisations: dict[str, Organisation] = {}
        self.breaches: list[Breach] = []
        self.lock = RLock()

    def create(self, faults: Iterable[str] = (), *, latency_ms: int = 0) -> Organisation:
        """A new clinic with these faults; KeyError on an unknown fault."""
        known = tuple(FAULTS[one].id for one in faults)
        with self.lock:
            now = self.now()
            organisation = Organisation(
                id=f"org_{self.new_id().replace('-', '')[-12:]}",
                name=NAMES[len(self.organisations) % len(NAMES)],
                tenant_id=self.new_id(),
                xero_user_id=self.new_id(),
                healthy=healthy(now=now, new_id=self.new_id),
                faults=known,
                latency_ms=latency_ms,
                connected_at=now - CONNECTED_FOR,
                reconnected_at=now - CONNECTED_FOR,
                seen_at=now,
            )
            self.organisations[organisation.id] = organisation
            self._consent(organisation)
            return organisation

    def break_(self, organisation: Organisation, fault: str) -> None:
        """Add a fault to a living organisation; KeyError on an unknown one."""
        with self.lock:
            others = (one for one in organisation.faults if one != fault)
            organisation.faults = (*others, FAULTS[fault].id)

    def repair(self, organisation: Organisation, fault: str) -> Repair:
        """Undo one fault, or "all"; a repaired connection gets a new token pair.

        KeyError when the organisation does not have that fault.
        """
        with self.lock:
            if fault != "all" and fault not in organisation.faults:
                raise KeyError(fault)
            before = organisation.situation
            kept = (one for one in organisation.faults if fault not in (one, "all"))
            organisation.faults = tuple(kept)
            return self._settle(organisation, before)

    def visit(self, organisation: Organisation) -> None:
        """Note a call of this organisation and let it wait as long as its answers take."""
        with self.lock:
            organisation.seen_at = self.now()
        if organisation.latency_ms:
            self.sleep(organisation.latency_ms / 1000)

    def bearer(self, access_token: str) -> Bearer | None:
        with self.lock:
            return self.consents.read(access_token)

    def by_tenant(self, tenant_id: str) -> Organisation | None:
        with self.lock:
            every = self.organisations.values()
            return next((one for one in every if one.tenant_id == tenant_id), None)

    def latest(self) -> Organisation | None:
        """The organisation that called last, or was made last."""
        with self.lock:
            # Newest first, because max() keeps the first of those that called at one instant.
            every = reversed(self.organisations.values())
            return max(every, key=lambda one: one.seen_at, default=None)

    def outage(self) -> bool:
        """Whether the one, public status page shows an outage: when nobody reaches Xero."""
        # A page lags behind, so where only some are cut off, their own calls must tell.
        with self.lock:
            every = self.organisations.values()
            return bool(every) and not any(one.situation.online for one in every)

    def _consent(self, organisation: Organisation) -> None:
        stale = organisation.situation.consent == "expired"
        organisation.tokens = self.consents.grant(
            organisation.id,
            organisation.xero_user_id,
            at=self.now() - LONG_AGO if stale else self.now(),
        )

    def _settle(self, organisation: Organisation, before: Situation) -> Repair:
        after, now = organisation.situation, self.now()
        changed = {new.uid for old, new in _pairs(before, after) if old != new}
        reconnected = before.consent != "live" and after.consent == "live"
        if reconnected:
            organisation.reconnected_at = now
            self._consent(organisation)
        organisation.healthy = _stamped(organisation.healthy, changed, now)
        invoices = organisation.situation.invoices
        return Repair(reconnected, tuple(one for one in invoices if one.uid in changed))


def _pairs(before: Situation, after: Situation) -> Iterable[tuple[Invoice, Invoice]]:
    return zip(before.invoices, after.invoices, strict=True)


def _stamped(situation: Situation, changed: set[str], now: datetime) -> Situation:
    """The healthy situation, in which these invoices and their entries changed just now."""
    linked = {one.xero_id for one in situation.invoices if one.uid in changed}
    return replace(
        situation,
        invoices=tuple(
            replace(one, updated_at=now) if one.uid in changed else one
            for one in situation.invoices
        ),
        xero_invoices=tuple(
            replace(entry, updated_at=now) if entry.id in linked else entry
            for entry in situation.xero_invoices
        ),
    )
