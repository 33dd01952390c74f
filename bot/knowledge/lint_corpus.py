"""Whether the example messages teach what they should: no leaks, no echoes, no clue but words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from rapidfuzz import fuzz

from bot.knowledge.files import read_files
from bot.knowledge.source import Examples, Problem
from bot.knowledge.written import WrittenKnowledge

LEAK, ECHO = 92, 94
"""From which likeness (0 to 100) on two messages are too alike: of two classes, of one."""

TELLING = 4
"""Messages of fewer words are alike by chance."""

RAREST = 3
"""By how many of its rarest words a message is compared with others that have one of them."""

SITUATIONS, MESSAGES = 60, 220
"""How many situations and messages a class should have."""

SHORTEST, LONGEST = 0.6, 1.7
"""How far the mean length of a class may be from that of all, or its length would be a clue."""

BANDS: tuple[tuple[str, int, int], ...] = (
    ("of up to seven words", 0, 7),
    ("of 8 to 18 words", 8, 18),
    ("of more than 18 words", 19, 1000),
)
FEWEST = 0.08
"""The share of messages that each length should have at least."""

VOICES: Mapping[str, re.Pattern[str]] = {
    "questions": re.compile(
        r"\?|^(?:how|what|where|why|who|can|is|does|do|which)\b", re.IGNORECASE
    ),
    "messages without capitals": re.compile(r"^[^A-Z]+$"),
    "whole sentences": re.compile(r"^[A-Z].*[.!?]$"),
}
"""Ways to write that every class should have some of."""

WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class _Message:
    path: str
    line: int
    situation: int
    words: tuple[str, ...]


def lint_corpus(files: Mapping[str, str]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What must be mended, and what should be: messages of two classes that say the same; and
    echoes of a message, and classes that are thin, of one voice or of a length of their own.
    """
    written = read_files(files)
    leaks, echoes = _alike(list(_messages(written)))
    advice = [*echoes, *_thin(written), *_lengths(written), *_voices(written)]
    return tuple(sorted(leaks)), tuple(sorted(advice))


def _classes(written: WrittenKnowledge) -> Iterator[Examples]:
    for topic in written.topics.values():
        yield from topic.symptoms.values()


def _messages(written: WrittenKnowledge) -> Iterator[_Message]:
    number = 0
    for examples in _classes(written):
        for situation in examples.situations:
            number += 1
            for line, message in situation:
                words = tuple(sorted(WORD.findall(message.casefold())))
                yield _Message(examples.path, line, number, words)


def _alike(messages: Sequence[_Message]) -> tuple[list[Problem], list[Problem]]:
    """Messages of different situations that are nearly the same: of two classes, of one."""
    leaks: list[Problem] = []
    echoes: list[Problem] = []
    for one, two in _neighbours(messages):
        across = one.path != two.path
        limit = LEAK if across else ECHO
        if fuzz.ratio(" ".join(one.words), " ".join(two.words), score_cutoff=limit):
            says = f"this says almost the same as {one.path}:{one.line}; "
            says += "keep it where it belongs" if across else "say it differently, or drop it"
            (leaks if across else echoes).append(Problem(two.path, two.line, says))
    return leaks, echoes


def _neighbours(messages: Sequence[_Message]) -> Iterator[tuple[_Message, _Message]]:
    """Pairs of different situations that share a rare word and are of about the same length."""
    often = Counter(word for message in messages for word in set(message.words))
    holders: dict[str, list[int]] = defaultdict(list)
    for place, message in enumerate(messages):
        if len(message.words) < TELLING:
            continue
        near: set[int] = set()
        for word in sorted(set(message.words), key=lambda w: (often[w], w))[:RAREST]:
            near.update(holders[word])
            holders[word].append(place)
        for other in sorted(near):
            earlier = messages[other]
            if earlier.situation != message.situation and _same_length(earlier, message):
                yield earlier, message


def _same_length(one: _Message, two: _Message) -> bool:
    return abs(len(one.words) - len(two.words)) * 5 <= max(len(one.words), len(two.words))


def _thin(written: WrittenKnowledge) -> Iterator[Problem]:
    for examples in _classes(written):
        situations, messages = len(examples.situations), len(examples.messages)
        if situations < SITUATIONS or messages < MESSAGES:
            says = (
                f"{situations} situations with {messages} messages; "
                f"{SITUATIONS} with {MESSAGES} would be better"
            )
            yield Problem(examples.path, 1, says)


def _lengths(written: WrittenKnowledge) -> Iterator[Problem]:
    """Classes that could be told by how long their messages are."""
    every = {examples.path: _word_counts(examples) for examples in _classes(written)}
    if not every:
        return
    usual = mean(mean(counts) for counts in every.values() if counts)
    for path, counts in every.items():
        if counts and not SHORTEST <= mean(counts) / usual <= LONGEST:
            says = f"its messages have {mean(counts):.0f} words, those of all classes {usual:.0f}"
            yield Problem(path, 1, f"{says}; the length should be no clue")


def _voices(written: WrittenKnowledge) -> Iterator[Problem]:
    """Classes in which a way to write or a length is rare."""
    for examples in _classes(written):
        messages = [message for _, message in examples.messages]
        if len(messages) < SITUATIONS:
            continue
        shares = {name: _share(messages, how) for name, how in VOICES.items()}
        counts = _word_counts(examples)
        for name, least, most in BANDS:
            inside = sum(least <= n <= most for n in counts)
            shares[f"messages {name}"] = inside / len(counts)
        for name, share in shares.items():
            if share < FEWEST:
                says = f"only {share:.0%} are {name}; write more, so that all voices are heard"
                yield Problem(examples.path, 1, says)


def _share(messages: Sequence[str], how: re.Pattern[str]) -> float:
    return sum(bool(how.search(message)) for message in messages) / len(messages)


def _word_counts(examples: Examples) -> list[int]:
    return [len(message.split()) for _, message in examples.messages]
