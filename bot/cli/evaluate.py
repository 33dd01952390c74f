"""`bot evaluate`: measures the product."""

from math import log2

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import load_knowledge, now
from bot.cli.evaluate_answers import answers
from bot.cli.evaluate_calibration import calibration
from bot.cli.evaluate_checks import checks
from bot.cli.evaluate_dialogues import dialogues
from bot.cli.evaluate_errors import errors
from bot.cli.evaluate_public import public
from bot.cli.evaluate_symptoms import symptoms, vague
from bot.cli.settings import reading_only
from bot.domain.topic import Topic
from bot.services.rehearsal import honest, rehearse


@click.group()
def evaluate() -> None:
    """Measure the product."""


for measure in (answers, calibration, checks, dialogues, errors, public, symptoms, vague):
    evaluate.add_command(measure)


@evaluate.command()
def questions() -> None:
    """How many questions an anonymous visitor answers, who says nothing of their own."""
    knowledge = load_knowledge(reading_only().knowledge)
    topic = knowledge.first_topic
    causes = [cause for cause in topic.causes.values() if cause.parent is None]
    table = Table("cause", "found", "questions", "which")
    done = [rehearse(c, knowledge, topic, answer=honest, now=now()) for c in causes]
    for one in done:
        mark = "yes" if one.right else f"no: {one.found}"
        table.add_row(one.cause, mark, str(len(one.asked)), " ".join(one.asked))
    console = Console(width=160)
    console.print(table)
    mean = sum(len(one.asked) for one in done) / len(done)
    console.print(f"right: {sum(one.right for one in done)} of {len(done)}")
    console.print(f"mean number of questions: {mean:.2f}")
    console.print(f"log2 of the number of causes: {log2(len(causes)):.2f}")
    console.print(f"reading the article top to bottom: {reading(topic):.2f} causes to check")


def reading(topic: Topic) -> float:
    """How many causes one checks on average when following the article from its top."""
    causes = [c for c in topic.causes.values() if c.parent is None]
    return (len(causes) + 1) / 2
