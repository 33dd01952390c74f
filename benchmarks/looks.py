"""How long a run of looks takes with 300 ms an answer, beside its longest chain of calls."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bot.bootstrap import load_knowledge
from bot.cli.demo import running
from bot.domain.facts import CheckId
from bot.domain.topic import Check
from bot.sandbox.visit import Visit

LATENCY_MS = 300
LOCAL = frozenset({"hearlink_history"})
"""Looks that call nobody."""

ROUNDS = (
    ("all-well, nothing said of an invoice", (), "Can you check that our Xero sync is working?"),
    ("period_locked", ("period_locked",), "WH00041 won't sync, the error mentions a lock date."),
    ("contact_archived", ("contact_archived",), "The invoice WH00041 isn't in Xero."),
)


def main() -> None:
    """Print it."""
    checks = load_knowledge().first_topic.checks
    print(f"A run of looks, every answer {LATENCY_MS} ms late")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as demo:
        for name, faults, opening in ROUNDS:
            visit = Visit(demo.url, faults, latency_ms=LATENCY_MS)
            visit.start(opening)
            began = time.monotonic()
            visit.send(choice="look.yes")
            took = time.monotonic() - began
            least = _longest(checks, visit.looked()) * LATENCY_MS / 1000
            calls = visit.calls_to_xero()
            print(
                f"  {name:38} {took:5.2f} s   {took / least:.2f} × the longest chain of {least} s,"
                f" {calls} calls to Xero"
            )
            visit.close()


def _longest(checks: Mapping[CheckId, Check], ran: set[str]) -> int:
    """Calls in the longest chain of looks that wait for each other."""

    def depth(name: CheckId) -> int:
        before = [depth(one) for one in checks[name].after if one in ran]
        return (name not in LOCAL) + max(before, default=0)

    return max(depth(CheckId(name)) for name in ran)
