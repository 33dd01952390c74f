"""How long a message takes to be read, beside comparing it with every example by rapidfuzz."""

from itertools import cycle

from rapidfuzz import fuzz, process

from benchmarks.clock import timed
from bot.bootstrap import load_knowledge, load_model
from bot.cli.settings import reading_only
from bot.matching.reader import MessageReader


def main() -> None:
    """Print it."""
    knowledge = load_knowledge()
    reader = MessageReader(knowledge, load_model(knowledge, reading_only().cache))
    messages = [m for group in knowledge.symptoms.values() for s in group for m in s]
    topic = knowledge.first_topic
    turn, other = cycle(messages), cycle(messages)
    ratio = timed(lambda: process.extract(next(other), messages, scorer=fuzz.ratio, limit=1))
    read = timed(lambda: reader.read(next(turn), topic=topic), runs=1000)
    print(f"Reading a message, {len(messages)} examples")
    print(f"  rapidfuzz ratio over all {ratio}")
    print(f"  reading it               {read}   {read.middle / ratio.middle:.1f} ×")


if __name__ == "__main__":
    main()
