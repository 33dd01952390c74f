"""Answers as they go over the wire: compact JSON in the order of the keys, or plain text."""

import json
from collections.abc import Mapping

from flask import Response

Headers = Mapping[str, str]


def answer(body: object, status: int = 200, headers: Headers | None = None) -> Response:
    """A JSON answer; unlike Flask's own, it never sorts keys and adds no white space."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status, headers, content_type="application/json; charset=utf-8")


def plain(
    text: str, status: int, headers: Headers | None = None, *, kind: str = "text/html"
) -> Response:
    return Response(text, status, headers, content_type=f"{kind}; charset=utf-8")
