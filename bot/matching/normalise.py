"""Brings messages into one form, so that writing habits make no difference."""

import re
import unicodedata
from functools import lru_cache

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})

DOCUMENT = re.compile(r"\b(?=[a-z-]*[a-z])[a-z]{1,5}[- ]?\d{3,}\b")
EMAIL = re.compile(r"(?<!\S)[^\s@]{1,64}@[^\s@]{1,255}")
ADDRESS = re.compile(r"https?://\S+|www\.\S+")
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[%£$€]")

SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+|\s[-–—]\s")
"""Where a sentence ends and the next begins."""

FEW = 64
"""Of how many texts a form is kept: whatever reads a message asks for the same ones."""


@lru_cache(maxsize=FEW)
def tidy(text: str) -> str:
    """The text with one kind of quotes, spaces and letter width; case stays."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(QUOTES).split())


def words(text: str) -> list[str]:
    """The words in lower case, without addresses and numbers: which invoice it is says nothing
    about what is wrong with it.
    """
    return list(_words(text))


@lru_cache(maxsize=FEW)
def _words(text: str) -> tuple[str, ...]:
    plain = tidy(text).casefold()
    for pattern in (ADDRESS, EMAIL, DOCUMENT, NUMBER):
        plain = pattern.sub(" ", plain)
    return tuple(word.replace("'", "") for word in WORD.findall(plain))


@lru_cache(maxsize=8192)
def phrase(text: str) -> str:
    """The words as one string, for comparing with other phrases; the same ones come often."""
    return " ".join(words(text))
