"""The desk is for agents who signed in, and shows what people wrote as plain words."""

from dataclasses import replace

import pytest

from bot.adapters.passwords import Argon2Passwords
from bot.domain.escalation import Contact
from bot.ports.people import Visitor
from bot.web.current import EXTENSION
from bot.web.desk import UNKNOWN_HASH
from tests.fakes import FakeAgents
from tests.services.stage import KEY
from tests.web.stage import AGENT, PASSWORD, Web

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MARKUP = ("<script>alert", "<img src=x")


def test_the_right_password_signs_in(web: Web) -> None:
    web.sign_in()
    page = web.client.get("/desk/").get_data(as_text=True)
    assert "Tickets" in page
    assert AGENT.name in page


@pytest.mark.parametrize("email", [AGENT.email, "nobody@desk.example", ""])
def test_a_wrong_password_and_an_unknown_address_fail_alike(web: Web, email: str) -> None:
    proof = {"email": email, "password": "wrong", "csrf_token": web.csrf()}
    answer = web.client.post("/desk/login", data=proof)
    page = answer.get_data(as_text=True).replace(email or "\0", "")
    assert answer.status_code == 401
    assert "That e-mail address and password do not go together." in page
    assert "wrong" not in page
    # Somebody's hash is compared each time, so that the time taken is the same.
    assert len(web.passwords.compared) == 1
    assert web.client.get("/desk/").status_code == 302


def test_no_password_is_the_one_of_the_hash_for_nobody(web: Web) -> None:
    assert not Argon2Passwords().fits("", UNKNOWN_HASH)
    assert not Argon2Passwords().fits(PASSWORD, UNKNOWN_HASH)


def test_an_address_is_known_whatever_its_letter_case(web: Web) -> None:
    proof = {"email": AGENT.email.upper(), "password": PASSWORD, "csrf_token": web.csrf()}
    assert web.client.post("/desk/login", data=proof).status_code == 302


def test_signing_in_needs_the_token_of_the_form(web: Web) -> None:
    for proof in ({}, {"csrf_token": "x"}):
        form = {"email": AGENT.email, "password": PASSWORD, **proof}
        answer = web.client.post("/desk/login", data=form)
        assert answer.status_code == 400
        assert "Please load it again" in answer.get_data(as_text=True)
    assert web.client.get("/desk/").status_code == 302


def test_signing_out_needs_it_too(web: Web) -> None:
    token = web.csrf()
    web.sign_in()
    assert web.client.post("/desk/logout").status_code == 400
    assert web.client.get("/desk/").status_code == 200
    assert web.client.post("/desk/logout", data={"csrf_token": token}).status_code == 302
    assert web.client.get("/desk/").status_code == 302


def test_who_is_signed_in_need_not_sign_in_again(web: Web) -> None:
    web.sign_in()
    assert web.client.get("/desk/login").location == "/desk/"


def test_an_agent_who_is_gone_is_signed_out(web: Web) -> None:
    web.sign_in()
    without = replace(web.services, agents=FakeAgents())
    web.app.extensions[EXTENSION] = without
    assert web.client.get("/desk/").status_code == 302


def test_the_cookie_is_for_this_site_alone_and_for_no_script(web: Web) -> None:
    cookie = web.client.get("/desk/login").headers["Set-Cookie"]
    for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert flag in cookie


def test_a_forged_cookie_signs_nobody_in(web: Web) -> None:
    other = Web(web.services.knowledge, secret_key="another-key-0123456789-0123456789")
    other.sign_in()
    stolen = other.client.get_cookie("session")
    assert stolen is not None
    web.client.set_cookie("session", stolen.value)
    assert web.client.get("/desk/").status_code == 302


def test_the_api_sets_no_cookie(web: Web) -> None:
    answer = web.client.post("/api/v1/conversations", json={})
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def ticket(web: Web) -> str:
    """The page of a ticket in which everything people may write is markup."""
    stage = web.stage
    stage.start(Visitor(id="1"))
    stage.say(f"it says expired {EVIL}")
    contact = Contact(name=EVIL, email="jo@clinic.example", phone=f"1{EVIL}")
    reference = stage.escalation.send(KEY, contact=contact, summary=EVIL).reference
    web.sign_in()
    return web.client.get(f"/desk/tickets/{reference}").get_data(as_text=True)


def test_what_people_wrote_never_becomes_markup_on_a_ticket(ticket: str) -> None:
    assert not [found for found in MARKUP if found in ticket]
    assert ticket.count("&lt;script&gt;alert(1)") >= 4


def test_nor_in_the_list_of_tickets(web: Web, ticket: str) -> None:
    page = web.client.get("/desk/").get_data(as_text=True)
    assert "HL-1" in page
    assert not [found for found in MARKUP if found in page]


def test_a_ticket_shows_its_words_facts_and_transcript(web: Web) -> None:
    stage = web.stage
    stage.agree()
    stage.look()
    sent = stage.escalation.send(KEY, contact=Contact(), summary="Nothing goes over.")
    web.sign_in()
    page = web.client.get(f"/desk/tickets/{sent.reference}").get_data(as_text=True)
    for words in (sent.reference, "Nothing goes over.", "ana@clinic.example", "it says expired"):
        assert words in page
    assert "Xero accepts HearLink&#39;s sign-in." in page


@pytest.mark.parametrize("path", ["/desk/tickets/HL-9", f"/desk/tickets/{EVIL}"])
def test_an_unknown_ticket_is_not_found(web: Web, path: str) -> None:
    web.sign_in()
    answer = web.client.get(path)
    assert answer.status_code == 404
    assert not [found for found in MARKUP if found in answer.get_data(as_text=True)]


def test_a_form_keeps_the_address_but_not_as_markup(web: Web) -> None:
    proof = {"email": f'"{EVIL}', "password": "x", "csrf_token": web.csrf()}
    page = web.client.post("/desk/login", data=proof).get_data(as_text=True)
    assert not [found for found in MARKUP if found in page]
