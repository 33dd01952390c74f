"""Takes a message apart into clauses: its words, and whether one asks, doubts or tells the past."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.normalise import SENTENCE, WORD, tidy
from bot.matching.taking_back import CORRECTS

SPOKEN = {
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
    "dont": "do not", "doesnt": "does not", "dosnt": "does not", "didnt": "did not",
    "hasnt": "has not", "havent": "have not", "hadnt": "had not", "wont": "will not",
    "wouldnt": "would not", "couldnt": "could not", "shouldnt": "should not", "cant": "can not",
    "cannot": "can not", "aint": "is not", "its": "it is", "theres": "there is", "thats": "that is",
    "theyre": "they are", "theyve": "they have", "were": "were", "weve": "we have", "ive": "i have",
    "im": "i am", "id": "i would", "youre": "you are", "shes": "she is", "hes": "he is",
    "whats": "what is", "whos": "who is", "wheres": "where is", "hows": "how is",
    "xeros": "xero is", "nothings": "nothing is", "somethings": "something is",
    "everythings": "everything is", "0": "zero",
}  # fmt: skip
"""Contractions in full, so that “isn't connected” and “is not connected” are the same words."""

CLAUSES = re.compile(
    r"[,;:!?]+|\.(?!\d)|\s[-–—]+\s|\.\.+|\b(?:and|so|because|cos|though|although)\b"
    r"|\s(?=(?:i'?m|i am) not sure\b|i (?:don'?t|do not) know\b|no idea\b)"
    r"|\b(or)\b(?! (?:two|three|four|five|six|\d))"
)
"""Where one statement ends and the next begins."""

MARK = "§"

ASKING = re.compile(
    r"^(?:(?:is|are|was|does|do|did|has|have|can|could|would|should|shall|will|may|might)"
    r" (?:it|there|that|this|they|he|she|we|you|i|the|xero|my|our|your|any|one)\b"
    r"|(?:what|which|who|where|when|why|how|whose)\b)"
)
"""A clause that asks; it tells nothing."""

DOUBTING = re.compile(
    r"\b(?:could|might|may|whether|if)\b"
    r"|\b(?:maybe|perhaps)\b(?! (?:\d|a|one|two|three|four|five|half))"
)
"""A clause that leaves it open."""

PAST = re.compile(
    r"\bused to\b|\buntil\b|\b(?:was|were|had|did)\b.*\b(?:yesterday|before"
    r"|last (?:week|month|year)|originally|previously|at first|in the past)\b|\bin the past\b"
    r"|\b(?:thought|assumed|believed)\b.*\b(?:was|were|had|did)\b"
    r"|\b(?:said|told|wrote|answered)\b.*\b(?:earlier|before|just now|last (?:week|time))\b"
)
"""A clause that tells how it was once."""


@dataclass(frozen=True, slots=True)
class Clause:
    """`words` are in full and lower case; `corrects` says that it takes back what went before."""

    words: tuple[str, ...]
    tells: bool
    corrects: bool = False

    @property
    def text(self) -> str:
        """The words as one string."""
        return " ".join(self.words)


@lru_cache(maxsize=2048)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a message, in order."""
    plain = CORRECTS.sub(f" . {MARK} ", apart(tidy(text).casefold()))
    found: list[Clause] = []
    corrects = False
    parts = CLAUSES.split(plain)
    for joint, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        corrects = corrects or MARK in part
        words = spelt_out(part)
        if words:
            # Whoever says “it could be this or that” doubts both.
            open_ = joint == "or" and found and not found[-1].tells
            tells = not open_ and _tells(" ".join(words))
            found.append(Clause(words, tells=tells, corrects=corrects))
            corrects = False
    return tuple(found)


def stated_part(text: str) -> str:
    """The sentences of an answer that do not ask; all of it where it only asks."""
    sentences = SENTENCE.split(text)
    kept = [sentence for sentence in sentences if not sentence.rstrip().endswith("?")]
    return " ".join(kept) if kept and len(kept) < len(sentences) else text


def asks(text: str) -> bool:
    """Whether a message, or one of its clauses, is a question."""
    asking = (ASKING.search(clause.text) for clause in clauses(text))
    return text.rstrip().endswith("?") or any(asking)


def joined(spoken: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses as one; none where one of them tells nothing or takes another back."""
    if not all(clause.tells and not clause.corrects for clause in spoken):
        return ()
    return (Clause(tuple(word for clause in spoken for word in clause.words), tells=True),)


@lru_cache(maxsize=8192)
def spelt_out(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, contractions in full; numbers are words too."""
    spoken = AT_ALL.sub("", tidy(text).casefold())
    plain = [word.replace("'", "") for word in WORD.findall(spoken)]
    return tuple(word for each in plain for word in SPOKEN.get(each, each).split())


AT_ALL = re.compile(r"\b(?:at all|whatsoever)\b")

INTERJECTION = re.compile(
    r"^((?:no|nope|nah|yes|yeah|yep|yup|oh no|oh yes)) (?=(?:it|its|it's|they|they're|theyre|we"
    r"|i|i'm|im|there|there's|theres|that|that's|thats|the|just|only|sorry|my|our|xero|he|she|sorry"
    r"|thanks|thank)\b)"
)
"""A yes or no before a sentence of its own: “no it's an invoice”."""


def apart(plain: str) -> str:
    """The text with a yes or no at the beginning set apart."""
    return INTERJECTION.sub(r"\1, ", plain)


def _tells(plain: str) -> bool:
    return not any(way.search(plain) for way in (ASKING, DOUBTING, PAST))
