"""`bot outbox`: the tickets on their way to the desk."""

import threading

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import build
from bot.cli.relay import repeating, rounds
from bot.cli.settings import from_environment


@click.group()
def outbox() -> None:
    """The tickets on their way to the desk."""


@outbox.command()
@click.option("--once", is_flag=True, help="One round, then stop.")
def run(*, once: bool) -> None:
    """Deliver tickets until stopped, and sweep away test invoices that were left in Xero."""
    built = build(from_environment())
    if once:
        click.echo(f"{built.relay.run_once()} delivered")
        return
    with repeating(rounds(built)):
        threading.Event().wait()


@outbox.command()
def status() -> None:
    """The newest tickets and how their delivery stands."""
    table = Table("reference", "opened", "subject", "state", "attempts", "problem")
    for d in build(from_environment()).outbox.tickets():
        state = "dead" if d.dead else "delivered" if d.delivered else "waiting"
        opened = f"{d.ticket.opened:%Y-%m-%d %H:%M}"
        subject, attempts = d.ticket.subject, str(d.attempts)
        table.add_row(d.ticket.reference, opened, subject, state, attempts, d.problem)
    Console().print(table)
