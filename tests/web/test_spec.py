"""The API's own description is valid, whole and true."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from markupsafe import escape
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from bot.domain.topic import Knowledge
from tests.web.stage import HOST_KEY, Json, Web, bearer, identity, json_of

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture
def document(web: Web) -> Json:
    return json_of(web.client.get("/api/openapi.json"))


def calls(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS & set(item):
            yield path, method.upper(), item[method]


def test_it_is_valid_openapi_3_1(web: Web, document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_wsgi("/api/openapi.json", web.app).validate()


def test_an_offer_to_connect_is_described(document: Json) -> None:
    offer = document["components"]["schemas"]["ConnectBlock"]["properties"]
    assert offer["purpose"]["enum"] == ["look", "test_invoice"]
    assert set(offer) == {"type", "purpose", "text", "label"}


def test_what_a_turn_offers_beside_its_choices_is_described(document: Json) -> None:
    offers = document["components"]["schemas"]["Turn"]["properties"]["offers"]
    assert offers["items"]["const"] == "reconciliation"


def test_every_api_route_is_described_and_nothing_else(web: Web, document: Json) -> None:
    described = {(path, method) for path, method, _ in calls(document)}
    rules = [r for r in web.app.url_map.iter_rules() if r.rule.startswith(("/api/v1", "/hooks"))]
    real = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == real


def test_every_call_has_its_request_its_answer_its_errors_and_its_proof(document: Json) -> None:
    error = {"$ref": "#/components/schemas/ErrorOut"}
    for path, method, call in calls(document):
        good = {s: r for s, r in call["responses"].items() if s.startswith("2")}
        assert good, path
        kind = "text/csv" if path.endswith(".csv") else "application/json"
        assert all(r["content"][kind]["schema"] for r in good.values())
        for status in ("400", "4XX", "5XX"):
            assert call["responses"][status]["content"]["application/json"]["schema"] == error
        takes_body = method in {"POST", "PUT"} and not path.endswith("/checks")
        assert ("requestBody" in call) == takes_body
        assert call["summary"]
        assert call["security"]
        assert {name for one in call["security"] for name in one} <= set(
            document["components"]["securitySchemes"]
        )


def test_every_reference_leads_somewhere(document: Json) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for inner in part.values():
                yield from references(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from references(inner)

    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_looks_are_described_as_a_stream_too(document: Json) -> None:
    checks = document["paths"]["/api/v1/conversations/{conversation}/checks"]["post"]
    assert set(checks["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}


def test_the_page_for_people_names_every_call(web: Web, document: Json) -> None:
    page = web.client.get("/api/docs").get_data(as_text=True)
    assert "/api/openapi.json" in page
    for path, _, call in calls(document):
        assert path in page
        assert str(escape(call["summary"])) in page


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_application_does_what_it_describes(knowledge: Knowledge, mode: GenerationMode) -> None:
    web = Web(knowledge)
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", web.app)
    for operation in described.get_all_operations():
        assert isinstance(operation, Ok)
        call = operation.ok()
        takes_something = [*call.iter_parameters(), *call.body]
        if takes_something or mode is GenerationMode.POSITIVE:
            try_out(web, call.as_strategy(generation_mode=mode))


def checks_of(case: Case[Any]) -> list[CheckFunction]:
    """All checks; only a wrong body must be refused, since the rest is put right here."""
    parts = case.meta.components if case.meta else {}
    wrong = {where for where, part in parts.items() if part.mode is GenerationMode.NEGATIVE}
    return [*CHECKS, wrong_body_refused] if ParameterLocation.BODY in wrong else CHECKS


def wrong_body_refused(context: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """As the library checks it, which forgets that too much is a refusal too."""
    return response.status_code == 413 or negative_data_rejection(context, response, case)


def try_out(web: Web, cases: SearchStrategy[Case[Any]]) -> None:
    opened = web.agreed(identity())

    @given(case=cases)
    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case: Case[Any]) -> None:
        host = "organisation" in case.path_parameters
        if "conversation" in case.path_parameters:
            case.path_parameters["conversation"] = opened.id
        proof = bearer(HOST_KEY if host else opened.token)
        open_to_all = (
            case.path.endswith(("/conversations", "/feedback")) and not case.path_parameters
        )
        case.call_and_validate(headers={} if open_to_all else proof, checks=checks_of(case))

    answers_as_described()
