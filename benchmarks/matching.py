"""How long a message takes to be read, beside comparing it with every example by rapidfuzz."""

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from random import Random
from time import perf_counter

from rapidfuzz import fuzz, process

from benchmarks.clock import timed
from bot.bootstrap import load_knowledge, load_model
from bot.cli.settings import reading_only
from bot.domain.topic import Knowledge
from bot.matching.examples import Situations, gather
from bot.matching.learned import Learned
from bot.matching.model import train
from bot.matching.reader import MessageReader

SIZES = (5_000, 100_000)
"""How many examples a message is read with."""


def main() -> None:
    """Print it."""
    knowledge = load_knowledge()
    _measure("as they are", knowledge, load_model(knowledge, reading_only().cache))
    for size in SIZES:
        grown = replace(knowledge, symptoms=_resized(knowledge.symptoms, size))
        began = perf_counter()
        model = train(gather(grown.symptoms))
        print(f"  trained on {size:,} examples in {perf_counter() - began:.0f} s")
        _measure(f"{size:,} by copies with other words", grown, Learned(model))


def _measure(name: str, knowledge: Knowledge, learned: Learned) -> None:
    reader, heavy = _weighed(knowledge, learned)
    messages = [m for group in knowledge.symptoms.values() for s in group for m in s]
    Random(1).shuffle(messages)
    turn, other = cycle(messages), cycle(messages)
    ratio = timed(lambda: process.extract(next(other) + "?!", messages, scorer=fuzz.ratio, limit=1))
    read = timed(lambda: reader.read(next(turn), topic=knowledge.first_topic), runs=1000)
    print(f"Reading a message, {len(messages):,} examples, {name} (limit 3 ms p99, 12 at 100,000)")
    print(f"  rapidfuzz ratio over all {ratio}")
    print(f"  reading it               {read}   {read.middle / ratio.middle:.1f} ×")
    light = learned.messages.weights.nbytes / 1e6
    print(f"  the weights take {light:.1f} MB, the reader {heavy:.1f} MB")


def _weighed(knowledge: Knowledge, learned: Learned) -> tuple[MessageReader, float]:
    """The reader, and how many megabytes it takes beside the model."""
    tracemalloc.start()
    reader = MessageReader(knowledge, learned)
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


if __name__ == "__main__":
    main()
