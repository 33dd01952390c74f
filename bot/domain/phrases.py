"""The words of one language, with English where a translation is missing."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Keys to sentences; `{name}` in a sentence stands for a value."""

    own: Mapping[str, str]
    english: Mapping[str, str]

    def say(self, key: str, **values: str) -> str:
        """The sentence of that key with its values filled in; KeyError if no language has it."""
        sentence = self.own.get(key) or self.english[key]
        return sentence.format(**values)


def phrases_for(language: str, catalogue: Mapping[str, Mapping[str, str]]) -> Phrases:
    """The phrases of a language, or of English when it is not there."""
    english = catalogue["en"]
    return Phrases(catalogue.get(language, english), english)
