"""The stand-ins as one Flask app, and a way to serve it on loopback for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

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
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, name="sandbox", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
