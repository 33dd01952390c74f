"""What the compiler makes of example answers."""

from bot.domain.topic import Knowledge
from bot.knowledge.compiler import compile_knowledge
from tests.knowledge.kettle import FILES, problems

WATER = "topics/kettle/answers/water.yaml"


def block(meaning: str, *answers: str) -> str:
    """A block of answers of one meaning."""
    return f"{meaning}: |\n" + "".join(f"  {answer}\n" for answer in answers)


YES = block("water=yes", *(f"full to mark {n}" for n in range(20)))
NO = block("water=no", "# empty ones", *(f"dry since {n}" for n in range(20)))


def with_answers(text: str, path: str = WATER) -> dict[str, str]:
    """The kettle's files with one of answers."""
    return {**FILES, path: text}


def test_answers_are_read_by_question_and_meaning() -> None:
    knowledge: Knowledge = compile_knowledge(with_answers(YES + NO))
    told = knowledge.first_topic.answers["water"]
    assert list(told) == ["water=yes", "water=no"]
    assert told["water=no"][:2] == ("dry since 0", "dry since 1")


def test_answers_change_the_version() -> None:
    assert compile_knowledge(with_answers(YES + NO)).version != compile_knowledge(FILES).version


def test_answer_of_two_meanings_is_named_at_its_line() -> None:
    twice = YES + NO + block("unknown", *(f"no idea {n}" for n in range(19)), "Dry  since 3")
    assert problems(with_answers(twice)) == [
        f"{WATER}:64: this answer means “water=no” at {WATER}:27; keep one of them"
    ]


def test_answer_for_any_question_may_not_mean_something_here() -> None:
    shared = "topics/kettle/answers/any.yaml"
    unsure = block("unknown", "dry since 3", *(f"no idea {n}" for n in range(19)))
    files = with_answers(unsure, shared) | {WATER: YES + NO}
    assert problems(files) == [
        f"{WATER}:27: this answer means “unknown” at {shared}:2; keep one of them"
    ]


def test_unknown_meanings_and_questions_are_named() -> None:
    assert problems(with_answers(YES + NO.replace("=no", "=non"))) == [
        f"{WATER}:1: nothing means “water=no” yet; write at least 20 answers that do",
        f"{WATER}:22: “water=non” is no answer here; did you mean “water=no”?",
    ]
    path = "topics/kettle/answers/watr.yaml"
    assert problems(with_answers(YES + NO, path)) == [
        f"{path}:1: there is no question “watr”; did you mean “water”?"
    ]


def test_too_few_answers_and_lists_are_refused() -> None:
    few = YES + NO + block("again", "what water?")
    assert problems(with_answers(few)) == [f"{WATER}:44: 1 answers are too few; write at least 20"]
    listed = YES + NO + "again: [what water?]\n"
    assert problems(with_answers(listed)) == [
        f"{WATER}:44: write the answers as a block: “again: |”, and below it one answer a line"
    ]
