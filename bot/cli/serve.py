"""`bot serve`: the service, on a server made for many slow streams."""

import os
import sys

import click

from bot.cli.settings import from_environment

THREADS = 128
"""A stream of looks holds a thread for seconds; with 8 threads others would wait for it."""


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--workers", default=2, show_default=True, help="How many run side by side.")
def serve(bind: str, workers: int) -> None:
    """Serve the chat, the pages and the desk. Run `bot outbox run` beside it."""
    from_environment()
    command = ["gunicorn", "--bind", bind, "--workers", str(workers)]
    command += [
        "--worker-class",
        "gthread",
        "--threads",
        str(THREADS),
        "bot.bootstrap:application()",
    ]
    # Gunicorn takes our place, so that signals reach it.
    os.execv(sys.executable, [sys.executable, "-m", *command])  # noqa: S606
