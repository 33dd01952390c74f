"""Keeps trained models on disk, by the hash of what they learned from."""

import json
import tempfile
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import structlog

from bot.matching.features import Vocabulary
from bot.matching.model import Model

FORMAT = 1
"""Raised when the shape of the file, or the way of learning, changes."""

log = structlog.get_logger()


class ModelFiles:
    """A folder of models; losing it costs a second of training, nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, version: str) -> Model | None:
        """The model learned from that version of the knowledge, if it is here and whole."""
        path = self._path(version)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                names = json.loads(kept["names"].tobytes())
                vocabulary = Vocabulary(
                    {name: i for i, name in enumerate(names["features"])}, kept["rarity"].tolist()
                )
                return Model(
                    tuple(names["classes"]),
                    vocabulary,
                    kept["weights"],
                    float(kept["slope"]),
                    kept["bias"],
                )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, BadZipFile) as broken:
            log.warning("model file not readable, training anew", path=path.name, why=str(broken))
            return None

    def save(self, version: str, model: Model) -> None:
        """Keep a model; written aside and moved into place, so that no reader sees half of it."""
        features = sorted(model.vocabulary.place, key=model.vocabulary.place.__getitem__)
        names = json.dumps({"features": features, "classes": model.classes}).encode()
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            np.savez(
                part,
                names=np.frombuffer(names, dtype=np.uint8),
                rarity=np.asarray(model.vocabulary.rarity),
                weights=model.weights,
                slope=np.asarray(model.slope),
                bias=model.bias,
            )
        Path(part.name).replace(self._path(version))

    def _path(self, version: str) -> Path:
        return self._folder / f"model-{FORMAT}-{version}.npz"
