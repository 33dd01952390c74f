"""The help pages and the plain form: from the article to a cause, with and without a script."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from bot.cli.demo import Demo
from tests.browser.audit import OPTIONS, SEEN, faults_of
from tests.browser.conftest import Shoot
from tests.browser.steps import choose, come, introduced

ARTICLE = "/articles/xero-sync"
PLAIN = "/plain/xero-sync"
EXPIRED = "HearLink asks me to reconnect to Xero, or the sign-in stopped working"


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page on which no script runs."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_check_this_for_me_opens_the_chat_on_that_cause(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    page.goto(f"{demo.url}{ARTICLE}")
    page.locator("#connection_expired").get_by_role("link", name="Find out if it is this").click()
    expect(chat.get_by_role("log")).to_contain_text(EXPIRED)
    expect(chat.locator(".said")).to_have_count(1)
    expect(chat.locator(".turn")).to_have_count(2)
    order = chat.locator("#log > *").evaluate_all("all => all.map(one => one.className)")
    assert [name.split()[0] for name in order] == ["turn", "said", "turn"]
    page.locator("#duplicate_invoice").get_by_role("link", name="Find out if it is this").click()
    expect(chat.locator(".said")).to_have_count(2)


def test_search_leads_to_the_cause_in_the_article(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}{ARTICLE}")
    page.get_by_role("searchbox").fill("reconect")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="The Xero connection has expired", exact=True).click()
    expect(page).to_have_url(f"{demo.url}{ARTICLE}#connection_expired")
    expect(page.locator("#connection_expired")).to_be_in_viewport()


def test_whole_way_without_a_script(bare: Page, demo: Demo, shoot: Shoot) -> None:
    bare.goto(f"{demo.url}{ARTICLE}")
    bare.locator("#connection_expired").get_by_role("link", name="Find out if it is this").click()
    bare.get_by_role("button", name="Find out if it is this").click()
    expect(bare.get_by_text(EXPIRED)).to_be_visible()
    bare.get_by_label("Your message").fill("it asks me to reconnect to Xero")
    bare.get_by_role("button", name="Send", exact=True).click()
    expect(bare.locator("#newest").get_by_role("heading", level=2)).to_have_text(
        "The Xero connection has expired"
    )
    bare.get_by_role("button", name="Talk to a person").click()
    bare.get_by_label("E-mail").fill("ana@clinic.example")
    bare.get_by_role("button", name="Send to support").click()
    expect(bare.get_by_text("Your reference")).to_be_visible()


def test_article_is_rated_without_a_script(bare: Page, demo: Demo) -> None:
    bare.goto(f"{demo.url}{ARTICLE}")
    bare.get_by_role("button", name="No", exact=True).click()
    bare.get_by_label("Difficult to understand").check()
    bare.get_by_role("button", name="Send feedback").click()
    expect(bare.get_by_text("Feedback sent")).to_be_visible()


COVERED = """() => {
  const chat = [...document.querySelectorAll('section')].find(one => one.shadowRoot).shadowRoot
  const hidden = chat.querySelector('dialog').getBoundingClientRect()
  const under = ({ width, left, right, top, bottom }) => width > 2
    && right > hidden.left && left < hidden.right && bottom > hidden.top && top < hidden.bottom
  return [...document.querySelectorAll('a, button, input, summary')]
    .filter(one => one.checkVisibility() && under(one.getBoundingClientRect()))
    .map(one => one.outerHTML)
}"""
"""What can be pressed on a page and lies under the open chat."""


@pytest.mark.parametrize(
    "path", ["/demo", ARTICLE, "/help", "/help?q=lock+date", f"{ARTICLE}?lang=ar"]
)
def test_open_chat_covers_nothing_that_can_be_pressed(page: Page, demo: Demo, path: str) -> None:
    for width in (1024, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 720})
        page.goto(f"{demo.url}{path}")
        page.evaluate("() => HearLinkAssistant.open()")
        expect(page.locator(".chatting")).to_be_attached()
        assert page.evaluate(COVERED) == []


def test_article_stays_where_it_is_when_the_chat_opens(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}{ARTICLE}")
    before = page.locator(".prose").bounding_box()
    page.evaluate("() => HearLinkAssistant.open()")
    expect(page.locator(".chatting")).to_be_attached()
    assert page.locator(".prose").bounding_box() == before


def test_form_for_support_keeps_its_distance_from_the_button_below(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    come(page, demo.url)
    choose(chat, "Talk to a person")
    form, below = chat.locator("#below > .ticket"), chat.locator("#below > .choices")
    expect(form).to_be_visible()
    end = form.evaluate("node => node.getBoundingClientRect().bottom")
    assert below.evaluate("node => node.getBoundingClientRect().top") >= end + 8


def test_chat_without_a_script_leads_to_the_plain_page(bare: Page, demo: Demo) -> None:
    bare.goto(f"{demo.url}/widget?topic=xero-sync")
    link = bare.get_by_role("link", name="Go on without it")
    assert link.get_attribute("href") == PLAIN


def test_paper_shows_every_remedy_and_nothing_to_click(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}{ARTICLE}")
    steps = page.locator("#connection_expired ol")
    expect(steps).to_be_hidden()
    page.emulate_media(media="print")
    assert (steps.bounding_box() or {"height": 0})["height"] > 50
    expect(page.get_by_role("link", name="Find out if it is this").first).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()


def test_arabic_runs_from_right_to_left_and_english_in_it_does_not(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot
) -> None:
    page.goto(f"{demo.url}{ARTICLE}?lang=ar")
    page.locator("#connection_expired a.check").click()
    expect(chat.locator("html[lang=ar][dir=rtl]")).to_be_attached()
    expect(chat.locator(".turn")).to_have_count(2)
    shoot("chat-arabic")
    question = chat.locator(".turn").last.locator("[lang=en]").first
    assert question.evaluate("node => getComputedStyle(node).direction") == "ltr"
    choose(chat, "التحدث إلى موظف")
    expect(chat.get_by_text("إرسال هذا إلى موظف")).to_be_visible()


Look = tuple[str, Literal["light", "dark"], Literal["active", "none"]]
LIGHT: Look = ("light", "light", "none")
DARK: Look = ("dark", "dark", "none")
FORCED: Look = ("forced", "dark", "active")
LOOKS: dict[str, tuple[Look, ...]] = {"en": (LIGHT, DARK, FORCED), "pl": (DARK,), "ar": (LIGHT,)}
"""Which looks a language is seen in; each page is loaded once."""


def faults_in(page: Page, shoot: Shoot, name: str, lang: str) -> list[str]:
    """What axe objects to in the page, and whether it has to be scrolled sideways on a phone."""
    found = []
    for place, (look, scheme, forced) in enumerate(LOOKS[lang]):
        page.emulate_media(color_scheme=scheme, forced_colors=forced)
        shoot(f"{name}-{lang}-{look}")
        faults = faults_of(page, SEEN if place else OPTIONS)
        found += [f"{name} {look}: {fault}" for fault in faults]
    usual = page.viewport_size
    assert usual is not None
    page.set_viewport_size({"width": 320, "height": 640})
    shoot(f"{name}-{lang}-narrow")
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    page.set_viewport_size(usual)
    return [*found, *([f"{name}: {wide} px wide"] if wide > 320 else [])]


def plain_states(page: Page, url: str, lang: str) -> Iterator[str]:
    """The plain form from its greeting to the ticket, state by state."""
    page.goto(f"{url}{PLAIN}?lang={lang}&about=connection_expired")
    yield "greeting"
    page.locator("#text").fill("HearLink asks us to reconnect to Xero and nothing goes over")
    page.locator(".composer .main").click()
    expect(page.locator(".badge")).to_be_visible()
    yield "diagnosis"
    page.locator("button[value=human]").click()
    page.locator(".ticket summary").click()
    yield "ticket"
    page.locator(".ticket .main").click()
    expect(page.locator("#contact-problem")).to_be_visible()
    yield "missing"


@pytest.mark.parametrize("lang", LOOKS)
def test_axe_finds_nothing_on_the_plain_form(
    page: Page, demo: Demo, shoot: Shoot, lang: str
) -> None:
    for state in plain_states(page, demo.url, lang):
        assert faults_in(page, shoot, f"plain-{state}", lang) == []


@pytest.mark.parametrize("lang", LOOKS)
def test_axe_finds_nothing_on_the_help_pages(
    page: Page, demo: Demo, shoot: Shoot, lang: str
) -> None:
    for name, path in {
        "article": f"{ARTICLE}?lang={lang}",
        "help": f"/help?lang={lang}",
        "found": f"/help?lang={lang}&q=lock+date",
        "rating": f"{ARTICLE}/feedback?lang={lang}&stage=missing",
    }.items():
        page.goto(f"{demo.url}{path}")
        for summary in page.locator(".cause summary").all()[:1]:
            summary.click()
        assert faults_in(page, shoot, name, lang) == []


def test_narrow_demo_loses_nothing(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{demo.url}/demo")
    expect(page.get_by_text("more scenarios")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


HOST = """<!doctype html><title>Host</title><form method="post" action="{url}">
<input type="hidden" name="identity_token" value="{token}"><button>Get help</button></form>"""
"""A host's page that leads somebody whom it knows to the plain form."""


