"""Sorts the files into topics, errors and phrases, and reads their entries."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from bot.knowledge.schema import (
    CauseEntry,
    CheckEntry,
    Entry,
    ErrorEntry,
    ErrorsEntry,
    FactEntry,
    PhrasesEntry,
    QuestionEntry,
    RequestEntry,
    TopicEntry,
)
from bot.knowledge.source import Problem, Source, read_answers, read_messages, read_yaml
from bot.knowledge.written import Written, WrittenKnowledge, WrittenTopic, load

E = TypeVar("E", bound=Entry)

PLACES = re.compile(
    r"topics/[\w-]+/(article\.md|topic\.yaml|(causes|answers)/[\w-]+\.yaml|symptoms/[\w-]+\.txt)"
    r"|(errors|phrases)/[\w-]+\.yaml"
)
"""Where files may lie; a file anywhere else would be overlooked, so it is a problem."""

ENGLISH = "phrases/en.yaml"


def read_files(files: Mapping[str, str]) -> WrittenKnowledge:
    """All that is written, good or bad; nothing raises."""
    sources = {
        path: read_yaml(path, files[path])
        for path in sorted(files)
        if PLACES.fullmatch(path) and path.endswith(".yaml")
    }
    names = sorted({path.split("/")[1] for path in files if path.startswith("topics/")})
    topics = {name: _topic(f"topics/{name}", files, sources) for name in names}
    catalogues = [load(ErrorsEntry, sources[path]) for path in _below("errors/", sources)]
    errors = tuple(error for catalogue in catalogues for error in _errors(catalogue))
    phrases = {
        _name(path): load(PhrasesEntry, sources[path]) for path in _below("phrases/", sources)
    }
    entries: list[Written[Entry]] = [*catalogues, *errors, *phrases.values()]
    for topic in topics.values():
        entries += _entries(topic)
    return WrittenKnowledge(
        topics=topics,
        errors=errors,
        phrases=phrases,
        problems=(
            *_misplaced(files),
            *_missing(files, names),
            *(problem for source in sources.values() for problem in source.problems),
            *(problem for entry in entries for problem in entry.problems),
            *(p for t in topics.values() for each in t.answers.values() for p in each.problems),
        ),
    )


def _topic(folder: str, files: Mapping[str, str], sources: Mapping[str, Source]) -> WrittenTopic:
    head = sources.get(f"{folder}/topic.yaml", Source(f"{folder}/topic.yaml", None, {}))
    article = f"{folder}/article.md"
    symptoms = [path for path in _below(f"{folder}/symptoms/", files) if PLACES.fullmatch(path)]
    return WrittenTopic(
        id=folder.removeprefix("topics/"),
        head=load(TopicEntry, head),
        facts=_section(FactEntry, head, "facts"),
        checks=_section(CheckEntry, head, "checks"),
        questions=_section(QuestionEntry, head, "questions"),
        requests=_section(RequestEntry, head, "requests"),
        causes={
            _name(path): load(CauseEntry, sources[path])
            for path in _below(f"{folder}/causes/", sources)
        },
        symptoms={_name(path): read_messages(path, files[path]) for path in symptoms},
        answers={
            _name(path): read_answers(sources[path])
            for path in _below(f"{folder}/answers/", sources)
        },
        article=tuple(files.get(article, "").splitlines()),
        article_path=article,
    )


def _section(model: type[E], source: Source, name: str) -> Mapping[str, Written[E]]:
    """The entries of a section; a section of a wrong form is the file's own problem."""
    section = source.value.get(name) if isinstance(source.value, dict) else None
    if not isinstance(section, dict):
        return {}
    return {key: load(model, source, name, key) for key in section}


def _errors(catalogue: Written[ErrorsEntry]) -> Iterator[Written[ErrorEntry]]:
    if catalogue.entry is not None:
        for place, _ in enumerate(catalogue.entry.errors):
            yield load(ErrorEntry, catalogue.source, "errors", place)


def _entries(topic: WrittenTopic) -> list[Written[Entry]]:
    sections = (topic.facts, topic.checks, topic.questions, topic.requests, topic.causes)
    return [topic.head, *(entry for section in sections for entry in section.values())]


def _misplaced(files: Iterable[str]) -> Iterator[Problem]:
    says = "nothing reads this file; move it to where its kind belongs, or remove it"
    return (Problem(path, 1, says) for path in files if not PLACES.fullmatch(path))


def _missing(files: Mapping[str, str], topics: list[str]) -> Iterator[Problem]:
    needed = [ENGLISH]
    for name in topics or ["<topic>"]:
        needed += [f"topics/{name}/topic.yaml", f"topics/{name}/article.md"]
    return (
        Problem(path, 1, "there is no such file; write it") for path in needed if path not in files
    )


def _below(folder: str, paths: Iterable[str]) -> list[str]:
    return [path for path in sorted(paths) if path.startswith(folder)]


def _name(path: str) -> str:
    """What a file is about: its name without the ending."""
    return path.rpartition("/")[2].partition(".")[0]
