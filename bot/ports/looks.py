"""Live looks: at whom, and what was found."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.facts import CheckId, FactName, Facts
from bot.ports.people import OrganisationId

Room = Callable[[], AbstractContextManager[None]]
"""Room for one call to Xero: waits while too many are under way, Unavailable once all are spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose connection to look at, for which visitor, and what is known (an invoice number).

    `fleeting` is what earlier looks of the same run handed on and nobody keeps (a patient's
    name). With `fresh` nothing that was kept from earlier calls will do, because something may
    have been mended since; once something was shown to be `mended`, the next trouble is sought.
    """

    organisation: OrganisationId
    visitor: str = ""
    facts: Facts = field(default_factory=dict)
    fleeting: Mapping[FactName, str] = field(default_factory=dict, repr=False)
    fresh: bool = False
    mended: bool = False
    room: Room = nullcontext

    def value(self, name: str) -> str | None:
        """The value of a fact that is known or was handed on, or None."""
        fact = self.facts.get(FactName(name))
        if fact is not None and fact.known:
            return fact.value
        return self.fleeting.get(FactName(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact that a look found; `detail` says it in words where the value says too little.

    A `fleeting` one is only for the looks after it in the same run, and is never stored.
    """

    fact: FactName
    value: str
    detail: str = ""
    fleeting: bool = False


class Look(Protocol):
    """A check: looks at one thing at one organisation."""

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """What was found; OutsideError when nothing can be said, and the facts stay unknown."""


Looks = Mapping[CheckId, Look]
