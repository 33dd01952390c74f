"""The stand-ins as one Flask app, and a way to serve it on loopback for a while."""

import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.sandbox.authorise import authorise
from bot.sandbox.connections import connections
from bot.sandbox.entrance import watch
from bot.sandbox.freshdesk import freshdesk
from bot.sandbox.hearlink import hearlink
from bot.sandbox.identity import identity
from bot.sandbox.status import status
from bot.sandbox.wire import Cut, answer
from bot.sandbox.world import World
from bot.sandbox.writing import writing
from bot.sandbox.xero import xero

AT_ONCE = struct.pack("ii", 1, 0)
"""Closed with this, a socket sends a reset instead of a farewell."""


class Quiet(WSGIRequestHandler):
    """Serves without a line per request: the terminal belongs to whoever runs the demo."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def connection_dropped(
        self, error: BaseException, environ: Mapping[str, Any] | None = None
    ) -> None:
        """Reset the connection where that is what was meant."""
        if isinstance(error, Cut):
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            os.close(self.connection.detach())


def sandbox_app(world: World) -> Flask:
    """Xero below `/xero` and `/identity`, its status page `/status`, `/hearlink`, `/freshdesk`."""
    app = Flask("sandbox", static_folder=None)
    watch(app, world)
    for part in (xero, writing, connections):
        app.register_blueprint(part(world), url_prefix="/xero")
    for part in (identity, authorise):
        app.register_blueprint(part(world), url_prefix="/identity")
    app.register_blueprint(status(world), url_prefix="/status")
    app.register_blueprint(hearlink(world), url_prefix="/hearlink")
    app.register_blueprint(freshdesk(world), url_prefix="/freshdesk")

    @app.errorhandler(405)
    def wrong_method(problem: MethodNotAllowed) -> Response:
        text = f"The requested resource does not support http method '{request.method}'."
        allowed = {"Allow": ", ".join(problem.valid_methods or ())}
        return answer({"Message": text}, 405, allowed)

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
