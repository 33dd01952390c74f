"""How an answer that Xero really gave is spoilt on its way."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response

from bot.sandbox.failures import Kind
from bot.sandbox.wire import Cut

NEW_WORD = "SOMETHING_NEW"
CLOSED_LISTS = frozenset(
    {
        "Class",
        "ContactStatus",
        "CurrencyCode",
        "Edition",
        "OrganisationRole",
        "OrganisationStatus",
        "Status",
        "TaxType",
        "Timezone",
        "Type",
        "indicator",
        "status",
        "tenantType",
    }
)
"""The fields whose values a client may think it knows."""


def spoilt(response: Response, kind: Kind) -> Response:
    """The same answer, spoilt that way; raises Cut where it never arrives."""
    if kind == Kind.LOST:
        raise Cut
    if kind == Kind.TRUNCATED:
        whole = response.get_data()
        response.set_data(whole[: max(1, len(whole) // 2)])
        return response
    if response.mimetype == "application/json" and kind in CHANGES:
        changed = CHANGES[kind](json.loads(response.get_data()))
        response.set_data(json.dumps(changed, separators=(",", ":")))
    return response


def _unknown(value: Any) -> Any:
    if isinstance(value, list):
        return [_unknown(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: NEW_WORD if name in CLOSED_LISTS and isinstance(inner, str) else _unknown(inner)
        for name, inner in value.items()
    }


def _null_fields(value: Any) -> Any:
    return _rows(value, lambda row: dict.fromkeys(row) if isinstance(row, dict) else row)


def _null_rows(value: Any) -> Any:
    return _rows(value, lambda row: None)


def _rows(value: Any, change: Callable[[Any], Any]) -> Any:
    """The answer with every row changed: of the list that it is, or of the lists in it."""
    if isinstance(value, list):
        return [change(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _rows(inner, change) if isinstance(inner, list) else inner
        for name, inner in value.items()
    }


CHANGES: dict[Kind, Callable[[Any], Any]] = {
    Kind.UNKNOWN_ENUM: _unknown,
    Kind.NULL_FIELDS: _null_fields,
    Kind.NULL_ROWS: _null_rows,
}
