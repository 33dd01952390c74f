"""The service as its own process, to be killed and started again."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from cryptography.fernet import Fernet

from tests.conftest import CACHE

ROOT = Path(__file__).resolve().parents[2]
STARTING = 60.0
"""How long a start may take on a busy machine, in seconds."""


@dataclass
class Server:
    """`bot serve` on one port, over one database file."""

    folder: Path
    port: int
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BOT_SECRET_KEY": "s" * 40,
            "BOT_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "BOT_DATABASE_URL": f"sqlite:///{self.folder / 'bot.db'}",
            "BOT_CACHE": str(CACHE),
            **self.env,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it is ready."""
        with self.turn:
            self._start()

    def _start(self) -> None:
        command = "from bot.cli.main import main; import sys; sys.argv[0] = 'bot'; main()"
        arguments = ["serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments],
            cwd=self.folder,
            env=self.env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        log = self.process.stderr
        assert log is not None
        # It listens before it is ready, so that the first call waits in line for it.
        assert any(b"Listening at" in line for line in log), "the service did not start"
        ready = httpx.get(f"{self.url}/health/ready", trust_env=False, timeout=STARTING)
        assert ready.status_code == 200

    def kill(self) -> None:
        """kill -9, the whole process group at once."""
        with self.turn:
            process, self.process = self.process, None
            if process is not None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                if process.stderr:
                    process.stderr.close()
