"""The knowledge compiler: from the text of the files to `Knowledge`, or all their problems."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from bot.domain.errors import BadKnowledge
from bot.domain.facts import CheckId, FactName
from bot.domain.topic import (
    Cause,
    CauseId,
    Check,
    ErrorText,
    FactKind,
    Knowledge,
    Link,
    Option,
    Question,
    Remedy,
    Request,
    RequestId,
    Topic,
    TopicId,
    Value,
)
from bot.knowledge.files import read_files
from bot.knowledge.lint import lint
from bot.knowledge.schema import CauseEntry, FactEntry, QuestionEntry, RemedyEntry
from bot.knowledge.written import WrittenKnowledge, WrittenTopic, sound


def compile_knowledge(files: Mapping[str, str]) -> Knowledge:
    """What the files say; BadKnowledge with every problem of all of them at once.

    `files` maps paths below the knowledge folder, with forward slashes, to texts.
    """
    written = read_files(files)
    problems = {*written.problems, *lint(written)}
    if problems:
        raise BadKnowledge([str(problem) for problem in sorted(problems)])
    return Knowledge(
        version=version(files),
        topics={TopicId(name): _topic(topic) for name, topic in written.topics.items()},
        errors=_errors(written),
        symptoms=_symptoms(written),
        asides=_asides(written),
        phrases={language: entry.phrases for language, entry, _ in sound(written.phrases)},
    )


def version(files: Mapping[str, str]) -> str:
    """Twelve hex digits that change with any byte and any name of the files."""
    seal = sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path].encode()):
            # The length keeps apart what ends one part and what begins the next.
            seal.update(len(part).to_bytes(8, "big") + part)
    return seal.hexdigest()[:12]


def _topic(topic: WrittenTopic) -> Topic:
    head = topic.head.entry
    if head is None:
        raise BadKnowledge([f"{topic.head.source.path}:1: the topic could not be read"])
    return Topic(
        id=TopicId(topic.id),
        title=head.title,
        facts={FactName(n): _fact(FactName(n), entry) for n, entry, _ in sound(topic.facts)},
        questions={FactName(n): _question(FactName(n), e) for n, e, _ in sound(topic.questions)},
        checks=_checks(topic),
        entities=head.entities,
        told={name: (told.granted, told.missing) for name, told in head.told.items()},
        causes={CauseId(n): _cause(CauseId(n), e, topic) for n, e, _ in sound(topic.causes)},
        requests=_requests(topic),
        roles=head.roles,
        article=topic.article,
        answers=_answers(topic),
    )


def _answers(topic: WrittenTopic) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        question: {
            meaning: tuple(dict.fromkeys(answer for _, answer in lines))
            for meaning, lines in answers.means.items()
        }
        for question, answers in topic.answers.items()
    }


def _fact(name: FactName, entry: FactEntry) -> FactKind:
    values = {value: Value(**dict(reads)) for value, reads in entry.values.items()}
    return FactKind(
        name=name,
        label=entry.label,
        values=values,
        normally=entry.normally,
        lifetime=timedelta(minutes=entry.lifetime_minutes),
    )


def _question(fact: FactName, entry: QuestionEntry) -> Question:
    options = tuple(
        Option(sets=each.sets, label=each.label, also=each.also, says=each.says)
        for each in entry.options
    )
    return Question(
        fact=fact,
        ask=entry.ask,
        how=entry.how,
        options=options,
        effort=entry.effort,
        needs=entry.needs,
        article=entry.article,
    )


def _checks(topic: WrittenTopic) -> Mapping[CheckId, Check]:
    return {
        CheckId(name): Check(
            id=CheckId(name),
            label=entry.label,
            gives=entry.gives,
            needs=entry.needs,
            after=entry.after,
            unless=entry.unless,
            asks=entry.asks or "",
        )
        for name, entry, _ in sound(topic.checks)
    }


def _requests(topic: WrittenTopic) -> Mapping[RequestId, Request]:
    return {
        RequestId(name): Request(
            id=RequestId(name),
            title=entry.title,
            answer=entry.answer,
            steps=entry.steps,
            article=entry.article,
        )
        for name, entry, _ in sound(topic.requests)
    }


def _cause(name: CauseId, entry: CauseEntry, topic: WrittenTopic) -> Cause:
    """A cause; a finer one shows what its parent shows, unless it says otherwise."""
    above = topic.parent(entry)
    lines = entry.article if entry.article is not None or above is None else above.article
    return Cause(
        id=name,
        title=entry.title,
        symptom=entry.symptom,
        meaning=entry.meaning,
        base_rate=entry.base_rate,
        remedy=_remedy(entry.remedy),
        parent=entry.parent,
        evidence={**(above.evidence if above else {}), **entry.evidence},
        confirmed_by=entry.confirmed_by,
        verified_by=topic.verified_by(entry),
        article=lines or (),
    )


def _remedy(entry: RemedyEntry) -> Remedy:
    return Remedy(
        who=entry.who,
        where=entry.where,
        steps=entry.steps,
        links=tuple(Link(label=link.label, url=link.url) for link in entry.links),
        caution=entry.caution,
    )


def _errors(written: WrittenKnowledge) -> tuple[ErrorText, ...]:
    entries = [error.entry for error in written.errors if error.entry is not None]
    return tuple(
        ErrorText(text=e.text, cause=e.cause, meaning=e.meaning, fix=e.fix, who=e.who)
        for e in entries
    )


def _symptoms(written: WrittenKnowledge) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The situations of each class; topics that share a class put theirs together."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for topic in written.topics.values():
        for name, examples in topic.symptoms.items():
            situations = tuple(
                tuple(message for _, message in situation) for situation in examples.situations
            )
            found[name] = (*found.get(name, ()), *situations)
    return found


def _asides(written: WrittenKnowledge) -> Mapping[str, tuple[str, ...]]:
    """What people say about the conversation itself, in all languages together."""
    found: dict[str, tuple[str, ...]] = {}
    for _, entry, _ in sound(written.phrases):
        for name, messages in entry.asides.items():
            found[name] = (*found.get(name, ()), *messages)
    return found
