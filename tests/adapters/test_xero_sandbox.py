"""The looks at Xero against the whole stand-in: what each fault shows, and what a healthy one."""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from bot.adapters.xero.looks import xero_looks
from bot.adapters.xero.settings import XeroSettings
from bot.domain.errors import OutsideError
from bot.domain.facts import CheckId
from bot.domain.mapping import Mapped, write
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Looks, Target
from bot.ports.people import OrganisationId
from bot.sandbox.faults import FAULTS, SUBJECT
from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Invoice
from bot.sandbox.server import sandbox_app, serve
from bot.sandbox.world import World
from tests.adapters.xero_answers import target, values
from tests.fakes import FakeConnections

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
BOOKS = ("organisation", "lock_dates", "codes", "contact", "invoice")
HEALTHY = {
    "connection_status": "connected",
    "xero_access": "allowed",
    "xero_limit": "free",
    "xero_api": "answers",
    "xero_writes": "yes",
    "organisation_state": "ready",
    "plan_limit": "free",
    "invoice_locked": "no",
    "account_codes": "valid",
    "tax_rates": "valid",
    "payment_account": "usable",
    "currency_enabled": "yes",
    "xero_contact": "usable",
    "invoice_in_xero": "live",
    "xero_status": "ok",
}


@dataclass
class Stage:
    """A world that is served, and looks at it."""

    world: World
    url: str

    def look(self, organisation: Organisation, number: str = SUBJECT) -> dict[str, str]:
        """All that every look finds of that document."""
        found: list[Finding] = []
        for look in self.looks(organisation).values():
            try:
                found += look(aim(organisation, number), now=self.world.now())
            except OutsideError:
                continue
        return values(found)

    def looks(self, organisation: Organisation) -> Looks:
        """The looks, with nothing kept from before."""
        stored = FakeConnections()
        stored.save(OrganisationId(organisation.id), tokens_of(organisation), now=NOW)
        return xero_looks(self.settings, stored, sleep=lambda _: None)

    @property
    def settings(self) -> XeroSettings:
        """Everything of Xero in that world."""
        return XeroSettings(
            client_id=self.world.client_id,
            client_secret=self.world.client_secret,
            api_url=f"{self.url}/xero",
            identity_url=f"{self.url}/identity",
            status_urls=(f"{self.url}/status",),
        )


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    numbers = count(1)
    world = World(
        now=lambda: NOW,
        new_id=lambda: str(UUID(int=next(numbers))),
        sleep=lambda _: None,
        client_id="app",
        client_secret="hush",
        hearlink_keys={},
    )
    with serve(sandbox_app(world)) as url:
        yield Stage(world, url)


def tokens_of(organisation: Organisation) -> Tokens:
    given = organisation.tokens
    return Tokens(
        tenant_id=organisation.tenant_id,
        access_token=given.access_token,
        refresh_token=given.refresh_token,
        expires_at=given.expires_at,
        scopes=given.scopes,
    )


def aim(organisation: Organisation, number: str, *, fresh: bool = False) -> Target:
    """A target that knows what HearLink would have told of its settings and that document."""
    now = organisation.situation
    note = next((one for one in now.credit_notes if one.number.startswith(number)), None)
    invoice = next(one for one in now.invoices if note is None or one.uid == note.invoice_uid)
    document = note or now.invoice(number)
    handed_on = {
        "invoice_date": document.issued_at.date().isoformat(),
        "invoice_contact": document.patient.name,
        "invoice_categories": ",".join(line.category for line in document.lines),
    }
    if note:
        pence = sum(line.pence + line.vat for line in note.lines)
        handed_on |= {"credited_invoice": invoice.number, "credit_note_total": f"{pence / 100:.2f}"}
    return target(
        OrganisationId(organisation.id),
        fresh=fresh,
        fleeting=handed_on,
        invoice_number=document.number,
        document="credit_note" if note else "invoice",
        hearlink_linked="no" if isinstance(document, Invoice) and not document.xero_id else "yes",
        mapping=write(entries(organisation)),
        payment_account_code=now.settings.payment_account or "",
        currency=now.settings.currency,
        sync_as=now.settings.sync_as,
    )


