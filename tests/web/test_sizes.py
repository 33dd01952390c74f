"""What the host page and the chat load stays small, and every file of the chat is weighed."""

from benchmarks.sizes import LOADER, STATIC, everything, first, gzipped

KB = 1024
OF_PAGES = {
    *("article.js", "beside.js", "demo.js"),
    *("demo.css", "page.css", "plain.css", "mark.svg"),
}
"""What belongs to the pages around the chat."""


def test_the_button_is_at_most_three_kilobytes() -> None:
    assert gzipped({LOADER}) <= 3 * KB


def test_all_before_the_first_answer_is_at_most_twelve_kilobytes() -> None:
    assert gzipped(first()) <= 12 * KB


def test_all_there_is_is_at_most_twenty_four_kilobytes() -> None:
    assert gzipped(everything()) <= 24 * KB


def test_no_file_of_the_chat_is_left_out() -> None:
    served = {path.name for path in STATIC.iterdir()}
    assert served - OF_PAGES == everything()
