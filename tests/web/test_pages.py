"""The pages come whole, in one language, and show no address's words as markup."""

import pytest
from markupsafe import escape

from bot.domain.topic import Knowledge
from tests.web.stage import Web

PATHS = (
    "/widget",
    "/articles/xero-sync",
    "/articles/xero-sync/feedback",
    "/help",
    "/help?q=lock",
    "/plain/xero-sync",
    "/desk/login",
    "/api/docs",
)
NO_CODE = ("src=", "application/json", "application/ld+json")
"""What may stand in the tag of a script that holds no code itself."""
EVIL = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_its_language_and_direction(web: Web, path: str) -> None:
    page = web.client.get(path).get_data(as_text=True)
    assert page.startswith("<!doctype html>")
    assert '<html lang="en" dir="ltr">' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_a_script_or_style_of_its_own(web: Web, path: str) -> None:
    page = web.client.get(path).get_data(as_text=True)
    scripts = [part.partition(">")[0] for part in page.split("<script")[1:]]
    assert all(any(kind in tag for kind in NO_CODE) for tag in scripts)
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick=" not in page


@pytest.mark.parametrize(
    "path",
    [
        f"/widget?topic={EVIL}",
        f"/articles/{EVIL}",
        f"/{EVIL}",
        f"/desk/login?next={EVIL}",
        f"/help?q={EVIL}",
        f"/help?q=lock+{EVIL}&lang={EVIL}",
        f"/plain/xero-sync?about={EVIL}&lang={EVIL}",
        f"/articles/xero-sync/feedback?stage={EVIL}",
    ],
)
def test_what_an_address_says_never_becomes_markup(web: Web, path: str) -> None:
    assert "<script>alert" not in web.client.get(path).get_data(as_text=True)


def test_an_article_stands_there_in_full(web: Web) -> None:
    page = web.client.get("/articles/xero-sync").get_data(as_text=True)
    assert str(escape(web.services.knowledge.first_topic.title)) in page
    assert "Was this article helpful?" in page


def test_an_article_that_does_not_exist_is_not_found(web: Web) -> None:
    assert web.client.get("/articles/gone").status_code == 404


def test_the_widget_of_an_unknown_topic_talks_about_the_first(web: Web) -> None:
    page = web.client.get("/widget?topic=gone").get_data(as_text=True)
    assert 'data-topic="xero-sync"' in page


def test_home_is_where_the_host_wants_it(web: Web, knowledge: Knowledge) -> None:
    assert web.client.get("/").location == "/articles/xero-sync"
    assert Web(knowledge, home="/demo").client.get("/").location == "/demo"


def test_other_sites_may_load_the_loader_and_nothing_else(web: Web) -> None:
    loader = web.client.get("/widget.js", buffered=True)
    assert loader.mimetype == "text/javascript"
    assert loader.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    other = web.client.get("/static/chat.js", buffered=True)
    assert "Cross-Origin-Resource-Policy" not in other.headers


def test_health_says_whether_it_can_work(web: Web) -> None:
    assert web.client.get("/health/live").get_json() == {"ok": True}
    version = web.services.knowledge.version
    assert web.client.get("/health/ready").get_json() == {"ok": True, "knowledge": version}
