"""A database is used in short transactions that cost little and fail clearly."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.adapters.store.conversations import SqlConversations
from bot.adapters.store.database import Database, open_database, upgrade, version
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.tables import deliveries, metadata
from bot.domain.errors import BadConfig, BadInput, NotFound, StaleConversation, Unavailable
from bot.ports.conversations import Feedback
from bot.ports.people import Visitor
from tests.adapters.stores import (
    KEY,
    MINUTE,
    NOW,
    STATE,
    VISITOR,
    begin,
    said,
    sql_store,
    started,
    ticket,
    turned,
)


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    summer = datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    with database.writing() as sql:
        sql.execute(deliveries.insert().values(id="d1", at=summer))
    with database.reading() as sql:
        at = sql.scalar(sa.select(deliveries.c.at))
        assert sql.scalar(sa.select(deliveries.c.id).where(deliveries.c.at == summer)) == "d1"
    assert at == summer
    assert at is not None
    assert at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with (
        pytest.raises(sa.exc.StatementError, match="without a time zone"),
        database.writing() as sql,
    ):
        sql.execute(deliveries.insert().values(id="d1", at=naive))


def test_an_append_costs_the_same_however_long_the_conversation(database: Database) -> None:
    store = SqlConversations(database)
    stored = begin(sql_store(database))
    counts = []
    for n in range(60):
        with _statements(database) as seen:
            stored = store.append(
                stored, events=(said(f"m{n}"), turned(f"t{n}")), state=STATE, now=NOW
            )
        counts.append(len(seen))
    assert set(counts) == {2}  # the state, and the events in one go
    with _statements(database) as seen:
        store.append(
            stored,
            events=(said("m60"), turned("t60")),
            state=STATE,
            now=NOW,
            ticket=ticket("c1:122"),
            feedback=Feedback(at=NOW, helpful=True, topic="xero-sync"),
        )
    assert len(seen) == 4


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_question_reads_a_whole_table(database: Database) -> None:
    begin(sql_store(database), started(), said("m1"), turned("t1"))
    store, outbox = SqlConversations(database), SqlOutbox(database)
    with _statements(database) as seen:
        store.load(KEY)
        store.answer_to(KEY.conversation, "m1")
        store.last_turn(KEY.conversation)
        store.events(KEY.conversation, after=1)
        store.reference(KEY.conversation)
        outbox.claim(now=NOW, lease=MINUTE, limit=5)
        outbox.tickets()
    plans = [line for statement in seen for line in _plan(database, statement)]
    assert len(seen) == 7
    # The newest tickets are read along their index, no further than the limit.
    plans = [plan for plan in plans if "SCAN tickets USING INDEX ix_tickets_opened" not in plan]
    assert [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE FOR ORDER" in plan] == []


def test_what_fails_half_way_is_undone(database: Database) -> None:
    with pytest.raises(NotFound):
        _write_and_fail(database)
    with database.reading() as sql:
        assert sql.execute(sa.select(deliveries)).all() == []


def test_what_somebody_wrote_is_not_in_the_error(database: Database) -> None:
    store = sql_store(database)
    begin(store)
    with pytest.raises(StaleConversation) as caught:
        begin(store)
    assert isinstance(caught.value.__cause__, sa.exc.IntegrityError)
    assert VISITOR.email not in str(caught.value.__cause__)


def test_a_conversation_takes_its_rows_with_it(database: Database) -> None:
    store = sql_store(database)
    store.conversations.append(begin(store), events=(), state=STATE, now=NOW, ticket=ticket("c1:2"))
    with database.writing() as sql:
        sql.execute(metadata.tables["conversations"].delete())
    assert store.conversations.events(KEY.conversation) == []
    assert store.outbox.tickets() == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_told_how_to_behave(database: Database) -> None:
    told = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}
    with database.reading() as sql:
        assert {n: sql.exec_driver_sql(f"PRAGMA {n}").scalar() for n in told} == told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_writer_does_not_keep_readers_waiting(database: Database) -> None:
    store = SqlConversations(database)
    stored = begin(sql_store(database))
    with database.writing() as sql:
        sql.execute(deliveries.insert().values(id="d1", at=NOW))
        assert store.load(KEY) == stored


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_character_that_cannot_be_kept_is_bad_input(database: Database) -> None:
    visitor = Visitor(id="v1", name="nul \x00")
    with pytest.raises(BadInput, match="character"):
        SqlConversations(database).create(
            KEY, visitor=visitor, events=(started(),), state=STATE, now=NOW
        )


def test_a_database_that_is_down_is_unavailable() -> None:
    database = open_database("postgresql://bot:hunter2@127.0.0.1:1/bot")
    with capture_logs() as logged, pytest.raises(Unavailable, match="did not answer"):
        version(database)
    assert "refused" in str(logged)
    assert "hunter2" not in str(logged)


def test_forty_transactions_at_once_wait_for_nobody(database: Database) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            sql = stack.enter_context(database.reading())
            assert sql.execute(sa.select(sa.literal(1))).scalar_one() == 1


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with capture_logs() as logged, pytest.raises(Unavailable):
        upgrade(f"sqlite:///{tmp_path}")
    assert "unable to open database file" in str(logged)


@pytest.mark.parametrize(
    "url",
    ["", "no url", "sqlite://", "sqlite:///:memory:", "mysql://bot:hunter2@127.0.0.1/bot"],
)
def test_an_unusable_url_is_bad_config(url: str) -> None:
    with pytest.raises(BadConfig) as caught:
        open_database(url)
    assert "hunter2" not in str(caught.value)


def _write_and_fail(database: Database) -> None:
    with database.writing() as sql:
        sql.execute(deliveries.insert().values(id="d1", at=NOW))
        raise NotFound("stop")


@contextmanager
def _statements(database: Database) -> Iterator[list[tuple[str, object]]]:
    seen: list[tuple[str, object]] = []

    def note(*args: object) -> None:
        if not str(args[2]).startswith("BEGIN"):
            seen.append((str(args[2]), args[3]))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)


def _plan(database: Database, statement: tuple[str, object]) -> list[str]:
    text, values = statement
    assert isinstance(values, tuple)
    with database.reading() as sql:
        return [str(row) for row in sql.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
