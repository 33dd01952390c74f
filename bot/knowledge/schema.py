"""What the files of the knowledge may hold."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.domain.facts import CheckId, FactName
from bot.domain.topic import CauseId, Condition, Effort, Often


def _condition(written: Any) -> Any:
    """`fact=value` or `fact=one|other` as a condition."""
    if not isinstance(written, str):
        return written
    name, equals, value = written.partition("=")
    values = [each.strip() for each in value.split("|")]
    if not equals or not name.strip() or not all(values):
        raise PydanticCustomError(
            "condition", "“{it}” should be fact=value", {"it": written.strip()}
        )
    return name.strip(), "|".join(values)


def _together(written: Any) -> Any:
    """`a=b & c=d` as conditions that must all hold."""
    return written.split("&") if isinstance(written, str) else written


Words = Annotated[str, Field(min_length=1)]
ConditionText = Annotated[Condition, BeforeValidator(_condition)]
Together = Annotated[tuple[ConditionText, ...], BeforeValidator(_together)]
Lines = tuple[int, ...]
"""Numbers of the lines of the article, from 1."""


class Entry(BaseModel):
    """Takes the keys that it names and no other; reads numbers and truth values from strings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ValueEntry(Entry):
    """How a value of a fact reads."""

    seen: Words
    said: Words
    good: bool | None = None
    read_as: dict[str, Often] = {}


class FactEntry(Entry):
    """`facts:` of topic.yaml; without values it takes any text."""

    label: Words
    values: dict[str, ValueEntry] = {}
    normally: dict[str, Often] = {}
    lifetime_minutes: Annotated[int, Field(gt=0)] = 10


class OptionEntry(Entry):
    """An answer to a question."""

    sets: ConditionText
    label: Words
    also: tuple[ConditionText, ...] = ()
    says: tuple[Words, ...] = ()


class QuestionEntry(Entry):
    """`questions:` of topic.yaml, by the fact that they ask for."""

    ask: Words
    how: Words
    options: tuple[OptionEntry, ...]
    effort: Effort = Effort.NONE
    needs: tuple[ConditionText, ...] = ()
    article: Lines = ()


class CheckEntry(Entry):
    """`checks:` of topic.yaml."""

    label: Words
    gives: Annotated[tuple[FactName, ...], Field(min_length=1)]
    needs: tuple[FactName, ...] = ()
    after: tuple[CheckId, ...] = ()
    unless: tuple[ConditionText, ...] = ()
    asks: Words | None = None


class RequestEntry(Entry):
    """`requests:` of topic.yaml."""

    title: Words
    answer: Annotated[tuple[Words, ...], Field(min_length=1)]
    steps: tuple[Words, ...] = ()
    article: Lines = ()


class ToldEntry(Entry):
    """`told:` of topic.yaml: what holds with a permission, and what without it."""

    granted: ConditionText
    missing: ConditionText


class TopicEntry(Entry):
    """topic.yaml itself; its sections are read entry by entry, so that one error hides no other."""

    title: Words
    article: Lines = ()
    roles: dict[str, Words]
    told: dict[str, ToldEntry] = {}
    entities: dict[str, tuple[ConditionText, ...]] = {}
    facts: dict[str, Any]
    checks: dict[str, Any] = {}
    questions: dict[str, Any] = {}
    requests: dict[str, Any] = {}


class LinkEntry(Entry):
    """Where to read further."""

    label: Words
    url: Annotated[str, Field(pattern=r"^https://\S+$")]


class RemedyEntry(Entry):
    """The steps that fix a cause."""

    who: Words
    where: Words
    steps: Annotated[tuple[Words, ...], Field(min_length=1)]
    links: tuple[LinkEntry, ...] = ()
    caution: str = ""


class CauseEntry(Entry):
    """causes/<id>.yaml; None where a finer cause may take what its parent has."""

    title: Words
    symptom: Words
    meaning: Words
    base_rate: Often
    remedy: RemedyEntry
    parent: CauseId | None = None
    evidence: dict[FactName, dict[str, Often]] = {}
    confirmed_by: tuple[Together, ...] = ()
    verified_by: tuple[CheckId, ...] | None = None
    article: Lines | None = None


class ErrorsEntry(Entry):
    """errors/*.yaml itself; its errors are read one by one."""

    errors: tuple[Any, ...]


class ErrorEntry(Entry):
    """One error text of the catalogue."""

    text: Words
    meaning: Words
    fix: Words
    who: Words
    cause: CauseId | None = None


class PhrasesEntry(Entry):
    """phrases/<language>.yaml."""

    phrases: dict[str, Words]
    asides: dict[str, tuple[Words, ...]] = {}
