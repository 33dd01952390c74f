"""Files as plain values: mappings, lists and strings, with the line of everything in them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

Where = tuple[str | int, ...]
"""The way to a value in a file: keys and places, such as `("options", 2, "label")`."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at one line of one file, and what to do about it."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file; all its scalars are strings. `value` is None where it cannot be read."""

    path: str
    value: Any
    lines: Mapping[Where, int]
    problems: tuple[Problem, ...] = ()

    def problem(self, text: str, *where: str | int) -> Problem:
        """A problem at the line of `where`, or of what encloses it when it was never written."""
        while where not in self.lines and where:
            where = where[:-1]
        return Problem(self.path, self.lines.get(where, 1), text)


@dataclass(frozen=True, slots=True)
class Examples:
    """A file of example messages; a situation is a list of messages, each with its line."""

    path: str
    situations: tuple[tuple[tuple[int, str], ...], ...]

    @property
    def messages(self) -> tuple[tuple[int, str], ...]:
        """All messages of all situations, each with its line."""
        return tuple(message for situation in self.situations for message in situation)


@dataclass(frozen=True, slots=True)
class Answers:
    """A file of example answers to one question: for each meaning its answers with their lines."""

    path: str
    means: Mapping[str, tuple[tuple[int, str], ...]]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...] = ()


def read_yaml(path: str, text: str) -> Source:
    """The values of a YAML file; whatever is wrong with its form is in `problems`."""
    try:
        # Anchors are looked for first: composing a chain of them could fill the memory.
        if anchors := tuple(_anchors(path, text)):
            return Source(path, None, {}, anchors)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        return Source(path, None, {}, (_not_yaml(path, text, error),))
    if node is None:
        return Source(path, None, {}, (Problem(path, 1, "the file is empty; write its entries"),))
    reader = _Reader(path)
    value = reader.value(node, ())
    return Source(path, value, reader.lines, tuple(reader.problems))


def read_messages(path: str, text: str) -> Examples:
    """Paragraphs are situations, lines are messages, and what starts with `#` is a remark."""
    situations: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        message = line.strip()
        if message.startswith("#"):
            continue
        if message:
            situations[-1].append((number, message))
        elif situations[-1]:
            situations.append([])
    return Examples(path, tuple(tuple(each) for each in situations if each))


def read_answers(source: Source) -> Answers:
    """Keys are meanings, their texts hold an answer a line; what starts with `#` is a remark."""
    value = source.value if isinstance(source.value, dict) else {}
    blocks = {name: text for name, text in value.items() if isinstance(text, str)}
    says = "write the answers as a block: “{}: |”, and below it one answer a line"
    return Answers(
        source.path,
        {name: _block(text, source.lines[(name,)]) for name, text in blocks.items()},
        {name: source.lines[(name,)] for name in value},
        tuple(source.problem(says.format(n), n) for n in value if n not in blocks),
    )


def _block(text: str, line: int) -> tuple[tuple[int, str], ...]:
    """The lines of a block whose key is on `line`."""
    numbered = enumerate((each.strip() for each in text.splitlines()), start=line + 1)
    return tuple((at, answer) for at, answer in numbered if answer and answer[0] != "#")


def plain(text: str) -> str:
    """The text whatever its letter case and spaces, for finding it twice."""
    return " ".join(text.casefold().split())


def suggest(word: str, known: Collection[str]) -> str:
    """What the author may have meant: the nearest known word, or all of them."""
    if near := get_close_matches(word, known, n=1):
        return f"did you mean “{near[0]}”?"
    return f"known here: {', '.join(known)}" if known else "there is none yet"


def _anchors(path: str, text: str) -> Iterator[Problem]:
    """Anchors and aliases (`&name`, `*name`): what is written should stand where it is meant."""
    if "&" not in text and "*" not in text:
        return
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            says = f"“{event.anchor}” is an anchor or alias; write the text out, or quote it"
            yield Problem(path, _line(event), says)


def _not_yaml(path: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    # What is missing at the end is missed one line after the last.
    line = min(mark.line + 1, text.count("\n") + 1) if mark else 1
    return Problem(path, line, f"this is not YAML: {why}; quotes around the text often help")


def _line(marked: yaml.Event | yaml.Node) -> int:
    return marked.start_mark.line + 1 if marked.start_mark else 1


class _Reader:
    """Turns nodes into values and remembers their lines."""

    def __init__(self, path: str) -> None:
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self._path = path

    def value(self, node: yaml.Node, where: Where) -> Any:
        """The value of a node; a scalar is what was written, so that `on` is never a boolean."""
        self.lines.setdefault(where, _line(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, (*where, i)) for i, each in enumerate(node.value)]
        return node.value

    def _mapping(self, node: yaml.MappingNode, where: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, child in node.value:
            line = _line(key)
            if not isinstance(key, yaml.ScalarNode):
                self._add(line, "a key should be a word, not a list or a mapping; quote it")
            elif key.value in found:
                first = self.lines[(*where, key.value)]
                self._add(line, f"“{key.value}” is on line {first} already; keep one of them")
            else:
                # A problem with an entry is shown at its key, also when its text is folded below.
                self.lines[(*where, key.value)] = line
                found[key.value] = self.value(child, (*where, key.value))
        return found

    def _add(self, line: int, text: str) -> None:
        self.problems.append(Problem(self._path, line, text))
