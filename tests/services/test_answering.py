"""What is taken from answers in free words is right, or nothing is taken."""

from pathlib import Path

import pytest

from bot.cli.evaluate_answers import mistyped, read_answers
from bot.domain.topic import Knowledge
from bot.matching.reader import MessageReader
from bot.services.answering import Answer, Mark, try_answer
from tests.services.stage import NOW

ANSWERS = read_answers((Path(__file__).parents[1] / "answers/answers.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("answers", "right", "wrong"),
    [(ANSWERS, 0.97, 0.01), (mistyped(ANSWERS, seed=1), 0.92, 0.02)],
    ids=["clean", "mistyped"],
)
def test_hardly_an_answer_is_taken_wrong(
    answers: list[Answer], right: float, wrong: float, knowledge: Knowledge, reader: MessageReader
) -> None:
    marks = [try_answer(answer, knowledge, reader, now=NOW).mark for answer in answers]
    assert marks.count(Mark.RIGHT) / len(marks) >= right
    assert marks.count(Mark.WRONG) / len(marks) <= wrong


def test_every_question_has_answers(knowledge: Knowledge) -> None:
    assert {answer.question for answer in ANSWERS} >= set(knowledge.first_topic.questions)


@pytest.mark.parametrize(
    ("means", "mark"),
    [
        ("auto_sync=off", Mark.RIGHT),
        ("auto_sync=on", Mark.WRONG),
        ("again", Mark.WRONG),
        ("why", Mark.WRONG),
    ],
)
def test_an_answer_is_marked_by_what_was_taken_from_it(
    means: str, mark: Mark, knowledge: Knowledge, reader: MessageReader
) -> None:
    answer = Answer(question="auto_sync", text="it's on manual", means=means)
    assert try_answer(answer, knowledge, reader, now=NOW).mark is mark


@pytest.mark.parametrize(("means", "mark"), [("auto_sync=on", Mark.AGAIN), ("again", Mark.RIGHT)])
def test_to_ask_again_is_never_wrong(
    means: str, mark: Mark, knowledge: Knowledge, reader: MessageReader
) -> None:
    answer = Answer(question="auto_sync", text="banana", means=means)
    assert try_answer(answer, knowledge, reader, now=NOW).mark is mark


@pytest.mark.parametrize(
    ("question", "text", "means"),
    [("look", "go on then", "look.yes"), ("worked", "still nothing", "remedy.failed")],
)
def test_what_is_asked_beside_facts_is_answered_too(
    question: str, text: str, means: str, knowledge: Knowledge, reader: MessageReader
) -> None:
    answer = Answer(question=question, text=text, means=means)
    assert try_answer(answer, knowledge, reader, now=NOW).mark is Mark.RIGHT
