"""The conversation without a script: the same services behind forms, each message once."""

import re
from collections.abc import Mapping
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from bot.domain.topic import Knowledge
from bot.ports.conversations import Key
from bot.ports.mirror import MirroredInvoice
from bot.web.browser_key import Held
from tests.services.stage import CLINIC, NOW
from tests.web.stage import OURS, WRONG_IDENTITIES, Web, identity

PLAIN = "/plain/xero-sync"
ACTION = re.compile(r'action="([^"]+)"')
HIDDEN = re.compile(r'name="(\w+)" value="([^"]*)"')


class Browser:
    """A browser without JavaScript: fills in the forms of the page it is on."""

    def __init__(self, web: Web, lang: str = "") -> None:
        self.client: FlaskClient = web.app.test_client()
        self.path = f"{PLAIN}?lang={lang}" if lang else PLAIN
        self.page = self.open()

    def open(self, path: str = "") -> str:
        answer = self.client.get(path or self.path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.page = answer.get_data(as_text=True)
        return self.page

    def form(self, what: str = "", named: str = "") -> tuple[str, dict[str, str]]:
        """The form that leads to `what` and holds `named`: its address and its hidden fields."""
        for form in self.page.split("<form ")[1:]:
            inner = form.partition("</form>")[0]
            address = "".join(ACTION.findall(inner)[:1])
            if address.partition("?")[0] == f"{PLAIN}{what}" and named in inner:
                return address, dict(HIDDEN.findall(inner.partition("<button")[0]))
        raise AssertionError(f"no form to {what}")

    def post(self, what: str = "", *, named: str = "", **fields: object) -> TestResponse:
        """Send the form, without following where it leads."""
        address, hidden = self.form(what, named)
        return self.client.post(address, data={**hidden, **fields})

    @property
    def key(self) -> Key:
        """What opens the conversation of this browser."""
        kept = self.client.get_cookie("conversation", path=PLAIN)
        assert kept is not None
        return Held(*kept.value.split(".")).key

    def identified(self) -> "Browser":
        """The same browser, after the host's page said who is there."""
        named = {"identity_token": identity()}
        there = self.path.replace(PLAIN, f"{PLAIN}/visitor")
        assert self.client.post(there, data=named, headers=HERE).status_code == 303
        self.open()
        return self

    def send(self, what: str = "", *, named: str = "", **fields: object) -> str:
        """Send the form, and follow."""
        answer = self.post(what, named=named, **fields)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.open(answer.location)

    def say(self, text: str) -> str:
        return self.send(named="textarea", text=text)

    def choose(self, choice: str) -> str:
        return self.send(named='name="choice"', choice=choice)

    def choices(self) -> list[str]:
        return re.findall(r'name="choice" value="([^"]+)"', self.page)

    def said(self) -> int:
        return self.page.count('<li class="said">')


@pytest.fixture
def browser(web: Web) -> Browser:
    return Browser(web)


def stored(web: Web) -> int:
    """How many conversations there are."""
    return len(web.stage.conversations._threads)


def test_page_greets_and_begins_nothing(web: Web, browser: Browser) -> None:
    assert "Tell me in your own words" in browser.page
    assert browser.choices() == ["start", "human"]
    assert stored(web) == 0


def test_first_message_begins_the_conversation(web: Web, browser: Browser) -> None:
    page = browser.say("hello <b>there</b>")
    assert stored(web) == 1
    assert "hello &lt;b&gt;there&lt;/b&gt;" in page
    assert page.count('id="newest"') == 1


def test_whole_way_from_a_symptom_to_the_fix(web: Web) -> None:
    web.stage.looking.facts["connection_status"] = "expired"
    browser = Browser(web).identified()
    browser.say("it says expired")
    page = browser.choose("look.yes")
    assert "Confirmed" in page
    assert str(escape("Xero no longer accepts HearLink's sign-in.")) in page
    assert '<li class="problem">' in page
    web.stage.looking.facts["connection_status"] = "connected"
    page = browser.choose("remedy.done")
    assert "Fixed, and checked" in page
    assert "Was this helpful?" in page


LOOK_NOTE = "A look takes a few seconds."


def test_stranger_is_told_that_nothing_is_looked_at(browser: Browser) -> None:
    assert str(escape("I can't look at your connection here")) in browser.page
    browser.say("it says expired")
    page = browser.choose("connection_status=expired")
    assert "remedy.done" in browser.choices()
    assert LOOK_NOTE not in page
    assert "check again" not in page


def test_known_visitor_is_told_what_a_look_takes(web: Web) -> None:
    web.stage.looking.facts["connection_status"] = "expired"
    browser = Browser(web).identified()
    assert LOOK_NOTE in browser.say("it says expired")
    page = browser.choose("look.yes")
    assert LOOK_NOTE in page
    assert "Done, check again" in page


def test_looks_that_were_cut_short_can_be_run_later(web: Web) -> None:
    browser = Browser(web).identified()
    browser.say("it says expired")
    web.services.chat.choose(browser.key, client_id="elsewhere", choice="look.yes")
    assert "Look now" in browser.open()
    page = browser.send("/looks")
    assert "Look now" not in page
    assert '<li class="ok">' in page


def test_form_sent_twice_counts_once(web: Web, browser: Browser) -> None:
    for _ in range(3):
        assert browser.post(named="textarea", text="hello").status_code == 303
    browser.open()
    assert (stored(web), browser.said()) == (1, 1)


def test_old_page_with_new_words_is_a_new_message(web: Web, browser: Browser) -> None:
    for text in ("hello", "it says expired"):
        browser.post(named="textarea", text=text)
    browser.open()
    assert browser.said() == 2


def test_used_button_of_an_older_page_is_refused_kindly(browser: Browser) -> None:
    browser.choose("human")
    browser.post(named='name="choice"', choice="look.yes")
    assert "That button belongs to an earlier message." in browser.open()
    assert "That button" not in browser.open()


def test_empty_message_is_asked_for_again(web: Web, browser: Browser) -> None:
    answer = browser.post(named="textarea", text="  ")
    assert answer.status_code == 400
    assert "Please write what you see, or choose an answer." in answer.get_data(as_text=True)
    assert stored(web) == 0


def test_step_can_be_taken_back(browser: Browser) -> None:
    assert "/undo" not in browser.page
    browser.say("it says expired")
    assert browser.said() == 1
    browser.send("/undo")
    assert browser.said() == 0
    assert "/undo" not in browser.page


def test_starting_again_leaves_the_old_conversation(web: Web, browser: Browser) -> None:
    browser.say("it says expired")
    browser.send("/again")
    assert browser.said() == 0
    browser.say("hello")
    assert stored(web) == 2


def test_cause_of_the_article_can_be_checked_at_once(web: Web, browser: Browser) -> None:
    page = browser.open(f"{PLAIN}?about=connection_expired")
    assert "The Xero connection has expired" in page
    assert browser.choices()[0] == "suspect=connection_expired"
    page = browser.send(named="about", choice="suspect=connection_expired")
    assert "HearLink asks me to reconnect to Xero" in page


def test_cause_that_does_not_exist_is_not_offered(browser: Browser) -> None:
    assert "suspect=" not in browser.open(f"{PLAIN}?about=ghosts")


CONTACT = {"name": "Ana", "email": "ana@clinic.example", "phone": "", "summary": "Help me"}


def test_ticket_is_shown_first_and_sent_once(web: Web, browser: Browser) -> None:
    page = browser.choose("human")
    assert "Send this to a person" in page
    for _ in range(2):
        assert browser.post("/ticket", **CONTACT).status_code == 303
    page = browser.open()
    assert "Your reference" in page
    assert "Send this to a person" not in page
    [delivery] = web.services.outbox.tickets()
    assert delivery.ticket.contact.email == CONTACT["email"]
    assert delivery.ticket.summary == "Help me"


@pytest.mark.parametrize(
    ("contact", "problem"),
    [
        ({"email": ""}, "Please give an e-mail address or a phone number"),
        ({"email": "", "phone": "none"}, "Please give an e-mail address or a phone number"),
        ({"email": "ana@clinic"}, "That e-mail address looks incomplete."),
    ],
)
def test_what_is_missing_in_the_ticket_is_asked_for_and_nothing_typed_is_lost(
    web: Web, browser: Browser, contact: Mapping[str, str], problem: str
) -> None:
    browser.choose("human")
    answer = browser.post("/ticket", **{**CONTACT, **contact})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert problem in page
    assert "Help me</textarea>" in page
    assert 'value="Ana"' in page
    assert web.services.outbox.tickets() == []


def rated(web: Web) -> list[bool]:
    return [kept.helpful for kept in web.stage.conversations.ratings.kept]


def test_no_asks_for_reasons_and_keeps_them(web: Web) -> None:
    browser = ended(web)
    answer = browser.post("/rating", helpful="no")
    browser.page = answer.get_data(as_text=True)
    assert "Let us know how can we improve this article!" in browser.page
    assert rated(web) == []
    page = browser.send("/rating", helpful="no", reasons="difficult", comment="")
    assert "Feedback sent" in page
    assert rated(web) == [False]
    assert "Was this helpful?" not in browser.open()


def test_yes_is_thanked(web: Web) -> None:
    page = ended(web).send("/rating", helpful="yes")
    assert "That’s Great!" in page
    assert rated(web) == [True]


def ended(web: Web, lang: str = "") -> Browser:
    """A browser whose visitor was just told that it works again."""
    web.stage.looking.facts["connection_status"] = "expired"
    browser = Browser(web, lang).identified()
    browser.say("it says expired")
    browser.choose("look.yes")
    web.stage.looking.facts["connection_status"] = "connected"
    browser.choose("remedy.done")
    return browser


def test_conversation_speaks_the_language_of_its_page(web: Web) -> None:
    browser = Browser(web, lang="ar")
    assert '<html lang="ar" dir="rtl">' in browser.page
    page = browser.choose("start")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<p lang="en" dir="ltr">' in page
    assert '<html lang="ar" dir="rtl">' in browser.open(PLAIN)


def cookie(answer: TestResponse) -> str:
    [found] = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("conversation=")]
    return found


