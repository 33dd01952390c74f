"""The mirror shows what HearLink said last, in whatever order its webhooks arrived."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.adapters.store import database as opened
from bot.adapters.store.database import Database, open_database
from bot.adapters.store.mirror import REMEMBERED, SqlMirror
from bot.adapters.store.tables import deliveries
from bot.ports.mirror import MirroredInvoice, as_heard
from bot.ports.people import OrganisationId
from tests.adapters.stores import CLINIC, MINUTE, NOW, Store

DAY = timedelta(days=1)
OTHER = OrganisationId("clinic-2")
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
    issued=NOW - 2 * DAY,
    categories=("Hearing Aids", "Größe; “M”"),
    currency="GBP",
)
APPROVED = replace(INVOICE, status="approved", updated=NOW + MINUTE)
SENT = replace(INVOICE, status="sent", xero_id="x1", updated=NOW + 2 * MINUTE)
EDITED = replace(SENT, status="paid", updated=NOW + 3 * MINUTE)
GONE = replace(INVOICE, status="Deleted", updated=NOW + 4 * MINUTE)
BARE = replace(
    GONE, number="", clinic="", total="", issued=None, categories=(), currency="", xero_id=None
)


def tell(store: Store, *documents: MirroredInvoice) -> None:
    """One delivery for each."""
    for n, document in enumerate(documents):
        assert store.mirror.record(f"{document.organisation}/{n}", document, now=NOW)


@pytest.mark.parametrize("order", list(permutations((INVOICE, APPROVED, SENT, EDITED))))
def test_the_newest_wins_in_any_order_and_the_oldest_times_stay(
    store: Store, order: tuple[MirroredInvoice, ...]
) -> None:
    tell(store, *order)
    expected = replace(EDITED, heard=INVOICE.updated, linked=SENT.updated)
    assert store.mirror.find(CLINIC, INVOICE.number) == expected
    assert store.mirror.by_uid(CLINIC, INVOICE.uid) == expected


def test_an_equally_old_word_changes_nothing(store: Store) -> None:
    tell(store, INVOICE, replace(APPROVED, updated=INVOICE.updated))
    assert store.mirror.find(CLINIC, INVOICE.number) == as_heard(INVOICE)


def test_a_delivery_counts_once(store: Store) -> None:
    assert store.mirror.record("d1", INVOICE, now=NOW)
    assert not store.mirror.record("d1", SENT, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) == as_heard(INVOICE)


def test_a_delivery_without_a_document_counts_too(store: Store) -> None:
    assert store.mirror.record("d1", None, now=NOW)
    assert not store.mirror.record("d1", INVOICE, now=NOW)
    assert store.mirror.find(CLINIC, INVOICE.number) is None


@pytest.mark.parametrize("number", ["INV-00Ä1", "inv-00ä1", "Inv-00Ä1"])
def test_a_number_is_found_in_any_letter_case(store: Store, number: str) -> None:
    tell(store, INVOICE)
    assert store.mirror.find(CLINIC, number) == as_heard(INVOICE)


def test_a_number_that_changed_is_found_under_the_new_one(store: Store) -> None:
    renamed = replace(SENT, number="INV-2")
    tell(store, INVOICE, renamed)
    assert store.mirror.find(CLINIC, INVOICE.number) is None
    found = store.mirror.find(CLINIC, "inv-2")
    assert found == replace(renamed, heard=NOW, linked=SENT.updated)


def test_organisations_do_not_see_the_documents_of_others(store: Store) -> None:
    theirs = replace(SENT, organisation=OTHER)
    tell(store, INVOICE)
    assert store.mirror.find(OTHER, INVOICE.number) is None
    assert store.mirror.by_uid(OTHER, INVOICE.uid) is None
    assert store.mirror.newest(OTHER) is None
    assert history(store, OTHER) == []
    tell(store, theirs)
    assert store.mirror.find(CLINIC, INVOICE.number) == as_heard(INVOICE)
    assert store.mirror.find(OTHER, INVOICE.number) == as_heard(theirs)
    assert history(store, CLINIC) == [as_heard(INVOICE)]


def test_of_two_documents_with_one_number_the_last_changed_is_found(store: Store) -> None:
    credit_note = replace(APPROVED, uid="u2", document="credit_note")
    tell(store, credit_note, INVOICE)
    assert store.mirror.find(CLINIC, INVOICE.number) == as_heard(credit_note)


@pytest.mark.parametrize("order", list(permutations((INVOICE, SENT, GONE))))
def test_a_deletion_is_the_last_word_in_any_order(
    store: Store, order: tuple[MirroredInvoice, ...]
) -> None:
    tell(store, *order)
    found = store.mirror.find(CLINIC, INVOICE.number)
    assert found is not None
    assert (found.deleted, found.linked, found.heard) == (True, SENT.updated, NOW)


@pytest.mark.parametrize("order", [(SENT, BARE), (BARE, SENT)])
def test_a_deletion_that_tells_only_a_uid_leaves_the_rest_known(
    store: Store, order: tuple[MirroredInvoice, ...]
) -> None:
    tell(store, *order)
    gone = replace(SENT, status="Deleted", updated=BARE.updated)
    found = store.mirror.find(CLINIC, INVOICE.number)
    assert found == replace(gone, heard=SENT.updated, linked=SENT.updated)


def test_a_transaction_is_kept_and_never_taken_for_an_invoice(store: Store) -> None:
    payment = replace(
        INVOICE,
        uid="t1",
        document="transaction",
        transaction_type="Payment",
        method="Card",
        order_uid="u1",
        updated=NOW + MINUTE,
    )
    tell(store, payment)
    assert store.mirror.find(CLINIC, INVOICE.number) is None
    assert store.mirror.by_uid(CLINIC, "t1") == as_heard(payment)
    assert store.mirror.newest(CLINIC) == NOW + MINUTE
    assert history(store, CLINIC) == []
    kinds = ("transaction",)
    found = store.mirror.history(CLINIC, since=NOW - 9 * DAY, limit=9, documents=kinds)
    assert list(found) == [as_heard(payment)]


def numbered(n: int, *, issued: datetime | None) -> MirroredInvoice:
    return replace(INVOICE, uid=f"n{n}", number=str(n), issued=issued)


def history(store: Store, organisation: OrganisationId, limit: int = 9) -> list[MirroredInvoice]:
    return list(store.mirror.history(organisation, since=NOW - 9 * DAY, limit=limit))


def test_history_is_newest_first_by_date_of_issue_and_bounded(store: Store) -> None:
    tell(store, *(numbered(n, issued=NOW - n * DAY) for n in (3, 9, 1, 10, 2)))
    assert [one.number for one in history(store, CLINIC)] == ["1", "2", "3", "9"]
    assert [one.number for one in history(store, CLINIC, limit=2)] == ["1", "2"]


def test_history_goes_by_the_first_event_where_no_date_was_told(store: Store) -> None:
    quiet = numbered(1, issued=None)
    tell(store, numbered(2, issued=NOW - MINUTE), quiet, replace(quiet, updated=NOW + DAY))
    assert [one.number for one in history(store, CLINIC)] == ["1", "2"]
    assert history(store, CLINIC)[0].happened == NOW


def test_events_of_one_document_at_the_same_time_lose_nothing(store: Store) -> None:
    events = [replace(INVOICE, status=f"s{n}", updated=NOW + n * MINUTE) for n in range(12)]
    # Each second one bears a Xero id, so that `linked` must come from the first of those.
    told = [replace(one, xero_id="x1") if n % 2 else one for n, one in enumerate(events)]

    def record(n: int) -> bool:
        return store.mirror.record(f"d{n}", told[n], now=NOW)

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(record, range(11, -1, -1)))
    found = store.mirror.by_uid(CLINIC, INVOICE.uid)
    assert found == replace(told[11], heard=NOW, linked=told[1].updated)


def test_deliveries_are_forgotten_after_a_month(database: Database) -> None:
    mirror = SqlMirror(database)
    mirror.record("old", None, now=NOW)
    mirror.record("younger", None, now=NOW + DAY)
    mirror.record("newest", None, now=NOW + REMEMBERED + MINUTE)
    with database.reading() as sql:
        kept = set(sql.execute(sa.select(deliveries.c.id)).scalars())
    assert kept == {"younger", "newest"}


def _to(url: str, revision: str) -> None:
    with closing(open_database(url)) as database, database.writing() as sql:
        config = Config(attributes={"connection": sql})
        config.set_main_option("script_location", str(opened._MIGRATIONS))
        config.set_main_option("path_separator", "os")
        move = command.upgrade if revision != "0001" else command.downgrade
        move(config, revision)


OLD_ROWS = (
    "INSERT INTO invoices VALUES ('clinic-1', 'u1', 'WH1', 'wh1', 'invoice', 'Paid', 'x1', 'Leeds',"
    " '10', '2026-03-02 09:00:00+00:00')",
    "INSERT INTO invoices VALUES ('clinic-1', 'u2', 'WH2', 'wh2', 'invoice', 'Open', NULL, '', '',"
    " '2026-03-02 09:00:00+00:00')",
)


def test_an_older_mirror_grows_and_shrinks_without_losing_a_document(empty_url: str) -> None:
    _to(empty_url, "head")
    _to(empty_url, "0001")
    with closing(open_database(empty_url)) as database, database.writing() as sql:
        for row in OLD_ROWS:
            sql.exec_driver_sql(row)
    _to(empty_url, "head")
    with closing(open_database(empty_url)) as database:
        sent, stuck = (SqlMirror(database).find(CLINIC, number) for number in ("wh1", "wh2"))
    assert sent is not None
    assert stuck is not None
    assert (sent.heard, sent.linked) == (sent.updated, sent.updated)
    assert (stuck.heard, stuck.linked) == (stuck.updated, None)
    assert (stuck.categories, stuck.currency, stuck.issued) == ((), "", None)
