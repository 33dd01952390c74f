"""Opens the database, keeps its transactions honest and its tables up to date."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.errors import BadConfig, BadInput, Unavailable

log = structlog.get_logger()

_MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",  # milliseconds
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)
_SWITCHES = 5
_CONNECT_SECONDS = 5
_POOL_SECONDS = 10
_POSTGRESQL_POOL = (10, 30)  # kept, and at most more: two workers stay below its usual 100
_SQLITE_POOL = (10, 118)  # one for each thread: here a connection costs next to nothing
_UPGRADE_LOCK = 0x4845_4152  # any number, the same in every worker
_upgrading = Lock()


@dataclass(frozen=True, slots=True)
class Database:
    """Short transactions on one database, for any number of threads.

    What the database cannot do now becomes Unavailable (its reason is logged), a text that it
    cannot hold becomes BadInput.
    """

    engine: sa.Engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only looks."""
        with _database_errors(), self.engine.begin() as sql:
            yield sql

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes, committed at the end, undone by any exception."""
        writer = self.engine.execution_options(writes=True)
        with _database_errors(), writer.begin() as sql:
            yield sql

    def insert(self, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
        """An insert that may say what to do on a conflict; both databases word it alike."""
        is_postgresql = self.engine.dialect.name == "postgresql"
        return postgresql.insert(table) if is_postgresql else sqlite.insert(table)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The database at `url`: `sqlite:///file` or `postgresql://…`; nothing is read yet.

    BadConfig when the URL cannot be used. The message leaves the URL out: it may hold a password.
    """
    try:
        where = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise BadConfig("the database URL cannot be read") from None
    match where.get_backend_name():
        case "sqlite":
            return Database(_sqlite(where))
        case "postgresql":
            return Database(_postgresql(where))
        case other:
            raise BadConfig(f"a database of the kind “{other}” is not supported")


def upgrade(url: str) -> None:
    """Bring the tables at `url` to the newest version; workers that start together take turns."""
    database = open_database(url)
    try:
        # Alembic keeps its context in module globals, hence one thread at a time.
        with _upgrading, database.writing() as sql:
            if database.engine.dialect.name == "postgresql":
                sql.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            config = Config(attributes={"connection": sql})
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.set_main_option("path_separator", "os")
            command.upgrade(config, "head")
    finally:
        database.close()


def version(database: Database) -> str | None:
    """The number of the newest migration that ran, such as `0001`; None for an empty database."""
    with database.reading() as sql:
        return MigrationContext.configure(sql).get_current_revision()


def _sqlite(where: sa.URL) -> sa.Engine:
    if where.database in {None, "", ":memory:"}:
        raise BadConfig("a database in memory is lost between connections: name a file")
    Path(str(where.database)).parent.mkdir(parents=True, exist_ok=True)
    kept, more = _SQLITE_POOL
    engine = sa.create_engine(where, hide_parameters=True, pool_size=kept, max_overflow=more)

    @sa.event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        # The driver would begin late and never IMMEDIATE: from here on, `begin` does it.
        driver.isolation_level = None
        for pragma in _PRAGMAS:
            driver.execute(pragma).close()
        _write_ahead(driver)

    @sa.event.listens_for(engine, "begin")
    def begin(sql: sa.Connection) -> None:
        # A reader that turns writer fails at once when another wrote; IMMEDIATE waits instead.
        writes = sql.get_execution_options().get("writes", False)
        sql.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(driver: sqlite3.Connection) -> None:
    """Switch the file to WAL; it stays so, and later switches change nothing."""
    for left in reversed(range(_SWITCHES)):
        try:
            driver.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as exc:
            if not left or exc.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            # Where two switch a new file, one is refused at once, whatever the busy timeout.
            # A transaction does honour it, so an empty one waits until the other is done.
            driver.execute("BEGIN IMMEDIATE").close()
            driver.rollback()
        else:
            return


def _postgresql(where: sa.URL) -> sa.Engine:
    kept, more = _POSTGRESQL_POOL
    try:
        return sa.create_engine(
            where.set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": _CONNECT_SECONDS},
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=kept,
            max_overflow=more,
            pool_timeout=_POOL_SECONDS,
        )
    except ModuleNotFoundError:
        raise BadConfig("for PostgreSQL, install hearlink-assistant[postgres]") from None


@contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as exc:
        log.error("the database is unavailable", why=str(exc.orig))
        raise Unavailable("The database did not answer. Please try again in a moment.") from exc
    except sa.exc.TimeoutError as exc:
        log.error("the database is unavailable", why=str(exc))
        raise Unavailable("The database is busy. Please try again in a moment.") from exc
    except sa.exc.DataError as exc:
        log.warning("the database refused a value", why=str(exc.orig))
        raise BadInput("The text holds a character that cannot be kept.") from exc
