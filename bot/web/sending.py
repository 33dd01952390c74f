"""How files and public pages travel: whole, and compressed for every browser that takes it."""

from flask import Flask, Response, request
from flask_compress import Compress

compress = Compress()

PUBLIC = {"static", "pages.loader", "pages.widget", "help.article", "help.search"}
"""The routes whose answers are the same for everybody.

Where a secret stands beside words of somebody else, the size of a compressed answer tells of it
(BREACH, Prado, Harris and Gluck 2013): all other answers travel as they are.
"""

TEXTS = ["text/html", "text/css", "text/javascript", "image/svg+xml"]


def register_sending(app: Flask) -> None:
    """Send what is public so."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_LEVEL=9,
        COMPRESS_BR_LEVEL=9,
        COMPRESS_MIMETYPES=TEXTS,
        COMPRESS_STREAMS=False,
    )
    compress.init_app(app)
    app.after_request(_sent)


def _sent(response: Response) -> Response:
    if response.direct_passthrough:
        _read(response)
    return compress.after_request(response) if request.endpoint in PUBLIC else response


def _read(response: Response) -> None:
    """Take the file into memory: one sent in pieces stays open when its reader has left."""
    response.direct_passthrough = False
    content = b"".join(response.iter_encoded())
    response.close()
    response.set_data(content)
