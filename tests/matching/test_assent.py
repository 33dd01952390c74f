"""Yes and no to what was offered, above all that no refusal is taken for leave."""

import pytest

from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.answers import pick
from bot.matching.assent import wishes_look

TRIAL = (
    Choice(id="look.yes", label="Yes, try it"),
    Choice(id="look.no", label="No, don't"),
    Choice(id="human", label="Talk to a person"),
)
DID_IT_WORK = (
    Choice(id="remedy.worked", label="Yes, it works now"),
    Choice(id="remedy.failed", label="No, it still doesn't work"),
)


@pytest.mark.parametrize(
    "text",
    [
        "ok don't do that",
        "sure, don't do it now",
        "fine but don't do it",
        "yes do not",
        "ok not that",
        "ok not now please",
        "ok please do not do it",
        "ok that is not all right for me",
        "sure not",
        "yes but never again",
        "no dont create anything",
        "no dont look at my account",
        "i dont want you in our accounts",
        "I'd rather you didn't try it",
    ],
)
def test_refusal_is_heard_whatever_it_begins_with(
    knowledge: Knowledge, topic: Topic, text: str
) -> None:
    assert pick(text, TRIAL, topic, knowledge.asides) == "look.no"


@pytest.mark.parametrize(
    "text",
    [
        "it does",
        "yes it does sorry",
        "yes without writing",
        "no, but you can look",
        "yes no",
        "no errors here",
        "it does not go over since Monday",
        "I don't know",
    ],
)
def test_what_is_no_plain_yes_is_no_leave(knowledge: Knowledge, topic: Topic, text: str) -> None:
    assert pick(text, TRIAL, topic, knowledge.asides) is None


@pytest.mark.parametrize(
    "text",
    [
        "go ahead please",
        "go",
        "yes go on try it",
        "no problem go ahead then",
        "no worries, go ahead",
        "i dont mind if you look",
        "why not",
        "you can look if you like",
        "please go ahead and check",
    ],
)
def test_leave_is_heard_with_small_words_beside_it(
    knowledge: Knowledge, topic: Topic, text: str
) -> None:
    assert pick(text, TRIAL, topic, knowledge.asides) == "look.yes"


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("it does", "remedy.worked"),
        ("yes it does sorry", "remedy.worked"),
        ("it doesn't", "remedy.failed"),
        ("ok it does not", "remedy.failed"),
    ],
)
def test_it_does_answers_whether_it_works(
    knowledge: Knowledge, topic: Topic, text: str, choice: str
) -> None:
    assert pick(text, DID_IT_WORK, topic, knowledge.asides) == choice


REMEDY = (
    Choice(id="remedy.done", label="Done, check again"),
    Choice(id="remedy.no", label="That's not it"),
)
RATING = (Choice(id="helpful.yes", label=""), Choice(id="helpful.no", label=""))


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("That's not it, I reconnected yesterday", "remedy.done"),
        ("no, we did that already", "remedy.done"),
        ("I don't think that's it", "remedy.no"),
        ("I don't believe you", "remedy.no"),
        ("we switched it off last week", None),
    ],
)
def test_not_it_with_a_thing_done_is_looked_at_again(
    knowledge: Knowledge, topic: Topic, text: str, choice: str | None
) -> None:
    assert pick(text, REMEDY, topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("thanks that helped", "helpful.yes"),
        ("very helpful thank you so much", "helpful.yes"),
        ("yes but slow", "helpful.yes"),
        ("not bad", "helpful.yes"),
        ("that was great", "helpful.yes"),
        ("useless", "helpful.no"),
        ("took too long", "helpful.no"),
        ("not great", "helpful.no"),
        ("no it wasnt, you were slow and confusing", "helpful.no"),
        ("the invoice is not helpful in xero", None),
        ("is that good?", None),
        ("still not in xero", None),
    ],
)
def test_praise_and_blame_rate(
    knowledge: Knowledge, topic: Topic, text: str, choice: str | None
) -> None:
    assert pick(text, RATING, topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("yes check it", True),
        ("yes look", True),
        ("actually go on and check", True),
        ("look for yourself", True),
        ("ok don't look", False),
        ("yes look there is one", False),
    ],
)
def test_look_is_wished_for_with_a_yes_before_it(
    knowledge: Knowledge, text: str, wishes: bool
) -> None:
    assert wishes_look(text, knowledge.asides) is wishes
