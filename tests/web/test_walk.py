"""Every route, with every wrong proof: the right status, the one shape, and nothing given away."""

import pytest
from werkzeug.test import TestResponse

from tests.web.stage import HOST_KEY, IDENTITY_SECRET, Opened, Web, bearer, identity, signature
from tests.web.walk import CALLS, CONSENT, HOOK, Call, Proof, not_walked, wrong_proofs

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ROUTES = [pytest.param(route, id=" ".join(route[::-1])) for route in CALLS]


def call(web: Web, route: tuple[str, str], mine: Opened, headers: dict[str, str]) -> TestResponse:
    wanted = CALLS[route]
    path = wanted.path.replace("ID", mine.id)
    kind = {"Content-Type": "application/json"} if wanted.sent.get("data") == HOOK else {}
    client = web.app.test_client()  # without anybody's cookies
    return client.open(
        path, method=route[1], headers={**kind, **headers}, buffered=True, **wanted.sent
    )


def right(proof: Proof, mine: Opened) -> dict[str, str]:
    match proof:
        case Proof.CONVERSATION:
            return bearer(mine.token)
        case Proof.IDENTITY | Proof.SOMEBODY:
            return bearer(identity())
        case Proof.HOST:
            return bearer(HOST_KEY)
        case Proof.SIGNATURE:
            return signature(HOOK)
        case Proof.AGENT | Proof.NOTHING:
            return {}


def assert_safe(response: TestResponse) -> None:
    """The headers of every answer, whatever it is."""
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Server" not in response.headers


def assert_shape(response: TestResponse) -> None:
    """The one shape of an error."""
    body = response.get_json()
    assert set(body) == {"ok", "error", "message"}
    assert body["ok"] is False
    assert body["error"].isidentifier()
    assert body["message"].strip()


def test_every_route_is_walked(web: Web) -> None:
    assert not_walked(web.app) == set()


def test_a_new_route_is_noticed(web: Web) -> None:
    web.app.add_url_rule("/new", "new", lambda: "")
    assert not_walked(web.app) == {("new", "GET")}


def test_the_table_names_no_route_that_is_gone(web: Web) -> None:
    endpoints = {rule.endpoint for rule in web.app.url_map.iter_rules()}
    assert {endpoint for endpoint, _ in CALLS} == endpoints


@pytest.mark.parametrize("route", ROUTES)
def test_the_right_proof_opens_a_route(web: Web, route: tuple[str, str]) -> None:
    wanted, mine = CALLS[route], web.start(identity())
    if wanted.proof is Proof.AGENT:
        web.sign_in()
        answer = web.client.open(wanted.path, method=route[1])
    else:
        answer = call(web, route, mine, right(wanted.proof, mine))
    assert answer.status_code == wanted.status, answer.get_data(as_text=True)
    assert_safe(answer)


@pytest.mark.parametrize("route", ROUTES)
def test_no_wrong_proof_opens_a_route(web: Web, route: tuple[str, str]) -> None:
    wanted = CALLS[route]
    mine, theirs = web.start(identity()), web.start(identity("jo", "other"))
    for wrong in wrong_proofs(wanted.proof, mine, theirs):
        answer = call(web, route, mine, dict(wrong.headers))
        status = 400 if route == ("desk.logout", "POST") else wrong.status
        assert answer.status_code == status, (wrong.name, answer.get_data(as_text=True))
        assert_safe(answer)
        if wanted.proof is Proof.AGENT:
            assert status != 302 or answer.location.startswith("/desk/login")
        else:
            assert_shape(answer)
        assert_nothing_given_away(answer, wanted, [*wrong.headers.values(), mine.token])


def assert_nothing_given_away(answer: TestResponse, wanted: Call, sent: list[str]) -> None:
    secrets = {part for value in sent for part in value.split() if len(part) > 6}
    secrets |= {HOST_KEY, IDENTITY_SECRET}
    if "json" in wanted.sent:
        secrets |= {CONSENT["access_token"], CONSENT["refresh_token"]}
    said = answer.get_data(as_text=True) + str(answer.headers)
    assert not [secret for secret in secrets - {"Bearer", "application/json"} if secret in said]


def test_without_a_key_of_its_own_the_host_cannot_call(web: Web) -> None:
    closed = Web(web.services.knowledge, host_key="")
    for headers in ({}, {"Authorization": "Bearer x"}):
        answer = closed.client.delete("/api/v1/connections/clinic", headers=headers)
        assert answer.status_code == 401


def test_without_an_identity_secret_no_token_is_believed(web: Web) -> None:
    closed = Web(web.services.knowledge, identity_secret="")
    for secret in (IDENTITY_SECRET, "x" * 40):
        headers = bearer(identity(secret=secret))
        answer = closed.client.post("/api/v1/conversations", json={}, headers=headers)
        assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/", "/api/v1/conversations/x/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_an_unknown_api_path_is_not_found_in_the_one_shape(
    web: Web, path: str, method: str
) -> None:
    answer = web.client.open(path, method=method)
    assert answer.status_code == 404
    assert_shape(answer)
    assert_safe(answer)


def test_an_unknown_page_is_a_page(web: Web) -> None:
    answer = web.client.get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is nothing here." in answer.get_data(as_text=True)
    assert '<html lang="en" dir="ltr">' in answer.get_data(as_text=True)
    assert_safe(answer)


@pytest.mark.parametrize("route", ROUTES)
def test_a_wrong_method_names_the_right_ones(web: Web, route: tuple[str, str]) -> None:
    path = CALLS[route].path.replace("ID", "x")
    answer = web.client.open(path, method="PATCH")
    assert answer.status_code == 405
    assert route[1] in answer.headers["Allow"]
    assert_safe(answer)


@pytest.mark.parametrize("route", ROUTES)
def test_options_and_head_say_no_more_than_they_should(web: Web, route: tuple[str, str]) -> None:
    path = CALLS[route].path.replace("ID", "x")
    options = web.client.open(path, method="OPTIONS")
    assert (options.status_code, options.get_data()) == (200, b"")
    assert route[1] in options.headers["Allow"]
    assert "Access-Control-Allow-Origin" not in options.headers
    if route[1] == "GET":
        head = web.client.head(path, buffered=True)
        assert head.status_code == web.client.get(path, buffered=True).status_code
        assert head.get_data() == b""


@pytest.mark.parametrize("path", ["/api/v1/conversations/x/events", "/desk/"])
def test_what_is_private_is_kept_nowhere_on_the_way(web: Web, path: str) -> None:
    assert web.client.get(path).headers["Cache-Control"] == "no-store"


def test_over_https_browsers_are_told_to_stay_there(web: Web) -> None:
    plain = web.client.get("/health/live")
    secure = web.client.get("/health/live", base_url="https://bot.example")
    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=")


def test_only_the_chat_may_be_framed_elsewhere(web: Web) -> None:
    open_ = Web(web.services.knowledge, frame_ancestors=("https://app.hearlink.example",))
    chat, page = open_.client.get("/widget"), open_.client.get("/articles/xero-sync")
    policy = chat.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://app.hearlink.example")
    assert "X-Frame-Options" not in chat.headers
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_an_answer_without_the_right_proof_says_which_one_it_takes(web: Web) -> None:
    answer = web.client.get("/api/v1/conversations/x/events")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
