"""Answers as they go over the wire: compact JSON in the order of the keys, or plain text."""

import json
from collections.abc import Mapping
from datetime import datetime

from flask import Response

Headers = Mapping[str, str]

OFFLINE = "<html><body><h1>Service Unavailable</h1><p>The Organisation is offline</p></body></html>"
WEB_PAGE = (
    "<!DOCTYPE html><html><head><title>Xero</title></head>"
    "<body><h1>Sorry, something went wrong</h1></body></html>"
)
FAULT = (
    "An error occurred in Xero. Check the API Status page http://status.developer.xero.com "
    "for current service status. Contact the API support team at api@xero.com for more assistance."
)


def answer(body: object, status: int = 200, headers: Headers | None = None) -> Response:
    """A JSON answer; unlike Flask's own, it never sorts keys and adds no white space."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status, headers, content_type="application/json; charset=utf-8")


def plain(
    text: str, status: int, headers: Headers | None = None, *, kind: str = "text/html"
) -> Response:
    return Response(text, status, headers, content_type=f"{kind}; charset=utf-8")


def fault(instance: str) -> Response:
    """Xero's own 500."""
    body = {"Title": "An error occurred", "Detail": FAULT, "Status": 500, "Instance": instance}
    return answer(body, 500)


def problem(title: str, status: int, detail: str, instance: str) -> dict[str, object]:
    """The one shape of a refusal before a request is even read."""
    return {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": instance,
        "Extensions": {},
    }


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


class Cut(ConnectionResetError):
    """Raised to end the connection without an answer: the server resets it."""