def entries(organisation: Organisation) -> Iterator[Mapped]:
    """HearLink's mapping, clinic by clinic."""
    settings = organisation.situation.settings
    for category, one in settings.mapping.items():
        yield Mapped(clinic="", category=category, account=one.account, tax=one.tax)
    for override in settings.overrides:
        for category, one in override.mapping.items():
            name = override.clinic.name
            yield Mapped(clinic=name, category=category, account=one.account, tax=one.tax)


def test_a_healthy_organisation_is_green_throughout(stage: Stage) -> None:
    assert stage.look(stage.world.create()) == HEALTHY
    assert stage.world.breaches == []


BREAKS_DOWN = {"xero_status": "trouble", "xero_api": "fails"}
SEEN: dict[str, dict[str, str]] = {
    "voided_number": {"invoice_in_xero": "void"},
    "duplicate_by_hand": {"invoice_in_xero": "live"},
    "two_copies": {"invoice_in_xero": "several"},
    "account_archived": {"account_codes": "invalid"},
    "account_deleted": {"account_codes": "invalid"},
    "account_of_wrong_class": {"account_codes": "invalid"},
    "override_account_unknown": {"account_codes": "invalid"},
    "tax_rate_archived": {"tax_rates": "invalid"},
    "tax_rate_wrong": {"tax_rates": "invalid"},
    "tax_rate_not_for_sales": {"tax_rates": "invalid"},
    "payment_account_archived": {"payment_account": "unusable"},
    "payment_account_unfit": {"payment_account": "unusable"},
    "contact_archived": {"xero_contact": "archived", "invoice_in_xero": "missing"},
    "contact_merged": {"xero_contact": "merged", "invoice_in_xero": "missing"},
    "contact_forgotten": {"xero_contact": "archived", "invoice_in_xero": "missing"},
    "period_locked": {"invoice_locked": "yes", "invoice_in_xero": "missing"},
    "year_end_locked": {"invoice_locked": "yes", "invoice_in_xero": "missing"},
    "invoice_limit": {"plan_limit": "reached"},
    "invoice_limit_quietly": {"plan_limit": "reached"},
    "currency_missing": {"currency_enabled": "no"},
    "currency_unknown": {"currency_enabled": "no"},
    "credit_note_too_big": {"credit_note_fits": "no"},
    "credit_note_left_over": {"credit_note_fits": "no"},
    "xero_down": BREAKS_DOWN,
    "organisation_offline": BREAKS_DOWN,
    "xero_errors": BREAKS_DOWN,
    "xero_answers_html": BREAKS_DOWN,
    "status_page_outage": {"xero_status": "trouble"},
    "status_page_maintenance": {"xero_status": "trouble"},
    "rate_limited": {"xero_limit": "reached"},
    "rate_limited_by_the_minute": {"xero_limit": "reached"},
    "edition_without_invoicing": {"organisation_state": "no_invoicing"},
    "xero_consent_expired": {"connection_status": "expired"},
    "xero_consent_withdrawn": {"connection_status": "expired"},
    "xero_disconnected": {"connection_status": "disconnected"},
    "tenant_swapped": {"connection_status": "disconnected"},
    "scope_missing": {"xero_access": "denied", "xero_writes": "no"},
    "organisation_unpaid": {"xero_access": "denied"},
    "xero_user_read_only": {"xero_access": "denied"},
    "xero_user_invoice_only": {"xero_access": "denied"},
    "xero_user_removed": {"xero_access": "denied"},
    "syncs_as_draft": {"invoice_in_xero": "draft"},
    "awaiting_approval": {"invoice_in_xero": "draft"},
}
"""What the faults that Xero knows of show there; of the others only HearLink knows."""


@pytest.mark.parametrize("fault", SEEN)
def test_a_fault_shows_where_it_is_and_nowhere_else(stage: Stage, fault: str) -> None:
    seen = SEEN[fault]
    found = stage.look(stage.world.create((fault,)), FAULTS[fault].about or SUBJECT)
    assert {name: found.get(name) for name in seen} == seen
    # Where a document stands follows from many a fault, so that it is no proof of another.
    others = found.keys() - seen.keys() - {"invoice_in_xero", "credit_note_fits"}
    assert {name: found[name] for name in others} == {name: HEALTHY[name] for name in others}


