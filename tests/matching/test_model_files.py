"""Models kept on disk."""

from pathlib import Path

import numpy as np
import pytest

from bot.adapters.files.models import LEARNING, ModelFiles
from bot.matching import bayes, features, model, normalise, repair, ridge
from bot.matching.examples import gather
from bot.matching.model import train

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


def test_model_that_was_learned_another_way_is_not_there(tmp_path: Path) -> None:
    ModelFiles(tmp_path).save("v1", MODEL)
    assert ModelFiles(tmp_path, sources=(normalise,)).load("v1") is None
    assert {bayes, features, model, normalise, repair, ridge} < set(LEARNING)


@pytest.mark.parametrize("kept", [0, 0.01, 0.5, 0.99])
def test_file_that_was_cut_off_is_trained_anew(tmp_path: Path, kept: float) -> None:
    files = ModelFiles(tmp_path)
    files.save("v1", MODEL)
    [path] = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert files.load("v1") is None


@pytest.mark.parametrize("names", [b"7", b"[]", b'{"classes": 7}', b"{"])
def test_file_of_another_shape_is_trained_anew(tmp_path: Path, names: bytes) -> None:
    files = ModelFiles(tmp_path)
    files.save("v1", MODEL)
    [path] = tmp_path.iterdir()
    with np.load(path) as whole:
        arrays = {**whole, "names": np.frombuffer(names, dtype=np.uint8)}
    np.savez(path, allow_pickle=False, **arrays)
    assert files.load("v1") is None


def test_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    taken = tmp_path / "a file"
    taken.touch()
    files = ModelFiles(taken)
    files.save("v1", MODEL)
    assert files.load("v1") is None
