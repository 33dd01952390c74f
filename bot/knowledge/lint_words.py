"""Whether the words fit: the article is covered, messages are enough, languages agree."""

from collections.abc import Iterable, Iterator
from string import Formatter

from bot.knowledge.schema import CauseEntry, Entry, PhrasesEntry, QuestionEntry, RequestEntry
from bot.knowledge.source import Problem, plain, suggest
from bot.knowledge.written import Written, WrittenKnowledge, WrittenTopic, sound

ENOUGH = 25
"""The fewest example messages from which a cause can be told."""

LONGEST = 60
"""Characters of a label, so that it fits on a button."""

DIRECTION = "language.dir"
"""The phrase that says how a language is written: `ltr` or `rtl`."""

OUT_OF_SCOPE, UNCLEAR = "out_of_scope", "unclear"
"""The classes of messages that are about something else, or too vague to tell a cause."""


def lint_words(written: WrittenKnowledge) -> Iterator[Problem]:
    """Every problem of texts that belong together."""
    for topic in written.topics.values():
        yield from _labels(topic)
        yield from _article(topic)
        yield from _classes(topic)
    yield from _twice(written)
    yield from _languages(written)


def _labels(topic: WrittenTopic) -> Iterator[Problem]:
    for _, fact, place in sound(topic.facts):
        yield from _label(place, fact.label, "label")
    for _, check, check_place in sound(topic.checks):
        yield from _label(check_place, check.label, "label")
    for _, question, question_place in sound(topic.questions):
        for number, option in enumerate(question.options):
            yield from _label(question_place, option.label, "options", number, "label")
    for _, cause, cause_place in sound(topic.causes):
        for number, link in enumerate(cause.remedy.links):
            yield from _label(cause_place, link.label, "remedy", "links", number, "label")


def _label(place: Written[Entry], label: str, *where: str | int) -> Iterator[Problem]:
    if len(label) > LONGEST:
        says = f"this label has {len(label)} characters; shorten it to {LONGEST}"
        yield place.problem(says, *where)


def _article(topic: WrittenTopic) -> Iterator[Problem]:
    """That each line of the article is somebody's, and nobody names a line without words."""
    if not topic.article:
        return
    claims = list(_claims(topic))
    words = {number for number, line in enumerate(topic.article, start=1) if line.strip()}
    for place, where, line in claims:
        if line not in words:
            says = f"{topic.article_path} says nothing on line {line}; name another line"
            yield place.problem(says, *where)
    if _all_sound(topic):
        for line in sorted(words - {line for _, _, line in claims}):
            says = "no entry has this line; name it under “article” of what answers it"
            yield Problem(topic.article_path, line, says)


def _claims(topic: WrittenTopic) -> Iterator[tuple[Written[Entry], tuple[str | int, ...], int]]:
    """Each line that an entry says it comes from, with the place where it says so."""
    if topic.head.entry:
        for number, line in enumerate(topic.head.entry.article):
            yield topic.head, ("article", number), line
    entries: Iterable[tuple[str, QuestionEntry | CauseEntry | RequestEntry, Written[Entry]]]
    entries = (*sound(topic.questions), *sound(topic.causes), *sound(topic.requests))
    for _, entry, place in entries:
        for number, line in enumerate(entry.article or ()):
            yield place, ("article", number), line


def _all_sound(topic: WrittenTopic) -> bool:
    """Whether all entries could be read; else a line may belong to one that could not."""
    sections = (topic.questions, topic.causes, topic.requests)
    return topic.head.entry is not None and all(
        written.entry is not None for section in sections for written in section.values()
    )


def _classes(topic: WrittenTopic) -> Iterator[Problem]:
    """That the article's causes have enough messages, and all messages a class."""
    for name, cause, place in sound(topic.causes):
        if cause.parent is None and name not in topic.symptoms:
            says = f"there is no symptoms/{name}.txt; write at least {ENOUGH} messages"
            yield place.problem(says)
    known = [*topic.causes, *topic.requests, OUT_OF_SCOPE, UNCLEAR]
    for name, examples in topic.symptoms.items():
        # Without topic.yaml nobody knows which requests there are.
        if name not in known and topic.head.source.value is not None:
            says = f"“{name}” is no cause or request; {suggest(name, known)}"
            yield Problem(examples.path, 1, says)
        cause_written = topic.causes.get(name)
        article_cause = cause_written and cause_written.entry and not cause_written.entry.parent
        if article_cause and len(examples.messages) < ENOUGH:
            says = f"{len(examples.messages)} messages are too few; write at least {ENOUGH}"
            yield Problem(examples.path, 1, says)


def _twice(written: WrittenKnowledge) -> Iterator[Problem]:
    """Messages that two classes claim, whatever their letter case and spaces."""
    first: dict[str, tuple[str, str, int]] = {}
    for topic in written.topics.values():
        for name, examples in topic.symptoms.items():
            for line, message in examples.messages:
                owner, path, at = first.setdefault(plain(message), (name, examples.path, line))
                if owner != name:
                    says = f"this message is at {path}:{at} too; keep it where it belongs"
                    yield Problem(examples.path, line, says)


def _languages(written: WrittenKnowledge) -> Iterator[Problem]:
    """That every language says what English says, with the same values."""
    english = written.phrases.get("en")
    for _, entry, place in sound(written.phrases):
        for key, sentence in entry.phrases.items():
            if key.startswith("choice."):
                yield from _label(place, sentence, "phrases", key)
            if _placeholders(sentence) is None:
                says = f"the braces of “{key}” do not pair; write {{name}}, or {{{{ for a brace"
                yield place.problem(says, "phrases", key)
        if entry.phrases.get(DIRECTION, "ltr") not in {"ltr", "rtl"}:
            yield place.problem("a language runs “ltr” or “rtl”", "phrases", DIRECTION)
        if english and english.entry and place is not english:
            yield from _language(entry, english.entry, place)


def _language(
    entry: PhrasesEntry, english: PhrasesEntry, place: Written[PhrasesEntry]
) -> Iterator[Problem]:
    for key in english.phrases.keys() - entry.phrases.keys():
        yield place.problem(f"“{key}” is not translated; add it", "phrases")
    for key, sentence in entry.phrases.items():
        if key not in english.phrases:
            says = f"English has no “{key}”; {suggest(key, english.phrases)}"
            yield place.problem(says, "phrases", key)
            continue
        own, wanted = _placeholders(sentence), _placeholders(english.phrases[key])
        if own is not None and wanted is not None and own != wanted:
            names = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
            says = f"the values of “{key}” differ from English; they should be: {names}"
            yield place.problem(says, "phrases", key)


def _placeholders(sentence: str) -> set[str] | None:
    """The names in braces, or None where the braces do not pair."""
    try:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        return None
