"""The words of an answer, mended, with what stands behind a “not” marked as denied."""

import re
from collections.abc import Iterable, Sequence

from bot.matching.clauses import SPOKEN, apart
from bot.matching.normalise import ADDRESS, DOCUMENT, EMAIL, tidy
from bot.matching.repair import Repair
from bot.matching.small_words import DENY

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[?.,;:!]")

PAUSES = frozenset(".,;:!")
"""Marks behind which a “not” counts no more; a question mark is a word, for it asks."""

REACH = 4
"""Up to how many words behind it a “not” denies."""

DENIED, NUMBER, PAPER = "!", "#", " 1234 "
"""The mark of a denied word, the word for every number, and what stands for an invoice."""


class AnswerWords:
    """Reads answers as words; knows the words of the examples and mends the others."""

    def __init__(self, examples: Iterable[str]) -> None:
        self._repair = Repair([plain_words(example) for example in examples])

    def __call__(self, text: str) -> tuple[str, ...]:
        """The words, in order."""
        return marked(self._repair(plain_words(text)))


def plain_words(text: str) -> list[str]:
    """Words in lower case, contractions in full, numbers all alike, and marks."""
    plain = tidy(text).casefold()
    for pattern in (ADDRESS, EMAIL):
        plain = pattern.sub(" ", plain)
    found: list[str] = []
    for word in WORD.findall(apart(DOCUMENT.sub(PAPER, plain).strip())):
        bare = word.replace("'", "")
        counted = bare[0].isdigit() and bare not in {"0", "1"}
        found += [NUMBER] if counted else SPOKEN.get(bare, bare).split()
    return found


def marked(words: Sequence[str]) -> tuple[str, ...]:
    """The words without pauses; “not connected at all” is `not !connected !at !all`."""
    found: list[str] = []
    left = 0
    for word in words:
        if word in PAUSES or word in ENDS:
            left = 0
        if word in PAUSES:
            continue
        found.append(DENIED + word if left and word not in DENY else word)
        left = REACH if word in DENY else max(0, left - 1)
    return tuple(found)


ENDS = frozenset({"but", "and", "?"})
"""Words behind which a “not” counts no more."""
