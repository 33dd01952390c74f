"""The wheel alone serves the app: templates, knowledge and static files travel in it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.config import CACHE

ROOT = Path(__file__).resolve().parents[2]

SERVES = """
import sys
from pathlib import Path
from cryptography.fernet import Fernet
from bot.bootstrap import build
from bot.config import Config
import bot
assert "unpacked" in bot.__file__, bot.__file__
config = Config(secret_key="s" * 40, encryption_keys=(Fernet.generate_key().decode(),),
                database_url="sqlite:///wheel.db", cache=Path(sys.argv[1]))
client = build(config).app.test_client()
for path in ("/articles/xero-sync", "/widget", "/widget.js", "/static/chat.js", "/api/docs"):
    assert client.get(path).status_code == 200, path
print(client.post("/api/v1/conversations", json={}).get_json()["turn"]["decision"]["kind"])
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, cwd=folder, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder


def test_wheel_alone_serves_pages_and_talks(unpacked: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SERVES, str(ROOT / CACHE)],
        cwd=unpacked,
        env={"PYTHONPATH": str(unpacked / "unpacked"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "say", run.stderr


def test_wheel_holds_nothing_of_the_tests(unpacked: Path) -> None:
    top = {path.name for path in (unpacked / "unpacked").iterdir()}
    assert {name.split("-")[0] for name in top} == {"bot", "hearlink_assistant"}
