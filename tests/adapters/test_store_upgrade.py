"""The database grows by migrations, also when several workers start at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.adapters import store
from bot.adapters.store.database import open_database, upgrade, version
from bot.adapters.store.tables import feedback, metadata
from tests.adapters.stores import NOW

MIGRATIONS = Path(store.__file__).parent / "migrations" / "versions"
NEWEST = max(path.name.partition("_")[0] for path in MIGRATIONS.glob("0*.py"))
WORKERS = 4
NEW_FILES = 150
UPGRADE = """
import sys
from bot.adapters import store
from bot.adapters.store.database import upgrade
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""


def test_migrations_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    upgrade(empty_url)
    with closing(open_database(empty_url)) as database, database.reading() as sql:
        assert compare_metadata(MigrationContext.configure(sql), metadata) == []
        names = {
            constraint.name
            for table in metadata.tables.values()
            for constraint in table.constraints
        }
        assert _constraints(sql) == names


def test_an_upgrade_of_the_newest_version_changes_nothing(empty_url: str) -> None:
    with closing(open_database(empty_url)) as database:
        assert version(database) is None
        upgrade(empty_url)
        assert version(database) == NEWEST
        upgrade(empty_url)
        assert version(database) == NEWEST


def test_feedback_from_before_it_named_a_cause_stays(empty_url: str) -> None:
    upgrade(empty_url)
    row = {"at": NOW, "helpful": True, "topic": "xero-sync", "reasons": "[]", "comment": "Clear"}
    with closing(open_database(empty_url)) as database:
        with database.writing() as sql:
            sql.execute(sa.text("ALTER TABLE feedback DROP COLUMN about"))
            sql.execute(sa.text("UPDATE alembic_version SET version_num = '0004'"))
            sql.execute(sa.insert(feedback).values(row))
        upgrade(empty_url)
        assert version(database) == NEWEST
        with database.reading() as sql:
            (kept,) = sql.execute(sa.select(feedback)).mappings()
    assert (kept["at"], kept["comment"], kept["about"]) == (NOW, "Clear", None)


def test_workers_may_upgrade_at_the_same_time(empty_url: str) -> None:
    workers = [_worker(empty_url) for _ in range(WORKERS)]
    for worker in workers:
        _go(worker)
    complaints = [worker.communicate()[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * WORKERS, complaints
    with closing(open_database(empty_url)) as database:
        assert version(database) == NEWEST


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_worker_waits_while_another_is_half_way(empty_url: str) -> None:
    workers: list[subprocess.Popen[str]] = []

    def overtake(*args: object) -> None:
        if not workers and "CREATE TABLE conversations" in str(args[2]):
            workers.append(_worker(empty_url))
            _go(workers[0])
            _wait_until_blocked(empty_url, workers[0])

    sa.event.listen(sa.Engine, "before_cursor_execute", overtake)
    try:
        upgrade(empty_url)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", overtake)
    (worker,) = workers
    assert (worker.communicate()[1], worker.returncode) == ("", 0)


def test_a_new_sqlite_file_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    ready = Barrier(WORKERS)

    def journal(url: str) -> str:
        with closing(open_database(url)) as database:
            ready.wait()
            with database.writing() as sql:
                return str(sql.exec_driver_sql("PRAGMA journal_mode").scalar())

    # One new file would show a race now and then; this many nearly always do.
    with ThreadPoolExecutor(WORKERS) as threads:
        for n in range(NEW_FILES):
            url = f"sqlite:///{tmp_path / str(n)}.db"
            assert list(threads.map(journal, [url] * WORKERS)) == ["wal"] * WORKERS


def _worker(url: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", UPGRADE, url]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def _go(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("go\n")
    worker.stdin.flush()


def _wait_until_blocked(url: str, worker: subprocess.Popen[str]) -> None:
    activity = sa.table("pg_stat_activity", sa.column("datname"), sa.column("wait_event_type"))
    blocked = sa.select(activity).where(
        activity.c.datname == sa.func.current_database(), activity.c.wait_event_type == "Lock"
    )
    with closing(open_database(url)) as database:
        while worker.poll() is None:
            with database.reading() as sql:
                if sql.execute(blocked).first() is not None:
                    return


def _constraints(sql: sa.Connection) -> set[str | None]:
    look = sa.inspect(sql)
    found: set[str | None] = set()
    for table in metadata.tables:
        found.add(look.get_pk_constraint(table)["name"])
        found |= {each["name"] for each in look.get_unique_constraints(table)}
        found |= {each["name"] for each in look.get_foreign_keys(table)}
    return found
