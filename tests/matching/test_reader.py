"""What messages mean, and knowing when it is unclear."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.domain.facts import FactName
from bot.domain.reading import Verdict
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.examples import gather
from bot.matching.model import left_out_probabilities, train
from bot.matching.normalise import words
from bot.matching.problems import parts
from bot.matching.reader import MessageReader
from bot.matching.repair import Repair
from bot.matching.ridge import iterate, solve


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("hearlink wants me to sign in to xero again", "connection_expired"),
        ("i havent got the integrations menu but my manager has", "hearlink_permissions"),
        ("xero is down for everyone today, their site will not load", "xero_outage"),
        ("it all arrives as drafts and someone has to approve each invoice", "draft_vs_authorised"),
        ("the refund credit note never went across though the invoice did", "credit_note_rules"),
    ],
)
def test_symptom_points_to_its_cause(
    reader: MessageReader, topic: Topic, text: str, cause: str
) -> None:
    assert reader.read(text, topic=topic).top == cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (
            "The dog ate my lunch. Invoices come over as drafts in Xero. Nice weather.",
            "draft_vs_authorised",
        ),
        (
            "We changed printers. Xero keeps asking to reconnect. The weather is bad.",
            "connection_expired",
        ),
    ],
)
def test_sentence_with_a_symptom_outweighs_what_is_told_around_it(
    reader: MessageReader, topic: Topic, text: str, cause: str
) -> None:
    reading = reader.read(text, topic=topic)
    assert (reading.verdict is not Verdict.REJECT, reading.top) == (True, cause)


@pytest.mark.parametrize(
    "text",
    [
        "what is the capital of France",
        "asdf qwer zxcv",
        "",
        "my hearing aid whistles",
        "⚙️⚙️⚙️",
        "How do I invite a colleague? My hearing aid whistles. We keep our books in Xero.",
    ],
)
def test_what_is_about_something_else_is_rejected(
    reader: MessageReader, topic: Topic, text: str
) -> None:
    assert reader.read(text, topic=topic).verdict is Verdict.REJECT


def test_vague_opener_gets_no_answer(reader: MessageReader, topic: Topic) -> None:
    assert reader.read("xero not working", topic=topic).verdict is not Verdict.ANSWER


def test_bare_error_text_asks_for_its_meaning_first(reader: MessageReader, topic: Topic) -> None:
    reading = reader.read("Invoice # must be unique", topic=topic)
    assert [c.cause for c in reading.candidates] == ["error_message", "duplicate_invoice"]
    assert reading.verdict is Verdict.ANSWER


def test_error_inside_a_story_makes_its_cause_likelier(reader: MessageReader, topic: Topic) -> None:
    story = (
        "we changed bookkeeper in spring and since then, whenever I finish an invoice for a "
        "patient, something red appears that says The document DueDate field must be specified, "
        "and nobody here knows what to do about it"
    )
    assert reader.read(story, topic=topic).top == "missing_required_data"


def test_somebody_who_wants_no_person_is_not_given_one(reader: MessageReader, topic: Topic) -> None:
    said = "i dont want to talk to a person, xero is not working"
    assert reader.read(said, topic=topic).top != "human"


def test_clauses_that_contradict_each_other_tell_nothing(
    reader: MessageReader, topic: Topic
) -> None:
    said = "it is on automatic, well no, manual, hmm, automatic"
    assert not [f for f in reader.read(said, topic=topic).facts if f[0] == "auto_sync"]


def test_an_example_of_every_situation_can_be_read(
    reader: MessageReader, topic: Topic, knowledge: Knowledge
) -> None:
    """In the middle of a question, too, where most is looked for in a message."""
    asked = topic.questions[FactName("auto_sync")]
    offered = [Choice(id=option.id, label=option.label) for option in asked.options]
    for situations in knowledge.symptoms.values():
        for message in (messages[-1] for messages in situations):
            assert reader.read(message, topic=topic, offered=offered).verdict in Verdict


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_can_be_read(reader: MessageReader, topic: Topic, text: str) -> None:
    assert reader.read(text, topic=topic).verdict in Verdict


def test_candidates_are_ranked_probabilities(reader: MessageReader, topic: Topic) -> None:
    reading = reader.read("nothing goes over by itself any more", topic=topic)
    chances = [c.probability for c in reading.candidates]
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1.001


def test_repair_mends_unknown_speltand_leaves_known_ones(knowledge: Knowledge) -> None:
    examples = [words(m) for group in knowledge.symptoms.values() for s in group for m in s]
    repair = Repair(examples)
    assert repair(["invocies", "connectoin", "invoice", "wh"]) == [
        "invoices",
        "connection",
        "invoice",
        "wh",
    ]


def test_same_examples_give_the_same_model() -> None:
    apples = [["red apple", "an apple"], ["sour apple", "apple tree"], ["apple pie"]]
    skies = [["blue sky", "the sky"], ["grey sky", "open sky"], ["sky above"]]
    examples = gather({"apples": apples, "skies": skies})
    one, two = train(examples), train(examples)
    assert np.array_equal(one.weights, two.weights)
    assert one.probabilities(["apple"]) == two.probabilities(["apple"])
    assert one.probabilities(["apple"])["apples"] > 0.5


def test_examples_are_understood_without_having_been_learned(knowledge: Knowledge) -> None:
    """Each situation judged by a model of all the others; the floor is well below what is met."""
    examples = gather(knowledge.symptoms)
    scores = left_out_probabilities(examples)
    right = scores.argmax(axis=1) == examples.label
    assert right.mean() > 0.7
    sure = scores.max(axis=1) > 0.83
    assert right[sure].mean() > 0.87


@pytest.mark.parametrize(
    "text",
    ["Xero not syncing", "something is wrong with our invoices and Xero", "xero sync problem???"],
)
def test_vague_message_about_the_sync_is_never_sent_away(
    reader: MessageReader, topic: Topic, text: str
) -> None:
    assert reader.read(text, topic=topic).verdict is Verdict.CLARIFY


def test_two_problems_in_one_message_are_both_kept(reader: MessageReader, topic: Topic) -> None:
    said = (
        "the credit note for Mrs Hale never went over to Xero although her invoice did. "
        "Also, how do I reach a real person on the phone?"
    )
    reading = reader.read(said, topic=topic)
    assert {c.cause for c in reading.candidates[:2]} == {"credit_note_rules", "human"}


def test_question_is_only_a_guess_for_a_cause_and_not_for_a_request(
    reader: MessageReader, topic: Topic
) -> None:
    assert reader.read("is xero down?", topic=topic).verdict is not Verdict.ANSWER
    assert reader.read("can I speak to a person?", topic=topic).verdict is Verdict.ANSWER


def test_word_with_typing_mistakes_means_the_same(reader: MessageReader, topic: Topic) -> None:
    clean = reader.read("the invoice number already exists in xero", topic=topic)
    mistyped = reader.read("the invioce numebr alredy exists in xero", topic=topic)
    assert clean.top == mistyped.top == "duplicate_invoice"


def test_many_examples_weigh_the_same_without_the_inverse() -> None:
    said = {"cold": "frost ice snow winter chill", "loud": "bang roar shout thunder noise"}
    examples = gather(
        {name: [[f"{name} {w}"] for w in spelt.split()] for name, spelt in said.items()}
    )
    matrix = csr_matrix(np.random.default_rng(3).random((len(examples.label), 20)))
    exact, _ = solve(matrix, examples, np.ones(len(examples.label), dtype=bool))
    assert np.allclose(iterate(matrix, examples), exact, atol=1e-4)


def test_some_messages_are_judged_as_if_all_were() -> None:
    said = {"cold": "frost ice snow winter chill", "loud": "bang roar shout thunder noise"}
    examples = gather(
        {name: [[f"{name} {w}", w] for w in spelt.split()] for name, spelt in said.items()}
    )
    matrix = csr_matrix(np.random.default_rng(3).random((len(examples.label), 20)))
    everyone = np.ones(len(examples.label), dtype=bool)
    some = examples.situation % 2 == 0
    weights, judged = solve(matrix, examples, everyone)
    same, fewer = solve(matrix, examples, some)
    assert np.allclose(same, weights, atol=1e-5)
    assert np.allclose(fewer, judged[some], atol=1e-5)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the sync stopped on Monday. Also, the credit notes look odd to me", 2),
        ("my invoices and my credit notes are both missing", 0),
        ("it failed, also", 0),
    ],
)
def test_message_is_taken_apart_only_where_it_begins_something_else(text: str, number: int) -> None:
    assert len(parts(text)) == number


def test_a_message_too_vague_to_tell_a_cause_tells_no_fact(
    reader: MessageReader, topic: Topic
) -> None:
    assert reader.read("Something is missing in Xero", topic=topic).facts == ()
    assert reader.read("it says reconnect", topic=topic).facts


def test_question_in_the_middle_of_a_question_is_but_a_guess(
    reader: MessageReader, topic: Topic
) -> None:
    asked = [Choice(id=f"error_shown={value}", label=value) for value in ("shown", "unknown")]
    reading = reader.read("do i have to click something?", topic=topic, offered=asked)
    assert reading.candidates[0].probability < 0.5
