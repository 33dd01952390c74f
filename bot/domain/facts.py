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


class Source(StrEnum):
    """Who says so."""

    SAID = "said"  # the visitor
    TOLD = "told"  # the host page, in its signed token
    CHECKED = "checked"  # a live look


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`detail` is what was seen, in words for the visitor, where a value alone says too little."""

    name: FactName
    value: str
    source: Source
    at: datetime
    detail: str = ""

    @property
    def known(self) -> bool:
        """Whether the fact says anything at all."""
        return self.value != UNKNOWN


Facts = Mapping[FactName, Fact]


def learn(facts: Facts, new: Fact) -> Facts:
    """The facts after `new`: a look beats a word, a later look an earlier one.

    Not knowing never erases what somebody else knew: a failed look leaves the visitor's word.
    """
    old = facts.get(new.name)
    if old is not None and old.known and old.source is not new.source:
        return facts if old.source is Source.CHECKED or not new.known else {**facts, new.name: new}
    return {**facts, new.name: new}


def fresh(fact: Fact, *, now: datetime, lifetime: timedelta) -> bool:
    """Whether a checked fact is young enough to rely on; what was said or told does not age."""
    return fact.source is not Source.CHECKED or now - fact.at <= lifetime