def test_comparison_without_a_script_and_its_file(page: Page, demo: Demo, shoot: Shoot) -> None:
    token = introduced(page, demo.url, "manual-mode")
    html = HOST.format(url=f"{PLAIN}/visitor", token=token)
    page.route("**/host", lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto(f"{demo.url}/host")
    page.get_by_role("button", name="Get help").click()
    for said, answer in (
        ("New invoices don't go to Xero by themselves any more.", "Is that all right?"),
        ("yes", "HearLink is set to manual sync"),
        ("can I export the invoices and import them in Xero by hand?", "Compare everything"),
    ):
        page.get_by_label("Your message").fill(said)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#newest")).to_contain_text(answer)
    shoot("plain-offers-comparison")
    page.get_by_role("link", name="Compare everything with Xero").click()
    expect(page.get_by_role("table")).to_contain_text("Not in Xero")
    assert faults_in(page, shoot, "plain-comparison", "en") == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file (CSV)").click()
    assert saved.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.get_by_label("Your message")).to_be_visible()


def test_answer_about_the_article_is_kept_and_thanked(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}{ARTICLE}")
    rating = page.locator(".rating")
    with page.expect_response("**/api/v1/articles/*/feedback") as kept:
        rating.get_by_role("button", name="Yes", exact=True).click()
    assert kept.value.ok
    assert kept.value.request.post_data_json == {"helpful": True}
    expect(rating.get_by_text("That’s Great!")).to_be_visible()
    expect(rating.get_by_role("button", name="Yes", exact=True)).to_be_hidden()


