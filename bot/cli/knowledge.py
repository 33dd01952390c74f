"""`bot knowledge`: checks what the authors wrote, and trains on it."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.adapters.files.knowledge import content_root, read_knowledge
from bot.bootstrap import load_knowledge, load_model
from bot.cli.settings import reading_only
from bot.domain.errors import BadKnowledge
from bot.knowledge.lint_corpus import lint_corpus

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder that is there; without one it is that of the settings."""


@click.group()
def knowledge() -> None:
    """The knowledge files."""


@knowledge.command()
@click.argument("folder", type=FOLDER, required=False)
def lint(folder: Path | None) -> None:
    """Name every problem of the files at once, each with its file and line."""
    try:
        compiled = load_knowledge(folder or reading_only().knowledge)
    except BadKnowledge as bad:
        for problem in bad.problems:
            click.echo(problem)
        raise SystemExit(1) from bad
    must, should = lint_corpus(
        read_knowledge(folder or reading_only().knowledge or content_root() / "knowledge")
    )
    for leak in must:
        click.echo(leak)
    if must:
        raise SystemExit(1)
    click.echo(f"No problems. Knowledge version {compiled.version}.")
    for advice in should:
        click.echo(f"advice: {advice}")


@knowledge.command()
def show() -> None:
    """The topics with their causes, and how many examples each has."""
    compiled = load_knowledge(reading_only().knowledge)
    table = Table("topic", "cause", "parent", "example messages", "confirmed by a look")
    for topic in compiled.topics.values():
        for cause in topic.causes.values():
            examples = sum(len(s) for s in compiled.symptoms.get(cause.id, ()))
            looks = " or ".join(
                " and ".join("=".join(c) for c in together) for together in cause.confirmed_by
            )
            table.add_row(topic.id, cause.id, cause.parent or "", str(examples or ""), looks)
    Console().print(table)


@knowledge.command()
def train() -> None:
    """Train the model of this knowledge now, so that the next start is fast."""
    settings = reading_only()
    compiled = load_knowledge(settings.knowledge)
    with Console(stderr=True).status("training") as status:
        load_model(compiled, settings.cache, progress=status.update)
    click.echo(f"Trained for knowledge version {compiled.version}.")
