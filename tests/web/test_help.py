"""The help pages: every cause can be found, linked to, checked; feedback needs no script."""

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from markupsafe import escape

from bot.domain.topic import Knowledge, Topic
from bot.web.articles import article_parts, named_causes, places
from tests.web.stage import Web

ARTICLE = "/articles/xero-sync"
LARGEST = 30 * 1024
"""How much HTML an article may be, in bytes."""


def page_of(web: Web, path: str) -> str:
    answer = web.client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_every_cause_of_the_article_has_its_place_in_it(topic: Topic) -> None:
    parents = {cause.id for cause in topic.causes.values() if cause.parent is None}
    assert set(places(topic).values()) == parents
    assert list(places(topic)) == sorted(places(topic))


def test_each_cause_has_an_anchor_and_an_offer_to_check_it(web: Web, topic: Topic) -> None:
    page = page_of(web, ARTICLE)
    for cause in named_causes(topic):
        assert page.count(f'<li id="{cause.id}">') == 1
        assert page.count(f'href="/plain/xero-sync?about={cause.id}"') == 1
        assert str(escape(cause.remedy.steps[0])) in page


def test_article_promises_no_look_to_strangers(web: Web) -> None:
    page = page_of(web, ARTICLE)
    assert "A few questions later it says what is wrong" in page
    assert "looks at your connection" not in page
    assert "Check this for me" not in page


def test_each_section_has_an_anchor(web: Web) -> None:
    page = page_of(web, ARTICLE)
    assert '<h2 id="still-not-syncing">' in page


def test_no_word_of_the_article_is_lost(topic: Topic) -> None:
    html = "".join(part for part, _ in article_parts(topic))
    words = re.sub(r"<.+?>", " ", html).split()
    written = re.sub(r"(?m)^(#+|[-*]|\d+\.)\s|\*\*", "", "\n".join(topic.article))
    assert words == str(escape(written)).replace("&#34;", '"').replace("&#39;", "'").split()


def test_article_is_light(web: Web) -> None:
    for lang in ("en", "pl", "ar"):
        assert len(web.client.get(f"{ARTICLE}?lang={lang}").get_data()) < LARGEST


def described(page: str) -> tuple[str, Any]:
    script = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    return script, json.loads(script)


def test_search_engines_read_the_article_and_its_answers(web: Web, topic: Topic) -> None:
    _, told = described(page_of(web, ARTICLE))
    article, answers = told["@graph"]
    assert (article["@type"], article["headline"]) == ("TechArticle", topic.title)
    assert answers["@type"] == "FAQPage"
    titles = [cause.title for cause in named_causes(topic)]
    assert [question["name"] for question in answers["mainEntity"]] == titles
    assert answers["mainEntity"][0]["url"].endswith("/articles/xero-sync#connection_expired")


def test_content_policy_names_that_script_by_its_hash_and_nothing_unsafe(web: Web) -> None:
    answer = web.client.get(ARTICLE)
    script, _ = described(answer.get_data(as_text=True))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy


def test_article_in_another_language_says_that_it_is_english(web: Web) -> None:
    page = page_of(web, f"{ARTICLE}?lang=ar")
    assert "المقال نفسه بالإنكليزية." in page
    assert '<div lang="en" dir="ltr">' in page


def test_help_centre_lists_everything(web: Web, topic: Topic) -> None:
    page = page_of(web, "/help")
    for cause in named_causes(topic):
        assert f"/articles/xero-sync#{cause.id}" in page


def test_search_finds_marks_and_leads_to_the_place(web: Web) -> None:
    page = page_of(web, "/help?q=reconnect")
    assert 'href="/articles/xero-sync#connection_expired"' in page
    assert 'data-cause="connection_expired"' in page
    assert "<mark>connection</mark>" not in page
    assert "<mark>lock" in page_of(web, "/help?q=lock+date")


def test_finer_cause_can_be_checked_though_it_has_no_place_in_the_article(web: Web) -> None:
    page = page_of(web, "/help?q=lock+date")
    assert 'data-cause="period_locked"' in page
    assert "#period_locked" not in page


