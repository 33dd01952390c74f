"""What is written is read back exactly, and a state of another version is not trusted."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import ValidationError

from bot.adapters.store import codec
from bot.adapters.store.conversations import SqlConversations
from bot.adapters.store.database import Database
from bot.adapters.store.tables import conversations
from bot.domain.conversation import Conversation, fold
from bot.domain.escalation import Line, Spoken, Ticket
from bot.domain.events import Event
from tests.adapters.stores import KEY, NOW, STATE, begin, said, sql_store, started, turned


def dictionaries(kind: type) -> SearchStrategy[object]:
    """Dicts of the keys and values that a mapping type names."""
    key, value = get_args(kind)
    return st.dictionaries(st.from_type(key), st.from_type(value), max_size=3)


# The domain knows aware times, finite numbers and dicts alone: so do the strategies of its types.
st.register_type_strategy(Mapping, dictionaries)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

EVENTS = st.one_of([st.from_type(kind) for kind in get_args(Event)])
STATES = st.from_type(Conversation)
TICKETS: SearchStrategy[Ticket] = st.builds(
    Ticket,
    lines=st.lists(st.from_type(Line), max_size=3).map(tuple),
    transcript=st.lists(st.from_type(Spoken), max_size=3).map(tuple),
)
thorough = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_kind_of_event_comes_back_exactly(kind: type[Event]) -> None:
    @thorough
    @given(st.from_type(kind))
    def comes_back(event: Event) -> None:
        read = codec.load_event(codec.dump_event(event))
        assert type(read) is kind
        assert read == event

    comes_back()


@thorough
@given(STATES)
def test_a_state_comes_back_exactly(state: Conversation) -> None:
    assert codec.load_state(codec.dump_state(state)) == state


@thorough
@given(TICKETS)
def test_a_ticket_comes_back_exactly(ticket: Ticket) -> None:
    assert codec.load_ticket(codec.dump_ticket(ticket)) == ticket


@given(st.lists(st.text()).map(tuple))
def test_words_come_back_exactly(words: tuple[str, ...]) -> None:
    assert codec.load_words(codec.dump_words(words)) == words


def test_an_event_of_an_unknown_kind_is_refused() -> None:
    body = json.loads(codec.dump_event(said("m1"))) | {"kind": "sung"}
    with pytest.raises(ValidationError, match="kind"):
        codec.load_event(json.dumps(body))


def test_an_event_from_before_there_were_languages_is_english() -> None:
    written = json.loads(codec.dump_event(started()))
    del written["language"]
    assert codec.load_event(json.dumps(written)) == started()


def test_an_empty_client_id_is_none() -> None:
    assert codec.client_id(said("m1")) == "m1"
    assert codec.client_id(said("")) is None
    assert codec.client_id(started()) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "not JSON",
        codec.dump_state(STATE).replace(codec.state_schema(), "0-older"),
        codec.dump_state(STATE).replace('"unasked"', '"perhaps"'),
    ],
)
def test_a_state_of_another_version_is_not_read(text: str) -> None:
    assert codec.load_state(text) is None


def test_a_state_that_cannot_be_read_is_folded_from_the_events(database: Database) -> None:
    events = (started(), said("m1"), turned("t1"))
    stored = begin(sql_store(database), *events)
    with database.writing() as sql:
        sql.execute(conversations.update().values(state='{"schema": "0-older", "state": {}}'))
    store = SqlConversations(database)
    loaded = store.load(KEY)
    assert loaded == replace(stored, state=fold(store.events(KEY.conversation)))
    store.append(loaded, events=(), state=loaded.state, now=NOW)
    with database.reading() as sql:
        written = sql.execute(sa.select(conversations.c.state)).scalar_one()
    assert codec.load_state(written) == loaded.state
