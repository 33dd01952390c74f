"""Live looks: at whom, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.facts import CheckId, FactName, Facts
from bot.ports.people import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose connection to look at, for which visitor, and what is known (an invoice number)."""

    organisation: OrganisationId
    visitor: str = ""
    facts: Facts = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        """The known value of a fact, or None."""
        fact = self.facts.get(FactName(name))
        return fact.value if fact is not None and fact.known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact that a look found; `detail` says it in words where the value says too little."""

    fact: FactName
    value: str
    detail: str = ""


class Look(Protocol):
    """A check: looks at one thing at one organisation."""

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """What was found; OutsideError when nothing can be said, and the facts stay unknown."""


Looks = Mapping[CheckId, Look]
