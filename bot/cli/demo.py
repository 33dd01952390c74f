"""`bot demo`: the whole product with stand-ins for Xero and HearLink, on this machine alone."""

import tempfile
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import click
from cryptography.fernet import Fernet
from flask import Blueprint, Flask, render_template
from rich.console import Console

from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.xero.scopes import ConsentSettings
from bot.adapters.xero.settings import XeroSettings
from bot.bootstrap import Built, build, new_id, now
from bot.cli.relay import repeating, rounds
from bot.cli.settings import reading_only
from bot.config import CALLBACK, Config, fresh_secret
from bot.ports.people import Agent
from bot.sandbox.control import control
from bot.sandbox.host import Host
from bot.sandbox.server import answering, base_url, bound, sandbox_app, serve
from bot.sandbox.world import World
from bot.web.limits import DEFAULTS

Progress = Callable[[str], None]

AGENT = "agent@example.org"
"""Who may sign in at the desk of the demo."""

PLENTY = "100000 per minute"
"""In the demo nobody is slowed down: it answers to this machine alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo: where it is, and the password of its one agent."""

    url: str
    password: str


@click.command()
@click.option("--port", default=8000, show_default=True, help="0 picks a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
def demo(port: int, *, browser: bool) -> None:
    """Pick a scenario, chat, watch the look, repair it, look again. Needs no account."""
    console = Console(stderr=True)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearlink-assistant-"))
        with console.status("starting") as status:
            started = stack.enter_context(running(Path(folder), port=port, progress=status.update))
        console.print(f"The demo is at [bold]{started.url}/[/bold] (Ctrl-C ends it).")
        console.print(f"The support desk is at {started.url}/desk/", soft_wrap=True)
        console.print(f"  e-mail    {AGENT}\n  password  {started.password}", highlight=False)
        if browser:
            webbrowser.open(f"{started.url}/")
        with suppress(KeyboardInterrupt):
            Event().wait()


@contextmanager
def running(folder: Path, *, port: int = 0, progress: Progress = lambda _: None) -> Iterator[Demo]:
    """Product and stand-ins, serving until the block ends; everything is kept in `folder`."""
    # Where it answers must be known before the app is built: Xero sends people back there.
    with bound(Flask(__name__), port) as server:
        url = base_url(server)
        world = _world(url)
        with serve(sandbox_app(world)) as outside:
            config = _config(world, folder, url=url, outside=outside)
            built = build(config, progress=progress)
            password = _agent(built)
            # A tab left open asks at once, and an app that has answered takes no more routes.
            _add_stage(built.app, world, config)
            server.app = built.app
            with repeating(rounds(built)), answering(server):
                yield Demo(url=url, password=password)


def _world(url: str) -> World:
    """The stand-ins; our app at Xero may send people back to that address."""
    world = World(
        now=now,
        new_id=lambda: str(uuid4()),
        sleep=time.sleep,
        client_id="demo-client",
        client_secret=fresh_secret(),
        hearlink_keys={fresh_secret(): frozenset({"invoices", "integrations"})},
    )
    world.redirect_uris.add(f"{url}{CALLBACK}")
    return world


def _config(world: World, folder: Path, *, url: str, outside: str) -> Config:
    """The settings of a product at `url` whose Xero and HearLink are `outside`."""
    return Config(
        secret_key=fresh_secret(),
        encryption_keys=(Fernet.generate_key().decode(),),
        identity_secret=fresh_secret(),
        host_key=fresh_secret(),
        database_url=f"sqlite:///{folder / 'demo.db'}",
        cache=reading_only().cache,
        frame_ancestors=("'self'", "http://127.0.0.1:*"),
        limits=dict.fromkeys(DEFAULTS, PLENTY),
        secure_cookies=False,
        home="/demo",
        public_url=url,
        xero=XeroSettings(
            client_id=world.client_id,
            client_secret=world.client_secret,
            api_url=f"{outside}/xero",
            identity_url=f"{outside}/identity",
            status_urls=(f"{outside}/status",),
            status_fresh=timedelta(0),
        ),
        consent=ConsentSettings(
            authorize_url=f"{outside}/identity/connect/authorize",
            redirect_uri=f"{url}{CALLBACK}",
        ),
        hearlink=HearLinkSettings(
            base_url=f"{outside}/hearlink/api",
            api_key=next(iter(world.hearlink_keys)),
            webhook_secret=fresh_secret(),
        ),
    )


def _agent(built: Built) -> str:
    """Let one agent in; the password to sign in with."""
    password = new_id()
    hashed = built.services.passwords.hash(password)
    built.agents.add(Agent(id=new_id(), email=AGENT, name="Alex", password_hash=hashed))
    return password


def _add_stage(app: Flask, world: World, config: Config) -> None:
    """The page to pick a scenario on, and the levers behind it."""
    host = Host(
        product_url=config.public_url,
        host_key=config.host_key,
        identity_secret=config.identity_secret,
        webhook_secret=config.hearlink.webhook_secret,
        audience=config.identity_audience,
    )
    levers = control(world, host=host)
    stage = Blueprint("demo", __name__)

    @stage.get("/demo")
    def page() -> str:
        return render_template("demo.html")

    app.extensions["csrf"].exempt(levers)
    app.register_blueprint(levers)
    app.register_blueprint(stage)
