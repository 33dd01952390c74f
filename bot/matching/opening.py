"""Which part of a longer answer holds the answer: its opening, or what takes that back."""

import re
from collections.abc import Sequence

from bot.matching.answers import bare
from bot.matching.clauses import Clause, clauses
from bot.matching.normalise import SENTENCE
from bot.matching.small_words import FILLERS, NOT
from bot.matching.taking_back import TAKES_BACK

LONGEST = 10
"""Up to how many words an opening is an answer in short, with the rest told around it."""

GREETS = frozenset({"hi", "hello", "hey", "morning", "afternoon", "good", "thanks", "thank", "you"})

OPEN = re.compile(r"\bor\b(?! (?:two|three|four|five|six|so|\d))", re.IGNORECASE)
"""“Manual or automatic” leaves it open; “an hour or two” does not."""


def opening(text: str) -> str | None:
    """The first words of an answer that goes on, if they are few and stand for themselves.

    “Automatic, the old owner had it like that” begins with all that was asked.
    """
    first, *_ = [s for s in SENTENCE.split(text) if not _greets(s)] or [text]
    spoken = [clause for clause in clauses(first) if not GREETS.issuperset(clause.words)]
    if first.rstrip().endswith("?") or not spoken or not spoken[0].tells or OPEN.search(first):
        return None
    goes_on = len(clauses(text)) > 1 and len(spoken[0].words) <= LONGEST
    plain = bare(spoken[0].text) and not _echoed(spoken)
    empty = FILLERS.issuperset(spoken[0].words) or plain
    return spoken[0].text if goes_on and not empty else None


def _echoed(spoken: Sequence[Clause]) -> bool:
    """Whether only the echo of a no follows it, as in “no it doesn't”, so that it says no more."""
    rest = {word for clause in spoken[1:] for word in clause.words}
    return (FILLERS | NOT).issuperset(rest) and bool(NOT & rest)


def last_word(text: str) -> str | None:
    """What stands behind the last words that take something back: “connected, wait, it's off”."""
    *before, last = TAKES_BACK.split(text)
    return last if "".join(before).strip() and last.strip() and not bare(last) else None


def _greets(sentence: str) -> bool:
    return all(GREETS.issuperset(clause.words) for clause in clauses(sentence))
