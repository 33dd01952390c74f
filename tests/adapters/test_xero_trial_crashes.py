"""After a crash at any step of a test invoice, the next sweep leaves no draft behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.adapters.store.database import open_database, upgrade
from bot.adapters.store.trials import SqlTrials
from bot.sandbox.failures import Failure, Kind
from tests.adapters.xero_trials import ONE_INVOICE, Clinic, clinic, tokens_of

STEPS = ("contact", "create", "find", "delete")
KILLED = Path(__file__).with_name("xero_killed.py")


class Bug(Exception):
    """Nothing that the code foresees."""


@pytest.fixture
def at() -> Iterator[Clinic]:
    with clinic() as running:
        yield running


@pytest.mark.parametrize("step", STEPS)
def test_after_a_bug_at_any_step_the_next_sweep_leaves_no_draft(at: Clinic, step: str) -> None:
    def stumble(reached: str) -> None:
        if reached == step:
            raise Bug

    with pytest.raises(Bug):
        at.look(after=stumble)
    at.sweep()
    assert (at.left(), at.noted()) == ([], 0)


@pytest.mark.parametrize("step", STEPS)
def test_after_a_kill_at_any_step_the_next_sweep_leaves_no_draft(
    at: Clinic, tmp_path: Path, step: str
) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    upgrade(url)
    assert _killed(at, url, step) == -signal.SIGKILL
    database = open_database(url)
    at.trials = SqlTrials(database)
    assert len(at.left()) == (step in {"create", "find"})
    at.sweep()
    assert (at.left(), at.noted()) == ([], 0)
    database.close()


def test_two_sweeps_at_once_do_no_harm(at: Clinic) -> None:
    at.world.failures.add(Failure(kind=Kind.ERROR, path=ONE_INVOICE, times=1))
    at.look()
    at.clock.move(minutes=25)
    sweepers = [at.sweeper() for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda one: one.run_once(), sweepers))
    assert at.left() == []
    at.sweep()
    assert at.noted() == 0
    assert [one.status for one in at.made()] == ["DELETED"]


def _killed(at: Clinic, url: str, step: str) -> int:
    """The exit code of a process that tries a test invoice and dies after that step."""
    tokens = tokens_of(at.here)
    told_ = {
        "store": url,
        "step": step,
        "now": at.clock().isoformat(),
        "organisation": at.organisation,
        "api_url": at.settings.api_url,
        "tenant_id": tokens.tenant_id,
        "access_token": tokens.access_token,
    }
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.run(
        [sys.executable, str(KILLED), json.dumps(told_)], env=env, cwd=root, check=False, timeout=60
    )
    return process.returncode
