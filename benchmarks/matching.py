"""How long a message takes to be read, beside comparing it with every example by rapidfuzz."""

import resource
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from rapidfuzz import fuzz, process

from benchmarks.clock import Timing, timed
from bot.bootstrap import load_knowledge, load_model
from bot.domain.topic import Knowledge
from bot.matching.examples import Situations
from bot.matching.reader import MessageReader

SIZES = (None, 11_000, 100_000)
"""How many examples a message is read with; None: as many as there are."""

LONG = 2000
"""As many characters as a message may have."""

LIMITS = "limits: 3 ms p99 busy, 12 at 100,000 examples; 60 MB; loaded in 200 ms, trained in 30 s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured with one number of examples; memory in megabytes."""

    examples: int
    seconds: float
    busy: float
    peak: float
    taken: float
    load: Timing
    file: Timing
    ratio: Timing
    reading: dict[str, Timing]


def main() -> None:
    """Print it; each size in a process of its own, so that its peak of memory is its own."""
    print(f"Reading a message ({LIMITS})")
    for size in SIZES:
        with get_context("spawn").Pool(1) as alone:
            print("\n".join(lines(alone.apply(measured, (size,)))), flush=True)


def lines(figures: Figures) -> Iterator[str]:
    """What is printed of them."""
    kernel = figures.examples**2 * 4 / 1e6
    yield f"{figures.examples:,} examples"
    yield (
        f"  trained in {figures.seconds:.0f} s, {figures.busy:.0f} s busy, {figures.peak:.0f} MB,"
        f" {figures.peak / kernel:.1f} × a number for each two examples"
    )
    times = figures.load.middle / figures.file.middle
    yield f"  loaded            {figures.load}   {times:.0f} × reading the files alone"
    yield f"  models and reader take {figures.taken:.1f} MB"
    yield f"  rapidfuzz ratio   {figures.ratio}"
    for name, read in figures.reading.items():
        times, slow = read.middle / figures.ratio.middle, read.busy / figures.ratio.busy
        yield f"  {name:17} {read}   {times:.2f} ×, busy {slow:.2f} ×"


def measured(size: int | None) -> Figures:
    """Train, load and read with so many examples, and with those of answers."""
    knowledge = load_knowledge()
    if size is not None:
        knowledge = replace(knowledge, symptoms=_resized(knowledge.symptoms, size))
    began, busy = perf_counter(), process_time()
    with tempfile.TemporaryDirectory() as folder:
        load_model(knowledge, Path(folder))
        seconds, busy = perf_counter() - began, process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        load, file = _loading(knowledge, Path(folder))
        reader, taken = _weighed(knowledge, Path(folder))
    messages = [m for group in knowledge.symptoms.values() for s in group for m in s]
    Random(1).shuffle(messages)
    return Figures(
        examples=len(messages),
        seconds=seconds,
        busy=busy,
        peak=peak,
        taken=taken,
        load=load,
        file=file,
        ratio=timed(_over(messages, lambda m: process.extract(m, messages, scorer=fuzz.ratio))),
        reading={
            name: timed(_over(texts, lambda m: reader.read(m, topic=knowledge.first_topic)), runs=n)
            for name, texts, n in _kinds(messages)
        },
    )


def _kinds(messages: Sequence[str]) -> Iterator[tuple[str, Sequence[str], int]]:
    """Sorts of messages, and how many of each are read; none is read twice but by chance."""
    chance = Random(5)
    yield "as it is", messages, 1000
    yield "mistyped", [_mistyped(m, chance) for m in messages[:1000]], 1000
    joined = [" ".join(chance.sample(messages, 60))[:LONG] for _ in range(300)]
    yield f"{LONG:,} characters", joined, 300


def _over(messages: Sequence[str], call: Callable[[str], object]) -> Callable[[], object]:
    turn = cycle(messages)
    return lambda: call(next(turn))


def _loading(knowledge: Knowledge, folder: Path) -> tuple[Timing, Timing]:
    """How long the models take to come from their files, and the bytes alone."""
    files = sorted(folder.iterdir())
    bytes_alone = timed(lambda: [path.read_bytes() for path in files], runs=10)
    return timed(lambda: load_model(knowledge, folder), runs=10), bytes_alone


def _weighed(knowledge: Knowledge, folder: Path) -> tuple[MessageReader, float]:
    """The reader with all its models from their files, and how many megabytes they take."""
    tracemalloc.start()
    reader = MessageReader(knowledge, load_model(knowledge, folder))
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return reader, taken / 1e6


def _resized(symptoms: Situations, size: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The same situations, fewer of them or again and again with some words exchanged."""
    total = sum(len(s) for group in symptoms.values() for s in group)
    chance = Random(7)
    return {name: tuple(_copies(group, size / total, chance)) for name, group in symptoms.items()}


def _copies(
    situations: Sequence[Sequence[str]], times: float, chance: Random
) -> Iterator[tuple[str, ...]]:
    for number in range(round(len(situations) * times)):
        messages = situations[number % len(situations)]
        again = number >= len(situations)
        yield tuple(_other(m, chance) if again else m for m in messages)


def _other(message: str, chance: Random) -> str:
    """The message with one word in six changed into one that nobody has used."""
    words = message.split()
    return " ".join(
        word if chance.random() > 1 / 6 else f"{word[:3]}{chance.randrange(5000):x}q"
        for word in words
    )


def _mistyped(message: str, chance: Random) -> str:
    """The message with two letters of every longer word swapped."""
    return " ".join(_swapped(word, chance) if len(word) > 4 else word for word in message.split())


def _swapped(word: str, chance: Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


if __name__ == "__main__":
    main()