@pytest.mark.parametrize("fault", [one for one, seen in SEEN.items() if seen == BREAKS_DOWN])
def test_where_xero_breaks_down_nothing_is_told_of_rights(stage: Stage, fault: str) -> None:
    found = stage.look(stage.world.create((fault,)))
    assert found.keys().isdisjoint({"xero_access", "xero_limit"})


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - SEEN.keys()))
def test_what_only_hearlink_knows_leaves_xero_green(stage: Stage, fault: str) -> None:
    found = stage.look(stage.world.create((fault,)), FAULTS[fault].about or SUBJECT)
    others = found.keys() - {"invoice_in_xero", "credit_note_fits"}
    assert {name: found[name] for name in others} == {name: HEALTHY[name] for name in others}


def test_a_void_number_is_told_with_who_voided_it(stage: Stage) -> None:
    organisation = stage.world.create(("voided_number",))
    (finding,) = stage.looks(organisation)[CheckId("xero_invoice")](
        aim(organisation, SUBJECT), now=NOW
    )
    assert re.fullmatch(
        rf"Invoice {SUBJECT} was voided in Xero by Jo Park on [0-9]+ November\.", finding.detail
    )


def test_a_healthy_credit_note_fits(stage: Stage) -> None:
    found = stage.look(stage.world.create(), "CN00007")
    assert (found["invoice_in_xero"], found["credit_note_fits"]) == ("live", "yes")


CLINICS, THREADS, DIAGNOSES = 50, 8, 200


def test_many_organisations_at_once_never_mix(stage: Stage) -> None:
    clinics = [stage.world.create(distinct=True) for _ in range(CLINICS)]
    stored = FakeConnections()
    for one in clinics:
        stored.save(OrganisationId(one.id), tokens_of(one), now=NOW)
    looks, seconds = xero_looks(stage.settings, stored), count()

    def diagnose(chance: random.Random) -> dict[str, str]:
        # A second passes with each, so that Xero's limit of a minute is never in the way.
        now = NOW + timedelta(seconds=next(seconds))
        stage.world.now = lambda: now
        organisation = chance.choice(clinics)
        number = organisation.situation.invoices[-2].number
        at = aim(organisation, number, fresh=chance.random() < 0.1)
        return values([one for look in looks.values() for one in look(at, now=now)])

    def many(seed: int) -> list[dict[str, str]]:
        chance = random.Random(seed)
        return [diagnose(chance) for _ in range(DIAGNOSES)]

    with ThreadPoolExecutor(THREADS) as threads:
        found = [one for each in threads.map(many, range(THREADS)) for one in each]
    assert [one for one in found if one != HEALTHY] == []
    assert len(found) == THREADS * DIAGNOSES
    assert stage.world.breaches == []


def test_two_faults_show_side_by_side(stage: Stage) -> None:
    found = stage.look(stage.world.create(("account_archived", "contact_archived")))
    assert (found["account_codes"], found["xero_contact"]) == ("invalid", "archived")


@pytest.mark.parametrize("fault", ["account_archived", "xero_errors"])
def test_a_repaired_fault_shows_no_more(stage: Stage, fault: str) -> None:
    organisation = stage.world.create((fault,))
    assert stage.look(organisation).items() >= SEEN[fault].items()
    stage.world.repair(organisation, fault)
    assert stage.look(organisation) == HEALTHY


def test_no_look_asks_for_anything_but_to_read(stage: Stage) -> None:
    organisation = stage.world.create()
    before = organisation.situation
    stage.look(organisation)
    assert organisation.situation == before


def test_every_check_of_xero_has_a_look(stage: Stage) -> None:
    looks = xero_looks(XeroSettings(client_id="", client_secret=""), FakeConnections())
    names = {"connection", "access", *BOOKS, "status"}
    assert looks.keys() == {CheckId(f"xero_{name}") for name in names}
