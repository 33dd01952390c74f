"""The files of the knowledge as texts, and the folder where all content lies."""

from pathlib import Path

from bot.domain.errors import BadConfig, BadKnowledge

FOLDERS = ("topics", "errors", "phrases")
KINDS = frozenset({".yaml", ".md", ".txt"})

PACKAGE = Path(__file__).resolve().parents[2]
"""The folder of the package `bot` itself."""


def content_root(package: Path = PACKAGE) -> Path:
    """The folder that holds `knowledge/` and `templates/`; BadConfig when there is none.

    An installed wheel carries them inside the package, a checkout beside it.
    """
    for root in (package / "content", package.parent):
        if (root / "knowledge").is_dir() and (root / "templates").is_dir():
            return root
    raise BadConfig(f"There is no knowledge or no templates beside or inside {package}.")


def read_knowledge(root: Path) -> dict[str, str]:
    """Paths below `root`, with forward slashes, and texts; BadKnowledge for what is not UTF-8."""
    files: dict[str, str] = {}
    problems: list[str] = []
    for path in _paths(root):
        name, content = path.relative_to(root).as_posix(), path.read_bytes()
        try:
            files[name] = content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            problems.append(f"{name}:{line}: this is not UTF-8; save the file as UTF-8")
    if problems:
        raise BadKnowledge(problems)
    return files


def _paths(root: Path) -> list[Path]:
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in KINDS and path.is_file())
