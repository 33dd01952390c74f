"""Chooses among what was offered: by words, by number, by yes and no, with typing mistakes."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.domain.facts import UNKNOWN
from bot.domain.topic import Topic
from bot.domain.turn import Choice
from bot.matching.normalise import phrase, tidy, words

SAME = 86
"""From which likeness (0 to 100) two short phrases are the same."""

AHEAD = 4
"""By how much the best choice must beat the next, or nothing is chosen."""

SHORT_MESSAGE = 6
"""Up to how many words a message may be answered by a single word of an option."""

LONGEST_ANSWER = 25
"""Beyond this many words a message tells a story and is no answer."""

ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "1": 0, "second": 1, "2nd": 1, "two": 1, "2": 1,
    "third": 2, "3rd": 2, "three": 2, "3": 2, "fourth": 3, "4th": 3, "four": 3, "4": 3,
    "fifth": 4, "5th": 4, "five": 4, "5": 4, "last": -1,
}  # fmt: skip

BY_NUMBER = re.compile(
    r"^(?:the |option |number |no\.? |answer |nr\.? |#)*(\w+)(?: one| option| answer)?"
    r"(?: (?:i think|please|probably|you said|maybe))?[.!]?$"
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

ASKS = re.compile(
    r"^(?:\w+,? )?(?:can|could|how|why|what|where|when|is|are|do|does|should|may|would)\b.*\?$"
)
"""A message that asks something itself; such a one picks a choice as a whole or not at all."""

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
    ids = [choice.id for choice in offered]
    aside = aside_of(text, asides) or _opening(text, asides)
    if (by_number := _by_number(text, offered)) is not None:
        return by_number
    if aside == "unsure":
        return next((i for i in ids if i.endswith(f"={UNKNOWN}")), None)
    if (by_words := _by_words(text, _phrases(offered, topic))) is not None:
        return by_words
    if aside in {"yes", "no"} and (plain := _yes_or_no(aside, offered)):
        return plain
    return next((i for i in MEANS.get(aside or "", ()) if i in ids), None)


def _opening(text: str, asides: Asides) -> str | None:
    """Yes or no, where only small words follow it: “yes go ahead then”, but not “no errors”."""
    first, *rest = words(text) or [""]
    if not rest or not POLITE.issuperset(rest):
        return None
    return next((name for name in ("yes", "no") if first in asides.get(name, ())), None)


POLITE = frozenset(
    {"please", "thanks", "thank", "you", "go", "ahead", "then", "do", "that", "it", "on", "check"}
    | {"look", "and", "fine", "ok", "sure", "of", "course", "sorry", "not", "now", "just", "really"}
)
"""Words that add nothing to a yes or a no."""


def _by_number(text: str, offered: Sequence[Choice]) -> str | None:
    numbered = [c.id for c in offered if c.id != "human"]
    match = BY_NUMBER.match(" ".join(text.casefold().split()))
    place = ORDINALS.get(match.group(1)) if match else None
    if place is None or not numbered or place >= len(numbered):
        return None
    return numbered[place]


def _yes_or_no(aside: str, offered: Sequence[Choice]) -> str | None:
    opens = [c.id for c in offered if words(c.label)[:1] == [aside]]
    return opens[0] if len(opens) == 1 else None


def _phrases(offered: Sequence[Choice], topic: Topic) -> dict[str, list[str]]:
    """For each offered choice, the ways to say it."""
    says = {o.id: o.says for q in topic.questions.values() for o in q.options}
    return {c.id: [phrase(c.label), *map(phrase, says.get(c.id, ()))] for c in offered}


def _by_words(text: str, phrases: Mapping[str, Iterable[str]]) -> str | None:
    said, whole = words(text), bool(ASKS.match(tidy(text).casefold()))
    scored = {
        i: max(_score(said, p.split(), whole=whole) for p in ways) for i, ways in phrases.items()
    }
    order = sorted(scored, key=lambda i: -scored[i])
    best = order[0]
    runner_up = scored[order[1]] if len(order) > 1 else 0.0
    return best if scored[best] >= SAME and scored[best] - runner_up >= AHEAD else None


def _score(said: Sequence[str], way: Sequence[str], *, whole: bool) -> float:
    """How well a message says a phrase: as a whole, or as a part (longer parts count more)."""
    alike = likeness(" ".join(said), " ".join(way))
    tiny = len(" ".join(way)) < VERY_SHORT
    if whole or tiny or (len(way) == 1 and len(said) > SHORT_MESSAGE):
        return alike
    if _contains(said, way):
        return max(alike, SAME + min(2 * AHEAD + 1, AHEAD * len(way) / 2))
    return alike


def _contains(said: Sequence[str], way: Sequence[str]) -> bool:
    """Whether the words of `way` stand in a row in `said`, small typing mistakes allowed."""
    return any(
        all(_same_word(a, b) for a, b in zip(said[i:], way, strict=False))
        for i in range(len(said) - len(way) + 1)
    )


def _same_word(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) > VERY_SHORT and OSA.distance(a, b, score_cutoff=1) <= 1)


def likeness(a: str, b: str) -> float:
    """0 to 100; very short phrases must be equal but for one letter."""
    if min(len(a), len(b)) < VERY_SHORT:
        return 100.0 if a == b else 0.0
    return fuzz.ratio(a, b)
