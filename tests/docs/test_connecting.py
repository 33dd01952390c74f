"""Every command of the page about connecting is run, against a stand-in for Xero."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.adapters.wire import Wire, serving, told
from tests.conftest import CACHE

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(
    r"```bash\n(.+?)```", (ROOT / "docs/connecting.md").read_text("utf-8"), re.DOTALL
)
BOT = "from bot.cli.main import main; import sys; sys.argv[0] = 'bot'; main()"
PATIENCE = 90.0
"""How long one command may take on a busy machine, in seconds."""

CONNECTION = {"id": "c-1", "tenantId": "t-1", "tenantType": "ORGANISATION"}
TOKENS = {"access_token": "a", "refresh_token": "r", "expires_in": 1800, "scope": "openid"}
RUN = {
    "settings": "export BOT_SECRET_KEY",
    "serve": "bot serve",
    "page": "bot connections page",
    "list": "bot connections list",
    "ticket": "bot connections token",
    "rotate": "bot connections rotate",
}
"""What marks each block of commands."""


def test_no_command_of_the_page_is_left_out() -> None:
    assert [text for text in BLOCKS if not any(mark in text for mark in RUN.values())] == []


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who follows the page in a folder of their own, on ports that are free."""

    folder: Path
    ports: tuple[str, str]
    xero: str

    def command(self, name: str) -> list[str]:
        """The shell that runs a block of the page, after its settings."""
        (settings,), (block,) = ([t for t in BLOCKS if RUN[n] in t] for n in ("settings", name))
        ours = [
            f'bot() {{ {sys.executable} -c "{BOT}" "$@"; }}',
            f'python() {{ {sys.executable} "$@"; }}',
            f"export BOT_XERO_IDENTITY_URL={self.xero} BOT_XERO_API_URL={self.xero}",
            f"export BOT_XERO_AUTHORIZE_URL={self.xero}/authorize BOT_CACHE={CACHE}",
        ]
        block = block.replace(
            "bot serve", f"bot serve --workers 1 --bind 127.0.0.1:{self.ports[0]}"
        )
        text = "\n".join(["set -e", *ours, self._settings(settings), block])
        text = text.replace(":8000", f":{self.ports[0]}").replace("8001", self.ports[1])
        return ["bash", "-c", text]

    def run(self, name: str) -> str:
        """What the commands of a block print."""
        with self._started(name) as process:
            out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err.decode()
        return out.decode()

    @contextmanager
    def running(self, name: str, says: bytes) -> Iterator[None]:
        """A block whose last command goes on, from when it says so until the end."""
        with self._started(name) as process:
            try:
                lines = process.stderr if name == "serve" else process.stdout
                assert lines is not None
                assert any(says in line for line in lines), "it did not start"
                yield
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def _started(self, name: str) -> subprocess.Popen[bytes]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("BOT_")}
        return subprocess.Popen(
            self.command(name),
            cwd=self.folder,
            env={**env, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _settings(self, block: str) -> str:
        """The same secrets in every terminal: made the first time, then kept."""
        kept = self.folder / "settings"
        return f"if [ ! -f {kept} ]; then\n{block}\nexport -p > {kept}; fi; . {kept}"


@pytest.fixture
def xero() -> Iterator[Wire]:
    with serving() as wire:
        wire.on("/connections", told([{**CONNECTION, "tenantName": "Demo Company (UK)"}]))
        yield wire.on("/connect/token", told(TOKENS))


@pytest.fixture
def reader(tmp_path: Path, xero: Wire) -> Reader:
    free = []
    for _ in range(2):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            free.append(str(probe.getsockname()[1]))
    return Reader(tmp_path, (free[0], free[1]), xero.url)


def test_who_follows_the_page_is_connected(reader: Reader, xero: Wire) -> None:
    with reader.running("serve", b"Listening at"):
        with reader.running("page", b"Serving HTTP"):
            page = get(f"http://127.0.0.1:{reader.ports[1]}/")
        assert "Connected to Demo Company (UK)" in connect(page.text, xero)
        assert '"ticket":"' in reader.run("ticket").replace(" ", "")
    told = reader.run("list")
    assert "Demo Company (UK)" in told
    assert "1 encrypted with the newest key." in reader.run("rotate")


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False, timeout=PATIENCE)


def connect(page: str, xero: Wire) -> str:
    """Press the button, say yes twice, and come back from Xero; what the last page says."""
    origin = re.findall(r'src="(http://[^/]+)/widget.js', page)[0]
    with httpx.Client(base_url=origin, trust_env=False, timeout=PATIENCE) as browser:
        sure = submit(browser, page, "cross-site")
        assert "Go on only if that was you" in sure.text
        away = submit(browser, sure.text, "same-origin").headers["Location"]
        assert away.startswith(f"{xero.url}/authorize?")
        query = parse_qs(urlsplit(away).query)
        back = {"code": "the-code", "state": query["state"][0]}
        return browser.get(query["redirect_uri"][0], params=back, follow_redirects=True).text


def submit(browser: httpx.Client, page: str, site: str) -> httpx.Response:
    """Submit the one form of a page, as a browser does from that kind of site."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    action = re.findall(r'<form method="post" action="([^"]+)"', page)[0]
    form = {name: unescape(value) for name, value in fields}
    return browser.post(action, data=form, headers={"Sec-Fetch-Site": site})
