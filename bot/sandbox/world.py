"""The state of all stand-ins: organisations, their faults, their tokens, their spent quota."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock

from bot.sandbox.clinic import NAMES, healthy
from bot.sandbox.codes import Codes
from bot.sandbox.consents import SCOPES, Bearer, Consents, Tokens
from bot.sandbox.desk import Account
from bot.sandbox.failures import Failures
from bot.sandbox.faults import FAULTS, possible
from bot.sandbox.idempotency import Memory
from bot.sandbox.organisation import Organisation
from bot.sandbox.quota import Limits, Meter
from bot.sandbox.records import Invoice
from bot.sandbox.situation import Situation
from bot.sandbox.statuspage import Board
from bot.sandbox.watch import Breach, Watch, belongings

CONNECTED_FOR = timedelta(days=90)

LONG_AGO = timedelta(days=61)
"""An expired consent was last used so long ago: past the 60 days of a refresh token."""

FAMILIES = frozenset({"granular", "broad"})
"""Which names of scopes the app may ask for; one made since March 2026 has the granular alone."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair changed, and so what HearLink has to tell the product."""

    reconnected: bool
    invoices: tuple[Invoice, ...]


class World:
    """Everything in memory, safe under threads.

    `now` gives aware UTC times, `new_id` UUIDs as text, `sleep` takes seconds; `hearlink_keys`
    maps each HearLink API key to what it may read ("invoices", "integrations"); `scopes` is
    what each Xero user consents to. Switches to set: `failures`, `limits`, `families`,
    `redirect_uris`, `board`, `desk`. To read afterwards: `breaches`, `watch`.
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
        self.scopes = scopes
        self.consents = Consents(new_id=new_id, client_id=client_id, scopes=scopes)
        self.codes = Codes(new_id=new_id)
        self.organisations: dict[str, Organisation] = {}
        self.watch, self.failures, self.memory, self.board = Watch(), Failures(), Memory(), Board()
        self.limits, self.app, self.families = Limits(), Meter(), FAMILIES
        self.desk = Account()
        self.redirect_uris: set[str] = set()
        self.lock = RLock()

    @property
    def breaches(self) -> list[Breach]:
        return self.watch.breaches

    def create(
        self,
        faults: Iterable[str] = (),
        *,
        latency_ms: int = 0,
        beside: Organisation | None = None,
        distinct: bool = False,
    ) -> Organisation:
        """A new clinic with those of these faults that one can have; KeyError on an unknown one.

        `beside` is another organisation of the same Xero user; `distinct` gives numbers, names
        and codes that no other organisation has.
        """
        known = possible([FAULTS[one].id for one in faults])
        with self.lock:
            now, place = self.now(), len(self.organisations)
            tag = f"-{place + 1}" if distinct else ""
            organisation = Organisation(
                id=f"org_{self.new_id().replace('-', '')[-12:]}",
                name=f"{NAMES[place % len(NAMES)]}{tag}",
                tenant_id=self.new_id(),
                xero_user_id=beside.xero_user_id if beside else self.new_id(),
                healthy=healthy(now=now, new_id=self.new_id, tag=tag),
                faults=known,
                latency_ms=latency_ms,
                connected_at=now - CONNECTED_FOR,
                reconnected_at=now - CONNECTED_FOR,
                seen_at=now,
            )
            self.organisations[organisation.id] = organisation
            self.watch.own(organisation.id, belongings(organisation.healthy))
            self._consent(organisation)
            return organisation

    def break_(self, organisation: Organisation, fault: str) -> None:
        """Add a fault to a living organisation; KeyError on an unknown one."""
        with self.lock:
            others = (one for one in organisation.faults if one != fault)
            organisation.faults = possible((*others, FAULTS[fault].id))

    def broken(self, organisation: Organisation, fault: str) -> tuple[Invoice, ...]:
        """Break it, and tell which invoices changed: those that HearLink has news of."""
        with self.lock:
            before = organisation.situation.invoices
            self.break_(organisation, fault)
            after = organisation.situation.invoices
            return tuple(new for old, new in zip(before, after, strict=True) if old != new)

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

    def consented(self, organisation: Organisation) -> None:
        """Somebody connected anew on Xero's own page: what a consent mends is mended.

        The tokens are fetched by the app itself, so none are handed over here.
        """
        with self.lock:
            before = organisation.situation
            kept = (one for one in organisation.faults if not FAULTS[one].ends_with_consent)
            organisation.faults = tuple(kept)
            organisation.reconnected_at = self.now()
            self._touch(organisation, before)

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

    def _consent(self, organisation: Organisation) -> None:
        now, at = organisation.situation, self.now()
        missing = {f"{one}{kind}" for one in now.missing_scopes for kind in ("", ".read")}
        tokens = self.consents.grant(
            (organisation.id,),
            organisation.xero_user_id,
            at=at - LONG_AGO if now.consent == "expired" else at,
            scopes=[one for one in self.scopes if one not in missing],
        )
        self.share(organisation.xero_user_id, tokens)

    def share(self, user_id: str, tokens: Tokens) -> None:
        """The newest pair of a Xero user serves all their organisations: there is no other."""
        for one in self.organisations.values():
            if one.xero_user_id == user_id:
                one.tokens = tokens

    def _settle(self, organisation: Organisation, before: Situation) -> Repair:
        after = organisation.situation
        mended = bool(before.barriers - after.barriers) or not before.connected
        # Whoever connects anew gets new tokens, even where something else still bars the way.
        reconnected = mended and after.connected and after.consent == "live"
        if reconnected:
            organisation.reconnected_at = self.now()
            self._consent(organisation)
        changed = self._touch(organisation, before)
        invoices = organisation.situation.invoices
        return Repair(reconnected, tuple(one for one in invoices if one.uid in changed))

    def _touch(self, organisation: Organisation, before: Situation) -> set[str]:
        """Stamp with this moment what is not as it was; the uids of those invoices."""
        after = organisation.situation
        pairs = zip(before.invoices, after.invoices, strict=True)
        changed = {new.uid for old, new in pairs if old != new}
        organisation.healthy = _stamped(organisation.healthy, changed, self.now())
        return changed


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
