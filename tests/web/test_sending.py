"""What is public travels compressed and leaves nothing open; what is not, never compressed."""

import gzip

from werkzeug.test import TestResponse

from benchmarks.sizes import STATIC, first
from bot.web.sending import PUBLIC
from tests.web.stage import Web, identity
from tests.web.test_walk import call, right
from tests.web.walk import CALLS

KB = 1024
ZIPPED = {"Accept-Encoding": "gzip"}
ANY = {"Accept-Encoding": "gzip, deflate, br"}


def of_file(web: Web, name: str, headers: dict[str, str]) -> TestResponse:
    return web.client.get(f"/static/{name}", headers=headers)


def test_what_comes_before_the_first_answer_travels_in_twelve_kilobytes(web: Web) -> None:
    for wishes in (ZIPPED, ANY):
        sent = (of_file(web, name, wishes) for name in sorted(first()))
        assert sum(len(answer.get_data()) for answer in sent) <= 12 * KB


def test_a_compressed_file_is_the_file(web: Web) -> None:
    answer = of_file(web, "chat.js", ZIPPED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.get_data()) == (STATIC / "chat.js").read_bytes()


def test_who_cannot_take_that_gets_the_file_as_it_is(web: Web) -> None:
    answer = of_file(web, "chat.js", {})
    assert "Content-Encoding" not in answer.headers
    assert answer.get_data() == (STATIC / "chat.js").read_bytes()


def test_a_file_that_the_browser_has_is_not_sent_again(web: Web) -> None:
    for wishes in ({}, ZIPPED):
        known = {"If-None-Match": of_file(web, "chat.css", wishes).headers["ETag"]}
        again = of_file(web, "chat.css", wishes | known)
        assert (again.status_code, again.get_data()) == (304, b"")


def test_no_file_is_open_while_it_is_sent(web: Web) -> None:
    for path in ("/static/cards.js", "/widget.js"):
        for wishes in ({}, ANY):
            with web.app.test_request_context(path, headers=wishes):
                assert web.app.full_dispatch_request().is_sequence


def test_a_public_page_holds_no_secret(web: Web) -> None:
    web.sign_in()
    for path in ("/widget", "/articles/xero-sync", "/help?q=lock"):
        assert "csrf" not in web.client.get(path).get_data(as_text=True)


def test_what_is_not_public_is_not_compressed(web: Web) -> None:
    mine = web.start(identity())
    for route, wanted in CALLS.items():
        answer = call(web, route, mine, right(wanted.proof, mine) | ANY)
        assert "Content-Encoding" not in answer.headers or route[0] in PUBLIC