def test_key_is_out_of_reach_of_scripts_and_other_sites(web: Web) -> None:
    kept = cookie(web.app.test_client().get(PLAIN))
    assert "; HttpOnly" in kept
    assert "; SameSite=Lax" in kept
    assert "; Path=/plain/xero-sync" in kept
    assert "; Secure" in kept


def test_page_is_kept_nowhere_and_its_key_is_in_no_address(web: Web, browser: Browser) -> None:
    answer = browser.post(named="textarea", text="hello")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.location == f"{PLAIN}#newest"
    assert web.app.test_client().get(PLAIN).headers["Cache-Control"] == "no-store"


def test_other_browsers_see_nothing_of_it(web: Web, browser: Browser) -> None:
    browser.say("hello there")
    assert "hello there" not in Browser(web).page


@pytest.mark.parametrize("value", ["", "x", "a.b", "id1." + "x" * 43, "é.é", "../../x." + "y" * 43])
def test_made_up_key_opens_nothing(web: Web, browser: Browser, value: str) -> None:
    browser.say("hello there")
    stranger = web.app.test_client()
    stranger.set_cookie("conversation", value, path=PLAIN)
    page = stranger.get(PLAIN).get_data(as_text=True)
    assert "Tell me in your own words" in page
    assert "hello there" not in page


