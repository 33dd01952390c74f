"""The part of Xero's `where` language that a diagnosis needs, and its `order`.

For example `Type=="ACCREC" AND (Status=="PAID" OR Date>=DateTime(2026,11,1))`. AND binds closer
than OR; `&&` and `||` mean the same. Text may be asked for Contains, StartsWith and EndsWith.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

TOKEN = re.compile(
    r"""\s*(?:
      (?P<joint>AND\b|OR\b|&&|\|\|) | (?P<bracket>[()])
    | (?P<field>[A-Za-z]+(?:\.[A-Za-z]+)*)\s*(?:
        (?P<sign>==|!=|>=|<=|>|<)\s*(?:
            Guid\(\s*"(?P<guid>[^"]*)"\s*\)
          | DateTime\(\s*(?P<date>\d{4}\s*,\s*\d{1,2}\s*,\s*\d{1,2})\s*\)
          | "(?P<text>(?:[^"\\]|\\.|"")*)"
          | (?P<number>-?\d+(?:\.\d+)?) | (?P<truth>true|false)\b | (?P<null>null)\b
        )
      | \(\s*"(?P<part>(?:[^"\\]|\\.|"")*)"\s*\)
      )
    )\s*""",
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
EQUALITY = frozenset({"==", "!="})
PARTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
WIRE_DATE = re.compile(r"/Date\((-?\d+)[+-]\d{4}\)/")

OPTIONAL = frozenset(
    {
        "BankAccountNumber",
        "CurrencyCode",
        "DueDate",
        "EndOfYearLockDate",
        "FullyPaidOnDate",
        "MergedToContactID",
        "PeriodLockDate",
    }
)
"""Fields that Xero leaves out where they are empty, and that may be asked for all the same."""

Wanted = Callable[[Mapping[str, Any]], bool]


class CannotParse(ValueError):
    """Xero would call it a QueryParseException."""


def parse(where: str) -> Wanted:
    """The filter as a function of a row; CannotParse if it is not one.

    That function raises CannotParse for a field that a row does not have.
    """
    tokens = _tokens(where)
    if not tokens:
        return lambda row: True
    wanted, rest = _either(tokens)
    if rest:
        raise CannotParse(where)
    return wanted


def ordered(rows: Sequence[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """The rows as `order` wants them, "Date DESC, InvoiceNumber" say; CannotParse if it cannot."""
    found = list(rows)
    for part in reversed([one.split() for one in order.split(",") if one.strip()]):
        path, *way = part
        if [one.upper() for one in way] not in ([], ["ASC"], ["DESC"]):
            raise CannotParse(order)
        downwards = "DESC" in map(str.upper, way)
        found.sort(key=partial(_rank, path=path), reverse=downwards)
    return found


def _rank(row: Mapping[str, Any], path: str) -> tuple[bool, Any]:
    """What sorts a row by that field; rows without it come first."""
    found = _field(row, path)
    return (found is not None, str(found) if isinstance(found, dict | list) else found)


def _tokens(where: str) -> list[re.Match[str]]:
    found, at = [], 0
    while at < len(where.rstrip()):
        token = TOKEN.match(where, at)
        if token is None:
            raise CannotParse(where[at:])
        found.append(token)
        at = token.end()
    return found


def _either(tokens: list[re.Match[str]]) -> tuple[Wanted, list[re.Match[str]]]:
    first, rest = _both(tokens)
    if rest and (rest[0]["joint"] or "").upper() in {"OR", "||"}:
        other, rest = _either(rest[1:])
        return (lambda row: first(row) or other(row)), rest
    return first, rest


def _both(tokens: list[re.Match[str]]) -> tuple[Wanted, list[re.Match[str]]]:
    first, rest = _one(tokens)
    if rest and (rest[0]["joint"] or "").upper() in {"AND", "&&"}:
        other, rest = _both(rest[1:])
        return (lambda row: first(row) and other(row)), rest
    return first, rest


def _one(tokens: list[re.Match[str]]) -> tuple[Wanted, list[re.Match[str]]]:
    if not tokens:
        raise CannotParse("The filter ends too early")
    token, *rest = tokens
    if token["bracket"] == "(":
        inner, rest = _either(rest)
        if not rest or rest[0]["bracket"] != ")":
            raise CannotParse("A bracket is not closed")
        return inner, rest[1:]
    if not token["field"]:
        raise CannotParse(token[0])
    return (_asked(token) if token["sign"] is None else _compared(token)), rest


def _compared(token: re.Match[str]) -> Wanted:
    path, sign, value = token["field"], SIGNS[token["sign"]], _value(token)

    def compare(row: Mapping[str, Any]) -> bool:
        found = _field(row, path)
        if found is None and token["sign"] not in EQUALITY:
            return False
        if isinstance(found, str) and token["guid"] is not None:
            found = found.lower()
        try:
            return sign(found, value)
        except TypeError as error:
            raise CannotParse(f"Operator '{token['sign']}' incompatible with '{path}'") from error

    return compare


def _asked(token: re.Match[str]) -> Wanted:
    path, _, name = token["field"].rpartition(".")
    if not path or name.lower() not in PARTS:
        raise CannotParse(token[0])
    ask, part = PARTS[name.lower()], _plain(token["part"])
    return lambda row: ask(str(_field(row, path)), part)


def _value(token: re.Match[str]) -> Any:
    if token["date"]:
        year, month, day = (int(part) for part in token["date"].split(","))
        try:
            return datetime(year, month, day, tzinfo=UTC)
        except ValueError as error:
            raise CannotParse(token[0]) from error
    if token["number"]:
        return float(token["number"])
    if token["truth"]:
        return token["truth"].lower() == "true"
    if token["null"]:
        return None
    return token["guid"].lower() if token["guid"] is not None else _plain(token["text"])


def _plain(quoted: str) -> str:
    return re.sub(r'\\(.)|""', lambda found: found[1] or '"', quoted)


def _field(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for part in path.split("."):
        if isinstance(value, Mapping) and part not in value and part in OPTIONAL:
            return None
        if not isinstance(value, Mapping) or part not in value:
            raise CannotParse(f"No property or field '{part}' exists")
        value = value[part]
    if isinstance(value, str) and (wire := WIRE_DATE.fullmatch(value)):
        return datetime.fromtimestamp(int(wire[1]) / 1000, UTC)
    return value
