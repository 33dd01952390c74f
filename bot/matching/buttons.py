"""Chooses a button by its number, its words, or by what an aside means."""

import re
from collections.abc import Sequence, Set

from rapidfuzz.distance import OSA

from bot.domain.facts import SPOKEN_OF, UNKNOWN
from bot.domain.turn import Choice
from bot.matching.asides import VERY_SHORT, Asides, aside_of
from bot.matching.assent import assent, denies
from bot.matching.clauses import Clause, clauses, spelt_out
from bot.matching.praise import rates
from bot.matching.small_words import NOT, TIMES, UNDONE
from bot.matching.ways import telling_stems

HUMAN, LOOK, RATES = "human", "look.yes", "helpful.yes"
"""The choices that ask for a person, let us do what was offered, and say that it helped."""

AGREES = frozenset({"yes", "look"})
"""What a whole message may say to let us."""

ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "1": 0, "second": 1, "2nd": 1, "two": 1, "2": 1,
    "third": 2, "3rd": 2, "three": 2, "3": 2, "fourth": 3, "4th": 3, "four": 3, "4": 3,
    "fifth": 4, "5th": 4, "five": 4, "5": 4, "last": -1,
}  # fmt: skip

BY_NUMBER = re.compile(
    r"^(?:it is |i think |the |option |number |no\.? |answer |nr\.? |#)*(\w+)"
    r"(?: one| option| answer)?(?: (?:i think|please|probably|you said|maybe))?[.!]?$"
)

NEXT = re.compile(
    r"^(?:and |then |so |ok,? |what about |how about |look at |check )*(?:the )?next"
    r"(?: one| number| invoice)?(?: then| please| now)?[?.! ]*$"
)

MEANS = {
    "yes": ("look.yes", "helpful.yes", "remedy.worked"),
    "no": ("look.no", "symptom=none", "remedy.no", "helpful.no", "remedy.failed"),
    "look": ("look.yes", "remedy.done"),
    "done": ("remedy.done",),
    "worked": ("remedy.worked", "remedy.done"),
    "fixed": ("remedy.worked", "remedy.done"),
    "failed": ("remedy.failed",),
    "not_it": ("remedy.no", "symptom=none"),
    "neither": ("symptom=none",),
    "human": ("human",),
    "helpful": ("helpful.yes",),
    "unhelpful": ("helpful.no",),
}
"""Which choices an aside picks, the first that is on offer."""


def by_number(text: str, offered: Sequence[Choice]) -> str | None:
    """The choice whose place is named: “2”, “the last”, and the document to come: “the next”."""
    if NEXT.match(" ".join(text.casefold().split())):
        documents = (c.id for c in offered if c.id.startswith(f"{SPOKEN_OF}="))
        return next((one for one in documents if not one.endswith(f"={UNKNOWN}")), None)
    numbered = [c.id for c in offered if c.id != HUMAN]
    said = " ".join(text.casefold().split())
    # “One” by itself may be an invoice, an error, anything.
    match = BY_NUMBER.match(said) if said.strip(".!") != "one" else None
    place = _place(match.group(1)) if match else None
    if place == -1:
        numbered = [i for i in numbered if not i.endswith(f"={UNKNOWN}")]
    if place is None or not numbered or place >= len(numbered):
        return None
    return numbered[place]


def _place(word: str) -> int | None:
    """The place that an ordinal names, one typing mistake allowed for in the longer ones."""
    near = (o for o in ORDINALS if o == word or (len(o) > VERY_SHORT and _mistyped(word, o)))
    return next((ORDINALS[o] for o in near), None)


def _mistyped(word: str, wanted: str) -> bool:
    return word[:1] == wanted[0] and OSA.distance(word, wanted, score_cutoff=1) <= 1


def by_aside(text: str, offered: Sequence[Choice], asides: Asides) -> str | None:
    """The choice that a message picks, or else one of its clauses, unless two pick two."""
    ids = {choice.id for choice in offered}
    # Beside a remedy there is no button for it, but many say that they tried and it failed.
    ids |= {"remedy.failed"} if "remedy.no" in ids else set()
    spoken = clauses(text)
    works, leave = "remedy.worked" in ids, LOOK in ids
    whole = aside_of(text, asides) or assent(text, asides, works=works, leave=leave)
    whole = whole or (rates(text) if RATES in ids else None)
    parts = {_of_clause(clause, asides) for clause in spoken} - {"yes", "no"}
    if "failed" in parts:
        parts = parts - {"done", "fixed"}
    if parts & {"done", "fixed"}:
        parts = parts - {"not_it"}  # what was done may be looked at again
    telling = {_meant(aside, ids) for aside in parts} - {None}
    plain = whole in {None, "yes", "no"}
    picked = telling if plain and telling else {_meant(whole, ids)}
    if LOOK in picked and whole not in AGREES and denies(spoken, asides):
        return None
    return picked.pop() if len(picked) == 1 else None


def _of_clause(clause: Clause, asides: Asides) -> str | None:
    """What a clause says of the conversation; what was done is done, whenever it was."""
    if (aside := aside_of(clause.text, asides)) is not None or not clause.tells:
        return aside
    timeless = " ".join(ALIKE.get(word, word) for word in clause.words if word not in TIMES)
    done = UNDONE.isdisjoint(clause.words) and aside_of(timeless, asides) == "done"
    return "done" if done else None


ALIKE = {"we": "i"}
"""Who did a thing makes no difference."""


def _meant(aside: str | None, ids: Set[str]) -> str | None:
    return next((i for i in MEANS.get(aside or "", ()) if i in ids), None)


def by_label(text: str, offered: Sequence[Choice]) -> str | None:
    """The choice whose words a message repeats, where no other has any that it has not."""
    said, denied = telling_stems(text), NOT.intersection(spelt_out(text))
    alike = [c for c in offered if _fits(NOT.intersection(spelt_out(c.label)), denied)]
    if not alike:
        return None
    common = {c.id: said & telling_stems(c.label) for c in alike}
    best, *others = sorted(common, key=lambda i: -len(common[i]))
    if not said or len(common[best]) <= HALF * len(said):
        return None
    return best if all(common[i] < common[best] for i in others) else None


def _fits(label: Set[str], denied: Set[str]) -> bool:
    """Whether a text that denies this much may mean a label that does: “it works” says no “not”."""
    return bool(label) if denied else "not" not in label


HALF = 0.5
"""More than this share of a message must be words of the choice that it picks."""
