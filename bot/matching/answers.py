"""Chooses among what was offered: by words, by number, by yes and no, with typing mistakes."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.domain.facts import UNKNOWN
from bot.domain.topic import Option, Question, Topic
from bot.domain.turn import Choice
from bot.matching.clauses import Clause, clauses, joined, spelt_out
from bot.matching.normalise import phrase
from bot.matching.small_words import FILLERS, WONDERS
from bot.matching.spoken import Statement, denied, question_of, settled, stated
from bot.matching.ways import telling_stems

SAME = 86
"""From which likeness (0 to 100) two short phrases are the same."""

LONG_ANSWER, LONGEST_ANSWER = 25, 60
"""Beyond so many words an answer is only taken from what names it, and beyond so many from nothing."""

ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "1": 0, "second": 1, "2nd": 1, "two": 1, "2": 1,
    "third": 2, "3rd": 2, "three": 2, "3": 2, "fourth": 3, "4th": 3, "four": 3, "4": 3,
    "fifth": 4, "5th": 4, "five": 4, "5": 4, "last": -1,
}  # fmt: skip

BY_NUMBER = re.compile(
    r"^(?:it is |i think |the |option |number |no\.? |answer |nr\.? |#)*(\w+)"
    r"(?: one| option| answer)?(?: (?:i think|please|probably|you said|maybe))?[.!]?$"
)

MEANS = {
    "yes": ("look.yes", "remedy.worked"),
    "no": ("look.no", "remedy.failed", "symptom=none", "remedy.no"),
    "look": ("look.yes", "remedy.done"),
    "done": ("remedy.done",),
    "worked": ("remedy.worked", "remedy.done"),
    "failed": ("remedy.failed", "remedy.no"),
    "not_it": ("remedy.no", "symptom=none"),
    "neither": ("symptom=none",),
    "human": ("human",),
}
"""Which choices an aside picks, the first that is on offer."""

HUMAN = "human"

Asides = Mapping[str, Sequence[str]]


def aside_of(text: str, asides: Asides) -> str | None:
    """What a short message says about the conversation itself, or None."""
    said = phrase(text)
    if not said or len(said.split()) > LONGEST_ASIDE:
        return None
    scored = {
        name: max((likeness(said, phrase(example)) for example in examples), default=0.0)
        for name, examples in asides.items()
    }
    best = max(scored, key=lambda name: scored[name], default=None)
    return best if best is not None and scored[best] >= SAME else None


LONGEST_ASIDE = 9
"""Up to how many words a message may be about the conversation itself."""

VERY_SHORT = 4
"""Words of fewer letters are compared letter by letter."""


def pick(text: str, offered: Sequence[Choice], topic: Topic, asides: Asides) -> str | None:
    """The id of the choice that `text` means, or None when none or more than one fits."""
    if not offered or len(text.split()) > LONGEST_ANSWER:
        return None
    said = phrase(text)
    if (same := [c.id for c in offered if likeness(said, phrase(c.label)) >= VERBATIM]) != []:
        return same[0]
    asked = question_of(offered, topic)
    if (by_number := _by_number(text, offered)) is not None and not _says_one(text, asked):
        return by_number
    if asked is not None:
        return _answer(text, asked, topic, asides)
    return _by_aside(text, offered, asides) or _by_label(text, offered)


VERBATIM = 94
"""From which likeness a message repeats the words of a button."""


def _by_aside(text: str, offered: Sequence[Choice], asides: Asides) -> str | None:
    """The choice that a message, or one clause of it, picks; a plain yes or no counts least."""
    ids = {choice.id for choice in offered}
    spoken = clauses(text)
    parts = [aside_of(text, asides), *(aside_of(c.text, asides) for c in spoken)]
    heard = [a for a in parts if a is not None] or [_opening(spoken, asides) or ""]
    means = {a: next((i for i in MEANS.get(a, ()) if i in ids), None) for a in heard}
    telling = {means[a] for a in heard if means[a] and a not in {"yes", "no"}}
    plain = [means[a] for a in heard if means[a]]
    if len(telling) > 1:
        return None
    return next(iter(telling), plain[0] if plain else None)


def denials(text: str, offered: Sequence[Choice], topic: Topic) -> tuple[tuple[str, str], ...]:
    """The options of the open question that `text` turns down: “it isn't a draft”."""
    asked = question_of(offered, topic)
    if asked is None or len(text.split()) > LONGEST_ANSWER:
        return ()
    statements = stated(clauses(text), asked.options, topic)
    if any(not statement.denied for statement in statements):
        return ()
    return tuple((str(o.sets[0]), o.sets[1]) for o in dict.fromkeys(denied(statements)))


def _answer(text: str, asked: Question, topic: Topic, asides: Asides) -> str | None:
    """The choice that answers a question: by words, else by yes or no, else by not knowing."""
    spoken, unknown = clauses(text), f"{asked.fact}={UNKNOWN}"
    if phrase(text) in map(phrase, asides.get("unsure", ())):
        return unknown
    known = [spelt_out(example) for example in asides.get("unsure", ())]
    wondering = [clause for clause in spoken if _wonders(clause, known)]
    rambling = len(text.split()) > LONG_ANSWER
    telling = [clause for clause in spoken if clause not in wondering]
    statements = stated(telling, asked.options, topic, sure=rambling)
    plain = _polar(spoken, asked.options)
    if (option := settled(statements)) is not None:
        return None if _taken_back(spoken, option, asked.options) else option.id
    if any(not statement.denied for statement in statements):
        # Two answers at once may be one that has a name: “disabled, not connected”.
        fullest = max(statement.words for statement in statements)
        both = stated(joined(spoken), asked.options, topic)
        named = settled([statement for statement in both if statement.words > fullest])
        return named.id if named is not None else None
    if (other := _other(statements, asked.options) or plain) is not None:
        return other.id
    aside = aside_of(text, asides)
    if aside == "unsure" or any(_is_unsure(clause, known) for clause in spoken):
        return unknown
    return HUMAN if aside == HUMAN else None


