"""Whether the entries fit together: every name exists, and no cause is a dead end."""

from collections.abc import Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from bot.domain.facts import ERROR_CAUSE, NO_ERROR, OTHER_ERROR, UNKNOWN, FactName
from bot.domain.topic import Condition
from bot.knowledge.lint_answers import lint_answers
from bot.knowledge.lint_words import lint_words
from bot.knowledge.schema import CauseEntry, CheckEntry, Entry, FactEntry, QuestionEntry, TopicEntry
from bot.knowledge.source import Problem, suggest
from bot.knowledge.written import Written, WrittenKnowledge, WrittenTopic, sound

LAST_ERROR = FactName("last_error")
"""A look that gives this text gives the cause that the catalogue names for it, too."""


def lint(written: WrittenKnowledge) -> Iterator[Problem]:
    """Every problem between entries; entries with problems of their own are left alone."""
    yield from lint_words(written)
    yield from _errors(written)
    for topic in written.topics.values():
        # Without topic.yaml every name would seem unknown, and that is said already.
        if topic.head.source.value is not None:
            yield from _topic(topic)
            yield from lint_answers(topic)


def _topic(topic: WrittenTopic) -> Iterator[Problem]:
    for _, fact, place in sound(topic.facts):
        yield from _fact(fact, place)
    for _, check, check_place in sound(topic.checks):
        yield from _check(check, check_place, topic)
    yield from _circle(topic)
    for name, question, question_place in sound(topic.questions):
        yield from _question(name, question, question_place, topic)
    for _, cause, cause_place in sound(topic.causes):
        yield from _cause(cause, cause_place, topic)
    if topic.head.entry:
        yield from _head(topic.head.entry, topic)
    yield from _alike(topic)


def _errors(written: WrittenKnowledge) -> Iterator[Problem]:
    """The catalogue serves all topics: its causes and roles may be those of any."""
    topics = written.topics.values()
    causes = {name for topic in topics for name in topic.causes}
    heads = [topic.head.entry for topic in topics]
    roles = {role for head in heads if head for role in head.roles}
    for error in written.errors:
        if error.entry is None:
            continue
        named = [error.entry.cause] if error.entry.cause else []
        yield from _named("cause", named, causes, error, "cause")
        if all(heads):
            yield from _named("role", [error.entry.who], roles, error, "who")


