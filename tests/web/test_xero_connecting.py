"""Connecting to Xero: once, in the browser that began, for the organisation of the ticket alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.ports.authorisations import Tenant
from bot.ports.people import OrganisationId
from bot.web.current import EXTENSION
from tests.services.stage import NOW
from tests.web.stage import API, OURS, Web, bearer, identity, json_of
from tests.web.xero_visit import CLINIC, HOSTS, Visit, csrf, said

OTHER = OrganisationId("other")
TWO = [Tenant(id="t1", name="Willow Hearing"), Tenant(id="t2", name="Oak & <b>Ear</b>")]


@pytest.fixture
def visit(web: Web) -> Visit:
    return Visit(web)


def test_a_ticket_tells_where_the_browser_takes_it_and_until_when(web: Web) -> None:
    told = json_of(
        web.client.post(f"{API}/xero/authorisations", json={}, headers=bearer(identity()))
    )
    assert told["url"] == f"{OURS}/xero/connect"
    assert told["expires_at"] == (NOW + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert told["ticket"] not in str(web.authorisations.kept)


def test_who_may_not_manage_integrations_gets_no_ticket(web: Web) -> None:
    for permissions, status in (
        (["invoices.view"], 403),
        ([], 403),
        (["integrations.manage"], 201),
    ):
        headers = bearer(identity(permissions=permissions))
        answer = web.client.post(f"{API}/xero/authorisations", json={}, headers=headers)
        assert answer.status_code == status


def test_with_the_right_yes_the_consent_is_kept(visit: Visit) -> None:
    page = visit.back(state=visit.begin(), code="code-1")
    assert "Connected to Willow Hearing" in said(page)
    assert page.request.path == "/xero/result"
    kept = visit.kept()
    assert kept is not None
    assert (kept.tenant_id, kept.tenant_name) == ("tenant-1", "Willow Hearing")
    assert kept.access_token == "access-for-code-1"


def test_leave_to_write_is_asked_for_only_when_a_test_invoice_is_wanted(visit: Visit) -> None:
    visit.begin()
    visit.begin(visit.ticket("test_invoice"))
    assert visit.web.authoriser.asked == [("url", "look"), ("url", "test_invoice")]


def test_of_several_organisations_one_is_chosen(visit: Visit) -> None:
    visit.web.authoriser.reached = TWO
    page = visit.back(state=visit.begin(), code="code-1")
    assert "Which organisation is it?" in said(page)
    assert "Oak &amp; &lt;b&gt;Ear" in said(page)
    assert visit.kept() is None
    page = visit.submit("/xero/tenant", tenant="t2")
    assert "Connected to Oak" in said(page)
    kept = visit.kept()
    assert kept is not None
    assert kept.tenant_id == "t2"


def test_an_organisation_that_the_consent_does_not_reach_cannot_be_chosen(visit: Visit) -> None:
    visit.web.authoriser.reached = TWO
    visit.back(state=visit.begin(), code="code-1")
    for wrong in ("t3", ""):
        page = visit.submit("/xero/tenant", tenant=wrong)
        assert page.status_code == 400
        assert "Please choose one of these." in said(page)
    assert visit.kept() is None


def test_choosing_needs_the_token_of_the_form(visit: Visit) -> None:
    visit.web.authoriser.reached = TWO
    visit.back(state=visit.begin(), code="code-1")
    assert visit.client.post("/xero/tenant", data={"tenant": "t2"}).status_code == 400
    assert visit.kept() is None


def test_a_second_click_saves_no_other_organisation(visit: Visit) -> None:
    visit.web.authoriser.reached = TWO
    visit.back(state=visit.begin(), code="code-1")
    token = csrf(said(visit.client.get("/xero/tenant")))
    for tenant in ("t1", "t2"):
        form = {"tenant": tenant, "csrf_token": token}
        page = visit.client.post("/xero/tenant", data=form, follow_redirects=True)
        assert "Connected to Willow Hearing" in said(page)
    kept = visit.kept()
    assert kept is not None
    assert kept.tenant_id == "t1"


def test_the_callback_in_another_browser_is_refused(web: Web) -> None:
    mine, theirs = Visit(web), Visit(web)
    state = mine.begin()
    page = theirs.back(state=state, code="code-1")
    assert page.status_code == 400
    assert "did not begin the connection" in said(page)
    theirs.begin(theirs.ticket(sub="eve", org="other"))
    page = theirs.back(state=state, code="code-1")
    assert "did not begin the connection" in said(page)
    assert (mine.kept(), mine.kept(OTHER)) == (None, None)
    assert ("redeem", "code-1") not in web.authoriser.asked


def test_a_strangers_state_is_refused_in_the_right_browser(visit: Visit) -> None:
    visit.begin()
    for state in ("", "guessed", "ü" * 5000):
        assert visit.back(state=state, code="code-1").status_code == 400
    assert visit.kept() is None


def test_a_state_that_came_back_before_changes_nothing(visit: Visit) -> None:
    state = visit.begin()
    visit.back(state=state, code="code-1")
    page = visit.back(state=state, code="code-of-somebody-else")
    assert "Connected to Willow Hearing" in said(page)
    assert [step for step in visit.web.authoriser.asked if step[0] == "redeem"] == [
        ("redeem", "code-1")
    ]
    kept = visit.kept()
    assert kept is not None
    assert kept.access_token == "access-for-code-1"


def test_a_newer_try_takes_the_place_of_the_older(visit: Visit) -> None:
    old, new = visit.begin(), visit.begin()
    assert "a newer try has taken its place" in said(visit.back(state=old, code="code-1"))
    assert visit.kept() is None
    assert "Connected" in said(visit.back(state=new, code="code-2"))


def test_only_the_organisation_of_the_ticket_is_touched(web: Web) -> None:
    Visit(web).back(state="x", code="y")
    mine, theirs = Visit(web), Visit(web)
    theirs.back(state=theirs.begin(theirs.ticket(sub="jo", org="other")), code="code-o")
    before = theirs.kept(OTHER)
    ticket = mine.ticket()
    # Neither a field nor an address names an organisation: what is sent in addition is not read.
    form = {"ticket": ticket, "organisation": "other", "org": "other"}
    answer = mine.client.post("/xero/connect?organisation=other", data=form)
    state = answer.location.partition("state=")[2]
    mine.back(state=state, code="code-c", organisation="other", tenant="t9")
    assert before is not None
    assert mine.kept(OTHER) == before
    assert mine.kept(CLINIC) is not None


def test_a_ticket_is_good_once(visit: Visit) -> None:
    ticket = visit.ticket()
    visit.begin(ticket)
    again = visit.connect(ticket)
    assert again.status_code == 409
    assert "This was used already" in said(again)


@pytest.mark.parametrize(("after", "good"), [(299, True), (300, False), (3600, False)])
def test_a_ticket_is_good_for_five_minutes(visit: Visit, after: int, good: bool) -> None:
    ticket = visit.ticket()
    visit.web.stage.clock.move(timedelta(seconds=after))
    answer = visit.connect(ticket)
    assert answer.status_code == (303 if good else 400)
    assert good or "That took too long" in said(answer)


def test_who_stays_too_long_at_xero_begins_again(visit: Visit) -> None:
    state = visit.begin()
    visit.web.stage.clock.move(timedelta(minutes=15))
    assert "That took too long" in said(visit.back(state=state, code="code-1"))
    assert visit.kept() is None


@pytest.mark.parametrize("ticket", ["", "x", "ü\0" * 900])
def test_what_is_no_ticket_begins_nothing(visit: Visit, ticket: str) -> None:
    assert visit.connect(ticket).status_code == 400
    assert visit.web.authoriser.asked == []


def test_a_form_of_another_site_is_asked_about_first(visit: Visit) -> None:
    ticket = visit.ticket(name="Ana <i>Long</i>")
    page = visit.connect(ticket, **HOSTS)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers or "xero_connect" not in page.headers["Set-Cookie"]
    assert "Ana &lt;i&gt;Long" in said(page)
    assert "<b>clinic</b>" in said(page)
    assert page.headers["Content-Security-Policy"].endswith("https://login.example")
    form = {"ticket": ticket, "csrf_token": csrf(said(page))}
    # Our own policy makes old browsers send the origin “null”, which proves nothing by itself.
    assert (
        visit.client.post("/xero/connect", data=form, headers={"Origin": "null"}).status_code == 303
    )


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, True),
        ({"Origin": OURS}, False),
        ({"Origin": "null"}, True),
        ({"Origin": "https://evil.example"}, True),
        ({}, False),
    ],
)
def test_the_chat_itself_is_not_asked(visit: Visit, headers: dict[str, str], asked: bool) -> None:
    answer = visit.connect(visit.ticket(), **headers)
    assert (answer.status_code == 200) is asked


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"error": "access_denied"}, "At Xero the answer was no"),
        ({"error": "access_denied", "error_description": "User Role too low"}, "role in Xero"),
        ({"error": "unauthorized_client"}, "Our set-up at Xero is wrong"),
        ({"error": "invalid_scope"}, "Our set-up at Xero is wrong"),
        ({"error": "server_error"}, "Xero did not answer"),
        ({"error": "x", "error_description": "2 uncertified apps"}, "no further app"),
        ({"error": "<script>alert(1)</script>"}, "It did not work"),
        ({}, "It did not work"),
        ({"code": ""}, "It did not work"),
    ],
)
def test_every_no_of_xero_is_explained_and_changes_nothing(
    visit: Visit, arguments: dict[str, str], says: str
) -> None:
    state = visit.begin()
    for _ in range(2):
        page = visit.back(state=state, **arguments)
        assert says in said(page)
        assert "<script>" not in said(page)
    assert visit.kept() is None
    assert not [step for step in visit.web.authoriser.asked if step[0] == "redeem"]


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("invalid_grant", "That took too long"),
        ("invalid_client", "Our set-up at Xero is wrong"),
        ("invalid_scope", "Our set-up at Xero is wrong"),
        ("role", "Your role in Xero is too low"),
        ("something new", "It did not work"),
    ],
)
def test_every_refusal_of_the_code_is_explained(visit: Visit, reason: str, says: str) -> None:
    problem = Refused("no", answer=400, reason=reason)
    visit.web.authoriser.problems["redeem"] = problem
    assert says in said(visit.back(state=visit.begin(), code="code-1"))
    assert visit.kept() is None


def test_an_exchange_without_an_answer_saves_nothing_and_says_so(visit: Visit) -> None:
    visit.web.authoriser.problems["redeem"] = Unavailable("no answer")
    assert "Xero did not answer" in said(visit.back(state=visit.begin(), code="code-1"))
    assert visit.kept() is None


def test_a_list_of_organisations_that_does_not_come_can_be_asked_for_again(visit: Visit) -> None:
    visit.web.authoriser.problems["tenants"] = Unavailable("no answer")
    page = visit.back(state=visit.begin(), code="code-1")
    assert page.status_code == 502
    assert 'href="/xero/tenant"' in said(page)
    visit.web.authoriser.problems.clear()
    page = visit.client.get("/xero/tenant", follow_redirects=True)
    assert "Connected to Willow Hearing" in said(page)
    assert visit.kept() is not None


def test_who_chose_no_organisation_is_told(visit: Visit) -> None:
    visit.web.authoriser.reached = []
    page = visit.back(state=visit.begin(), code="code-1")
    assert "No organisation was chosen" in said(page)
    assert "two apps without a certificate" in said(page)
    assert visit.kept() is None


def test_where_nothing_is_set_up_that_is_said(web: Web) -> None:
    connecting = replace(web.services.connecting, ready=False)
    web.app.extensions[EXTENSION] = replace(web.services, connecting=connecting)
    answer = web.client.post(f"{API}/xero/authorisations", json={}, headers=bearer(identity()))
    assert (answer.status_code, answer.get_json()["error"]) == (404, "NotFound")
