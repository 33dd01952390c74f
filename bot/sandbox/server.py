"""The stand-ins as one Flask app, and a way to serve it on loopback for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.sandbox.hearlink import hearlink
from bot.sandbox.identity import identity
from bot.sandbox.status import status
from bot.sandbox.world import World
from bot.sandbox.xero import xero


class Quiet(WSGIRequestHandler):
    """Serves without a line per request: the terminal belongs to whoever runs the demo."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def sandbox_app(world: World) -> Flask:
    """Xero below `/xero` and `/identity`, its status page below `/status`, and `/hearlink`."""
    app = Flask("sandbox", static_folder=None)
    app.register_blueprint(xero(world), url_prefix="/xero")
    app.register_blueprint(identity(world), url_prefix="/identity")
    app.register_blueprint(status(world), url_prefix="/status")
    app.register_blueprint(hearlink(world), url_prefix="/hearlink")
    return app


@contextmanager
def serve(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve on 127.0.0.1 and yield the base URL, without a slash at its end; 0 picks a port."""
    with bound(app, port) as server, answering(server):
        yield base_url(server)


@contextmanager
def bound(app: Flask, port: int = 0) -> Iterator[BaseWSGIServer]:
    """A server that has its port and lets callers wait, so that `app` may still get routes."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    try:
        yield server
    finally:
        server.server_close()


@contextmanager
def answering(server: BaseWSGIServer) -> Iterator[None]:
    """Answer for as long as the block runs."""
    thread = Thread(target=server.serve_forever, name="sandbox", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def base_url(server: BaseWSGIServer) -> str:
    """Where it answers, without a slash at the end."""
    return f"http://127.0.0.1:{server.server_port}"