def test_name_of_anothers_conversation_cannot_be_taken_over(web: Web, browser: Browser) -> None:
    browser.say("hello there")
    thief = Browser(web)
    made_up = f"{browser.key.conversation}.{'x' * 43}"
    thief.client.set_cookie("conversation", made_up, path=PLAIN)
    thief.open()
    assert thief.post(named="textarea", text="mine now").status_code == 404
    assert "mine now" not in browser.open()


@pytest.mark.parametrize(
    "what", ["", "/looks", "/undo", "/rating", "/ticket", "/connect", "/again"]
)
def test_form_of_another_site_changes_nothing(web: Web, browser: Browser, what: str) -> None:
    browser.say("hello")
    forged = browser.client.post(f"{PLAIN}{what}", data={"text": "x", "helpful": "yes", **CONTACT})
    assert forged.status_code == 400
    browser.open()
    assert browser.said() == 1


def offered(web: Web) -> Browser:
    """A browser whose visitor was offered to connect Xero."""
    web.stage.looking.facts["xero_reach"] = "none"
    browser = Browser(web).identified()
    browser.say("it says expired")
    browser.choose("look.yes")
    return browser


def test_connecting_leads_over_a_page_with_one_button(web: Web) -> None:
    browser = offered(web)
    assert "I am not connected to your Xero yet." in browser.page
    assert "connect.done" in browser.choices()
    answer = browser.post("/connect", purpose="look")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' {OURS} https://login.example" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    [form] = [one for one in page.split("<form ") if f'action="{OURS}/xero/connect"' in one]
    assert 'method="post"' in form.partition(">")[0]
    assert 'target="_blank"' in form.partition(">")[0]
    gone = browser.client.post("/xero/connect", data=dict(HIDDEN.findall(form)))
    assert (gone.status_code, web.authoriser.asked) == (303, [("url", "look")])


