"""Choosing among what was offered."""

import pytest

from bot.domain.facts import FactName
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.answers import certain, denials, pick
from bot.matching.asides import aside_of, set_apart
from bot.matching.volunteered import corrected, volunteered


def offered(topic: Topic, fact: str) -> list[Choice]:
    options = topic.questions[FactName(fact)].options
    own = [Choice(id=o.id, label=o.label) for o in options]
    unsure = Choice(id=f"{fact}=unknown", label="I'm not sure")
    return [*own, unsure, Choice(id="human", label="Talk to a person")]


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        ("connection_status", "It asks me to reconnect", "connection_status=expired"),
        ("connection_status", "the second one", "connection_status=expired"),
        ("connection_status", "2", "connection_status=expired"),
        ("connection_status", "reconect", "connection_status=expired"),
        ("connection_status", "it says not connected", "connection_status=disconnected"),
        ("connection_status", "no idea tbh", "connection_status=unknown"),
        ("auto_sync", "it's on manual", "auto_sync=off"),
        ("auto_sync", "automatic i think", "auto_sync=on"),
        ("error_shown", "no", "error_shown=none"),
        ("error_shown", "yeah", "error_shown=shown"),
        ("one_or_all", "just the one", "one_or_all=one"),
        ("invoice_status", "draft I think", "invoice_status=draft"),
        ("xero_status", "yes xero is fine", "xero_status=ok"),
        ("xero_status", "no its fine", "xero_status=ok"),
        ("xero_status", "no it isnt down", "xero_status=ok"),
        ("xero_status", "yes it is down", "xero_status=trouble"),
        ("xero_status", "no it is down", "xero_status=trouble"),
    ],
)
def test_answer_is_recognised(
    knowledge: Knowledge, topic: Topic, fact: str, text: str, choice: str
) -> None:
    assert pick(text, offered(topic, fact), topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        ("auto_sync", "it isn't on manual", "auto_sync=on"),
        ("auto_sync", "automatic sync is switched off", "auto_sync=off"),
        ("auto_sync", "automatic... no wait, it says manual", "auto_sync=off"),
        ("auto_sync", "used to be automatic but it's manual now", "auto_sync=off"),
        ("connection_status", "it isn't connected", "connection_status=disconnected"),
        ("connection_status", "it's disabled, not connected", "integration=off"),
        ("connection_status", "a button that says Connect", "connection_status=disconnected"),
        ("error_shown", "yes but only since Tuesday", "error_shown=shown"),
        ("error_shown", "none outstanding", "error_shown=none"),
        ("error_shown", "I can't see one", "error_shown=none"),
        ("one_or_all", "jst teh one", "one_or_all=one"),
        ("one_or_all", "two or three since Monday", "one_or_all=some"),
        ("invoice_status", "not sure but I think draft", "invoice_status=draft"),
        ("invoice_status", "not a draft, it's approved", "invoice_status=finalised"),
        ("who_is_affected", "not just me", "who_is_affected=everyone"),
        ("xero_status", "it opens but it's very slow", "xero_status=trouble"),
    ],
)
def test_what_is_denied_doubted_or_taken_back_does_not_count(
    knowledge: Knowledge, topic: Topic, fact: str, text: str, choice: str
) -> None:
    assert pick(text, offered(topic, fact), topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("auto_sync", "automatic or manual?"),
        ("auto_sync", "is it automatic?"),
        ("auto_sync", "it used to be automatic"),
        ("auto_sync", "yes"),
        ("invoice_status", "it could be draft or paid"),
        ("invoice_status", "it isn't a draft"),
        ("error_shown", "ok"),
        ("xero_status", "no errors"),
    ],
)
def test_in_doubt_nothing_is_picked(
    knowledge: Knowledge, topic: Topic, fact: str, text: str
) -> None:
    assert pick(text, offered(topic, fact), topic, knowledge.asides) is None


def test_a_denied_option_is_told(topic: Topic) -> None:
    asked = offered(topic, "invoice_status")
    assert denials("it isn't a draft", asked, topic) == (("invoice_status", "draft"),)
    assert denials("neither paid nor cancelled", asked, topic) == (
        ("invoice_status", "paid"),
        ("invoice_status", "cancelled"),
    )
    assert denials("not a draft, it's approved", asked, topic) == ()


def test_not_knowing_is_heard_whatever_else_is_said(knowledge: Knowledge, topic: Topic) -> None:
    asked = offered(topic, "error_shown")
    for text in ("I don't know where I would see one", "not sure, my manager set it up"):
        assert pick(text, asked, topic, knowledge.asides) == "error_shown=unknown"


