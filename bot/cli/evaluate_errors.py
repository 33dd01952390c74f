"""`bot evaluate errors`: whether error texts are found, whatever stands around them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import load_knowledge
from bot.cli.error_noise import NOISES, UNKNOWN, filled
from bot.cli.evaluate_symptoms import percent, watched
from bot.cli.settings import reading_only
from bot.domain.errors import BadInput
from bot.domain.topic import ErrorText, Knowledge
from bot.matching.error_texts import ErrorFinder

TIMES = 5
"""How often each text is written in each way."""

WITHOUT = ("human", "manual_sync", "hearlink_permissions", "auto_sync_disabled", "unclear")
"""Classes whose examples hold no error text."""

Case = tuple[str, str, frozenset[str | None]]
"""A way of writing, the message, and the texts of the catalogue that it holds; None: unknown."""


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--seed", default=1, show_default=True, help="Another seed makes other messages.")
def errors(file: Path | None, *, seed: int) -> None:
    """Write each error of the catalogue in many ways and look whether it is found.

    A FILE of {"text", "errors": [catalogue texts]} lines is measured instead.
    """
    knowledge = load_knowledge(reading_only().knowledge)
    finder = ErrorFinder(knowledge.errors)
    causes = {error.text: error.cause for error in knowledge.errors}
    cases = list(_written(file) if file else _made(knowledge, Random(seed)))  # noqa: S311 # no secret
    asked, right, same_cause = Counter[str](), Counter[str](), Counter[str]()
    for way, text, wanted in watched(cases, "looking"):
        found = frozenset(seen.text for seen in finder.find(text))
        asked[way] += 1
        right[way] += found == wanted
        same_cause[way] += _causes(found, causes) == _causes(wanted, causes)
    table = Table("written", "messages", "found exactly", "cause right")
    for way, number in asked.items():
        table.add_row(
            way, str(number), percent(right[way] / number), percent(same_cause[way] / number)
        )
    console = Console(width=120)
    console.print(table)
    total = asked.total()
    console.print(f"found exactly: {percent(right.total() / (total or 1))} of {total}")


def _causes(texts: frozenset[str | None], causes: Mapping[str, str | None]) -> set[str | None]:
    return {causes[text] if text else "unknown" for text in texts}


def _made(knowledge: Knowledge, chance: Random) -> Iterator[Case]:
    for way, write in NOISES.items():
        for error in knowledge.errors * TIMES:
            text = filled(error.text, chance)
            yield way, write(text, chance), frozenset({error.text})
    for _ in range(TIMES * len(knowledge.errors)):
        one, two = chance.sample(knowledge.errors, 2)
        yield "two at once", _both(one, two, chance), frozenset({one.text, two.text})
    for text in UNKNOWN:
        yield "not in the catalogue", text, frozenset({None})
    for name in WITHOUT:
        for situation in knowledge.symptoms.get(name, ()):
            yield "no error at all", situation[0], frozenset()


def _both(one: ErrorText, two: ErrorText, chance: Random) -> str:
    return f"{filled(one.text, chance)}. {filled(two.text, chance)}"


def _written(file: Path) -> Iterator[Case]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            yield str(row.get("kind", "given")), str(row["text"]), frozenset(row["errors"])
        except (ValueError, KeyError, TypeError) as wrong:
            message = f'line {number} of {file.name} is not {{"text": …, "errors": [...]}}'
            raise BadInput(message) from wrong