def test_only_what_was_offered_can_be_connected_for(web: Web) -> None:
    browser = offered(web)
    for purpose in ("test_invoice", "disconnect", ""):
        assert browser.post("/connect", purpose=purpose).status_code == 303
        assert "That button belongs to an earlier message." in browser.open()
    assert web.authorisations.kept == {}


def test_stranger_is_never_offered_to_connect(web: Web) -> None:
    web.stage.looking.facts["xero_reach"] = "none"
    browser = Browser(web)
    browser.say("it says expired")
    assert "/connect" not in browser.page


COMPARISON = f"{PLAIN}/comparison"
MISSING = MirroredInvoice(
    organisation=CLINIC,
    uid="u1",
    number="WH<1>",
    document="invoice",
    status="Finalised",
    xero_id="x1",
    clinic="Leeds",
    total="60.5",
    updated=NOW - timedelta(days=1),
)


def test_comparison_is_offered_where_the_chat_offers_it_and_comes_as_a_file(web: Web) -> None:
    web.mirror.record(MISSING.uid, MISSING, now=NOW)
    browser = ended(web)
    assert f'href="{COMPARISON}"' in browser.page
    page = browser.open(COMPARISON)
    assert "Compared: 1. Not alike: 1." in page
    assert "WH&lt;1&gt;" in page
    assert "Not in Xero" in page
    assert f'href="{PLAIN}"' in page
    file = browser.client.get(f"{COMPARISON}.csv")
    assert file.content_type == "text/csv; charset=utf-8"
    assert "WH<1>" in file.get_data(as_text=True)
    assert {file.headers["Cache-Control"]} == {"no-store"}


def test_comparison_without_a_difference_has_no_table_and_no_file(web: Web) -> None:
    page = ended(web).open(COMPARISON)
    assert "All of them are alike." in page
    assert "<table" not in page
    assert ".csv" not in page


def test_comparison_keeps_the_language_of_its_conversation(web: Web) -> None:
    web.mirror.record(MISSING.uid, MISSING, now=NOW)
    browser = ended(web, lang="pl")
    page = browser.open(COMPARISON)
    assert '<html lang="pl"' in page
    assert web.services.knowledge.phrases["pl"]["widget.table_missing"] in page


@pytest.mark.parametrize("path", [COMPARISON, f"{COMPARISON}.csv"])
def test_comparison_is_shown_to_nobody_before_a_yes_and_not_for_ever(web: Web, path: str) -> None:
    assert web.client.get(path).status_code == 404
    browser = Browser(web)
    browser.say("hello")
    assert COMPARISON not in browser.page
    assert browser.client.get(path).status_code == 403
    known = ended(web)
    web.stage.clock.move(timedelta(hours=13))
    assert known.client.get(path).status_code == 401


HERE = {"Origin": "http://localhost"}


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://localhost.evil"])
def test_only_a_host_page_may_say_who_somebody_is(web: Web, origin: str) -> None:
    headers = {"Origin": origin} if origin else {}
    named = {"identity_token": identity()}
    answer = web.client.post(f"{PLAIN}/visitor", data=named, headers=headers)
    assert answer.status_code == 403
    assert stored(web) == 0


def test_page_that_may_embed_the_chat_may_say_who_somebody_is(knowledge: Knowledge) -> None:
    web = Web(knowledge, frame_ancestors=("'self'", "https://*.hearlink.example"))
    answer = web.client.post(
        f"{PLAIN}/visitor",
        data={"identity_token": identity()},
        headers={"Origin": "https://app.hearlink.example"},
    )
    assert answer.status_code == 303
    kept = Held(*SimpleCookie(cookie(answer))["conversation"].value.split("."))
    assert web.stage.conversations.load(kept.key).visitor.id == "ana"
    assert SimpleCookie(cookie(answer))["conversation"]["samesite"] == "Lax"


@pytest.mark.parametrize("wrong", WRONG_IDENTITIES)
def test_wrong_identity_begins_nothing(web: Web, wrong: str) -> None:
    named = {"identity_token": WRONG_IDENTITIES[wrong]}
    assert web.client.post(f"{PLAIN}/visitor", data=named, headers=HERE).status_code == 401
    assert stored(web) == 0


def test_plain_page_of_no_topic_is_not_found(web: Web) -> None:
    assert web.client.get("/plain/gone").status_code == 404
