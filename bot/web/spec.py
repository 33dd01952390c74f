"""What the OpenAPI document says beside the shapes: who may call, and with which proof."""

import json
from typing import Any, cast

from flask import Response, current_app, jsonify, render_template
from flask_openapi3.openapi import OpenAPI

Security = list[dict[str, list[Any]]]

SCHEMES: dict[str, Any] = {
    "identity": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The host page's signed token, which names the visitor.",
    },
    "conversation": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that came with a new conversation; it opens that one alone.",
    },
    "visitor": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Identity-Token",
        "description": "The host page's token once more; a fresher one renews what it tells.",
    },
    "host": {"type": "http", "scheme": "bearer", "description": "The host's own key."},
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-HearLink-Signature",
        "description": "t=<unix time>,v1=<HMAC-SHA256 over time, full stop and body, in hex>",
    },
}
"""Every proof that a call may need."""

NOBODY: Security = [{}]
ANYBODY: Security = [{}, {"identity": []}]
IDENTIFIED: Security = [{"identity": []}]
VISITOR: Security = [{"conversation": []}, {"conversation": [], "visitor": []}]
HOST: Security = [{"host": []}]
SIGNED: Security = [{"signature": []}]


def openapi() -> Response:
    """The API in OpenAPI 3.1."""
    return jsonify(_document())


def api_docs() -> str:
    """The API for people."""
    return render_template("api_docs.html", spec=_document())


def _document() -> dict[str, object]:
    document = cast(OpenAPI, current_app).api_doc
    plain: dict[str, object] = json.loads(json.dumps(document))
    return plain
