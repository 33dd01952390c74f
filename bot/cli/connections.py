"""`bot connections`: the consents at Xero that are kept, and a way in for developers."""

from collections.abc import Iterator
from datetime import timedelta

import click
from joserfc import jwt
from joserfc.jwk import OctKey
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.bootstrap import now, open_connecting, open_connections, open_sweep
from bot.cli.settings import from_environment
from bot.cli.trial_page import trial_page
from bot.config import Config
from bot.domain.errors import BadConfig, NotFound
from bot.ports.authorisations import Purpose
from bot.ports.connections import Connections
from bot.ports.people import OrganisationId, Visitor
from bot.services.consenting import MANAGE

LIFETIME = 60
"""How long an identity token for a developer lives, in minutes, unless they say."""

who = click.option("--visitor", required=True, help="Who asks, as HearLink names them.")
where = click.option("--org", required=True, help="Their organisation, as HearLink names it.")
minutes = click.option(
    "--minutes", default=LIFETIME, show_default=True, help="How long it is good."
)


@click.group()
def connections() -> None:
    """Consents at Xero."""


@connections.command("list")
def list_() -> None:
    """Who is connected, to what, and until when the present access token lives."""
    kept = open_connections(from_environment())
    table = Table("organisation", "at Xero", "tenant", "renewed by", "token until", "scopes")
    for row in _rows(kept):
        table.add_row(*row)
    Console().print(table)


@connections.command()
@click.argument("organisation")
def remove(organisation: str) -> None:
    """Forget an organisation's consent here; at Xero it stays until somebody ends it there."""
    kept = open_connections(from_environment())
    if organisation not in kept.organisations():
        raise NotFound(f"No consent is kept for {organisation}.")
    kept.remove(OrganisationId(organisation))
    click.echo(f"Forgotten. To end it at Xero too, disconnect the app there ({organisation}).")


@connections.command()
def rotate() -> None:
    """Encrypt every consent with the first of BOT_ENCRYPTION_KEYS, so that the others can go."""
    kept = open_connections(from_environment())
    names = kept.organisations()
    console = Console(stderr=True)
    steps = track(names, description="encrypting anew", console=console, disable=not names)
    done = sum(kept.reencrypt(name) for name in steps)
    click.echo(f"{done} encrypted with the newest key.")


@connections.command()
def sweep() -> None:
    """Take test invoices out of Xero that a crash or an outage left there; one round."""
    click.echo(f"{open_sweep(from_environment()).run_once()} gone from Xero for certain.")


@connections.command()
@where
@who
@click.option("--name", default="", help="How they are called.")
@minutes
def token(org: str, visitor: str, name: str, minutes: int) -> None:
    """Print an identity token, as HearLink would sign it: for developers."""
    click.echo(_token(from_environment(), org=org, visitor=visitor, name=name, minutes=minutes))


@connections.command()
@where
@who
@click.option(
    "--purpose", type=click.Choice([one.value for one in Purpose]), default=Purpose.LOOK.value
)
@minutes
def page(org: str, visitor: str, purpose: str, minutes: int) -> None:
    """Print a page that connects this organisation and then chats: for developers.

    Its button works once, within five minutes; the chat for as long as the identity token.
    """
    config = from_environment()
    identity = _token(config, org=org, visitor=visitor, name="", minutes=minutes)
    asks = Visitor(id=visitor, organisation=OrganisationId(org))
    ticket, _ = open_connecting(config).open(asks, Purpose(purpose))
    click.echo(trial_page(config.public_url, ticket=ticket, identity=identity, purpose=purpose))


def _rows(kept: Connections) -> Iterator[tuple[str, ...]]:
    for name in kept.organisations():
        try:
            found = kept.find(name)
        except BadConfig:
            yield name, "no key opens it", "", "", "", ""
            continue
        if found is not None:
            tokens = found.tokens
            until = f"{tokens.expires_at:%Y-%m-%d %H:%M}"
            scopes = " ".join(tokens.scopes)
            yield name, tokens.tenant_name, tokens.tenant_id, tokens.refreshed_by, until, scopes


def _token(config: Config, *, org: str, visitor: str, name: str, minutes: int) -> str:
    if not config.identity_secret:
        raise BadConfig("BOT_IDENTITY_SECRET is not set")
    at = now()
    claims = {
        "sub": visitor,
        "org": org,
        "name": name,
        "aud": config.identity_audience,
        "iat": int(at.timestamp()),
        "exp": int((at + timedelta(minutes=minutes)).timestamp()),
        "permissions": [MANAGE],
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(config.identity_secret))
