"""Brings messages into one form, so that writing habits make no difference."""

import re
import unicodedata
from functools import lru_cache

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})

DOCUMENT = re.compile(r"\b(?=[a-z-]*[a-z])[a-z]{1,5}[- ]?\d{3,}\b")
EMAIL = re.compile(r"\S+@\S+\.\w+")
ADDRESS = re.compile(r"https?://\S+|www\.\S+")
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[%£$€]")


def tidy(text: str) -> str:
    """The text with one kind of quotes, spaces and letter width; case stays."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(QUOTES).split())


def words(text: str) -> list[str]:
    """The words in lower case; numbers, document numbers and addresses become one word each."""
    plain = tidy(text).casefold()
    plain = EMAIL.sub(" anemail ", ADDRESS.sub(" anaddress ", plain))
    plain = NUMBER.sub(" 0 ", DOCUMENT.sub(" adocument ", plain))
    return [word.replace("'", "") for word in WORD.findall(plain)]


@lru_cache(maxsize=8192)
def phrase(text: str) -> str:
    """The words as one string, for comparing with other phrases; the same ones come often."""
    return " ".join(words(text))
