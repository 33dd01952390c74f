"""Entries as they were written: each with its place and with what keeps it from being one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, Generic, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.domain.facts import CheckId
from bot.knowledge.schema import (
    CauseEntry,
    CheckEntry,
    Entry,
    ErrorEntry,
    FactEntry,
    PhrasesEntry,
    QuestionEntry,
    RequestEntry,
    TopicEntry,
)
from bot.knowledge.source import Answers, Examples, Problem, Source, Where, suggest

E = TypeVar("E", bound=Entry)
E_co = TypeVar("E_co", bound=Entry, covariant=True)


@dataclass(frozen=True, slots=True)
class Written(Generic[E_co]):
    """An entry and where it stands; `entry` is None when it has problems of its own."""

    entry: E_co | None
    source: Source
    where: Where = ()
    problems: tuple[Problem, ...] = ()

    def problem(self, text: str, *where: str | int) -> Problem:
        """A problem at the line of `where` within this entry."""
        return self.source.problem(text, *self.where, *where)


def load(model: type[E], source: Source, *where: str | int) -> Written[E]:
    """The entry at `where`, or all that keeps it from being one."""
    if source.value is None:
        return Written(None, source, where)
    value = source.value
    for step in where:
        value = value[step]
    try:
        return Written(model.model_validate(value), source, where)
    except ValidationError as error:
        found = tuple(
            source.problem(_says(model, each), *where, *each["loc"]) for each in error.errors()
        )
        return Written(None, source, where, found)


def sound(entries: Mapping[str, Written[E]]) -> Iterator[tuple[str, E, Written[E]]]:
    """The entries that could be read, with their names and places."""
    for name, written in entries.items():
        if written.entry is not None:
            yield name, written.entry, written


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTopic:
    """A folder below topics/ as it was written."""

    id: str
    head: Written[TopicEntry]
    facts: Mapping[str, Written[FactEntry]]
    checks: Mapping[str, Written[CheckEntry]]
    questions: Mapping[str, Written[QuestionEntry]]
    requests: Mapping[str, Written[RequestEntry]]
    causes: Mapping[str, Written[CauseEntry]]
    symptoms: Mapping[str, Examples]
    answers: Mapping[str, Answers]
    article: tuple[str, ...]
    article_path: str

    def parent(self, entry: CauseEntry) -> CauseEntry | None:
        """The cause of which this is a finer one, if it names one that could be read."""
        above = self.causes.get(entry.parent) if entry.parent else None
        return above.entry if above else None

    def verified_by(self, entry: CauseEntry) -> tuple[CheckId, ...]:
        """The looks that verify a remedy: the cause's own or, where it names none, its parent's."""
        if entry.verified_by is not None:
            return entry.verified_by
        above = self.parent(entry)
        return (above.verified_by or ()) if above else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenKnowledge:
    """All files as they were written; `problems` are those of files and entries by themselves."""

    topics: Mapping[str, WrittenTopic]
    errors: tuple[Written[ErrorEntry], ...]
    phrases: Mapping[str, Written[PhrasesEntry]]
    problems: tuple[Problem, ...]


EXPECTED = {
    "missing": "“{key}” is missing; add it",
    "string_too_short": "“{key}” is empty; write it, or take the key away",
    "too_short": "“{key}” is empty; it needs at least one entry",
    "string_type": "“{key}” should be plain text",
    "dict_type": "“{key}” should hold entries of the form “key: value”",
    "model_type": "“{key}” should hold entries of the form “key: value”",
    "tuple_type": "“{key}” should be a list, each entry on a line that starts with “- ”",
    "int_parsing": "“{input}” is no number; write it in digits",
    "bool_parsing": "“{input}” should be true or false",
    "enum": "“{input}” should be one of {expected}",
    "string_pattern_mismatch": "“{input}” should be a whole address that starts with https://",
    "greater_than": "“{input}” should be greater than {gt}",
}
"""What to say of the kinds of error that pydantic finds."""


def _says(model: type[Entry], error: ErrorDetails) -> str:
    names = [step for step in error["loc"] if isinstance(step, str)]
    key = names[-1] if names else "the file"
    if error["type"] == "extra_forbidden":
        return f"“{key}” is no key here; {suggest(key, _keys(model, error['loc']))}"
    template = EXPECTED.get(error["type"])
    if template is None:
        return error["msg"]
    values = {key: str(value).replace("'", "") for key, value in error.get("ctx", {}).items()}
    return template.format_map({**values, "key": key, "input": error["input"]})


def _keys(model: type[Entry], where: Where) -> tuple[str, ...]:
    """The keys that may stand where an unknown one was found."""
    inside: Any = model
    for step in where[:-1]:
        if isinstance(inside, type) and issubclass(inside, Entry):
            inside = inside.model_fields[str(step)].annotation
        else:
            inside = [each for each in get_args(inside) if each not in (..., NoneType)][-1]
    return tuple(inside.model_fields)
