"""A fact is a named value with its source and its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

FactName = NewType("FactName", str)
CheckId = NewType("CheckId", str)

UNKNOWN = "unknown"
"""The value of a fact that was asked or looked for, and not found out."""

ERROR_CAUSE = FactName("error_cause")
"""The fact that an error text was recognised; its value is the cause that the text names."""

LAST_ERROR, ERROR_SHOWN = FactName("last_error"), FactName("error_shown")
"""The fact that holds an error text as it was found, and the one that says whether there is any."""

SPOKEN_OF = FactName("invoice_number")
"""The fact that says which document is spoken of: the visitor decides that, and no look."""

PERMISSION = FactName("look")
"""The pseudo-fact of having asked whether a look is all right."""

ANY, AGAIN = "any", "again"
"""The example answers that fit every question, and the meaning of those that answer none."""

NOT = "not "
"""Begins the value of a fact of which only is known what it is not: `not draft|paid`."""

NO_ERROR, OTHER_ERROR = "none", "other"
"""Its values where no text was shown, or one that the catalogue lacks."""


class Source(StrEnum):
    """Who says so."""

    SAID = "said"  # the visitor
    TOLD = "told"  # the host page, in its signed token
    CHECKED = "checked"  # a live look


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`detail` is what was seen, in words for the visitor, where a value alone says too little.

    `entry` is the text of the catalogue by which an error was known.
    """

    name: FactName
    value: str
    source: Source
    at: datetime
    detail: str = ""
    entry: str = ""

    @property
    def denies(self) -> bool:
        """Whether only is known what it is not."""
        return self.value.startswith(NOT)

    @property
    def known(self) -> bool:
        """Whether the fact says anything at all."""
        return self.value != UNKNOWN


Facts = Mapping[FactName, Fact]


def learn(facts: Facts, new: Fact) -> Facts:
    """The facts after `new`: a look beats a word, a later look an earlier one.

    Not knowing never erases what somebody else knew: a failed look leaves the visitor's word,
    and one that saw no error, or another one, leaves the error that the visitor pasted.
    """
    old = facts.get(new.name)
    chosen = new.name == SPOKEN_OF and new.source is Source.SAID and new.known
    if old is None or not old.known or old.source is new.source or chosen:
        return {**facts, new.name: new}
    young = old.source is Source.CHECKED and new.at - old.at <= STALE
    keeps = young or not new.known or _names_no_cause(new)
    return facts if keeps else {**facts, new.name: new}


STALE = timedelta(minutes=10)
"""After so long a look gives way to what somebody says now."""


def _names_no_cause(fact: Fact) -> bool:
    return fact.name == ERROR_CAUSE and fact.value in {NO_ERROR, OTHER_ERROR}


def fresh(fact: Fact, *, now: datetime, lifetime: timedelta) -> bool:
    """Whether a checked fact is young enough to rely on; what was said or told does not age."""
    return fact.source is not Source.CHECKED or now - fact.at <= lifetime
