"""A ticket waits until a desk has it; while somebody delivers it, nobody else sees it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from structlog.testing import capture_logs

from bot.adapters.store.database import Database
from bot.adapters.store.outbox import UNREADABLE
from bot.adapters.store.tables import tickets as table
from bot.domain.errors import NotFound, Unavailable
from bot.ports.tickets import Delivery
from tests.adapters.stores import MINUTE, NOW, Store, escalate, sql_store, ticket
from tests.fakes import FakeDesk

LEASE = 5 * MINUTE


def test_a_claimed_ticket_is_hidden_until_its_lease_ends(store: Store) -> None:
    escalate(store, ticket("k1"))
    claim = store.outbox.claim
    assert _keys(claim(now=NOW, lease=LEASE, limit=10)) == ["k1"]
    assert claim(now=NOW + LEASE - MINUTE, lease=LEASE, limit=10) == []
    assert _keys(claim(now=NOW + LEASE, lease=LEASE, limit=10)) == ["k1"]


def test_a_ticket_comes_out_of_the_outbox_as_it_went_in(store: Store) -> None:
    escalate(store, ticket("k1"))
    (delivery,) = store.outbox.claim(now=NOW, lease=LEASE, limit=10)
    assert delivery == Delivery(ticket=ticket("k1"), due=NOW, attempts=1)


def test_every_claim_counts_as_an_attempt(store: Store) -> None:
    escalate(store, ticket("k1"))
    assert store.outbox.ticket("HL-k1").attempts == 0
    for attempt in (1, 2, 3):
        (delivery,) = store.outbox.claim(now=NOW + attempt * LEASE, lease=LEASE, limit=1)
        assert delivery.attempts == attempt


def test_nothing_is_claimed_before_it_is_due(store: Store) -> None:
    escalate(store, ticket("k1"))
    assert store.outbox.claim(now=NOW - MINUTE, lease=LEASE, limit=10) == []


def test_a_claim_takes_the_longest_due_and_no_more_than_its_limit(store: Store) -> None:
    escalate(store, ticket("k1"), ticket("k2"), ticket("k3"))
    store.outbox.later("k1", due=NOW + MINUTE, problem="asked to wait")
    claim = store.outbox.claim
    assert _keys(claim(now=NOW + MINUTE, lease=LEASE, limit=2)) == ["k2", "k3"]
    assert _keys(claim(now=NOW + MINUTE, lease=LEASE, limit=2)) == ["k1"]
    assert claim(now=NOW + MINUTE, lease=LEASE, limit=2) == []


def test_eight_relays_never_claim_the_same_ticket(store: Store) -> None:
    escalate(store, *(ticket(f"k{n}") for n in range(16)))
    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(lambda _: _claim_until_empty(store), range(8)))
    assert sorted(chain(*claimed)) == sorted(f"k{n}" for n in range(16))


def test_a_delivered_ticket_is_never_claimed_again(store: Store) -> None:
    escalate(store, ticket("k1"))
    store.outbox.claim(now=NOW, lease=LEASE, limit=1)
    store.outbox.delivered("k1", desk_id="D-1", now=NOW + MINUTE)
    assert store.outbox.claim(now=NOW + 9 * LEASE, lease=LEASE, limit=1) == []
    delivery = store.outbox.ticket("HL-k1")
    assert (delivery.delivered, delivery.desk_id) == (NOW + MINUTE, "D-1")


def test_a_failed_ticket_comes_back_when_it_is_due(store: Store) -> None:
    escalate(store, ticket("k1"))
    store.outbox.claim(now=NOW, lease=LEASE, limit=1)
    store.outbox.later("k1", due=NOW + 2 * MINUTE, problem="the desk is down")
    assert store.outbox.claim(now=NOW + MINUTE, lease=LEASE, limit=1) == []
    (delivery,) = store.outbox.claim(now=NOW + 2 * MINUTE, lease=LEASE, limit=1)
    assert (delivery.attempts, delivery.problem) == (2, "the desk is down")


def test_a_dead_ticket_waits_for_a_person(store: Store) -> None:
    escalate(store, ticket("k1"))
    store.outbox.dead("k1", problem="the desk refused it")
    assert store.outbox.claim(now=NOW + LEASE, lease=LEASE, limit=1) == []
    dead = store.outbox.ticket("HL-k1")
    assert (dead.dead, dead.problem) == (True, "the desk refused it")
    store.outbox.later("k1", due=NOW + LEASE, problem="tried by hand")
    assert _keys(store.outbox.claim(now=NOW + LEASE, lease=LEASE, limit=1)) == ["k1"]


def test_a_slow_relay_cannot_undo_what_a_faster_one_delivered(store: Store) -> None:
    escalate(store, ticket("k1"))
    store.outbox.delivered("k1", desk_id="D-1", now=NOW)
    before = store.outbox.ticket("HL-k1")
    store.outbox.later("k1", due=NOW, problem="timed out")
    store.outbox.dead("k1", problem="timed out")
    store.outbox.delivered("k1", desk_id="D-2", now=NOW + MINUTE)
    assert store.outbox.ticket("HL-k1") == before


def test_the_newest_tickets_come_first(store: Store) -> None:
    escalate(store, *(ticket(f"k{n}", opened=NOW + n * MINUTE) for n in range(5)))
    assert _keys(store.outbox.tickets(limit=2)) == ["k4", "k3"]


def test_an_unknown_reference_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="HL-0"):
        store.outbox.ticket("HL-0")


@pytest.fixture
def damaged(database: Database) -> Store:
    """A store whose ticket k1 cannot be read, and k2 can."""
    store = sql_store(database)
    escalate(store, ticket("k1"), ticket("k2"))
    with database.writing() as sql:
        sql.execute(table.update().where(table.c.key == "k1").values(body='{"who": "Jo Doe"}'))
    return store


def test_an_unreadable_ticket_is_dead_and_holds_up_no_other(damaged: Store) -> None:
    with capture_logs() as logged:
        assert _keys(damaged.outbox.claim(now=NOW, lease=LEASE, limit=10)) == ["k2"]
    assert damaged.outbox.ticket("HL-k1").dead
    assert _keys(damaged.outbox.claim(now=NOW + LEASE, lease=LEASE, limit=10)) == ["k2"]
    assert "HL-k1" in str(logged)
    assert "Jo Doe" not in str(logged)


def test_an_unreadable_ticket_is_still_listed_with_what_is_known(damaged: Store) -> None:
    shown = {each.ticket.reference: each for each in damaged.outbox.tickets()}
    assert set(shown) == {"HL-k1", "HL-k2"}
    assert shown["HL-k1"].ticket.subject == UNREADABLE
    assert shown["HL-k1"] == damaged.outbox.ticket("HL-k1")


def test_the_desk_of_the_tests_opens_one_ticket_a_key() -> None:
    desk = FakeDesk()
    first = desk.create(ticket("k1"))
    assert desk.create(ticket("k2")) != first
    assert desk.create(ticket("k1")) == first
    assert list(desk.opened) == ["k1", "k2"]


def test_the_desk_of_the_tests_can_be_down() -> None:
    desk = FakeDesk(problem=Unavailable("no answer"))
    with pytest.raises(Unavailable):
        desk.create(ticket("k1"))
    assert desk.opened == {}


def _keys(deliveries: Sequence[Delivery]) -> list[str]:
    return [delivery.ticket.key for delivery in deliveries]


def _claim_until_empty(store: Store) -> list[str]:
    mine: list[str] = []
    while any(not _taken(each) for each in store.outbox.tickets()):
        mine += _keys(store.outbox.claim(now=NOW, lease=LEASE, limit=2))
    return mine


def _taken(delivery: Delivery) -> bool:
    return delivery.attempts > 0