def test_what_answers_the_question_tells_nothing_else(topic: Topic) -> None:
    assert volunteered("complete", topic, offered(topic, "invoice_status")) == ()
    told = dict(volunteered("connected, but nothing goes across", topic, ()))
    assert (told["connection_status"], told["one_or_all"]) == ("connected", "all")


def test_a_message_that_takes_something_back_may_mean_an_earlier_answer(topic: Topic) -> None:
    asked = offered(topic, "auto_sync")
    assert ("invoice_status", "finalised") in corrected("no wait, it's approved", topic, asked)
    assert corrected("it's approved", topic, asked) == ()


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("that's wrong, it says connected", "remedy.no"),
        ("done now, can you look again?", "remedy.done"),
        ("still not working", "remedy.failed"),
        ("I did that, it still doesn't work", "remedy.failed"),
        ("no", "remedy.no"),
        ("hmm", None),
    ],
)
def test_one_clause_may_pick_a_button(
    knowledge: Knowledge, topic: Topic, text: str, choice: str | None
) -> None:
    asked = [
        Choice(id="remedy.done", label="Done, check again"),
        Choice(id="remedy.no", label="That's not it"),
        Choice(id="human", label="Talk to a person"),
    ]
    assert pick(text, asked, topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    "text",
    [
        "how do I check that?",
        "no errors",
        "no idea about the rest",
        "my daughter's hearing aid whistles when she puts her hat on and I can't make it stop",
        "banana",
    ],
)
def test_what_is_no_answer_picks_nothing(knowledge: Knowledge, topic: Topic, text: str) -> None:
    assert pick(text, offered(topic, "auto_sync"), topic, knowledge.asides) is None


def test_no_in_front_of_something_else_is_no_answer(knowledge: Knowledge, topic: Topic) -> None:
    asked = offered(topic, "xero_status")
    assert pick("no errors", asked, topic, knowledge.asides) is None
    assert pick("no thanks", asked, topic, knowledge.asides) == "xero_status=trouble"


@pytest.mark.parametrize(
    ("text", "choice"),
    [("yes please", "look.yes"), ("ok go on then", "look.yes"), ("no thanks", "look.no")],
)
def test_permission_is_given_and_refused_in_words(
    knowledge: Knowledge, topic: Topic, text: str, choice: str
) -> None:
    asked = [
        Choice(id="look.yes", label="Check my connection"),
        Choice(id="look.no", label="No, ask me instead"),
        Choice(id="human", label="Talk to a person"),
    ]
    assert pick(text, asked, topic, knowledge.asides) == choice


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("why do you ask?", "why"),
        ("how do i check taht", "how"),
        ("can I talk to someone", "human"),
        ("go back", "back"),
        ("thanks!", "thanks"),
        ("nothing is going to xero", None),
        ("I have reconnected", "done"),
        ("I haven't done that", "bye"),
        ("I have not connected it again", None),
    ],
)
def test_words_about_the_conversation_are_recognised(
    knowledge: Knowledge, text: str, aside: str | None
) -> None:
    assert aside_of(text, knowledge.asides) == aside


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("it says not connected", ("it says not connected", None)),
        ("piss off, it says not connected", ("it says not connected", "angry")),
        ("Draft - but piss off!", ("Draft", "angry")),
        ("piss off, you idiot!", ("", "angry")),
    ],
)
def test_parts_about_the_conversation_are_set_apart(
    knowledge: Knowledge, text: str, apart: tuple[str, str | None]
) -> None:
    assert set_apart(text, knowledge.asides, {"angry"}) == apart


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("xero_access", "no it isn't limited"),
        ("who_is_affected", "It isn't the same for everybody"),
        ("required_fields", "Everything isn't filled in"),
    ],
)
def test_words_of_a_button_with_one_denial_more_are_not_certain(
    knowledge: Knowledge, topic: Topic, fact: str, text: str
) -> None:
    assert certain(text, offered(topic, fact), topic, knowledge.asides) is None


def test_what_works_picks_no_button_that_says_it_does_not(
    knowledge: Knowledge, topic: Topic
) -> None:
    failed = [Choice(id="remedy.failed", label="No, it still doesn't work")]
    assert pick("yes it works now", failed, topic, knowledge.asides) is None
    assert pick("it does not work here", failed, topic, knowledge.asides) == "remedy.failed"
