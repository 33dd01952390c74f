"""From HearLink's webhooks to the history and the table, against both stand-ins over HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest

from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.webhook import read_delivery
from bot.adapters.xero.books import XeroBooks
from bot.adapters.xero.looks import reach
from bot.adapters.xero.settings import XeroSettings
from bot.domain.facts import CheckId, Fact, FactName, Facts, Source
from bot.domain.mapping import read
from bot.domain.reconciliation import Settings, reconcile
from bot.ports.books import Wanted
from bot.ports.connections import Tokens
from bot.ports.looks import Target
from bot.ports.people import OrganisationId
from bot.sandbox.server import sandbox_app, serve
from bot.sandbox.situation import Situation
from bot.sandbox.webhooks import credit_note_event, invoice_event, transaction_event
from bot.sandbox.world import World
from bot.services.reconciliation import mirrored_of
from tests.fakes import FakeConnections, FakeMirror
from tests.sandbox.stage import Clock, make_world

Change = Callable[[Situation], Situation]


@dataclass
class Both:
    """HearLink and Xero of one clinic, and what our side made of them."""

    clock: Clock
    url: str
    mirror: FakeMirror
    connections: FakeConnections
    organisation: OrganisationId

    def look(self, name: str, facts: Facts, **handed_on: str) -> dict[str, str]:
        """What a check of HearLink finds."""
        settings = HearLinkSettings(base_url=f"{self.url}/hearlink/api", api_key="full")
        fleeting = {FactName(fact): value for fact, value in handed_on.items()}
        target = Target(organisation=self.organisation, facts=facts, fleeting=fleeting)
        found = hearlink_looks(settings, self.mirror)[CheckId(name)](target, now=self.clock())
        return {str(one.fact): one.value for one in found}

    def history(self) -> dict[str, str]:
        """The history, after the look at the settings."""
        told = self.look("hearlink_settings", {})
        return self.look("hearlink_history", {}, **told)

    def table(self) -> list[tuple[str, str]]:
        """The differences between HearLink and Xero, as (number, problem)."""
        settings = XeroSettings(
            client_id="client", client_secret="hush", api_url=f"{self.url}/xero"
        )
        xero = reach(settings, self.connections)
        now = self.clock()
        known = self.mirror.history(self.organisation, since=now - timedelta(days=99), limit=99)
        wanted = [Wanted(document=one.document, number=one.number) for one in known]
        found = XeroBooks(xero.client, xero.consents).excerpt(self.organisation, wanted, now=now)
        assert found.asked == set(wanted)
        ours = [mirrored_of(one, now=now) for one in known]
        rows = reconcile(ours, found.booked, Settings(synced="Finalised, Paid"))
        return [(row.ours.number, str(row.problem)) for row in rows]


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Callable[..., Both]]:
    clock = Clock()
    world = make_world(clock)
    with serve(sandbox_app(world)) as url:
        yield partial(_begun, world, clock, url)


def _begun(
    world: World, clock: Clock, url: str, *faults: str, change: Change = lambda now: now
) -> Both:
    """A clinic of its own, whose webhooks have all been delivered."""
    clinic = world.create(faults)
    clinic.healthy = change(clinic.healthy)
    both = Both(clock, url, FakeMirror(), FakeConnections(), OrganisationId(clinic.id))
    now = clinic.situation
    events = [invoice_event(clinic, one, world.new_id()) for one in now.invoices]
    events += [credit_note_event(clinic, one, world.new_id()) for one in now.credit_notes]
    events += [transaction_event(clinic, one, world.new_id()) for one in now.transactions]
    for event in events:
        delivery, document = read_delivery(event.body, now=clock())
        both.mirror.record(delivery, document, now=clock())
    tokens = Tokens(
        tenant_id=clinic.tenant_id,
        access_token=clinic.tokens.access_token,
        refresh_token=clinic.tokens.refresh_token,
        expires_at=clock() + timedelta(minutes=30),
    )
    both.connections.save(both.organisation, tokens, now=clock())
    return both


def test_a_healthy_clinic_has_no_difference_and_nothing_stuck(
    stand_in: Callable[..., Both],
) -> None:
    both = stand_in()
    assert both.table() == []
    found = both.history()
    assert found.keys() == {"last_arrived"}


def test_the_settings_are_told_whole(stand_in: Callable[..., Both]) -> None:
    found = stand_in().look("hearlink_settings", {})
    assert found["webhooks"] == "current"
    assert found["mapping_complete"] == "yes"
    assert (found["payment_account_code"], found["currency"]) == ("090", "GBP")
    assert ("Northgate", "Services") in {(e.clinic, e.category) for e in read(found["mapping"])}


def stuck(*numbers: str) -> Change:
    def change(now: Situation) -> Situation:
        for number in numbers:
            now = now.without(number)
        return now

    return change


def test_the_last_invoices_are_stuck(stand_in: Callable[..., Both]) -> None:
    both = stand_in(change=stuck("WH00039", "WH00041", "WH00042"))
    found = both.history()
    assert (found["one_or_all"], found["stuck_by"]) == ("all", "everything")
    assert both.table() == [(n, "missing") for n in ("WH00042", "WH00041", "WH00039")]


def test_one_invoice_is_stuck(stand_in: Callable[..., Both]) -> None:
    both = stand_in(change=stuck("WH00039"))
    found = both.history()
    assert (found["one_or_all"], found["invoice_number"]) == ("one", "WH00039")
    assert both.table() == [("WH00039", "missing")]


def test_one_clinic_is_stuck(stand_in: Callable[..., Both]) -> None:
    both = stand_in(change=stuck("WH00036", "WH00039", "WH00042"))
    found = both.history()
    assert (found["one_or_all"], found["stuck_by"]) == ("some", "clinic")


def test_what_is_wrong_in_xero_is_in_the_table(stand_in: Callable[..., Both]) -> None:
    def change(now: Situation) -> Situation:
        entries = tuple(
            replace(one, status="VOIDED") if one.number == "WH00042" else one
            for one in now.xero_invoices
        )
        twice = next(one for one in entries if one.number == "WH00041")
        return replace(now, xero_invoices=(*entries, replace(twice, id=f"{twice.id[:-1]}f")))

    rows = stand_in(change=change).table()
    assert rows == [("WH00042", "status"), ("WH00041", "doubled")]


def test_the_required_details_are_judged(stand_in: Callable[..., Both]) -> None:
    both = stand_in()
    at = both.clock()
    name = FactName("invoice_number")
    for number in ("WH00041", "WH00035"):
        facts = {name: Fact(name=name, value=number, source=Source.SAID, at=at)}
        assert both.look("hearlink_invoice", facts)["required_fields"] == "complete"


EXPECTED = {
    "xero_consent_expired": {"one_or_all": "all", "stuck_by": "everything"},
    "integration_never_set_up": {"one_or_all": "all", "stuck_by": "everything"},
    "override_account_unknown": {"one_or_all": "some", "stuck_by": "clinic"},
    "account_deleted": {
        "one_or_all": "some",
        "stuck_by": "category",
        "invoice_number": "WH00042",
    },
    "mapping_without_tax": {"one_or_all": "one", "invoice_number": "WH00039"},
    "invoice_draft_excluded": {},
    "payment_account_unfit": {},
}


@pytest.mark.parametrize("fault", EXPECTED)
def test_the_extent_of_a_fault_is_seen(stand_in: Callable[..., Both], fault: str) -> None:
    found = stand_in(fault).history()
    found.pop("last_arrived", None)
    assert found == EXPECTED[fault]


def test_payments_that_did_not_arrive_are_in_the_table(stand_in: Callable[..., Both]) -> None:
    rows = stand_in("payment_account_unfit").table()
    assert {problem for _, problem in rows} == {"status"}
    assert ("WH00038", "status") in rows


@pytest.mark.parametrize("fault", ["mapping_without_account", "mapping_without_tax"])
def test_a_mapping_with_a_gap_is_seen(stand_in: Callable[..., Both], fault: str) -> None:
    assert stand_in(fault).look("hearlink_settings", {})["mapping_complete"] == "no"
