"""`bot agents`: who may see the desk."""

import click

from bot.bootstrap import build, new_id
from bot.cli.settings import from_environment
from bot.ports.people import Agent

SHORTEST = 12
"""The shortest password, in characters."""


@click.group()
def agents() -> None:
    """Who may see the desk."""


@agents.command()
@click.argument("email")
@click.option("--name", default="", help="How colleagues know them.")
@click.password_option(help="At least 12 characters.")
def add(email: str, name: str, password: str) -> None:
    """Let a support person in."""
    if len(password) < SHORTEST:
        raise click.BadParameter(f"use at least {SHORTEST} characters", param_hint="password")
    built = build(from_environment())
    hashed = built.services.passwords.hash(password)
    built.agents.add(Agent(id=new_id(), email=email, name=name or email, password_hash=hashed))
    click.echo(f"{email} can sign in at /desk/login.")
