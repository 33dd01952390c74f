"""What each fault shows, how faults combine, and what repairing one undoes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.faults import FAULTS
from bot.sandbox.scenarios import SCENARIOS
from bot.sandbox.situation import Situation
from bot.sandbox.world import Organisation, World

FROM_THE_ARTICLE = {
    "connection_expired",
    "integration_disabled",
    "hearlink_permissions",
    "xero_permissions",
    "auto_sync_disabled",
    "status_excluded",
    "missing_required_data",
    "draft_vs_authorised",
    "duplicate_invoice",
    "credit_note_rules",
    "xero_outage",
}
FINER = {
    "period_locked",
    "account_code_invalid",
    "tax_type_invalid",
    "contact_archived",
    "currency_not_enabled",
    "invoice_limit_reached",
    "rate_limited",
}


def in_xero(now: Situation, number: str) -> list[str]:
    return [one.status for one in now.xero_invoices if one.number == number]


def error(now: Situation) -> str | None:
    return now.settings.last_error.message if now.settings.last_error else None


SIGNS: dict[str, Callable[[Situation], Any]] = {
    "xero_consent_expired": lambda now: now.consent == "expired" and now.settings.reauth_required,
    "xero_disconnected": lambda now: now.consent == "disconnected",
    "integration_disabled": lambda now: not now.settings.enabled,
    "hearlink_no_permission": lambda now: "integrations.manage" not in now.permissions,
    "xero_user_read_only": lambda now: now.role == "READONLY",
    "manual_mode": lambda now: now.settings.mode == "manual",
    "invoice_draft_excluded": lambda now: (
        now.invoice("WH00041").status == "Draft" and "Draft" not in now.settings.statuses
    ),
    "missing_due_date": lambda now: now.invoice("WH00041").due_at is None,
    "syncs_as_draft": lambda now: (
        now.settings.sync_as == "draft" and in_xero(now, "WH00041") == ["DRAFT"]
    ),
    "duplicate_number": lambda now: (
        in_xero(now, "WH00041") == ["AUTHORISED"] and now.invoice("WH00041").xero_id is None
    ),
    "credit_notes_off": lambda now: not now.settings.credit_notes and not now.xero_credit_notes,
    "xero_down": lambda now: not now.online,
    "rate_limited": lambda now: now.day_spent,
    "period_locked": lambda now: now.period_lock == now.invoice("WH00041").issued_at.date(),
    "account_archived": lambda now: (
        [a.code for a in now.accounts if a.status == "ARCHIVED"] == ["200"]
    ),
    "tax_rate_wrong": lambda now: now.settings.mapping["Hearing Aids"].tax == "INPUT2",
    "contact_archived": lambda now: (
        [c.name for c in now.contacts if c.status == "ARCHIVED"] == ["Peter Lanyon"]
    ),
    "currency_missing": lambda now: now.currencies == ("GBP",),
    "invoice_limit": lambda now: now.plan == "STARTER",
}


def test_every_fault_has_its_sign_here() -> None:
    assert SIGNS.keys() == FAULTS.keys()


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_shows_and_repair_takes_it_away(world: World, fault: str) -> None:
    healthy = world.create()
    assert not SIGNS[fault](healthy.situation)
    world.break_(healthy, fault)
    assert SIGNS[fault](healthy.situation)
    world.repair(healthy, fault)
    assert not SIGNS[fault](healthy.situation)


def test_healthy_clinic_has_everything_where_it_belongs(clinic: Organisation) -> None:
    now = clinic.situation
    synced = {one.number: one.xero_id for one in now.invoices if one.xero_id}
    assert {one.number: one.id for one in now.xero_invoices} == synced
    assert {one.status for one in now.invoices} == {"Draft", "Finalised", "Paid", "Cancelled"}
    assert [one.number for one in now.xero_credit_notes] == ["CN00007"]
    assert error(now) is None


def test_repaired_invoice_goes_over_and_is_news(world: World, clock: Callable[[], Any]) -> None:
    clinic = world.create(["missing_due_date"])
    assert in_xero(clinic.situation, "WH00041") == []
    assert error(clinic.situation) == "The document DueDate field must be specified"
    [news] = world.repair(clinic, "missing_due_date").invoices
    assert (news.number, news.updated_at) == ("WH00041", clock())
    assert news.xero_id is not None
    assert in_xero(clinic.situation, "WH00041") == ["AUTHORISED"]
    assert error(clinic.situation) is None
    assert clinic.situation.last_synced_at == clock()


def test_stalled_sync_leaves_the_newest_invoices_behind(world: World) -> None:
    clinic = world.create(["manual_mode"])
    behind = [one.number for one in clinic.situation.invoices if one.xero_id is None]
    assert behind == ["WH00037", "WH00040", "WH00041", "WH00042"]
    repaired = world.repair(clinic, "manual_mode")
    assert [one.number for one in repaired.invoices] == ["WH00041", "WH00042"]
    assert not repaired.reconnected


def test_stranger_with_the_same_number_has_another_contact(world: World) -> None:
    now = world.create(["duplicate_number"]).situation
    [stranger] = [one for one in now.xero_invoices if one.number == "WH00041"]
    names = {one.id: one.name for one in now.contacts}
    assert names[stranger.contact_id] != now.invoice("WH00041").patient.name
    assert stranger.id not in {one.xero_id for one in now.invoices}


def test_repaired_connection_has_new_tokens_and_others_keep_theirs(world: World) -> None:
    clinic = world.create(["xero_disconnected", "manual_mode"])
    first = clinic.tokens
    assert not world.repair(clinic, "manual_mode").reconnected
    assert clinic.tokens is first
    assert world.repair(clinic, "xero_disconnected").reconnected
    assert clinic.tokens.refresh_token != first.refresh_token


def test_unknown_faults_are_refused(world: World, clinic: Organisation) -> None:
    with pytest.raises(KeyError):
        world.create(["gremlins"])
    with pytest.raises(KeyError):
        world.break_(clinic, "gremlins")
    with pytest.raises(KeyError):
        world.repair(clinic, "manual_mode")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(st.sampled_from(sorted(FAULTS)), unique=True), order=st.randoms())
def test_faults_combine_in_any_order_and_leave_nothing_behind(
    world: World, faults: list[str], order: Any
) -> None:
    clinic = world.create(faults)
    again = list(faults)
    order.shuffle(again)
    untouched = clinic.healthy
    clinic.faults = tuple(again)
    for fault in again:
        others = [one for one in clinic.faults if one != fault]
        world.repair(clinic, fault)
        assert list(clinic.faults) == others
    assert clinic.situation.settings == untouched.settings
    assert [one.xero_id for one in clinic.situation.invoices] == [
        one.xero_id for one in untouched.invoices
    ]
    assert clinic.situation == clinic.healthy


def test_scenarios_cover_every_cause() -> None:
    causes = {one.cause for one in SCENARIOS.values()}
    assert causes == FROM_THE_ARTICLE | FINER | {None}
    assert {fault for one in SCENARIOS.values() for fault in one.faults} == FAULTS.keys()
    assert all(one.opening and one.id == name for name, one in SCENARIOS.items())
