"""Files of labelled messages, as the measurements read them."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.errors import BadInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with the cause that people gave it, and others that they would accept."""

    text: str
    cause: str
    alternates: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Vague:
    """A message that tells too little, with what it may mean."""

    text: str
    plausible: tuple[str, ...]


def read_labelled(path: Path) -> list[Labelled]:
    """Rows {"text", "cause", "alternates", "kind"}; BadInput names the line of a wrong one."""
    return [
        _read(path, number, lambda row: Labelled(*_labelled(row)), row)
        for number, row in _rows(path)
    ]


def read_vague(path: Path) -> list[Vague]:
    """Rows {"text", "plausible"}; BadInput names the line of a wrong one."""
    return [
        _read(path, number, lambda r: Vague(str(r["text"]), tuple(r.get("plausible", ()))), row)
        for number, row in _rows(path)
    ]


def read_sentences(path: Path) -> list[tuple[str, str]]:
    """The columns `sentence` and `label` of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        try:
            return [(row["sentence"], row["label"]) for row in csv.DictReader(file)]
        except (KeyError, csv.Error) as wrong:
            message = f"{path.name} needs the columns sentence and label"
            raise BadInput(message) from wrong


def _labelled(row: Any) -> tuple[str, str, tuple[str, ...], str]:
    alternates = tuple(str(each) for each in row.get("alternates", ()))
    return str(row["text"]), str(row["cause"]), alternates, str(row.get("kind", ""))


def _rows(path: Path) -> Iterator[tuple[int, str]]:
    lines = path.read_text("utf-8").splitlines()
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _read(path: Path, number: int, make: Callable[[Any], T], line: str) -> T:
    try:
        return make(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadInput(f"line {number} of {path.name} is not a labelled message") from wrong
