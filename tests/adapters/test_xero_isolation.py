"""Many organisations at once: nothing of one ever reaches another, and tokens are renewed once."""

import multiprocessing
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, MultiFernet

from bot.adapters.store.connections import SqlConnections
from bot.adapters.store.database import open_database
from bot.adapters.xero.looks import xero_looks
from bot.adapters.xero.settings import XeroSettings
from bot.domain.errors import Unavailable
from bot.domain.facts import CheckId
from bot.ports.connections import Connections
from bot.ports.people import OrganisationId
from tests.adapters.wire import Wire, serving
from tests.adapters.xero_answers import NOW
from tests.adapters.xero_town import API, Town, at, foreign
from tests.fakes import FakeConnections

NAMES = [f"clinic{number}" for number in range(50)]
CHECKS = tuple(
    CheckId(f"xero_{name}")
    for name in (
        "connection",
        "access",
        "organisation",
        "lock_dates",
        "codes",
        "contact",
        "invoice",
    )
)
LOOKS = 800
WORKERS, PROCESSES = 16, 2


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


@pytest.fixture
def town(wire: Wire) -> Town:
    built = Town(NAMES)
    built.on(wire)
    return built


def patient(url: str) -> XeroSettings:
    """Patience enough for a slow machine, for here nothing hangs."""
    return XeroSettings(
        client_id="app", client_secret="hush", api_url=url, identity_url=url, timeout=(20.0, 20.0)
    )


@contextmanager
def eager_threads() -> Iterator[None]:
    """Threads change places after every few instructions, so that what can mix does."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def test_nothing_of_one_organisation_ever_reaches_another(wire: Wire, town: Town) -> None:
    stored, chance = FakeConnections(), random.Random(20261122)
    for turn, name in enumerate(NAMES):
        # Every fifth consent has to be renewed first, in the middle of it all.
        lives = -1 if turn % 5 == 0 else 1800
        stored.save(OrganisationId(name), town.tokens(name, lives=lives), now=NOW)
    looks = xero_looks(patient(wire.url), stored)
    plan = [
        (chance.choice(NAMES), chance.choice(CHECKS), chance.random() < 0.2) for _ in range(LOOKS)
    ]

    def one(step: tuple[str, CheckId, bool]) -> int:
        name, check, fresh = step
        findings = looks[check](at(name, fresh=fresh), now=NOW)
        assert foreign(repr(findings), name) == set()
        return len(findings)

    with eager_threads(), ThreadPoolExecutor(8) as threads:
        found = list(threads.map(one, plan))
    assert town.mixed == []
    assert min(found) > 0
    assert sorted(town.refreshes) == sorted({*town.refreshes})
    # Most of what is kept was asked for once by each, and again only by fresh looks.
    fresh_looks = sum(fresh for _, check, fresh in plan if check == "xero_codes")
    asked = sum(count for key, count in town.asked.items() if key.endswith(f"{API}/accounts"))
    assert len({name for name, check, _ in plan if check == "xero_codes"}) <= asked
    assert asked <= len(NAMES) + fresh_looks


def test_each_organisation_reads_its_own_codes_and_people(wire: Wire, town: Town) -> None:
    stored = FakeConnections()
    for name in NAMES[:2]:
        stored.save(OrganisationId(name), town.tokens(name), now=NOW)
    looks = xero_looks(patient(wire.url), stored)
    for name in (*NAMES[:2], *NAMES[:2]):
        account, *_ = looks[CheckId("xero_codes")](at(name), now=NOW)
        assert account.detail.startswith(f"Account A of-{name}, which HearLink uses")
        (invoice,) = looks[CheckId("xero_invoice")](at(name), now=NOW)
        assert invoice.detail.endswith(f"by Jo of-{name}.")
    assert town.mixed == []


# Renewing


@pytest.fixture
def key() -> str:
    return Fernet.generate_key().decode()


def opened(file: Path, key: str) -> Connections:
    return SqlConnections(open_database(f"sqlite:///{file}"), cipher=MultiFernet([Fernet(key)]))


def storm(url: str, stored: Connections, workers: int) -> list[str]:
    """What so many threads with one expired token find out about the connection."""
    look = xero_looks(patient(url), stored)[CheckId("xero_connection")]
    with ThreadPoolExecutor(workers) as threads:
        return list(threads.map(lambda _: look(at(NAMES[0]), now=NOW)[0].value, range(workers)))


def storm_elsewhere(url: str, file: Path, key: str) -> list[str]:
    """The same in a process of its own."""
    return storm(url, opened(file, key), WORKERS // PROCESSES)


def test_sixteen_threads_with_one_expired_token_make_one_refresh(wire: Wire, town: Town) -> None:
    stored = FakeConnections()
    stored.save(OrganisationId(NAMES[0]), town.tokens(NAMES[0], lives=-1), now=NOW)
    with eager_threads():
        assert storm(wire.url, stored, WORKERS) == ["connected"] * WORKERS
    assert town.refreshes == [NAMES[0]]


def test_sixteen_workers_in_two_processes_make_one_refresh(
    wire: Wire, town: Town, tmp_path: Path, sqlite_file: Path, key: str
) -> None:
    file = tmp_path / "bot.db"
    file.write_bytes(sqlite_file.read_bytes())
    expired = town.tokens(NAMES[0], lives=-1)
    opened(file, key).save(OrganisationId(NAMES[0]), expired, now=NOW)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as processes:
        asked = [processes.submit(storm_elsewhere, wire.url, file, key) for _ in range(PROCESSES)]
        found = [value for one in asked for value in one.result(60)]
    assert found == ["connected"] * WORKERS
    assert town.refreshes == [NAMES[0]]


def test_a_refresh_whose_answer_is_lost_recovers_within_the_grace(wire: Wire, town: Town) -> None:
    stored = FakeConnections()
    stored.save(OrganisationId(NAMES[0]), town.tokens(NAMES[0], lives=-1), now=NOW)
    look = xero_looks(patient(wire.url), stored)[CheckId("xero_connection")]
    town.lost = 1
    with pytest.raises(Unavailable):
        look(at(NAMES[0]), now=NOW)
    town.clock = later = NOW + timedelta(minutes=29)
    (finding,) = look(at(NAMES[0]), now=later)
    assert finding.value == "connected"
    assert len(town.refreshes) == 2
    newest = stored.find(OrganisationId(NAMES[0]))
    assert newest is not None
    assert newest.tokens.refresh_token == f"refresh-{NAMES[0]}-2"


def test_a_refresh_that_is_lost_for_longer_than_the_grace_needs_a_new_consent(
    wire: Wire, town: Town
) -> None:
    stored = FakeConnections()
    stored.save(OrganisationId(NAMES[0]), town.tokens(NAMES[0], lives=-1), now=NOW)
    look = xero_looks(patient(wire.url), stored)[CheckId("xero_connection")]
    town.lost = 1
    with pytest.raises(Unavailable):
        look(at(NAMES[0]), now=NOW)
    town.clock = later = NOW + timedelta(minutes=31)
    (finding,) = look(at(NAMES[0]), now=later)
    assert finding.value == "expired"
