"""A test invoice is noted until Xero was seen without it, whatever happens in between."""

from dataclasses import replace

from bot.ports.people import OrganisationId
from bot.ports.trials import Trial
from tests.adapters.stores import CLINIC, MINUTE, NOW, Store

FIRST = Trial(organisation=CLINIC, tenant_id="tenant-1", number="HL-CHECK-1", begun=NOW)
OTHERS = replace(FIRST, organisation=OrganisationId("clinic-2"), tenant_id="tenant-2")
SECOND = replace(OTHERS, number="HL-CHECK-2", begun=NOW + MINUTE)


def test_a_test_invoice_is_left_over_until_it_is_gone(store: Store) -> None:
    store.trials.begin(FIRST)
    assert store.trials.left_over(before=NOW + MINUTE, limit=10) == [FIRST]
    store.trials.end(FIRST)
    assert store.trials.left_over(before=NOW + MINUTE, limit=10) == []


def test_the_oldest_come_first_and_the_youngest_are_left_alone(store: Store) -> None:
    store.trials.begin(SECOND)
    store.trials.begin(FIRST)
    assert store.trials.left_over(before=NOW + 2 * MINUTE, limit=10) == [FIRST, SECOND]
    assert store.trials.left_over(before=NOW + 2 * MINUTE, limit=1) == [FIRST]
    assert store.trials.left_over(before=NOW + MINUTE, limit=10) == [FIRST]


def test_one_that_could_not_be_removed_waits_its_turn(store: Store) -> None:
    store.trials.begin(FIRST)
    store.trials.postpone(FIRST, until=NOW + 5 * MINUTE)
    assert store.trials.left_over(before=NOW + 5 * MINUTE, limit=10) == []
    assert store.trials.left_over(before=NOW + 6 * MINUTE, limit=10) == [FIRST]


def test_the_number_of_another_organisation_ends_nothing(store: Store) -> None:
    store.trials.begin(FIRST)
    store.trials.end(OTHERS)
    assert store.trials.left_over(before=NOW + MINUTE, limit=10) == [FIRST]


def test_what_xero_said_it_has_is_kept(store: Store) -> None:
    store.trials.begin(FIRST)
    store.trials.confirm(OTHERS)
    assert store.trials.left_over(before=NOW + MINUTE, limit=10) == [FIRST]
    store.trials.confirm(FIRST)
    assert store.trials.left_over(before=NOW + MINUTE, limit=10) == [replace(FIRST, created=True)]
