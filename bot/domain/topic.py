"""What the knowledge knows, as values: topics, causes, questions, checks, remedies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from bot.domain.facts import CheckId, Fact, FactName, Facts

TopicId = NewType("TopicId", str)
CauseId = NewType("CauseId", str)
RequestId = NewType("RequestId", str)
Condition = tuple[FactName, str]
"""A fact and the value it should have; written `fact=value`, or `fact=one|other` for either."""


class Often(StrEnum):
    """The five words in which authors state how often a cause shows a value."""

    ALWAYS = "always"
    USUALLY = "usually"
    SOMETIMES = "sometimes"
    RARELY = "rarely"
    NEVER = "never"


CHANCE: Mapping[Often, float] = MappingProxyType(
    dict(zip(Often, (0.97, 0.75, 0.35, 0.06, 0.005), strict=True))
)
"""The one place where the words become numbers (probabilities)."""


class Effort(StrEnum):
    """What answering a question costs the visitor."""

    NONE = "none"  # they know it by heart
    LOOK = "look"  # they open a screen
    ASK = "ask"  # they ask somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """How a value of a fact reads as evidence, by who says so."""

    seen: str
    said: str
    good: bool | None = None  # a green, red or neutral mark beside a check's result
    read_as: Mapping[str, Often] = field(default_factory=dict)  # what screens show instead


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """A fact that this topic knows of; without `values` any text is a value."""

    name: FactName
    label: str
    values: Mapping[str, Value]
    normally: Mapping[str, Often]
    lifetime: timedelta = timedelta(minutes=10)

    @property
    def free(self) -> bool:
        """Whether any text may be its value (an invoice number)."""
        return not self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a question: the facts it sets, its words, and how people say it."""

    sets: Condition
    label: str
    also: tuple[Condition, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the choice on the wire, `fact=value`."""
        return "=".join(self.sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Asks the visitor for `fact`; only while every condition in `needs` can still hold."""

    fact: FactName
    ask: str
    how: str
    options: tuple[Option, ...]
    effort: Effort = Effort.NONE
    needs: tuple[Condition, ...] = ()
    article: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A live look: what it gives, needs and follows; one that writes `asks` for a yes each time."""

    id: CheckId
    label: str
    gives: tuple[FactName, ...]
    needs: tuple[FactName, ...] = ()
    after: tuple[CheckId, ...] = ()
    asks: str = ""
    unless: tuple[Condition, ...] = ()  # pointless then: no consent, no further call to Xero


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the fact is known to have (one of) the wanted value(s)."""
    name, wanted = condition
    fact = facts.get(name)
    return fact is not None and fact.known and fact.value in wanted.split("|")


def all_hold(conditions: Iterable[Condition], facts: Facts) -> bool:
    """Whether each of them holds."""
    return all(holds(condition, facts) for condition in conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to read or click further."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The steps that fix a cause, who can do them and where."""

    who: str
    where: str
    steps: tuple[str, ...]
    links: tuple[Link, ...] = ()
    caution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why it happens; `parent` is the article's cause of which this is a finer one."""

    id: CauseId
    title: str
    symptom: str
    meaning: str
    base_rate: Often
    remedy: Remedy
    parent: CauseId | None = None
    evidence: Mapping[FactName, Mapping[str, Often]] = field(default_factory=dict)
    confirmed_by: tuple[tuple[Condition, ...], ...] = ()  # any of these, each wholly true
    verified_by: tuple[CheckId, ...] = ()
    article: tuple[int, ...] = ()

    @property
    def family(self) -> CauseId:
        """The article's cause that this one belongs to."""
        return self.parent or self.id


SOMETHING_ELSE = Cause(
    id=CauseId("something_else"),
    title="",
    symptom="",
    meaning="",
    base_rate=Often.SOMETIMES,
    remedy=Remedy(who="", where="", steps=()),
)
"""The cause that nobody wrote about: it shows what usually shows, and is never concluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something people ask for that is no cause; answered at once."""

    id: RequestId
    title: str
    answer: tuple[str, ...]
    steps: tuple[str, ...] = ()
    article: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """An error text of the catalogue and what it means in plain words."""

    text: str
    cause: CauseId | None
    meaning: str
    fix: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One article's knowledge.

    `entities`: what naming a thing tells (`invoice_number=*`, where `*` stands for what was
    written). `told`: what holds with a permission of the host's token, what without.
    `answers`: question (or `any`) → meaning (`fact=value` or a word) → texts.
    """

    id: TopicId
    title: str
    facts: Mapping[FactName, FactKind]
    questions: Mapping[FactName, Question]
    checks: Mapping[CheckId, Check]
    entities: Mapping[str, tuple[Condition, ...]]
    told: Mapping[str, tuple[Condition, Condition]]
    causes: Mapping[CauseId, Cause]
    requests: Mapping[RequestId, Request]
    roles: Mapping[str, str]
    article: tuple[str, ...]
    answers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def mark(self, fact: Fact) -> bool | None:
        """Whether a fact is as it should be; None where its value is neither good nor bad."""
        kind = self.facts.get(fact.name)
        return kind.values[fact.value].good if kind and fact.value in kind.values else None

    def cause(self, name: CauseId) -> Cause:
        """The cause of that name; something else for one that nobody wrote about."""
        return self.causes.get(name, SOMETHING_ELSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything that the authors wrote, compiled; `version` changes with any of it.

    `symptoms`: class (cause, request or `out_of_scope`) → situations, each a tuple of messages;
    `asides`: what people say about the conversation itself (why, how, …).
    """

    version: str
    topics: Mapping[TopicId, Topic]
    errors: tuple[ErrorText, ...]
    symptoms: Mapping[str, tuple[tuple[str, ...], ...]]
    asides: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, Mapping[str, str]]

    def topic(self, name: TopicId) -> Topic:
        """The topic of that name, or the first one if it has gone since."""
        return self.topics.get(name, self.first_topic)

    @property
    def first_topic(self) -> Topic:
        """The topic of a page that names none."""
        return next(iter(self.topics.values()))
