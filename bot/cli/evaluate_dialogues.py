"""`bot evaluate dialogues`: whether whole conversations come to the right cause."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.bootstrap import build, new_id
from bot.cli.settings import reading_only
from bot.domain.errors import BadInput
from bot.domain.escalation import ConversationId
from bot.ports.conversations import Key
from bot.services.dialogue import HANDED_OVER, Played, Script, play

WIDE = 160


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wrong", is_flag=True, help="Show only the dialogues that went wrong.")
def dialogues(file: Path, *, wrong: bool) -> None:
    """Play the dialogues of FILE, a JSON object {"id","cause","turns","answers"} a line.

    The visitor is anonymous, so nothing can be looked at. Each answers what is asked with the
    text that the line gives for it, until a cause is named or a person takes over.
    """
    console = Console(width=WIDE)
    scripts = read_scripts(file.read_text("utf-8").splitlines())
    played = list(_played(scripts))
    table = Table("dialogue", "cause", "reached", "right", "questions", "which", "never said")
    for went in played:
        if went.right and wrong:
            continue
        mark = "yes" if went.right else "NO"
        row = (went.script.id, went.script.cause, went.reached or "nothing", mark)
        table.add_row(*row, str(len(went.asked)), " ".join(went.asked), " ".join(went.left))
    console.print(table)
    for line in summary(played):
        console.print(line)


def summary(played: Sequence[Played]) -> Iterator[str]:
    """The figures over all dialogues."""
    right = [went for went in played if went.right]
    over = [went for went in right if went.reached == HANDED_OVER]
    lost = [w for w in played if not w.right and w.reached in {None, HANDED_OVER}]
    yield f"right: {len(right)} of {len(played)} ({len(right) / len(played):.0%})"
    yield f"of these handed over with nothing left to say: {len(over)}"
    yield f"wrong cause: {len(played) - len(right) - len(lost)}, given up too soon: {len(lost)}"
    yield f"mean number of questions: {sum(len(w.asked) for w in played) / len(played):.2f}"


def read_scripts(lines: Iterable[str]) -> list[Script]:
    """The dialogues of a JSONL file; BadInput names the line that is none."""
    return [_script(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def _script(line: str, number: int) -> Script:
    try:
        row = json.loads(line)
        turns = tuple(map(str, row["turns"]))
        answers = {str(k): str(v) for k, v in row.get("answers", {}).items() if v}
        script = Script(id=str(row["id"]), cause=row["cause"], turns=turns, answers=answers)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadInput(f"line {number} is no dialogue: id, cause, turns, answers") from wrong
    if not turns:
        raise BadInput(f"line {number}: nobody says anything")
    return script


def _played(scripts: Sequence[Script]) -> Iterator[Played]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'dialogues.db'}"
        chat = build(replace(reading_only(), database_url=url)).services.chat
        shown = Console(stderr=True)
        for script in track(scripts, "playing", console=shown, transient=True):
            key = Key(conversation=ConversationId(new_id()), token_hash="")
            yield play(script, chat, key)
