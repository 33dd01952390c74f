"""Each visitor is spoken to in their language; what only exists in English is marked as English."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.topic import Knowledge
from bot.matching.asides import aside_of
from bot.web.language import PAGE, all_spoken
from tests.web.stage import API, Web, identity, json_of

ROOT = Path(__file__).parents[2]
LOOK = "it says expired"
POLISH = {"Accept-Language": "pl-PL,pl;q=0.9,en;q=0.5"}
ARABIC = {"Accept-Language": "ar-EG, en;q=0.1"}


def lang_of(page: str) -> str:
    [found] = re.findall(r'<html lang="(.+?)" dir="(.+?)">', page)
    return " ".join(found)


@pytest.mark.parametrize(
    ("address", "accepted", "spoken"),
    [
        ("/help", "", "en ltr"),
        ("/help", "fr, de;q=0.9", "en ltr"),
        ("/help", "pl-PL,pl;q=0.9,en;q=0.5", "pl ltr"),
        ("/help", "fr, ar-EG;q=0.8, en;q=0.1", "ar rtl"),
        ("/help?lang=ar", "pl", "ar rtl"),
        ("/help?lang=PL_pl", "", "pl ltr"),
        ("/help?lang=klingon", "pl", "pl ltr"),
        ("/widget?lang=ar", "en", "ar rtl"),
        ("/plain/xero-sync?lang=pl", "en", "pl ltr"),
        ("/articles/xero-sync?lang=ar", "en", "ar rtl"),
        ("/nothing", "ar", "ar rtl"),
    ],
)
def test_address_decides_before_the_browser_and_english_is_last(
    web: Web, address: str, accepted: str, spoken: str
) -> None:
    page = web.client.get(address, headers={"Accept-Language": accepted})
    assert lang_of(page.get_data(as_text=True)) == spoken


@pytest.mark.parametrize("path", ["/desk/login", "/api/docs"])
def test_pages_for_agents_and_developers_are_english(web: Web, path: str) -> None:
    assert lang_of(web.client.get(path, headers=POLISH).get_data(as_text=True)) == "en ltr"


def test_links_of_a_page_lead_on_in_its_language(web: Web) -> None:
    page = web.client.get("/help?lang=pl").get_data(as_text=True)
    assert 'href="/articles/xero-sync?lang=pl"' in page
    assert 'href="/articles/xero-sync?lang=pl#connection_expired"' in page


def test_cache_keeps_the_languages_apart(web: Web) -> None:
    page = web.client.get("/articles/xero-sync", headers=POLISH)
    assert "Accept-Language" in page.headers["Vary"]
    assert page.headers["Content-Language"] == "pl"


def test_chat_gets_its_own_words_and_no_others(web: Web, knowledge: Knowledge) -> None:
    page = web.client.get("/widget?lang=pl").get_data(as_text=True)
    sent = set(re.findall(r'"(\w+)":', page.partition('id="words">')[2].partition("</script>")[0]))
    keys = knowledge.phrases["pl"]
    assert sent == {key.removeprefix("widget.") for key in keys if key.startswith("widget.")}
    assert "Wyślij" in page


def start(web: Web, headers: dict[str, str], **body: str) -> dict[str, Any]:
    return json_of(web.client.post(f"{API}/conversations", json=body, headers=headers))


def texts(turn: dict[str, Any]) -> str:
    return " ".join(block["text"] for block in turn["blocks"] if "text" in block)


def test_conversation_begins_in_the_language_of_the_browser(web: Web) -> None:
    opened = start(web, ARABIC)
    assert (opened["language"], opened["dir"]) == ("ar", "rtl")
    assert texts(opened["turn"]).startswith("مرحبًا")


def test_conversation_may_be_asked_for_in_a_language(web: Web) -> None:
    assert start(web, ARABIC, language="pl")["language"] == "pl"
    assert start(web, ARABIC, language="xx")["language"] == "ar"


def test_conversation_keeps_its_language_whatever_the_browser_says_later(web: Web) -> None:
    web.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pl"
    opened = web.start(identity())
    web.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    turn = opened.say(LOOK, "m1")
    assert "Czy mogę?" in texts(turn)
    assert opened.events()["language"] == "pl"
    assert opened.choose("look.yes", "m2")["blocks"][0]["text"] == "Chwileczkę, sprawdzam."


def parts(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from parts(each)


def test_words_of_the_topic_are_marked_as_english(web: Web) -> None:
    web.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pl"
    opened = web.start()
    asked = opened.choose("start", "m1")
    question = asked["blocks"][-1]
    assert (question["lang"], question["text"][-1]) == ("en", "?")
    marks = {choice["id"]: choice.get("lang") for choice in asked["choices"]}
    assert marks.pop("human") is None
    assert {mark for name, mark in marks.items() if not name.endswith("=unknown")} == {"en"}


def test_button_that_asks_why_is_understood_in_each_language(knowledge: Knowledge) -> None:
    """It sends its own words, as somebody might type them."""
    sent = {tag: words["widget.why_ask"] for tag, words in knowledge.phrases.items()}
    heard = {tag: aside_of(text, knowledge.asides) for tag, text in sent.items()}
    assert heard == dict.fromkeys(sent, "why")


def test_looks_and_the_card_are_marked_too(web: Web) -> None:
    web.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    web.stage.looking.facts["connection_status"] = "expired"
    opened = web.agreed()
    run = json_of(opened.post("checks"))
    assert {check["lang"] for check in run["checks"] if check["state"] == "problem"} == {"en"}
    [card] = [block for block in run["turn"]["blocks"] if block["type"] == "diagnosis"]
    assert card["lang"] == "en"
    words = [one for one in card["evidence"] if one["source"] == "message"]
    assert all("lang" not in one for one in words)


def test_english_conversation_marks_nothing(web: Web) -> None:
    opened = web.agreed()
    run = json_of(opened.post("checks"))
    assert not [part for part in parts([run, opened.events()]) if "lang" in part]


def test_errors_speak_the_language_of_the_request(web: Web) -> None:
    missing = f"{API}/conversations/none/events"
    answer = web.client.get(missing, headers={**POLISH, "Authorization": "Bearer x"}).get_json()
    assert (answer["error"], answer["message"]) == ("NotFound", "Tu nic nie ma.")
    plain = web.client.get(missing, headers={"Authorization": "Bearer x"}).get_json()
    assert plain["message"] == "This conversation could not be found."
    page = web.client.get("/nothing", headers=ARABIC).get_data(as_text=True)
    assert "لا شيء هنا." in page


def test_error_that_nobody_translated_says_something_true_of_all(web: Web) -> None:
    answer = web.client.put("/help", headers=POLISH).get_data(as_text=True)
    assert "Spróbuj proszę ponownie" in answer


def test_desk_reads_english_whatever_the_visitor_speaks(web: Web) -> None:
    web.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    opened = web.start(identity(email="ana@clinic.example"))
    opened.say(LOOK, "m1")
    sent = json_of(opened.post("escalation", {"send": True}))
    assert "تحت الرقم" in sent["turn"]["blocks"][0]["text"]
    [delivery] = web.services.outbox.tickets()
    assert delivery.ticket.subject == "Xero sync: cause not found"
    assert {spoken.who for spoken in delivery.ticket.transcript} == {"Assistant", "Visitor"}


def test_thanks_for_feedback_come_in_the_visitors_language(web: Web) -> None:
    rated = web.client.post(
        f"{API}/articles/xero-sync/feedback", json={"helpful": True}, headers=POLISH
    )
    assert json_of(rated)["message"] == "Świetnie! Dziękujemy za opinię"


def test_every_language_says_how_it_is_called_and_written(knowledge: Knowledge) -> None:
    named = {one.tag: (one.name, one.dir) for one in all_spoken(knowledge.phrases)}
    assert next(iter(named)) == "en"
    assert named["ar"] == ("العربية", "rtl")
    assert named["pl"] == ("Polski", "ltr")


def test_no_word_of_a_page_hides_another(knowledge: Knowledge) -> None:
    names = [key.partition(".")[2] for key in knowledge.phrases["en"] if key.startswith(PAGE)]
    assert len(names) == len(set(names))


def test_every_word_that_a_template_shows_is_written(knowledge: Knowledge) -> None:
    names = {key.partition(".")[2] for key in knowledge.phrases["en"] if key.startswith(PAGE)}
    for template in ROOT.glob("templates/**/*.html"):
        used = set(re.findall(r"\bwords\.(\w+)", template.read_text("utf-8")))
        assert used <= names, template.name


def test_every_phrase_that_a_template_says_is_written(knowledge: Knowledge) -> None:
    for template in ROOT.glob("templates/**/*.html"):
        said = set(re.findall(r"""\bsay\(["']([\w.]+)["']""", template.read_text("utf-8")))
        assert said <= set(knowledge.phrases["en"]), template.name


def test_arabic_keeps_english_values_apart_from_its_own_direction(knowledge: Knowledge) -> None:
    bare = re.compile(r"(?<!\u2068)\{\w+\}|\{\w+\}(?!\u2069)")
    mixed = {
        key: text
        for key, text in knowledge.phrases["ar"].items()
        if bare.search(text) and text != "{words}" and not key.startswith("widget.table_")
    }
    assert mixed == {}
