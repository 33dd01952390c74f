"""Whether the example answers fit the questions: known meanings, enough of them, none twice."""

from collections.abc import Iterator

from bot.domain.asking import SYMPTOM
from bot.domain.choosing import HUMAN
from bot.domain.facts import AGAIN, ANY, ERROR_CAUSE, OTHER_ERROR, UNKNOWN
from bot.knowledge.source import Answers, Problem, plain, suggest
from bot.knowledge.written import WrittenTopic, sound

ENOUGH = 20
"""The fewest answers from which an option can be told; finer meanings may have fewer."""


def lint_answers(topic: WrittenTopic) -> Iterator[Problem]:
    """Every problem of a topic's answers."""
    options = _options(topic)
    for name, answers in topic.answers.items():
        if name in options:
            yield from _meanings(answers, options[name])
        else:
            says = f"there is no question “{name}”; {suggest(name, options)}"
            yield Problem(answers.path, 1, says)
    yield from _twice(topic)


def _options(topic: WrittenTopic) -> dict[str, list[str]]:
    """The options of each question; for an error's text the causes; for any question none."""
    found = {
        name: ["=".join(option.sets) for option in question.options]
        for name, question, _ in sound(topic.questions)
    }
    if ERROR_CAUSE in found:
        found[ERROR_CAUSE] = [f"{ERROR_CAUSE}={cause}" for cause in (*topic.causes, OTHER_ERROR)]
    return {ANY: [], SYMPTOM: [], **found}


def _meanings(answers: Answers, options: list[str]) -> Iterator[Problem]:
    known = [*options, UNKNOWN, AGAIN, HUMAN]
    for meaning, lines in answers.means.items():
        at = answers.lines[meaning]
        if meaning not in known:
            says = f"“{meaning}” is no answer here; {suggest(meaning, known)}"
            yield Problem(answers.path, at, says)
        elif len(lines) < ENOUGH and not meaning.startswith(ERROR_CAUSE):
            says = f"{len(lines)} answers are too few; write at least {ENOUGH}"
            yield Problem(answers.path, at, says)
    for option in options:
        if option not in answers.means and not option.startswith(ERROR_CAUSE):
            says = f"nothing means “{option}” yet; write at least {ENOUGH} answers that do"
            yield Problem(answers.path, 1, says)


def _twice(topic: WrittenTopic) -> Iterator[Problem]:
    """Answers with two meanings, in one file or in one and that for any question."""
    shared = _said(topic.answers[ANY]) if ANY in topic.answers else {}
    for name, answers in topic.answers.items():
        first = {} if name == ANY else dict(shared)
        for meaning, lines in answers.means.items():
            for line, answer in lines:
                told, path, at = first.setdefault(plain(answer), (meaning, answers.path, line))
                if told != meaning:
                    says = f"this answer means “{told}” at {path}:{at}; keep one of them"
                    yield Problem(answers.path, line, says)


def _said(answers: Answers) -> dict[str, tuple[str, str, int]]:
    return {
        plain(answer): (meaning, answers.path, line)
        for meaning, lines in answers.means.items()
        for line, answer in lines
    }
