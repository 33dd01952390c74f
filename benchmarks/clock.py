"""Times a call many times and says the middle and the slow end."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a call took; `busy` is the slow end on the processor, waiting left out."""

    middle: float
    slow: float
    busy: float

    def __str__(self) -> str:
        return (
            f"{self.middle:8.3f} ms median {self.slow:8.3f} ms p99 {self.busy:8.3f} ms busy at p99"
        )


def timed(call: Callable[[], object], *, runs: int = 300) -> Timing:
    """Call once to warm up, then `runs` times."""
    call()
    took: list[float] = []
    worked: list[float] = []
    for _ in range(runs):
        began, busy = perf_counter(), process_time()
        call()
        worked.append((process_time() - busy) * 1000)
        took.append((perf_counter() - began) * 1000)
    return Timing(median(took), _slow(took), _slow(worked))


def _slow(took: list[float]) -> float:
    return quantiles(took, n=100)[98]
