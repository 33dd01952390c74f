"""A conversation is kept as it was told, and opens for its own key alone."""

from dataclasses import replace

import pytest

from bot.domain.errors import NotFound, StaleConversation
from bot.domain.escalation import ConversationId
from bot.domain.events import Numbered, Rated
from bot.ports.conversations import Feedback, Key, Owner
from bot.ports.people import OrganisationId, Visitor
from tests.adapters.stores import (
    CLINIC,
    KEY,
    MINUTE,
    NOW,
    STATE,
    VISITOR,
    Store,
    begin,
    said,
    started,
    ticket,
    turned,
)


def test_a_new_conversation_is_loaded_as_it_was_written(store: Store) -> None:
    stored = begin(store, started(), turned("t1"))
    assert stored.version == 1
    assert stored.last == 2
    assert stored.owner is Owner.BOT
    assert store.conversations.load(KEY) == stored


@pytest.mark.parametrize("permissions", [None, frozenset(), frozenset({"sync", "admin"})])
def test_what_the_host_says_of_a_visitor_is_kept(
    store: Store, permissions: frozenset[str] | None
) -> None:
    visitor = Visitor(id="v2", permissions=permissions)
    store.conversations.create(KEY, visitor=visitor, events=(started(),), state=STATE, now=NOW)
    assert store.conversations.load(KEY).visitor == visitor


@pytest.mark.parametrize(
    "key",
    [
        Key(conversation=KEY.conversation, token_hash="b" * 64),
        Key(conversation=ConversationId("c2"), token_hash=KEY.token_hash),
    ],
)
def test_a_wrong_token_and_a_wrong_id_find_nothing_alike(store: Store, key: Key) -> None:
    begin(store)
    with pytest.raises(NotFound, match="could not be found"):
        store.conversations.load(key)


def test_a_known_visitor_finds_what_they_began(store: Store) -> None:
    begin(store, started(), turned("t1"))
    [kept] = store.conversations.of(VISITOR, since=NOW)
    assert (kept.key, kept.began) == (KEY, NOW)
    assert kept.stored == store.conversations.load(KEY)
    assert store.conversations.of(VISITOR, since=NOW + MINUTE) == []


@pytest.mark.parametrize(
    "other",
    [
        replace(VISITOR, id="v2"),
        replace(VISITOR, organisation=OrganisationId("clinic-2")),
        replace(VISITOR, organisation=None),
    ],
)
def test_nobody_finds_what_another_began(store: Store, other: Visitor) -> None:
    begin(store)
    assert store.conversations.of(other, since=NOW) == []


def test_what_was_begun_last_comes_first(store: Store) -> None:
    begin(store)
    second = Key(conversation=ConversationId("c2"), token_hash=KEY.token_hash)
    later = NOW + MINUTE
    store.conversations.create(second, visitor=VISITOR, events=(started(),), state=STATE, now=later)
    found = store.conversations.of(VISITOR, since=NOW)
    assert [kept.key for kept in found] == [second, KEY]


def test_an_id_is_never_given_twice(store: Store) -> None:
    first = begin(store)
    with pytest.raises(StaleConversation):
        begin(store, started(), turned("other"))
    assert store.conversations.load(KEY) == first


def test_events_are_numbered_on_from_the_last(store: Store) -> None:
    stored = begin(store, started(), turned("t1"))
    new = store.conversations.append(
        stored, events=(said("m1"), turned("t2")), state=STATE, now=NOW + MINUTE
    )
    assert (new.version, new.last) == (2, 4)
    assert store.conversations.load(KEY) == new
    assert store.conversations.events(KEY.conversation) == [
        Numbered(number=1, event=started()),
        Numbered(number=2, event=turned("t1")),
        Numbered(number=3, event=said("m1")),
        Numbered(number=4, event=turned("t2")),
    ]
    later = store.conversations.events(KEY.conversation, after=3)
    assert later == [Numbered(number=4, event=turned("t2"))]


def test_the_state_and_the_owner_are_those_of_the_newest_append(store: Store) -> None:
    state = replace(STATE, tries=2, symptoms={"xero_outage": 0.30000000000000004})
    waiting = store.conversations.append(
        begin(store), events=(), state=state, now=NOW, owner=Owner.WAITING
    )
    assert waiting.owner is Owner.WAITING
    kept = store.conversations.append(waiting, events=(), state=state, now=NOW)
    assert kept.owner is Owner.WAITING
    assert store.conversations.load(KEY) == kept


def test_the_answer_to_a_message_is_the_first_turn_after_it(store: Store) -> None:
    events = (started(), turned("t0"), said("m1"), turned("t1"), said("m2"), turned("t2"))
    begin(store, *events, said("m3"))
    find = store.conversations.answer_to
    assert find(KEY.conversation, "m1") == turned("t1").turn
    assert find(KEY.conversation, "m2") == turned("t2").turn
    assert find(KEY.conversation, "m3") is None
    assert find(KEY.conversation, "never") is None
    assert find(ConversationId("c2"), "m1") is None


def test_the_last_turn_is_the_newest(store: Store) -> None:
    begin(store, started(), turned("t1"), said("m1"), turned("t2"), said("m2"))
    assert store.conversations.last_turn(KEY.conversation) == turned("t2").turn


def test_without_a_turn_there_is_no_last_one(store: Store) -> None:
    begin(store)
    with pytest.raises(NotFound):
        store.conversations.last_turn(KEY.conversation)


def test_a_ticket_is_written_with_the_turn_that_opened_it(store: Store) -> None:
    opened = ticket("c1:2")
    assert store.conversations.reference(KEY.conversation) is None
    stored = store.conversations.append(
        begin(store), events=(turned("t1"),), state=STATE, now=NOW, ticket=opened
    )
    assert store.outbox.ticket(opened.reference).ticket == opened
    newer = ticket("c1:3", opened=NOW + MINUTE)
    store.conversations.append(stored, events=(), state=STATE, now=NOW, ticket=newer)
    assert store.conversations.reference(KEY.conversation) == newer.reference


def test_a_reference_that_is_taken_writes_nothing(store: Store) -> None:
    stored = store.conversations.append(
        begin(store), events=(), state=STATE, now=NOW, ticket=ticket("c1:2", reference="HL-7")
    )
    with pytest.raises(StaleConversation):
        store.conversations.append(
            stored,
            events=(said("m1"),),
            state=STATE,
            now=NOW,
            ticket=ticket("c1:3", reference="HL-7"),
        )
    assert store.conversations.load(KEY) == stored
    assert len(store.outbox.tickets()) == 1


def test_feedback_about_a_conversation_is_written_with_its_event(store: Store) -> None:
    feedback = Feedback(
        at=NOW,
        helpful=False,
        topic="xero-sync",
        reasons=("too long", "wrong – “cause”"),
        comment="It was something else.",
        conversation=KEY.conversation,
        organisation=CLINIC,
    )
    rated = Rated(at=NOW, helpful=False)
    store.conversations.append(
        begin(store), events=(rated,), state=STATE, now=NOW, feedback=feedback
    )
    assert list(store.feedback()) == [feedback]


def test_an_append_cannot_change_who_the_visitor_is(store: Store) -> None:
    stranger = replace(begin(store), visitor=Visitor(id="v9"))
    store.conversations.append(stranger, events=(), state=STATE, now=NOW)
    assert store.conversations.load(KEY).visitor == VISITOR
