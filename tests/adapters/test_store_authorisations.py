"""A try to connect is kept for minutes, moves on once a step, and shows none of its secrets."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet

from bot.adapters.store.authorisations import SqlAuthorisations
from bot.adapters.store.database import Database
from bot.adapters.store.tables import authorisations
from bot.domain.errors import BadConfig
from bot.ports.authorisations import Authorisation, Purpose, Secrets, Stage
from bot.ports.connections import Tokens
from tests.adapters.stores import CLINIC, MINUTE, NOW, Store

TOKENS = Tokens(
    tenant_id="",
    access_token="hidden-access",
    refresh_token="hidden-refresh",
    expires_at=NOW + 30 * MINUTE,
    scopes=("offline_access",),
)
NEW = Authorisation(
    ticket_hash="ticket-1",
    organisation=CLINIC,
    visitor="v1",
    purpose=Purpose.LOOK,
    expires_at=NOW + 5 * MINUTE,
    secrets=Secrets(visitor_name="hidden-name"),
)
AWAY = replace(
    NEW,
    stage=Stage.AWAY,
    browser_hash="browser-1",
    state_hash="state-1",
    secrets=Secrets(verifier="hidden-verifier", tokens=TOKENS),
)


def test_a_try_is_found_by_its_ticket_and_then_by_its_browser(store: Store) -> None:
    kept = store.authorisations
    kept.add(NEW, now=NOW)
    assert (kept.by_ticket("ticket-1"), kept.by_browser("browser-1")) == (NEW, None)
    assert kept.advance(NEW, AWAY)
    assert kept.by_ticket("ticket-1") == kept.by_browser("browser-1") == AWAY
    assert (kept.by_ticket("another"), kept.by_browser("another")) == (None, None)


def test_a_step_is_taken_once(store: Store) -> None:
    kept = store.authorisations
    kept.add(NEW, now=NOW)
    with ThreadPoolExecutor(8) as threads:
        took = list(threads.map(lambda _: kept.advance(NEW, AWAY), range(8)))
    assert sorted(took) == [False] * 7 + [True]


def test_a_try_that_is_gone_does_not_move(store: Store) -> None:
    assert not store.authorisations.advance(NEW, AWAY)


@pytest.mark.parametrize(("later", "gone"), [(4, False), (5, True), (60, True)])
def test_what_expired_is_swept_when_the_next_begins(store: Store, later: int, gone: bool) -> None:
    kept, now = store.authorisations, NOW + later * MINUTE
    kept.add(NEW, now=NOW)
    assert kept.by_ticket("ticket-1") == NEW
    kept.add(replace(NEW, ticket_hash="ticket-2", expires_at=now + timedelta(days=1)), now=now)
    assert (kept.by_ticket("ticket-1") is None) is gone


def test_sweeping_drops_what_expired_and_nothing_else(store: Store) -> None:
    kept = store.authorisations
    kept.add(NEW, now=NOW)
    kept.add(replace(NEW, ticket_hash="ticket-2", expires_at=NOW + 6 * MINUTE), now=NOW)
    assert [kept.sweep(now=NOW + minutes * MINUTE) for minutes in (4, 5, 5)] == [0, 1, 0]
    assert (kept.by_ticket("ticket-1"), kept.by_ticket("ticket-2") is None) == (None, False)


def test_neither_row_nor_file_shows_a_secret(database: Database) -> None:
    kept = _on(database)
    kept.add(NEW, now=NOW)
    assert kept.advance(NEW, AWAY)
    with database.reading() as sql:
        row = sql.execute(sa.select(authorisations)).one()
    assert "ticket-1" in str(row)
    assert "hidden" not in str(row)
    if file := database.engine.url.database if "sqlite" in str(database.engine.url) else None:
        folder = Path(file).parent
        stored = b"".join(path.read_bytes() for path in folder.glob(f"{Path(file).name}*"))
        assert b"ticket-1" in stored
        assert b"hidden" not in stored


def test_no_secret_shows_when_a_try_is_printed() -> None:
    assert "hidden" not in repr(AWAY)


def test_without_the_key_a_try_says_so_and_shows_nothing(database: Database) -> None:
    _on(database).add(AWAY, now=NOW)
    with pytest.raises(BadConfig, match="no encryption key opens") as caught:
        _on(database).by_ticket("ticket-1")
    assert caught.value.__suppress_context__


def _on(database: Database) -> SqlAuthorisations:
    return SqlAuthorisations(database, cipher=MultiFernet([Fernet(Fernet.generate_key())]))