def test_cause_that_was_the_answer_is_thanked_for_where_the_button_was(
    page: Page, demo: Demo, shoot: Shoot
) -> None:
    page.goto(f"{demo.url}{ARTICLE}")
    cause = page.locator("#connection_expired")
    button = cause.get_by_role("button", name="This answers my question")
    page.route("**/api/v1/articles/*/feedback", lambda route: route.abort(), times=1)
    button.press("Enter")
    expect(cause.get_by_role("status")).to_have_text("That could not be sent. Please try again.")
    expect(button).to_be_focused()
    with page.expect_response("**/api/v1/articles/*/feedback") as kept:
        button.press("Enter")
    assert kept.value.ok
    assert kept.value.request.post_data_json == {"helpful": True, "about": "connection_expired"}
    expect(cause.get_by_role("status")).to_contain_text("Thank you for your feedback")
    expect(cause.get_by_role("status")).to_be_focused()
    expect(button).to_have_count(0)
    assert faults_in(page, shoot, "answered", "en") == []


def test_cause_that_was_the_answer_is_kept_without_a_script(bare: Page, demo: Demo) -> None:
    bare.goto(f"{demo.url}{ARTICLE}?lang=pl")
    bare.locator("#connection_expired").get_by_role("button").click()
    expect(bare.get_by_role("status")).to_contain_text("Dziękujemy za opinię")
    bare.get_by_role("heading", level=1).get_by_role("link").click()
    expect(bare).to_have_url(f"{demo.url}{ARTICLE}?lang=pl#connection_expired")
