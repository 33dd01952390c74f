"""The `bot` command and its sub-commands."""

import sys

import click

from bot.adapters.log import start_log
from bot.cli.agents import agents
from bot.cli.connections import connections
from bot.cli.database import database
from bot.cli.demo import demo
from bot.cli.evaluate import evaluate
from bot.cli.knowledge import knowledge
from bot.cli.match import match
from bot.cli.outbox import outbox
from bot.cli.serve import serve
from bot.cli.talk import talk
from bot.domain.errors import BotError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hearlink-assistant")
@click.option("--verbose", is_flag=True, help="Say more in the log.")
def bot(*, verbose: bool) -> None:
    """The help-centre assistant for HearLink's sync with Xero."""
    start_log("info" if verbose else "warning")


for command in (
    agents,
    connections,
    database,
    demo,
    evaluate,
    knowledge,
    match,
    outbox,
    serve,
    talk,
):
    bot.add_command(command)


def main() -> None:
    """Run the command; an error of ours becomes one clear line and exit code 1."""
    try:
        bot()
    except BotError as error:
        click.echo(f"bot: {error}", err=True)
        sys.exit(1)
