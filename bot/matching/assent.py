"""Hears yes and no to what was offered; whatever denies is never taken for a yes."""

import re
from collections.abc import Sequence
from itertools import dropwhile

from bot.matching.asides import Asides, aside_of
from bot.matching.clauses import Clause, spelt_out
from bot.matching.small_words import NOT

LONGEST_YES = 4
"""Up to how many words a way to agree has with which a message may begin."""

POLITE = frozenset(
    {"please", "thanks", "thank", "you", "go", "ahead", "then", "do", "that", "on", "check", "look"}
    | {"it", "and", "fine", "ok", "sure", "of", "course", "sorry", "now", "just", "really", "very"}
    | {"much", "indeed", "is", "all", "right", "for", "may", "can", "me", "a", "try", "if", "like"}
)
"""Words that add nothing to a yes."""

REPORTS = POLITE | {"it", "does", "did", "was", "has", "have", "worked"}
"""Words that add nothing where the question is whether something works."""

DECLINES = REPORTS | NOT | {"ask", "instead"}
"""Words that add nothing to a no."""

PLAIN_NO = re.compile(
    r"^(?:(?:yes|ok|okay|sure|fine|but|please|sorry|well|and|no|now|that|this|it|is|does|do|did"
    r"|i|we|would|rather|you|can|could) )*(?:not|never)\b"
    r"(?: (?:please|thanks|thank|you|then|now|that|this|it|do|all|right|fine|ok|sure|for|me|us"
    r"|really|just|like|want|at|today|again|sorry))*$"
)
"""A no of small words alone: “ok, not that”."""

HANDS_OFF = re.compile(
    r"^(?:(?:yes|ok|okay|sure|fine|but|please|sorry|well|and|no|then|would|rather|do|did|you|can"
    r"|could|should|must|may|i) )*(?:not|never) (?:you |to |ever |even |please |just |dare )*"
    r"(?:look|check|try|touch|create|make|write|put|read|open|do|start|run|change|add|test)\b"
    r"|^(?:(?:yes|ok|okay|sure|fine|but|please|sorry|well|and|no|then) )*(?:i|we) (?:do|would|will)"
    r" (?:not|never|rather not) (?:really )?(?:want|like|agree|allow|permit|trust|wish)\b"
)
"""What tells us to leave something alone, with whatever it names: “don't look at my account”."""


def assent(text: str, asides: Asides, *, works: bool = False, leave: bool = False) -> str | None:
    """“yes” or “no”, where only small words stand beside it: “yes go ahead then”.

    `works` is for a question whether something works, which “it does” answers; `leave` for one
    whether we may do something, which “don't look” refuses.
    """
    words = spelt_out(text)
    small = REPORTS if works else POLITE
    if _after_yes(words, asides, small) or (works and _it_does(words)):
        return "yes"
    if words[:1] and words[0] in asides.get("no", ()) and DECLINES.issuperset(words[1:]):
        return "no"
    said = " ".join(words)
    refused = (leave or works) and PLAIN_NO.search(said)
    return "no" if refused or (leave and HANDS_OFF.search(said)) else None


def wishes_look(text: str, asides: Asides) -> bool:
    """Whether `text` asks us to look, with a yes before it or without: “yes, check it”."""
    rest = list(dropwhile(BEFORE_A_WISH.__contains__, spelt_out(text)))
    return "look" in (aside_of(text, asides), aside_of(" ".join(rest), asides))


BEFORE_A_WISH = frozenset(
    {
        "yes",
        "yeah",
        "yep",
        "ok",
        "okay",
        "sure",
        "actually",
        "fine",
        "well",
        "oh",
        "alright",
        "then",
    }
    | {"please", "go", "ahead", "on", "and", "just", "sorry", "now"}
)
"""Words with which a wish may begin."""


def denies(spoken: Sequence[Clause], asides: Asides) -> bool:
    """Whether a clause holds a “not” and is no known way to agree, as “no problem” is."""
    ways = {spelt_out(way) for way in asides.get("yes", ())}
    return any(NOT.intersection(clause.words) and clause.words not in ways for clause in spoken)


def _after_yes(words: Sequence[str], asides: Asides, small: frozenset[str]) -> bool:
    """Whether words begin with a way to agree and go on with small ones alone."""
    ways = {spelt_out(way) for way in asides.get("yes", ())}
    sizes = range(1, min(LONGEST_YES, len(words)) + 1)
    return any(tuple(words[:n]) in ways and small.issuperset(words[n:]) for n in sizes)


def _it_does(words: Sequence[str]) -> bool:
    return tuple(words[:2]) == ("it", "does") and REPORTS.issuperset(words[2:])
