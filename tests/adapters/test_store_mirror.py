"""The mirror shows what HearLink said last, in whatever order its webhooks arrived."""

from dataclasses import replace
from itertools import permutations

import pytest

from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId
from tests.adapters.stores import CLINIC, MINUTE, NOW, Store

INVOICE = MirroredInvoice(
    organisation=CLINIC,
    uid="u1",
    number="INV-00Ä1",
    document="invoice",
    status="draft",
    xero_id=None,
    clinic="Leeds",
    total="120.50",
    updated=NOW,
)
APPROVED = replace(INVOICE, status="approved", updated=NOW + MINUTE)
SENT = replace(INVOICE, status="sent", xero_id="x1", updated=NOW + 2 * MINUTE)


@pytest.mark.parametrize("order", list(permutations((INVOICE, APPROVED, SENT))))
def test_the_newest_wins_in_any_order(store: Store, order: tuple[MirroredInvoice, ...]) -> None:
    for n, document in enumerate(order):
        assert store.mirror.record(f"d{n}", document, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) == SENT


def test_an_equally_old_word_changes_nothing(store: Store) -> None:
    store.mirror.record("d1", INVOICE, now=NOW)
    assert store.mirror.record("d2", replace(APPROVED, updated=INVOICE.updated), now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) == INVOICE


def test_a_delivery_counts_once(store: Store) -> None:
    assert store.mirror.record("d1", INVOICE, now=NOW)
    assert not store.mirror.record("d1", SENT, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) == INVOICE


def test_a_delivery_without_a_document_counts_too(store: Store) -> None:
    assert store.mirror.record("d1", None, now=NOW)
    assert not store.mirror.record("d1", INVOICE, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) is None


@pytest.mark.parametrize("number", ["INV-00Ä1", "inv-00ä1", "Inv-00Ä1"])
def test_a_number_is_found_in_any_letter_case(store: Store, number: str) -> None:
    store.mirror.record("d1", INVOICE, now=NOW)
    assert store.mirror.find(CLINIC, number) == INVOICE


def test_a_number_that_changed_is_found_under_the_new_one(store: Store) -> None:
    store.mirror.record("d1", INVOICE, now=NOW)
    renamed = replace(SENT, number="INV-2")
    store.mirror.record("d2", renamed, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) is None
    assert store.mirror.find(CLINIC, "inv-2") == renamed


def test_organisations_do_not_see_the_documents_of_others(store: Store) -> None:
    other = OrganisationId("clinic-2")
    theirs = replace(SENT, organisation=other)
    store.mirror.record("d1", INVOICE, now=NOW)
    assert store.mirror.find(other, INVOICE.number) is None
    store.mirror.record("d2", theirs, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) == INVOICE
    assert store.mirror.find(other, INVOICE.number) == theirs


def test_of_two_documents_with_one_number_the_last_changed_is_found(store: Store) -> None:
    credit_note = replace(APPROVED, uid="u2", document="credit_note")
    store.mirror.record("d1", credit_note, now=NOW)
    store.mirror.record("d2", INVOICE, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) == credit_note
