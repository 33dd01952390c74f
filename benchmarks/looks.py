"""How long a run of looks takes with 300 ms an answer, beside its longest chain of calls."""

import re
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.bootstrap import load_knowledge
from bot.cli.demo import running
from bot.domain.facts import CheckId
from bot.domain.topic import Check
from bot.sandbox.visit import Turn, Visit

LATENCY_MS = 300
RUNS = 3
"""Runs of a round, of which the one that took middling long is told."""

ASKS = {
    "xero_connection": r"/Connections",
    "xero_access": r"/Organisation/Actions|/Users",
    "xero_organisation": r"/Organisation",
    "xero_lock_dates": r"/Organisation|/Users",
    "xero_codes": r"/Accounts|/TaxRates|/Organisation|/Currencies",
    "xero_contact": r"/Contacts",
    "xero_invoice": r"/(Invoices|CreditNotes)(/.*/History)?",
    "xero_status": r"/summary\.json|/Organisation",
    "hearlink_settings": r"/integrations/xero",
    "hearlink_invoice": r"/invoices/[^/]+",
    "hearlink_history": r"(?!)",
}
"""How the calls end that a look may make; its own are those that ran while it did."""

ROUNDS = (
    ("all-well, nothing said of an invoice", (), "Can you check that our Xero sync is working?"),
    ("period_locked", ("period_locked",), "WH00041 won't sync, the error mentions a lock date."),
    ("contact_archived", ("contact_archived",), "The invoice WH00041 isn't in Xero."),
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when something was under way."""

    began: datetime
    ended: datetime

    def meets(self, other: "Span") -> bool:
        return self.began < other.ended and other.began < self.ended


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Seconds it took, the calls of its longest chain, and all it made to Xero."""

    took: float
    chain: int
    calls: int


def main() -> None:
    """Print it."""
    checks = load_knowledge().first_topic.checks
    print(f"A run of looks, every answer {LATENCY_MS} ms late, the middle one of {RUNS}")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as demo:
        for name, faults, opening in ROUNDS:
            runs = [_run(demo.url, faults, opening, checks) for _ in range(RUNS)]
            run = sorted(runs)[RUNS // 2]
            least = run.chain * LATENCY_MS / 1000
            print(
                f"  {name:38} {run.took:5.2f} s   {run.took / least:.2f} × the longest chain of"
                f" {run.chain} calls ({least:.1f} s), {run.calls} calls to Xero"
            )


def _run(url: str, faults: tuple[str, ...], opening: str, checks: Mapping[CheckId, Check]) -> Run:
    with closing(Visit(url, faults, latency_ms=LATENCY_MS)) as visit:
        visit.start(opening)
        began = time.monotonic()
        visit.send(choice="look.yes")
        took = time.monotonic() - began
        chain = longest(checks, visit.looks(), visit.log())
        return Run(took, chain, visit.calls_to_xero())


def longest(checks: Mapping[CheckId, Check], looks: Sequence[Turn], log: Sequence[Turn]) -> int:
    """Calls in the longest chain of looks that wait for each other, and of calls within each."""
    own = {CheckId(look["check"]): in_turn(_calls(look, log)) for look in looks}

    def depth(name: CheckId) -> int:
        before = [depth(one) for one in checks[name].after if one in own]
        return own[name] + max(before, default=0)

    return max(depth(name) for name in own)


def in_turn(calls: Iterable[Span]) -> int:
    """The most of these calls of which each came after the one before it had ended."""
    count, free = 0, None
    for call in sorted(calls, key=lambda one: one.ended):
        if free is None or call.began >= free:
            count, free = count + 1, call.ended
    return count


def _calls(look: Turn, log: Sequence[Turn]) -> Iterable[Span]:
    """The calls that a look made, or shared, while it was under way."""
    ended = datetime.fromisoformat(look["at"])
    under_way = Span(ended - timedelta(milliseconds=look["took_ms"]), ended)
    for one in log:
        span = Span(datetime.fromisoformat(one["came"]), datetime.fromisoformat(one["went"]))
        if re.search(f"({ASKS[look['check']]})$", one["what"]) and span.meets(under_way):
            yield span
