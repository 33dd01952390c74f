"""A consent is kept encrypted, and refreshed by one worker at a time."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet

from bot.adapters.store.connections import SqlConnections
from bot.adapters.store.database import Database
from bot.adapters.store.tables import connections
from bot.domain.errors import BadConfig
from bot.ports.connections import Refresher, Tokens
from bot.ports.people import OrganisationId
from tests.adapters.stores import CLINIC, MINUTE, NOW, Store

OTHER = OrganisationId("clinic-2")
LEASE = MINUTE
TOKENS = Tokens(
    tenant_id="tenant-1",
    access_token="secret-access",
    refresh_token="secret-refresh",
    expires_at=NOW + 30 * MINUTE,
    scopes=("accounting.transactions", "offline_access"),
)
NEWER = replace(TOKENS, access_token="secret-newer", expires_at=NOW + 60 * MINUTE)


def test_a_consent_is_found_as_it_was_saved(store: Store) -> None:
    assert store.connections.find(CLINIC) is None
    saved = store.connections.save(CLINIC, TOKENS, now=NOW)
    assert saved.tokens == TOKENS
    assert store.connections.find(CLINIC) == saved


def test_a_failed_refresh_gives_its_lease_back(store: Store) -> None:
    saved = store.connections.save(CLINIC, TOKENS, now=NOW)
    assert store.connections.claim_refresh(saved, now=NOW, lease=LEASE)
    store.connections.release_refresh(saved)
    assert store.connections.claim_refresh(saved, now=NOW, lease=LEASE)


def test_a_lease_on_newer_tokens_is_not_given_back_with_the_old_ones(store: Store) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    new = store.connections.save(CLINIC, NEWER, now=NOW)
    assert store.connections.claim_refresh(new, now=NOW, lease=LEASE)
    store.connections.release_refresh(old)
    assert not store.connections.claim_refresh(new, now=NOW, lease=LEASE)


def test_nobody_finds_the_consent_of_another_organisation(store: Store) -> None:
    store.connections.save(CLINIC, TOKENS, now=NOW)
    other = store.connections.save(OTHER, NEWER, now=NOW)
    store.connections.remove(CLINIC)
    assert store.connections.find(CLINIC) is None
    assert store.connections.find(OTHER) == other


def test_only_the_very_consent_is_dropped(store: Store) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    new = store.connections.save(CLINIC, NEWER, now=NOW)
    assert not store.connections.drop(old)
    assert store.connections.find(CLINIC) == new
    assert store.connections.drop(new)
    assert store.connections.find(CLINIC) is None


def test_new_tokens_replace_the_old_ones(store: Store) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    new = store.connections.save(CLINIC, NEWER, now=NOW + MINUTE)
    assert new.version > old.version
    assert store.connections.find(CLINIC) == new


def test_newest_tokens_are_replaced_and_the_lease_ends(store: Store) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    assert store.connections.claim_refresh(old, now=NOW, lease=LEASE)
    new = store.connections.replace(old, NEWER, now=NOW)
    assert new is not None
    assert (new.tokens, store.connections.find(CLINIC)) == (NEWER, new)
    assert new.version > old.version
    assert store.connections.claim_refresh(new, now=NOW, lease=LEASE)


def test_tokens_that_are_no_longer_newest_replace_nothing(store: Store) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    new = store.connections.save(CLINIC, NEWER, now=NOW)
    assert store.connections.replace(old, TOKENS, now=NOW) is None
    assert store.connections.find(CLINIC) == new


def test_a_removed_consent_is_not_replaced(store: Store) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    store.connections.remove(CLINIC)
    assert store.connections.replace(old, NEWER, now=NOW) is None
    again = store.connections.save(CLINIC, NEWER, now=NOW)
    assert store.connections.replace(old, TOKENS, now=NOW) is None
    assert store.connections.find(CLINIC) == again


def test_one_worker_alone_may_refresh(store: Store) -> None:
    connection = store.connections.save(CLINIC, TOKENS, now=NOW)
    claim = store.connections.claim_refresh
    with ThreadPoolExecutor(8) as threads:
        may = list(threads.map(lambda _: claim(connection, now=NOW, lease=LEASE), range(8)))
    assert sorted(may) == [False] * 7 + [True]


def test_a_lease_that_ended_may_be_claimed_again(store: Store) -> None:
    connection = store.connections.save(CLINIC, TOKENS, now=NOW)
    claim = store.connections.claim_refresh
    assert claim(connection, now=NOW, lease=LEASE)
    assert not claim(connection, now=NOW + LEASE / 2, lease=LEASE)
    assert claim(connection, now=NOW + LEASE, lease=LEASE)


@pytest.mark.parametrize("newer", [NEWER, replace(NEWER, expires_at=TOKENS.expires_at)])
def test_tokens_that_are_no_longer_newest_are_not_refreshed(store: Store, newer: Tokens) -> None:
    old = store.connections.save(CLINIC, TOKENS, now=NOW)
    assert store.connections.claim_refresh(old, now=NOW, lease=LEASE)
    new = store.connections.save(CLINIC, newer, now=NOW)
    assert not store.connections.claim_refresh(old, now=NOW + LEASE, lease=LEASE)
    assert store.connections.claim_refresh(new, now=NOW, lease=LEASE)


def test_a_consent_given_anew_is_not_mistaken_for_the_removed_one(store: Store) -> None:
    removed = store.connections.save(CLINIC, TOKENS, now=NOW)
    store.connections.remove(CLINIC)
    assert not store.connections.claim_refresh(removed, now=NOW, lease=LEASE)
    store.connections.save(CLINIC, NEWER, now=NOW)
    assert not store.connections.claim_refresh(removed, now=NOW, lease=LEASE)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_bytes_of_the_file_do_not_show_a_token(database: Database) -> None:
    _on(database).save(CLINIC, TOKENS, now=NOW)
    kept = b"".join(path.read_bytes() for path in _files(database))
    assert b"tenant-1" in kept  # so the row is there to be read
    assert b"secret" not in kept


def test_the_row_does_not_show_a_token(database: Database) -> None:
    _on(database).save(CLINIC, TOKENS, now=NOW)
    with database.reading() as sql:
        row = sql.execute(sa.select(connections)).one()
    assert "tenant-1" in str(row)
    assert "secret" not in str(row)


def test_no_token_shows_when_a_consent_is_printed(store: Store) -> None:
    assert "secret" not in repr(store.connections.save(CLINIC, TOKENS, now=NOW))


def test_a_new_key_still_opens_what_the_old_one_closed(database: Database) -> None:
    old, new = Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())
    SqlConnections(database, cipher=MultiFernet([old])).save(CLINIC, TOKENS, now=NOW)
    both = SqlConnections(database, cipher=MultiFernet([new, old]))
    found = both.find(CLINIC)
    assert found is not None
    both.save(CLINIC, found.tokens, now=NOW)
    alone = SqlConnections(database, cipher=MultiFernet([new])).find(CLINIC)
    assert alone is not None
    assert alone.tokens == TOKENS


def test_without_the_key_the_consent_says_so_and_shows_nothing(database: Database) -> None:
    _on(database).save(CLINIC, TOKENS, now=NOW)
    with pytest.raises(BadConfig, match="no encryption key opens") as caught:
        _on(database).find(CLINIC)
    assert caught.value.__suppress_context__


def test_who_is_connected_is_listed_in_order(store: Store) -> None:
    assert list(store.connections.organisations()) == []
    for organisation in (OTHER, CLINIC):
        store.connections.save(organisation, TOKENS, now=NOW)
    assert list(store.connections.organisations()) == [CLINIC, OTHER]


def test_who_renews_a_consent_and_what_xero_calls_it_are_kept(store: Store) -> None:
    told = replace(TOKENS, refreshed_by=Refresher.HOST, tenant_name="Willow Hearing")
    store.connections.save(CLINIC, told, now=NOW)
    found = store.connections.find(CLINIC)
    assert found is not None
    assert found.tokens == told


def test_a_consent_kept_before_anybody_said_who_renews_it_is_renewed_by_us(
    database: Database,
) -> None:
    cipher = MultiFernet([Fernet(Fernet.generate_key())])
    kept = SqlConnections(database, cipher=cipher)
    kept.save(CLINIC, TOKENS, now=NOW)
    old = {"tenant_id": "t", "access_token": "a", "refresh_token": "r"}
    row = json.dumps({**old, "expires_at": NOW.isoformat(), "scopes": []})
    with database.writing() as sql:
        sql.execute(sa.update(connections).values(tokens=cipher.encrypt(row.encode())))
    found = kept.find(CLINIC)
    assert found is not None
    assert found.tokens.refreshed_by is Refresher.ASSISTANT


def test_encrypting_anew_lets_the_old_key_go_and_disturbs_nobody(database: Database) -> None:
    old, new = Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())
    before = SqlConnections(database, cipher=MultiFernet([old]))
    saved = before.save(CLINIC, TOKENS, now=NOW)
    assert before.claim_refresh(saved, now=NOW, lease=LEASE)
    assert SqlConnections(database, cipher=MultiFernet([new, old])).reencrypt(CLINIC)
    after = SqlConnections(database, cipher=MultiFernet([new]))
    assert after.find(CLINIC) == saved
    # Who refreshes right now still holds the lease, and may still save what Xero gave them.
    assert not after.claim_refresh(saved, now=NOW, lease=LEASE)
    assert after.replace(saved, NEWER, now=NOW) is not None


def test_nothing_is_encrypted_anew_where_nothing_is(store: Store) -> None:
    assert not store.connections.reencrypt(CLINIC)


def _on(database: Database) -> SqlConnections:
    return SqlConnections(database, cipher=MultiFernet([Fernet(Fernet.generate_key())]))


def _files(database: Database) -> list[Path]:
    file = Path(str(database.engine.url.database))
    return list(file.parent.glob(f"{file.name}*"))