def _taken_back(spoken: Sequence[Clause], option: Option, options: Sequence[Option]) -> bool:
    """Whether a plain no or yes at the end says the contrary: “an error? no”."""
    last = _polar(spoken[-1:], options)
    return len(spoken) > 1 and last is not None and last != option


def _other(statements: Sequence[Statement], options: Sequence[Option]) -> Option | None:
    """The other one of two options where one is denied: “it isn't on manual”."""
    no = denied(statements)
    rest = [option for option in options if option not in no]
    return rest[0] if no and len(options) == BOTH and len(rest) == 1 else None


BOTH = 2


def _polar(spoken: Sequence[Clause], options: Sequence[Option]) -> Option | None:
    """The option that a plain yes or no stands for, if the question is one of yes or no."""
    said = _yes_or_no(spoken)
    meant = [option for option in options if said in option.says]
    return meant[0] if len(meant) == 1 else None


AFFIRMS = frozenset({"yes", "yeah", "yea", "yep", "yup", "ye", "aye", "y", "definitely", "indeed"})
REFUSES = frozenset({"no", "nope", "nah", "n"})

EMPTY = FILLERS | {"not", "there", "one", "any", "at", "all", "can", "nothing", "really", "none"}
"""Words after a no that leave it a plain no: “no there isn't one”."""


def _yes_or_no(spoken: Sequence[Clause]) -> str | None:
    """Yes, whatever follows it, or a no that stands alone; “ok” agrees, but says nothing is so."""
    first, *rest = spoken[0].words if spoken else ("",)
    if first in AFFIRMS:
        return "yes"
    return "no" if first in REFUSES and EMPTY.issuperset(rest) else None


def _wonders(clause: Clause, known: Sequence[Sequence[str]]) -> bool:
    """Whether a clause is unsure of what comes in it: “I don't know where I would see one”."""
    rests = (_after(clause.words, example) for example in known)
    return any(rest and rest[0] in WONDERS for rest in rests)


def _is_unsure(clause: Clause, known: Sequence[Sequence[str]]) -> bool:
    """Whether somebody says that they do not know, with small words around it at most."""
    rests = ((example, _after(clause.words, example)) for example in known)
    return any(
        rest is not None and (len(example) >= CLEAR or not rest or FILLERS.issuperset(rest))
        for example, rest in rests
    ) or _wonders(clause, known)


def _after(words: Sequence[str], wanted: Sequence[str]) -> Sequence[str] | None:
    """What follows these words in a clause; None where they are not there, or not at its start."""
    size = len(wanted)
    for place in range(len(words) - size + 1):
        if tuple(words[place : place + size]) == tuple(wanted):
            starts = size >= CLEAR or FILLERS.issuperset(words[:place])
            return words[place + size :] if starts else None
    return None


CLEAR = 3
"""From how many words on a way not to know is recognised inside a longer clause."""


def _opening(spoken: Sequence[Clause], asides: Asides) -> str | None:
    """Yes or no, where only small words follow it: “yes go ahead then”, but not “no errors”."""
    words = [word for clause in spoken for word in clause.words]
    first, *rest = words or [""]
    if not rest or not POLITE.issuperset(rest):
        return None
    return next((name for name in ("yes", "no") if first in asides.get(name, ())), None)


POLITE = frozenset(
    {"please", "thanks", "thank", "you", "go", "ahead", "then", "do", "that", "it", "on", "check"}
    | {"look", "and", "fine", "ok", "sure", "of", "course", "sorry", "not", "now", "just", "really"}
    | {
        "is",
        "does",
        "all",
        "right",
        "for",
        "may",
        "can",
        "me",
        "has",
        "ask",
        "instead",
        "have",
        "a",
    }
)
"""Words that add nothing to a yes or a no."""


def _by_number(text: str, offered: Sequence[Choice]) -> str | None:
    numbered = [c.id for c in offered if c.id != HUMAN]
    match = BY_NUMBER.match(" ".join(text.casefold().split()))
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


def _says_one(text: str, asked: Question | None) -> bool:
    """Whether a number word is an answer of its own here: “one” may be one invoice."""
    said = spelt_out(text)
    ways = (spelt_out(way) for o in (asked.options if asked else ()) for way in o.says)
    return any(said == way for way in ways)


def _by_label(text: str, offered: Sequence[Choice]) -> str | None:
    """The choice whose words a message repeats, where no other has any that it has not."""
    said = telling_stems(text)
    common = {c.id: said & telling_stems(c.label) for c in offered}
    best, *others = sorted(common, key=lambda i: -len(common[i]))
    if not said or len(common[best]) <= HALF * len(said):
        return None
    return best if all(common[i] < common[best] for i in others) else None


HALF = 0.5
"""More than this share of a message must be words of the choice that it picks."""


def likeness(a: str, b: str) -> float:
    """0 to 100; very short phrases must be equal but for one letter."""
    if min(len(a), len(b)) < VERY_SHORT:
        return 100.0 if a == b else 0.0
    return fuzz.ratio(a, b)
