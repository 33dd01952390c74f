"""`bot match`: what the matcher makes of messages."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from bot.bootstrap import load_knowledge, load_model
from bot.cli.settings import reading_only
from bot.domain.errors import BadInput
from bot.domain.reading import Reading
from bot.matching.reader import MessageReader


@click.command()
@click.argument("text", nargs=-1)
@click.option("--jsonl", is_flag=True, help='Read {"id","text"} lines and print a line for each.')
def match(text: tuple[str, ...], *, jsonl: bool) -> None:
    """Say what a message may mean: the verdict, ranked causes, and what it names."""
    settings = reading_only()
    knowledge = load_knowledge(settings.knowledge)
    reader = MessageReader(knowledge, load_model(knowledge, settings.cache))
    topic = knowledge.first_topic
    if not jsonl:
        click.echo(json.dumps(matched(reader.read(" ".join(text), topic=topic)), indent=2))
        return
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            asked = _asked(line, number)
            reading = reader.read(asked["text"], topic=topic)
            click.echo(json.dumps({"id": asked["id"], **matched(reading)}))


def matched(reading: Reading) -> dict[str, Any]:
    """A reading as JSON values: verdict, candidates, and the entities that were found."""
    candidates = [
        {name: value for name, value in asdict(c).items() if value is not None}
        for c in reading.candidates
    ]
    named = {name: list(found) for name, found in asdict(reading.entities).items() if found}
    if reading.errors:
        named["errors"] = [error.quote for error in reading.errors]
    return {"decision": reading.verdict.value, "candidates": candidates, "entities": named}


def _asked(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        return {"id": asked["id"], "text": str(asked["text"])}
    except (ValueError, KeyError, TypeError) as wrong:
        message = f'line {number} is not of the form {{"id": …, "text": …}}'
        raise BadInput(message) from wrong
