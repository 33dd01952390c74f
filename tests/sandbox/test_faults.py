"""What each fault shows, how faults combine, and what repairing one undoes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.faults import FAULTS, broken, in_sight
from bot.sandbox.faults.together import EXCLUDED_BY, HIDDEN_BY
from bot.sandbox.organisation import Organisation
from bot.sandbox.scenarios import SCENARIOS
from bot.sandbox.world import World
from tests.sandbox.signs import SIGNS, error, in_xero

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
    "mapping_incomplete",
    "payment_account_invalid",
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


def test_each_new_consent_has_new_tokens_whatever_else_bars_the_way(world: World) -> None:
    clinic = world.create(["xero_consent_expired", "tenant_swapped"])
    first = clinic.tokens
    assert world.repair(clinic, "xero_consent_expired").reconnected
    second = clinic.tokens
    assert first != second
    assert world.repair(clinic, "tenant_swapped").reconnected
    assert clinic.tokens != second


def test_unknown_faults_are_refused(world: World, clinic: Organisation) -> None:
    with pytest.raises(KeyError):
        world.create(["gremlins"])
    with pytest.raises(KeyError):
        world.break_(clinic, "gremlins")
    with pytest.raises(KeyError):
        world.repair(clinic, "manual_mode")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(faults=st.lists(st.sampled_from(sorted(FAULTS)), unique=True), order=st.randoms())
def test_faults_combine_in_any_order_and_leave_nothing_behind(
    world: World, faults: list[str], order: Any
) -> None:
    clinic = world.create(faults)
    again = list(clinic.faults)
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


def test_scenarios_cover_every_cause_of_the_article() -> None:
    causes = {one.cause for one in SCENARIOS.values()}
    assert causes >= FROM_THE_ARTICLE | {None}
    assert {fault for one in SCENARIOS.values() for fault in one.faults} <= FAULTS.keys()
    assert all(one.opening and one.id == name for name, one in SCENARIOS.items())


def test_every_fault_names_a_cause_and_the_words_of_a_visitor() -> None:
    assert {one.cause for one in FAULTS.values()} == FROM_THE_ARTICLE | FINER
    symptoms = [one.symptom for one in FAULTS.values()]
    assert len(set(symptoms)) == len(symptoms) >= 44


def test_what_the_status_page_tells_is_worldwide(clinic: Organisation) -> None:
    told = {one.id for one in FAULTS.values() if one.break_(clinic.healthy).page}
    assert {one.id for one in FAULTS.values() if one.worldwide} == told


def test_what_a_fault_is_about_is_there(clinic: Organisation) -> None:
    now = clinic.situation
    numbers = {one.number for one in now.invoices} | {one.number for one in now.credit_notes}
    assert {one.about for one in FAULTS.values()} - {None} <= numbers


@pytest.mark.parametrize("first", FAULTS)
def test_every_pair_shows_all_that_is_in_sight(clinic: Organisation, first: str) -> None:
    for second in FAULTS:
        now = broken(clinic.healthy, [first, second])
        for one in in_sight([first, second]):
            assert SIGNS[one](now), (first, second)


def test_what_drafts_hide_shows_once_invoices_go_over_approved(world: World) -> None:
    clinic = world.create(["period_locked", "syncs_as_draft"])
    assert clinic.faults == ("period_locked", "syncs_as_draft")
    assert in_xero(clinic.situation, "WH00041") == ["DRAFT"]
    world.repair(clinic, "syncs_as_draft")
    assert in_xero(clinic.situation, "WH00041") == []
    assert "period lock date" in (error(clinic.situation) or "")


def test_who_never_connected_has_no_consent_to_lose(world: World) -> None:
    clinic = world.create(["xero_consent_withdrawn", "integration_never_set_up", "manual_mode"])
    assert clinic.faults == ("integration_never_set_up", "manual_mode")
    assert world.repair(clinic, "integration_never_set_up").reconnected
    world.break_(clinic, "xero_consent_withdrawn")
    world.break_(clinic, "integration_never_set_up")
    assert clinic.faults == ("manual_mode", "integration_never_set_up")


def test_what_hides_a_fault_is_never_hidden_itself() -> None:
    hiders = {one for some in HIDDEN_BY.values() for one in some}
    assert {*HIDDEN_BY, *EXCLUDED_BY, *hiders} <= FAULTS.keys()
    assert hiders.isdisjoint({*HIDDEN_BY, *EXCLUDED_BY})


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(sorted(FAULTS)), unique=True, min_size=1))
def test_repair_undoes_exactly_one(clinic: Organisation, faults: list[str]) -> None:
    gone, *others = faults
    rest = broken(clinic.healthy, others)
    assert broken(clinic.healthy, faults) == broken(clinic.healthy, [*others, gone])
    assert broken(clinic.healthy, reversed(others)) == rest


def test_later_document_gives_the_last_error(clinic: Organisation) -> None:
    both = broken(clinic.healthy, ["missing_due_date", "override_account_unknown"])
    assert both.settings.last_error is not None
    assert both.settings.last_error.number == "WH00042"
    assert error(both) == "Account code '299' is not a valid code for this document"


def test_distinct_organisation_suffers_the_same_under_its_own_numbers(world: World) -> None:
    for fault in FAULTS:
        odd = world.create([fault], distinct=True).situation
        assert odd != world.organisations[next(reversed(world.organisations))].healthy
        if odd.settings.last_error:
            assert odd.settings.last_error.number.endswith(odd.tag)