def _named(
    kind: str,
    names: Iterable[str],
    known: Collection[str],
    place: Written[Entry],
    *where: str | int,
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield place.problem(f"there is no {kind} “{name}”; {suggest(name, known)}", *where)


def _fact(fact: FactEntry, place: Written[FactEntry]) -> Iterator[Problem]:
    yield from _named("value", fact.normally, fact.values, place, "normally")
    for value, reads in fact.values.items():
        yield from _named("value", reads.read_as, fact.values, place, "values", value, "read_as")
    if UNKNOWN in fact.values:
        says = f"“{UNKNOWN}” is what every fact may be; take this value away"
        yield place.problem(says, "values", UNKNOWN)
    if fact.values and not fact.normally:
        yield place.problem("say under “normally” how often each value is seen")


def _check(check: CheckEntry, place: Written[CheckEntry], topic: WrittenTopic) -> Iterator[Problem]:
    yield from _named("fact", check.gives, topic.facts, place, "gives")
    yield from _named("fact", check.needs, topic.facts, place, "needs")
    yield from _named("check", check.after, topic.checks, place, "after")
    yield from _conditions(check.unless, topic, place, "unless")


def _circle(topic: WrittenTopic) -> Iterator[Problem]:
    """Checks that would wait for each other, or one for itself."""
    try:
        TopologicalSorter({name: check.after for name, check, _ in sound(topic.checks)}).prepare()
    except CycleError as error:
        names = list(reversed(error.args[1]))
        says = f"{' waits for '.join(names)}; take one of these names away"
        yield topic.checks[names[0]].problem(says, "after")


def _question(
    name: str, question: QuestionEntry, place: Written[QuestionEntry], topic: WrittenTopic
) -> Iterator[Problem]:
    if name not in topic.facts:
        yield place.problem(f"there is no fact “{name}” to ask for; {suggest(name, topic.facts)}")
    yield from _conditions(question.needs, topic, place, "needs")
    taken: set[Condition] = set()
    for number, option in enumerate(question.options):
        where = ("options", number, "sets")
        yield from _sets((option.sets,), topic, place, *where)
        yield from _sets(option.also, topic, place, "options", number, "also")
        if option.sets in taken:
            says = f"another option sets {'='.join(option.sets)} already; keep one of them"
            yield place.problem(says, *where)
        taken.add(option.sets)


def _head(head: TopicEntry, topic: WrittenTopic) -> Iterator[Problem]:
    for name, sets in head.entities.items():
        yield from _sets(sets, topic, topic.head, "entities", name)
    for name, told in head.told.items():
        yield from _sets((told.granted, told.missing), topic, topic.head, "told", name)


def _sets(
    sets: tuple[Condition, ...], topic: WrittenTopic, place: Written[Entry], *where: str | int
) -> Iterator[Problem]:
    yield from _conditions(sets, topic, place, *where)
    for name, value in sets:
        if "|" in value:
            yield place.problem(f"{name}={value} sets a fact, so it needs one value", *where)


def _conditions(
    conditions: Iterable[Condition],
    topic: WrittenTopic,
    place: Written[Entry],
    *where: str | int,
) -> Iterator[Problem]:
    """That each fact is declared and may have each of the values."""
    for name, wanted in conditions:
        if name not in topic.facts:
            says = f"there is no fact “{name}”; {suggest(name, topic.facts)}"
            yield place.problem(says, *where)
            continue
        known = _values(name, topic)
        for value in wanted.split("|"):
            if known and value not in known:
                says = f"{name} has no value “{value}”; {suggest(value, known)}"
                yield place.problem(says, *where)


def _values(name: FactName, topic: WrittenTopic) -> Collection[str]:
    """The values of a fact; none for one that takes any text or could not be read."""
    if name == ERROR_CAUSE:
        return [*topic.causes, NO_ERROR, OTHER_ERROR]
    fact = topic.facts[name].entry
    return fact.values if fact else ()


def _cause(cause: CauseEntry, place: Written[CauseEntry], topic: WrittenTopic) -> Iterator[Problem]:
    yield from _evidence(cause, place, topic)
    yield from _confirmed(cause, place, topic)
    yield from _verified(cause, place, topic)
    if topic.head.entry:
        roles = topic.head.entry.roles
        yield from _named("role", [cause.remedy.who], roles, place, "remedy", "who")
    if cause.parent:
        yield from _parent(cause, cause.parent, place, topic)


def _parent(
    cause: CauseEntry, name: str, place: Written[CauseEntry], topic: WrittenTopic
) -> Iterator[Problem]:
    yield from _named("cause", [name], topic.causes, place, "parent")
    above = topic.parent(cause)
    if above is cause:
        yield place.problem("a cause is not its own parent; take this line away", "parent")
    elif above and above.parent:
        says = f"“{name}” has a parent itself; name “{above.parent}” instead"
        yield place.problem(says, "parent")


def _evidence(
    cause: CauseEntry, place: Written[CauseEntry], topic: WrittenTopic
) -> Iterator[Problem]:
    for name, words in cause.evidence.items():
        told = [(name, value) for value in words]
        yield from _conditions(told, topic, place, "evidence", name)
        fact = topic.facts[name].entry if name in topic.facts else None
        if fact and not fact.values:
            says = f"{name} takes any text, so it is no evidence; take it away"
            yield place.problem(says, "evidence", name)


def _confirmed(
    cause: CauseEntry, place: Written[CauseEntry], topic: WrittenTopic
) -> Iterator[Problem]:
    seen = _gives(topic.checks, topic) | _told(topic)
    for number, together in enumerate(cause.confirmed_by):
        where = ("confirmed_by", number)
        yield from _conditions(together, topic, place, *where)
        names = [name for name, _ in together]
        # What is only said never confirms, so such a rule would never come true.
        if not seen & set(names) and all(name in topic.facts for name in names):
            says = f"no check gives {' or '.join(names)}; name a fact that can be looked at"
            yield place.problem(says, *where)


def _verified(
    cause: CauseEntry, place: Written[CauseEntry], topic: WrittenTopic
) -> Iterator[Problem]:
    yield from _named("check", cause.verified_by or (), topic.checks, place, "verified_by")
    checks = topic.verified_by(cause)
    confirming = {name for together in cause.confirmed_by for name, _ in together}
    if checks and not confirming & _gives(checks, topic):
        says = f"{', '.join(checks)} gives no fact that confirms this cause; name a check that does"
        yield place.problem(says, "verified_by")


def _gives(checks: Iterable[str], topic: WrittenTopic) -> set[FactName]:
    """The facts that these checks give; any fact where one of them is in doubt itself."""
    given: set[FactName] = set()
    for name in checks:
        check = topic.checks[name].entry if name in topic.checks else None
        certain = check and all(fact in topic.facts for fact in check.gives)
        given |= set(check.gives) if check and certain else {FactName(f) for f in topic.facts}
    return given | {ERROR_CAUSE} if LAST_ERROR in given else given


def _told(topic: WrittenTopic) -> set[FactName]:
    """The facts that the host page's signed token tells; any while topic.yaml is in doubt."""
    head = topic.head.entry
    if head is None:
        return {FactName(fact) for fact in topic.facts}
    return {name for told in head.told.values() for name, _ in (told.granted, told.missing)}


def _alike(topic: WrittenTopic) -> Iterator[Problem]:
    """Pairs of the article's causes between which neither a question nor a look decides."""
    telling = {*topic.questions, *_gives(topic.checks, topic)}
    usual = {name: fact.normally for name, fact, _ in sound(topic.facts) if name in telling}
    causes = [each for each in sound(topic.causes) if each[1].parent is None]
    for (one, first, _), (_, second, place) in combinations(causes, 2):
        if all(
            (first.evidence.get(FactName(name)) or words)
            == (second.evidence.get(FactName(name)) or words)
            for name, words in usual.items()
        ):
            says = f"nothing tells this cause from “{one}”; add a fact that can be asked or seen"
            yield place.problem(says, "evidence")
