"""Keeps trained models on disk, by the hash of what they learned from and how."""

import hashlib
import inspect
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from zipfile import BadZipFile

import numpy as np
import structlog

from bot.matching import (
    answer_model,
    answer_words,
    bayes,
    calibration,
    clauses,
    examples,
    features,
    nearby,
    normalise,
    repair,
    ridge,
    small_words,
)
from bot.matching import model as learning
from bot.matching.features import Vocabulary
from bot.matching.model import Model

BROKEN = (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile)
"""How a file fails that is empty, cut off, or of another shape."""

LEARNING = (
    *(normalise, nearby, repair, examples, features, ridge, bayes, calibration, learning),
    *(answer_model, answer_words, clauses, small_words),
    sys.modules[__name__],
)
"""The modules that decide what a model is like and how it is kept."""

log = structlog.get_logger()


class ModelFiles:
    """A folder of models; losing it costs the time of training, nothing else.

    A change of any of the `sources` leaves the models learned before it alone.
    """

    def __init__(self, folder: Path, *, sources: Iterable[ModuleType] = LEARNING) -> None:
        self._folder = folder
        text = "".join(inspect.getsource(source) for source in sources)
        self._way = hashlib.sha256(text.encode()).hexdigest()[:12]

    def load(self, version: str) -> Model | None:
        """The model learned from that version of the knowledge, if it is here and whole."""
        path = self._path(version)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                names = json.loads(kept["names"].tobytes())
                vocabulary = Vocabulary(kept["marks"], kept["rarity"])
                return Model(
                    tuple(names["classes"]),
                    vocabulary,
                    kept["weights"],
                    kept["levels"],
                )
        except FileNotFoundError:
            return None
        except BROKEN as broken:
            log.warning("model file not readable, training anew", path=path.name, why=str(broken))
            return None

    def save(self, version: str, model: Model) -> None:
        """Keep a model; a folder that takes none is logged, for the model works all the same."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(self._path(version), model)
        except OSError as refused:
            log.warning("model not kept, the next start trains again", why=str(refused))

    def _write(self, path: Path, model: Model) -> None:
        """Written aside and moved into place, so that no reader sees half of it."""
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            aside = Path(part.name)
            try:
                np.savez(part, allow_pickle=False, **_arrays(model))
                part.flush()
                os.fsync(part.fileno())  # else a power cut may leave the name without the bytes
                aside.replace(path)
            except OSError:
                aside.unlink(missing_ok=True)
                raise

    def _path(self, version: str) -> Path:
        return self._folder / f"model-{self._way}-{version}.npz"


def _arrays(model: Model) -> dict[str, np.ndarray]:
    names = json.dumps({"classes": model.classes}).encode()
    return {
        "marks": model.vocabulary.marks,
        "names": np.frombuffer(names, dtype=np.uint8),
        "rarity": np.asarray(model.vocabulary.rarity),
        "weights": model.weights,
        "levels": model.levels,
    }
