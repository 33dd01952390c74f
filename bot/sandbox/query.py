"""The part of Xero's `where` language that a diagnosis needs: comparisons joined by AND.

For example `Type=="ACCREC" AND Contact.Name=="A \\"B\\"" AND Date>=DateTime(2026,11,1)`.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

CLAUSE = re.compile(
    r"""\s*(?P<field>[A-Za-z]+(?:\.[A-Za-z]+)*)\s*(?P<sign>==|!=|>=|<=|>|<)\s*
    (?: Guid\(\s*"(?P<guid>[^"]*)"\s*\)
      | DateTime\(\s*(?P<date>\d{4}\s*,\s*\d{1,2}\s*,\s*\d{1,2})\s*\)
      | "(?P<text>(?:[^"\\]|\\.|"")*)"
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<truth>true|false)
    )\s*(?P<joint>AND\b|&&|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)
SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
WIRE_DATE = re.compile(r"/Date\((-?\d+)[+-]\d{4}\)/")

Wanted = tuple[str, Callable[[Any, Any], bool], Any]


class CannotParse(ValueError):
    """Xero would call it a QueryParseException."""


def parse(where: str) -> list[Wanted]:
    """The comparisons of a filter as (field path, sign, value); CannotParse if it is not one."""
    wanted, at = [], 0
    while at < len(where):
        clause = CLAUSE.match(where, at)
        if clause is None:
            raise CannotParse(where[at:])
        wanted.append((clause["field"], SIGNS[clause["sign"]], _value(clause)))
        at = clause.end()
        if clause["joint"] and at == len(where):
            raise CannotParse(where)
    return wanted


def matches(row: Mapping[str, Any], wanted: list[Wanted]) -> bool:
    """Whether the row passes every comparison; CannotParse on a field that it does not have."""
    return all(sign(_field(row, field), value) for field, sign, value in wanted)


def _value(clause: re.Match[str]) -> Any:
    if clause["date"]:
        year, month, day = (int(part) for part in clause["date"].split(","))
        return datetime(year, month, day, tzinfo=UTC)
    if clause["number"]:
        return float(clause["number"])
    if clause["truth"]:
        return clause["truth"].lower() == "true"
    if clause["guid"] is not None:
        return clause["guid"].lower()
    return re.sub(r'\\(.)|""', lambda found: found[1] or '"', clause["text"])


def _field(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for part in path.split("."):
        if part not in value:
            raise CannotParse(f"No property or field '{part}' exists")
        value = value[part]
    if isinstance(value, str) and (wire := WIRE_DATE.fullmatch(value)):
        return datetime.fromtimestamp(int(wire[1]) / 1000, UTC)
    return value
