"""A clinic of the stand-in for Xero, and everything that a test invoice there needs."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.drafts import DraftClient
from bot.adapters.xero.looks import reach
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.trial import Removal, TrialLook
from bot.domain.mapping import Mapped, write
from bot.ports.connections import Tokens
from bot.ports.looks import Finding
from bot.ports.people import OrganisationId
from bot.ports.trials import Trials
from bot.sandbox.consents import SCOPES
from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Entry
from bot.sandbox.server import sandbox_app, serve
from bot.sandbox.world import World
from bot.services.sweep import AGAIN, SETTLED, Sweep
from tests.adapters.xero_answers import target
from tests.fakes import FakeConnections, FakeTrials
from tests.sandbox.stage import Clock, make_world

INVOICES = "*/api.xro/2.0/Invoices"
ONE_INVOICE = "*/api.xro/2.0/Invoices/*"
LATER = SETTLED + AGAIN
"""After so long a sweep asks for anything that it left alone before."""

Step = Callable[[str], None]


class Stumbling(DraftClient):
    """Does what is asked, then lets `after` know: it may raise what no code foresees."""

    def __init__(self, settings: XeroSettings, after: Step) -> None:
        super().__init__(settings)
        self._after = after

    def some_contact(self, tokens: Tokens) -> Answer:
        """As it is, then the step."""
        return self._then("contact", super().some_contact(tokens))

    def create(
        self, tokens: Tokens, *, number: str, contact_id: str, mapped: Mapped, on: date, key: str
    ) -> Answer:
        """As it is, then the step."""
        named = {"number": number, "contact_id": contact_id, "key": key}
        return self._then("create", super().create(tokens, **named, mapped=mapped, on=on))

    def invoices(self, tokens: Tokens, number: str) -> Answer:
        """As it is, then the step."""
        return self._then("find", super().invoices(tokens, number))

    def delete(self, tokens: Tokens, invoice_id: str, *, key: str) -> Answer:
        """As it is, then the step."""
        return self._then("delete", super().delete(tokens, invoice_id, key=key))

    def _then(self, step: str, answer: Answer) -> Answer:
        self._after(step)
        return answer


@dataclass
class Clinic:
    """One organisation, what the assistant keeps of it, and the time for both."""

    world: World
    clock: Clock
    settings: XeroSettings
    here: Organisation
    trials: Trials = field(default_factory=FakeTrials)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    before: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.organisation = OrganisationId(self.here.id)
        self.connections = FakeConnections()
        self.connections.save(self.organisation, tokens_of(self.here), now=self.clock())
        self.xero = reach(self.settings, self.connections, sleep=lambda _: None)
        self.before = {one.id for one in self.here.situation.xero_invoices}
        self.contacts = self.here.situation.contacts

    def look(
        self, *, account: str = "200", tax: str = "OUTPUT2", after: Step | None = None
    ) -> list[Finding]:
        """Try it with that mapping; what was found."""
        client = Stumbling(self.settings, after) if after else self.drafts()
        look = TrialLook(
            client=client,
            consents=self.xero.consents,
            trials=self.trials,
            removal=self._removal(client),
            new_id=self._key,
            new_number=lambda: f"HL-CHECK-{next(self.numbers):08x}",
        )
        mapping = write([Mapped(clinic="", category="Services", account=account, tax=tax)])
        at = target(self.organisation, mapping=mapping, invoice_number="WH00041")
        return list(look(at, now=self.clock()))

    def sweep(self, *, after: timedelta = LATER) -> int:
        """One round, that much later; how many are certainly gone."""
        self.clock.now += after
        return self.sweeper().run_once()

    def sweeper(self) -> Sweep:
        """What sweeps."""
        client = self.drafts()
        return Sweep(trials=self.trials, invoices=self._removal(client), clock=self.clock)

    def made(self) -> list[Entry]:
        """What stands in Xero that did not before."""
        return [one for one in self.here.situation.xero_invoices if one.id not in self.before]

    def left(self) -> list[Entry]:
        """What of it is not deleted."""
        return [one for one in self.made() if one.status != "DELETED"]

    def noted(self) -> int:
        """How many test invoices are still looked after."""
        return len(self.trials.left_over(before=self.clock() + timedelta(days=9), limit=99))

    def calls(self) -> Counter[str]:
        """What was asked of Xero so far."""
        return self.world.watch.calls(self.here.id)

    def writes(self) -> int:
        """How many requests would have changed something."""
        return sum(n for call, n in self.calls().items() if not call.startswith("GET "))

    def drafts(self) -> DraftClient:
        """What writes, over the same connections as all looks."""
        return DraftClient(self.settings, beside=self.xero.client)

    def _removal(self, client: DraftClient) -> Removal:
        return Removal(client=client, consents=self.xero.consents, new_id=self._key)

    def _key(self) -> str:
        return f"key-{next(self.numbers)}"


def tokens_of(organisation: Organisation) -> Tokens:
    """Its consent as the assistant keeps it."""
    theirs = organisation.tokens
    return Tokens(
        tenant_id=organisation.tenant_id,
        access_token=theirs.access_token,
        refresh_token=theirs.refresh_token,
        expires_at=theirs.expires_at,
        scopes=theirs.scopes,
    )


@contextmanager
def clinic(*faults: str, scopes: tuple[str, ...] = SCOPES) -> Iterator[Clinic]:
    """A clinic with these faults, which agreed to that, served as long as the block runs."""
    clock = Clock()
    world = make_world(clock, scopes)
    with serve(sandbox_app(world)) as url:
        settings = XeroSettings(
            client_id="client",
            client_secret="hush",
            api_url=f"{url}/xero",
            identity_url=f"{url}/identity",
            timeout=(2.0, 5.0),
        )
        yield Clinic(world, clock, settings, world.create(faults))
