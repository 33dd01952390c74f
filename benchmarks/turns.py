"""What a turn costs as a conversation grows, beside a bare Flask route that writes one row."""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask, jsonify
from flask.testing import FlaskClient

from benchmarks.clock import Timing, timed
from bot.bootstrap import build
from bot.cli.settings import reading_only
from bot.config import Config
from bot.web.limits import DEFAULTS

LENGTHS = (1, 50, 100, 200)
"""After how many turns a turn is measured."""

STEP = 20
"""How many turns one measurement takes the middle of."""


def main() -> None:
    """Print it."""
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare(Path(folder) / "bare.db")
        client = _client(Path(folder))
        opened = client.post("/api/v1/conversations", json={}).get_json()
        print("A turn over HTTP in process, by the length of the conversation")
        print(f"  bare Flask and one row  {bare}")
        done = 0
        first: Timing | None = None
        for length in LENGTHS:
            while done < length:
                _say(client, opened)
                done += 1
            turn = timed(lambda: _say(client, opened), runs=STEP)
            done += STEP + 1
            first = first or turn
            grown, ratio = turn.middle / first.middle, turn.middle / bare.middle
            print(
                f"  from turn {length:3}           {turn}   {ratio:.1f} × bare, {grown:.2f} × first"
            )


_count = iter(range(10**9))


def _say(client: FlaskClient, opened: dict[str, Any]) -> None:
    number = next(_count)
    text = "nothing has gone over to xero" if number % 2 else "how do I check that?"
    answer = client.post(
        f"/api/v1/conversations/{opened['id']}/messages",
        json={"client_id": str(number), "text": text},
        headers={"Authorization": f"Bearer {opened['token']}"},
    )
    assert answer.status_code == 200, answer.text


def _client(folder: Path) -> FlaskClient:
    config = Config(
        secret_key="s" * 40,
        encryption_keys=(Fernet.generate_key().decode(),),
        database_url=f"sqlite:///{folder / 'bench.db'}",
        cache=reading_only().cache,
        limits=dict.fromkeys(DEFAULTS, "1000000 per minute"),
    )
    return build(config).app.test_client()


def _bare(path: Path) -> Timing:
    """A route that does nothing but insert a row and answer."""
    app = Flask("bare")
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("CREATE TABLE events (body TEXT)")

    @app.post("/")
    def write() -> Any:
        database.execute("INSERT INTO events VALUES (?)", ("x" * 500,))
        return jsonify(ok=True)

    client = app.test_client()
    return timed(lambda: client.post("/", json={"text": "x"}))


if __name__ == "__main__":
    main()