def test_search_without_results_says_so_and_offers_the_assistant(web: Web) -> None:
    page = page_of(web, "/help?q=bake+bread")
    assert "Nothing here fits “bake bread”." in page
    assert 'id="open-assistant"' in page


def test_results_are_kept_out_of_search_engines(web: Web) -> None:
    assert 'content="noindex"' in page_of(web, "/help?q=lock")
    assert "noindex" not in page_of(web, "/help")


@pytest.mark.parametrize("query", ["a" * 5000, "%00", "%ff", "   "])
def test_odd_queries_are_answered(web: Web, query: str) -> None:
    page_of(web, f"/help?q={query}")


def rate(web: Web, **form: Any) -> str:
    answer = web.client.post(f"{ARTICLE}/feedback", data=form)
    assert answer.status_code == 303
    return page_of(web, answer.location)


def test_yes_is_thanked_with_the_words_of_the_article(web: Web) -> None:
    page = rate(web, helpful="yes")
    assert "That’s Great!" in page
    assert "Thank you for your feedback" in page
    assert [kept.helpful for kept in web.stage.conversations.ratings.kept] == [True]


def test_no_asks_for_the_reasons_before_anything_is_kept(web: Web) -> None:
    page = rate(web, helpful="no")
    assert str(escape("Sorry! We couldn't be helpful")) in page
    assert "Select at least one of the reasons" not in page
    assert "Select at least one of the reasons" in rate(web, helpful="no", comment="Hm")
    assert web.stage.conversations.ratings.kept == []


def test_no_with_a_reason_is_kept(web: Web) -> None:
    page = rate(web, helpful="no", reasons=["difficult", "made_up"], comment=" Too \0 long ")
    assert "Feedback sent" in page
    assert "We appreciate your effort and will try to fix the article" in page
    [kept] = web.stage.conversations.ratings.kept
    assert (kept.helpful, kept.reasons, kept.comment) == (False, ("difficult",), "Too  long")


def test_each_cause_can_be_said_to_be_the_answer(web: Web, topic: Topic) -> None:
    page = page_of(web, ARTICLE)
    assert page.count('<form id="answers"') == 1
    for cause in named_causes(topic):
        assert page.count(f'<button form="answers" name="about" value="{cause.id}"') == 1
        assert f'aria-label="This answers my question: {escape(cause.title)}"' in page


def test_cause_that_was_the_answer_is_kept_and_thanked_for(web: Web) -> None:
    page = rate(web, helpful="yes", about="connection_expired")
    assert "Thank you for your feedback" in page
    assert f'href="{ARTICLE}#connection_expired"' in page
    [kept] = web.stage.conversations.ratings.kept
    assert (kept.helpful, kept.topic, kept.about) == (True, "xero-sync", "connection_expired")


def test_cause_of_another_article_is_refused(web: Web) -> None:
    form = {"helpful": "yes", "about": "gone"}
    answer = web.client.post(f"{ARTICLE}/feedback", data=form)
    assert answer.status_code == 400
    assert "This article has no such cause." in answer.get_data(as_text=True)
    assert "gone" not in page_of(web, f"{ARTICLE}/feedback?stage=yes&about=gone")
    assert web.stage.conversations.ratings.kept == []


def test_feedback_about_no_article_is_not_found(web: Web) -> None:
    assert web.client.get("/articles/gone/feedback").status_code == 404
    assert web.client.post("/articles/gone/feedback", data={"helpful": "yes"}).status_code == 404
    assert web.stage.conversations.ratings.kept == []


def test_api_page_says_what_success_looks_like_first(web: Web) -> None:
    page = page_of(web, "/api/docs")
    for call in page.split('<section class="card call"')[1:]:
        statuses = re.findall(r"<dt><code>(\w+)</code>", call)
        assert statuses == sorted(statuses)


def test_article_of_any_markdown_gets_its_offers(knowledge: Knowledge) -> None:
    assert "\ue000" not in "".join(html for html, _ in article_parts(knowledge.first_topic))
