"""A real HTTP server on loopback that answers as a test tells it and remembers the questions."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

Reply = Callable[[Request], Response]
HANG = 30
"""Seconds that a hanging reply would take; every test is over long before."""


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - its base's name
        """Not even errors."""


@dataclass
class Wire:
    """`url` is where it listens; paths without a reply are 404."""

    url: str = ""
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def on(self, path: str, reply: Reply | Response) -> "Wire":
        """Answer requests for this path, in any letter case, so from now on."""
        self.replies[path.lower()] = (lambda _: reply) if isinstance(reply, Response) else reply
        return self

    def paths(self) -> list[str]:
        """What was asked for, in lower case and in order."""
        with self._lock:
            return [request.path.lower() for request in self.asked]

    def hang(self, _: Request) -> Response:
        """A reply that does not come before the test is over."""
        self.over.wait(HANG)
        return Response(status=204)

    def answer(self, request: Request) -> Response:
        """Remember the request, then reply."""
        request.get_data()
        with self._lock:
            self.asked.append(request)
        reply = self.replies.get(request.path.lower())
        return reply(request) if reply else Response(status=404)


@contextmanager
def serving() -> Iterator[Wire]:
    """A server that runs inside the block."""
    wire = Wire()
    app = Request.application(wire.answer)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    wire.url = f"http://127.0.0.1:{server.port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def told(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body), status, dict(headers or {}), mimetype="application/json")
