"""The words of one language, with English where a translation is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH = "en"
"""The language that is always complete, and in which topics are written."""

Catalogue = Mapping[str, Mapping[str, str]]
"""Language → key → sentence."""


UNSEEN = ".unseen"
"""Ends the key of what is said instead where nothing can be looked at."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Keys to sentences; `{name}` in a sentence stands for a value.

    Without `looks` a sentence that promises one gives way to its twin, which does not.
    """

    own: Mapping[str, str]
    english: Mapping[str, str]
    language: str = ENGLISH
    looks: bool = True

    def say(self, key: str, **values: str) -> str:
        """The sentence of that key with its values filled in; KeyError if no language has it."""
        if not self.looks and key + UNSEEN in self.english:
            key += UNSEEN
        sentence = self.own.get(key) or self.english[key]
        return sentence.format(**values)

    @property
    def topics(self) -> str | None:
        """The language to mark a topic's words with; None where it is this one."""
        return None if self.language == ENGLISH else ENGLISH


def phrases_for(language: str, catalogue: Catalogue) -> Phrases:
    """The phrases of a language, or of English when it is not there."""
    english = catalogue[ENGLISH]
    if language not in catalogue:
        return Phrases(english, english)
    return Phrases(catalogue[language], english, language)
