"""Times a call many times and says the middle and the slow end."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a call took."""

    middle: float
    slow: float

    def __str__(self) -> str:
        return f"{self.middle:8.3f} ms median {self.slow:8.3f} ms p99"


def timed(call: Callable[[], object], *, runs: int = 300) -> Timing:
    """Call once to warm up, then `runs` times."""
    call()
    took: list[float] = []
    for _ in range(runs):
        began = perf_counter()
        call()
        took.append((perf_counter() - began) * 1000)
    return Timing(median(took), quantiles(took, n=100)[98])
