"""What a transcript file may hold; unknown keys are refused."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from bot.domain.turn import DecisionKind

Found = dict[str, str] | Literal["unknown"]
"""What a look finds, fact → value, or that it gets no answer."""


class Part(BaseModel):
    """Refuses keys that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bot(Part):
    """What the bot should do; what is left out is not looked at.

    `says` and `never_says` are parts of what the visitor reads, `looks` the checks that ran before
    this turn, in any order, `offers` some of its choices.
    """

    decides: DecisionKind | None = None
    fact: str | None = None
    cause: str | None = None
    certainty: Literal["confirmed", "likely"] | None = None
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    looks: tuple[str, ...] | None = None
    fixed: str | None = None


class Step(Part):
    """One thing that happens: words, a choice, a step back, a repair, a ticket; then the answer."""

    visitor: str | None = None
    choose: str | None = None
    undo: bool = False
    repaired: bool = False
    sends: str | None = None
    refused: str | None = None
    bot: Bot = Bot()


class Connection(Part):
    """What the looks find where it is not as in a healthy connection; `later` after each repair."""

    now: dict[str, Found] = {}
    later: tuple[dict[str, Found], ...] = ()


class Transcript(Part):
    """One conversation; `permissions` are those of the host's token, none told without it."""

    about: str
    visitor: Literal["identified", "anonymous"]
    permissions: frozenset[str] | None = None
    connection: Connection = Connection()
    turns: tuple[Step, ...]


def read(path: Path) -> Transcript:
    """The transcript in a file."""
    return Transcript.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
