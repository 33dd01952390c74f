"""Many may write to a conversation, but only who saw its newest state."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.domain.errors import StaleConversation
from bot.domain.escalation import ConversationId
from bot.domain.events import Undone
from bot.ports.conversations import Feedback, Key, Owner, Stored
from tests.adapters.stores import (
    KEY,
    NOW,
    STATE,
    Store,
    begin,
    said,
    ticket,
    turned,
)

WRITERS = 8


def test_of_two_writers_with_the_same_version_one_is_stale(store: Store) -> None:
    seen = begin(store)
    store.conversations.append(seen, events=(said("m1"),), state=STATE, now=NOW)
    with pytest.raises(StaleConversation):
        store.conversations.append(
            seen,
            events=(said("m2"),),
            state=STATE,
            now=NOW,
            ticket=ticket("c1:2"),
            feedback=Feedback(at=NOW, helpful=True, topic="xero-sync"),
        )
    assert len(store.conversations.events(KEY.conversation)) == 2
    assert store.outbox.tickets() == []
    assert list(store.feedback()) == []


def test_a_stale_writer_cannot_even_change_the_owner(store: Store) -> None:
    seen = begin(store)
    newest = store.conversations.append(seen, events=(), state=STATE, now=NOW, owner=Owner.WAITING)
    with pytest.raises(StaleConversation):
        store.conversations.append(seen, events=(), state=STATE, now=NOW, owner=Owner.CLOSED)
    assert store.conversations.load(KEY) == newest


def test_a_repeated_client_id_writes_nothing(store: Store) -> None:
    stored = begin(store)
    stored = store.conversations.append(stored, events=(said("m1"),), state=STATE, now=NOW)
    undo = Undone(at=NOW, client_id="m1", back_to=2)
    with pytest.raises(StaleConversation):
        store.conversations.append(
            stored, events=(turned("t1"), undo), state=STATE, now=NOW, ticket=ticket("c1:4")
        )
    assert store.conversations.load(KEY) == stored
    assert len(store.conversations.events(KEY.conversation)) == 2
    assert store.outbox.tickets() == []


def test_another_conversation_may_use_the_same_client_id(store: Store) -> None:
    other = Key(conversation=ConversationId("c2"), token_hash="b" * 64)
    for key in (KEY, other):
        store.conversations.append(
            begin(store, key=key), events=(said("m1"),), state=STATE, now=NOW
        )
    assert store.conversations.load(other).last == 2


def test_of_eight_threads_one_writes_and_seven_are_stale(store: Store) -> None:
    seen = begin(store)
    outcomes = _at_once(lambda n: _append(store, seen, f"m{n}"))
    assert sorted(outcomes) == [False] * (WRITERS - 1) + [True]
    assert store.conversations.load(KEY).version == 2
    assert store.conversations.load(KEY).last == 2


def test_eight_threads_that_look_again_write_all_in_turn(store: Store) -> None:
    begin(store)
    _at_once(lambda n: _insist(store, f"m{n}"))
    numbered = store.conversations.events(KEY.conversation)
    assert [each.number for each in numbered] == list(range(1, WRITERS + 2))
    assert store.conversations.load(KEY).version == WRITERS + 1


def _append(store: Store, seen: Stored, client_id: str) -> bool:
    try:
        store.conversations.append(seen, events=(said(client_id),), state=STATE, now=NOW)
    except StaleConversation:
        return False
    return True


def _insist(store: Store, client_id: str) -> bool:
    while not _append(store, store.conversations.load(KEY), client_id):
        pass
    return True


def _at_once(write: Callable[[int], bool]) -> list[bool]:
    ready = Barrier(WRITERS)

    def one(n: int) -> bool:
        ready.wait()
        return write(n)

    with ThreadPoolExecutor(WRITERS) as threads:
        return list(threads.map(one, range(WRITERS)))
