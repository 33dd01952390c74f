"""`bot knowledge` reads the folder that the settings name."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.knowledge import knowledge


@pytest.mark.parametrize("command", ["lint", "show"])
def test_the_folder_of_the_settings_is_read(tmp_path: Path, command: str) -> None:
    run = CliRunner().invoke(knowledge, [command], env={"BOT_KNOWLEDGE": str(tmp_path)})
    assert run.exit_code == 1


def test_a_folder_that_is_named_goes_before_that_of_the_settings(tmp_path: Path) -> None:
    real = Path(__file__).parents[2] / "knowledge"
    run = CliRunner().invoke(knowledge, ["lint", str(real)], env={"BOT_KNOWLEDGE": str(tmp_path)})
    assert run.output.startswith("No problems")
