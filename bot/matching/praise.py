"""Hears what somebody says of the help they got, in words that can be about nothing else."""

from collections.abc import Sequence

from bot.matching.clauses import spelt_out
from bot.matching.small_words import FILLERS, NOT

PRAISE = frozenset(
    {"great", "brilliant", "perfect", "excellent", "amazing", "fantastic", "lovely", "awesome"}
    | {"helpful", "helped", "useful", "good", "superb", "wonderful", "super", "clear", "easy"}
)
BLAME = frozenset(
    {"useless", "slow", "confusing", "terrible", "awful", "poor", "bad", "unhelpful", "pointless"}
    | {"rubbish", "frustrating", "long", "meh", "waste", "unclear", "complicated", "hopeless"}
)
AROUND = frozenset(
    {"but", "and", "me", "much", "too", "of", "time", "all", "at", "help", "service", "bot", "chat"}
    | {"answer", "took", "bit", "how", "job", "work", "to", "for", "in", "just", "quick", "fast"}
    | {"lot", "such", "what", "exactly", "needed", "super", "as", "one", "up", "by"}
)
"""Words that stand around them; with any other, a message speaks of something else."""

LONGEST = 12
"""Up to how many words a message only rates."""


def rates(text: str) -> str | None:
    """“helpful” or “unhelpful”, where every word says that or nothing."""
    words = spelt_out(text)
    known = PRAISE | BLAME | AROUND | FILLERS | NOT
    if not words or len(words) > LONGEST or "?" in text or not known.issuperset(words):
        return None
    said = {not _denied(words, n) for n, word in enumerate(words) if word in PRAISE}
    said |= {_denied(words, n) for n, word in enumerate(words) if word in BLAME}
    if said and words[0] in YES_NO:
        said = {words[0] == "yes"}
    if len(said) != 1:
        return None
    return "helpful" if True in said else "unhelpful"


YES_NO = frozenset({"yes", "no"})
"""What says it all at the beginning: “yes, but slow”."""

REACH = 3
"""How many words before a word a “not” still counts for it."""


def _denied(words: Sequence[str], at: int) -> bool:
    return not NOT.isdisjoint(words[max(0, at - REACH) : at])
