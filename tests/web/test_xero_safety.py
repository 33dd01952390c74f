"""On the way to Xero nothing secret shows, nothing leads astray, and nothing goes by itself."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.domain.errors import Unavailable
from bot.ports.authorisations import Ending
from bot.ports.connections import Refresher
from bot.ports.people import OrganisationId
from tests.web.stage import API, HOST_KEY, OURS, Web, bearer, identity, json_of
from tests.web.walk import CONSENT
from tests.web.xero_visit import CLINIC, Visit, csrf, said


@pytest.fixture
def visit(web: Web) -> Visit:
    return Visit(web)


def test_the_cookie_is_for_this_way_alone_and_for_no_script(visit: Visit) -> None:
    cookie = visit.connect(visit.ticket()).headers["Set-Cookie"]
    assert cookie.startswith("xero_connect=")
    for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/xero", "Max-Age=3600"):
        assert flag in cookie


def test_no_page_on_the_way_is_kept_framed_or_told_of(visit: Visit) -> None:
    ticket = visit.ticket()
    answers = [visit.connect(ticket), visit.client.get("/xero/callback?code=c&state=s")]
    answers += [visit.client.get(f"/xero/{page}") for page in ("tenant", "result")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_form_of_the_chat_may_lead_on_to_xero_and_of_no_other_page(web: Web) -> None:
    # Chromium holds form-action against redirects too: without it, nothing would happen.
    chat = web.client.get("/widget").headers["Content-Security-Policy"]
    # The chat may be open at another of our names than the address that tickets are taken to.
    assert f"form-action 'self' {OURS} https://login.example;" in chat
    page = web.client.get("/articles/xero-sync").headers["Content-Security-Policy"]
    assert page.endswith("form-action 'self'")


def test_after_the_callback_the_address_holds_nothing(visit: Visit) -> None:
    state = visit.begin()
    answer = visit.client.get("/xero/callback", query_string={"state": state, "code": "code-1"})
    assert (answer.status_code, answer.location) == (303, "/xero/result")


@pytest.mark.parametrize("name", ["next", "url", "redirect_uri", "return_to"])
def test_no_redirect_follows_what_was_sent(visit: Visit, name: str) -> None:
    evil = "https://evil.example/"
    form = {"ticket": visit.ticket(), name: evil}
    begun = visit.client.post(f"/xero/connect?{name}={evil}", data=form)
    assert begun.location.startswith("https://login.example/authorize?")
    assert "evil" not in begun.location
    state = begun.location.partition("state=")[2]
    query = {"state": state, "code": "code-1", name: evil}
    assert visit.client.get("/xero/callback", query_string=query).location == "/xero/result"


def test_another_host_header_changes_no_address(visit: Visit) -> None:
    told = visit.client.post(
        f"{API}/xero/authorisations",
        json={},
        headers={**bearer(identity()), "Host": "evil.example"},
    )
    assert json_of(told)["url"] == f"{OURS}/xero/connect"


def test_forms_work_over_https_where_no_page_tells_its_referrer(web: Web) -> None:
    visit = Visit(web)
    connected(web)
    ticket = visit.ticket("disconnect")
    page = visit.client.post("/xero/disconnect", data={"ticket": ticket}, base_url=OURS)
    form = {"csrf_token": csrf(said(page))}
    answer = visit.client.post("/xero/disconnect/confirm", data=form, base_url=OURS)
    assert (answer.status_code, answer.location) == (303, "/xero/result")


def test_who_begins_too_often_is_slowed_down(web: Web) -> None:
    slow = Web(web.services.knowledge, limits={"connect": "2 per minute"})
    headers = bearer(identity())
    statuses = [
        slow.client.post(f"{API}/xero/authorisations", json={}, headers=headers).status_code
        for _ in range(3)
    ]
    assert statuses == [201, 201, 429]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("log")
def test_no_secret_is_in_a_log_a_page_or_an_address(
    web: Web, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    visit = Visit(web)
    ticket = visit.ticket()
    begun = visit.connect(ticket)
    state = begun.location.partition("state=")[2]
    cookie = begun.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    web.authoriser.problems["tenants"] = Unavailable("no answer")
    pages = [visit.back(state=state, code="hidden-code")]
    web.authoriser.problems.clear()
    pages.append(visit.client.get("/xero/tenant", follow_redirects=True))
    kept = visit.kept()
    assert kept is not None
    told = "".join(map(said, pages))
    out, err = capsys.readouterr()
    verifier = kept.refresh_token.removeprefix("refresh-with-")
    tokens = (kept.access_token, kept.refresh_token, verifier)
    for secret in (ticket, cookie, "hidden-code", state, *tokens):
        assert secret not in told
        assert secret not in out + err + caplog.text
    assert verifier not in begun.location
    assert not [one for one in web.authorisations.kept.values() if one.secrets.tokens]


def connected(web: Web, organisation: str = "clinic", *, refreshes: str = "assistant") -> None:
    """Hand a consent over."""
    answer = web.client.put(
        f"{API}/connections/{organisation}",
        json={**CONSENT, "refreshes": refreshes},
        headers=bearer(HOST_KEY),
    )
    assert answer.status_code == 200


def test_the_host_says_who_renews_what_it_hands_over(web: Web) -> None:
    connected(web, refreshes="host")
    found = web.connections.find(CLINIC)
    assert found is not None
    assert found.tokens.refreshed_by is Refresher.HOST


def disconnect(visit: Visit, ticket: str) -> str:
    page = visit.client.post("/xero/disconnect", data={"ticket": ticket})
    assert page.status_code == 200, said(page)
    form = {"csrf_token": csrf(said(page))}
    return said(visit.client.post("/xero/disconnect/confirm", data=form, follow_redirects=True))


@pytest.mark.parametrize(
    ("ending", "says"),
    [
        (Ending.ENDED, "The consent has ended at Xero"),
        (Ending.SHARED, "other organisations too; these stay connected"),
        (Ending.UNTOLD, "Xero did not answer, so the app may still be on its list"),
    ],
)
def test_disconnecting_forgets_whatever_xero_says_and_is_honest(
    visit: Visit, ending: Ending, says: str
) -> None:
    connected(visit.web)
    connected(visit.web, "other")
    visit.web.authoriser.ending = ending
    assert says in disconnect(visit, visit.ticket("disconnect"))
    assert visit.kept() is None
    assert visit.kept(OrganisationId("other")) is not None
    assert visit.web.authoriser.asked[-1] == ("end", "clinic")


def test_disconnecting_warns_that_the_sync_stops_and_asks_first(visit: Visit) -> None:
    connected(visit.web)
    page = visit.client.post("/xero/disconnect", data={"ticket": visit.ticket("disconnect")})
    assert "They stop going over" in said(page)
    assert visit.client.post("/xero/disconnect/confirm").status_code == 400
    assert visit.kept() is not None


def test_what_the_host_renews_is_never_ended_at_xero(visit: Visit) -> None:
    connected(visit.web, refreshes="host")
    assert "HearLink goes on using it" in disconnect(visit, visit.ticket("disconnect"))
    assert visit.kept() is None
    assert ("end", "clinic") not in visit.web.authoriser.asked


def test_disconnecting_twice_does_no_harm(visit: Visit) -> None:
    connected(visit.web)
    page = visit.client.post("/xero/disconnect", data={"ticket": visit.ticket("disconnect")})
    form = {"csrf_token": csrf(said(page))}
    for _ in range(2):
        answer = visit.client.post("/xero/disconnect/confirm", data=form, follow_redirects=True)
        assert "Disconnected from Xero" in said(answer)
    assert visit.web.authoriser.asked.count(("end", "clinic")) == 1


def test_with_nothing_to_disconnect_that_is_said(visit: Visit) -> None:
    page = visit.client.post("/xero/disconnect", data={"ticket": visit.ticket("disconnect")})
    assert "Nothing is connected" in said(page)


def test_a_consent_that_no_key_opens_can_be_disconnected(visit: Visit) -> None:
    connected(visit.web)
    visit.web.connections.locked.add(CLINIC)
    answer = disconnect(visit, visit.ticket("disconnect"))
    assert "may still be on its list" in answer
    assert visit.kept() is None
    connected(visit.web)
    gone = visit.client.delete(f"{API}/xero/connection", headers=bearer(identity()))
    assert json_of(gone) == {"ok": True, "xero": "untold"}
    assert visit.kept() is None


def test_a_ticket_opens_its_own_door_alone(visit: Visit) -> None:
    connected(visit.web)
    assert visit.connect(visit.ticket("disconnect")).status_code == 400
    answer = visit.client.post("/xero/disconnect", data={"ticket": visit.ticket()})
    assert answer.status_code == 400
    # Nor does the cookie of one try confirm what only the other may.
    visit.begin()
    page = visit.client.get("/desk/login").get_data(as_text=True)
    answer = visit.client.post("/xero/disconnect/confirm", data={"csrf_token": csrf(page)})
    assert answer.status_code == 400
    assert visit.kept() is not None


def test_a_program_disconnects_its_own_organisation_alone(web: Web) -> None:
    connected(web)
    connected(web, "other")
    url = f"{API}/xero/connection"
    answer = web.client.delete(f"{url}?organisation=other", headers=bearer(identity()))
    assert json_of(answer) == {"ok": True, "xero": "ended"}
    assert web.connections.find(CLINIC) is None
    assert web.connections.find(OrganisationId("other")) is not None
