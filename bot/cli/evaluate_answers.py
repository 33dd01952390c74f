"""`bot evaluate answers`: what is taken from answers in free words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import click
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.bootstrap import load_knowledge, load_model, now
from bot.cli.settings import reading_only
from bot.domain.errors import BadInput
from bot.matching.reader import MessageReader
from bot.services.answering import AGAIN, Answer, Mark, Tried, try_answer

LETTERS = "abcdefghijklmnopqrstuvwxyz"

MISTYPED_FROM = 5
"""Words of fewer letters are typed right: one wrong letter would make another word of them."""

WIDE = 160


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--show", is_flag=True, help="List the answers that were not taken right.")
@click.option("--seed", default=1, show_default=True, help="Which typing mistakes are made.")
def answers(file: Path, *, show: bool, seed: int) -> None:
    """Try the answers of FILE, question → meaning → a text a line, clean and mistyped."""
    settings = reading_only()
    knowledge = load_knowledge(settings.knowledge)
    reader = MessageReader(knowledge, load_model(knowledge, settings.cache))
    console = Console(width=WIDE)
    clean = read_answers(file.read_text("utf-8"))
    for name, labelled in (("clean", clean), ("one typing mistake", mistyped(clean, seed=seed))):
        shown = Console(stderr=True)
        rows = track(labelled, name, console=shown, transient=True)
        tried = [try_answer(a, knowledge, reader, now=now()) for a in rows]
        console.print(_table(name, tried))
        if show:
            _print_others(console, tried)


def read_answers(text: str) -> list[Answer]:
    """The labelled answers of a YAML file; BadInput where it has another shape."""
    try:
        return [
            Answer(question=question, text=line.strip(), means=means)
            for question, meanings in yaml.safe_load(text).items()
            for means, lines in meanings.items()
            for line in lines.splitlines()
        ]
    except (AttributeError, yaml.YAMLError) as wrong:
        raise BadInput("answers are written as question → meaning → a text a line") from wrong


def mistyped(answers: Sequence[Answer], *, seed: int) -> list[Answer]:
    """The answers with a long enough word, one of its letters missing, doubled, wrong or swapped.

    Answers that mean nothing stay out of it: with a mistake they mean nothing still.
    """
    random = Random(seed)  # noqa: S311 - the mistakes have to be the same each time
    worth = [a for a in answers if a.means != AGAIN and any(map(_long, a.text.split()))]
    return [
        Answer(question=a.question, text=_mistype(a.text, random), means=a.means) for a in worth
    ]


def _long(word: str) -> bool:
    return len(word) >= MISTYPED_FROM and word.isalpha()


def _mistype(text: str, random: Random) -> str:
    words = text.split()
    place = random.choice([n for n, word in enumerate(words) if _long(word)])
    word = words[place]
    at = random.randrange(1, len(word) - 1)
    mistakes = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + random.choice(LETTERS) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return " ".join([*words[:place], random.choice(mistakes), *words[place + 1 :]])


def _table(name: str, tried: Sequence[Tried]) -> Table:
    table = Table("question", "answers", *Mark, title=name)
    questions = dict.fromkeys(one.answer.question for one in tried)
    for question in questions:
        table.add_row(*_row(question, [t for t in tried if t.answer.question == question]))
    table.add_section()
    table.add_row(*_row("all", tried))
    return table


def _row(name: str, tried: Sequence[Tried]) -> Iterator[str]:
    marks = Counter(one.mark for one in tried)
    yield name
    yield str(len(tried))
    for mark in Mark:
        yield f"{marks[mark]} ({marks[mark] / len(tried):.1%})"


def _print_others(console: Console, tried: Sequence[Tried]) -> None:
    for one in tried:
        if one.mark is not Mark.RIGHT:
            answer = one.answer
            told = f"{one.mark}: {answer.question}: {answer.text} → {one.taken}, not {answer.means}"
            console.print(told, markup=False, highlight=False)
