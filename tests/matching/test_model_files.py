"""Models kept on disk."""

from pathlib import Path

from bot.adapters.files.models import ModelFiles
from bot.matching.model import gather, train

MODEL = train(gather({"a": [["red apple", "an apple"]], "b": [["blue sky", "the sky"]]}))


def test_kept_model_says_the_same(tmp_path: Path) -> None:
    files = ModelFiles(tmp_path / "models")
    files.save("v1", MODEL)
    kept = files.load("v1")
    assert kept is not None
    assert kept.probabilities(["red", "apple"]) == MODEL.probabilities(["red", "apple"])


def test_other_version_is_not_there(tmp_path: Path) -> None:
    files = ModelFiles(tmp_path)
    files.save("v1", MODEL)
    assert files.load("v2") is None


def test_broken_file_is_trained_anew(tmp_path: Path) -> None:
    files = ModelFiles(tmp_path)
    files.save("v1", MODEL)
    [path] = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:100])
    assert files.load("v1") is None
