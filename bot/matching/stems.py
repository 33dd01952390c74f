"""Stems and mended words: forms of one word are the same, and a typing mistake is overlooked."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.small_words import COUNTS, FILLERS, FORMS_APART

LONG_WORD, LONGER_WORD = 5, 9
"""From how many letters on a word is taken for another one, with one typing mistake and two."""


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the ending of its form, so that goes and going are the same; numbers of
    things, in words or digits, are one word.
    """
    if word in COUNTS or (word.isdigit() and len(word) < LONG_WORD - 1 and word not in {"0", "1"}):
        return "#"
    if word in FORMS_APART:
        return word
    if word.endswith("ly") and len(word) > LONG_WORD:
        word = word[:-4] if word.endswith("ically") else word[:-2]
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST and word[-2:] != "ss":
            word = word[: -len(ending)]
            break
    else:
        word = word[:-1] if word.endswith("e") and len(word) > SHORTEST else word
    return word[:-1] if len(word) > SHORTEST and word[-1] == word[-2] else word


SHORTEST = 3
"""No stem is shorter, in letters."""


@lru_cache(maxsize=8192)
def mended(word: str, vocabulary: frozenset[str]) -> str:
    """The word of the vocabulary that was meant, where one is a typing mistake away.

    Words are seldom begun wrong, so the first letter counts; a letter left out is likelier than
    one too many.
    """
    if word in vocabulary or word in FILLERS or word in FORMS_APART:
        return word
    if len(word) < LONG_WORD - 1 or not word.isalpha():
        return word
    allowed = 2 if len(word) >= LONGER_WORD else 1
    alike = process.extract(
        word, _beginning(word[0], vocabulary), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    near = [
        (distance, known in FILLERS, -len(known), known)
        for known, distance, _ in alike
        if max(len(known), len(word)) >= LONG_WORD <= len(known) + 1
    ]
    return min(near)[-1] if near else word


@lru_cache(maxsize=256)
def _beginning(letter: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word in vocabulary | FILLERS if word.startswith(letter)))
