"""`bot database`: the tables."""

import click

from bot.bootstrap import upgrade_database
from bot.cli.settings import from_environment


@click.group()
def database() -> None:
    """The tables."""


@database.command("upgrade")
def upgrade_tables() -> None:
    """Bring the tables up to date; safe to repeat and to run from several machines."""
    click.echo(f"The tables are at version {upgrade_database(from_environment())}.")
