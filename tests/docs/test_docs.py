"""What the docs name exists: settings, commands, files, figures."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.clock import Timing
from benchmarks.matching import LIMITS, Figures, lines
from bot.bootstrap import load_knowledge
from bot.cli.main import bot
from bot.matching.ridge import LARGEST

ROOT = Path(__file__).resolve().parents[2]
LARGEST_PICTURE = 150 * 1024
"""How large a picture may be, in bytes: people read the README on trains."""
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def named(page: Path) -> str:
    return page.read_text("utf-8")


def test_every_setting_is_told_and_no_other() -> None:
    used = set(re.findall(r'"(BOT_\w+)"', (ROOT / "bot/config.py").read_text("utf-8")))
    told = set(re.findall(r"^\| `(BOT_\w+)`", named(ROOT / "docs/settings.md"), re.MULTILINE))
    assert used == told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", named(page))
    assert [t for t in targets if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_ours_exists(page: Path) -> None:
    told = set(re.findall(r"(?m)(?:^|`)bot ((?:[a-z]+ ?){1,2})", named(page)))
    for words in told:
        command, _, sub = words.strip().partition(" ")
        found = bot.commands.get(command)
        assert found is not None, words
        if sub and hasattr(found, "commands"):
            assert sub in found.commands, words


def test_every_make_target_exists() -> None:
    makefile = named(ROOT / "Makefile")
    told = {t for page in PAGES for t in re.findall(r"(?m)(?:^|`)make ([a-z]+)", named(page))}
    assert {t for t in told if not re.search(rf"(?m)^{t}:", makefile)} == set()


def test_pictures_are_light_and_shown() -> None:
    shown = {
        (page.parent / path).resolve()
        for page in PAGES
        for path in re.findall(r"[\"(]([\w/]+\.png)", named(page))
    }
    pictures = set((ROOT / "docs/pictures").glob("*.png"))
    assert shown == pictures
    assert {p.name for p in pictures if p.stat().st_size > LARGEST_PICTURE} == set()


RUNS = [
    (page.name, command, told)
    for page in PAGES
    for command, told in re.findall(
        r"<!-- run: bot (.+?) -->\n```\n(.+?)```", page.read_text("utf-8"), re.DOTALL
    )
]


@pytest.mark.parametrize(("page", "command", "told"), RUNS, ids=[run[1] for run in RUNS])
def test_figures_come_from_a_run(page: str, command: str, told: str) -> None:
    run = CliRunner().invoke(bot, command.split())
    assert run.exit_code == 0
    assert told in run.output, page


BENCHES = re.findall(
    r"<!-- bench: python -m benchmarks.matching -->\n```\n(.+?)```",
    (ROOT / "docs/understanding.md").read_text("utf-8"),
    re.DOTALL,
)


def without_figures(text: str) -> list[str]:
    return [re.sub(r"\s*[\d.,]+", " #", line) for line in text.splitlines()]


def test_times_of_the_docs_have_the_shape_of_a_run() -> None:
    """Times are others on every machine, so all but the figures is compared."""
    any_ = Timing(1.0, 1.0, 1.0)
    kinds = dict.fromkeys(("as it is", "mistyped", "2,000 characters"), any_)
    figures = Figures(
        examples=1,
        seconds=1,
        busy=1,
        peak=1,
        taken=1,
        load=any_,
        file=any_,
        ratio=any_,
        reading=kinds,
    )
    sizes = len(re.findall(r"(?m)^[\d,]+ examples$", BENCHES[0]))
    run = [
        f"Reading a message ({LIMITS})",
        *(line for _ in range(sizes) for line in lines(figures)),
    ]
    assert [without_figures(told) for told in BENCHES] == [without_figures("\n".join(run))]


def test_times_of_the_docs_are_within_their_limits() -> None:
    for told in re.split(r"(?m)^(?=[\d,]+ examples$)", BENCHES[0])[1:]:
        examples = int(told.split()[0].replace(",", ""))
        read = re.findall(r"  (?:as it is|mistyped) .+? ([\d.]+) ms busy", told)
        assert len(read) == 2
        assert max(map(float, read)) <= (12 if examples > LARGEST else 3)


def test_example_cause_of_the_docs_is_the_shape_of_the_real_one() -> None:
    told = re.search(
        r"## A cause\n\n```yaml\n(.+?)```", named(ROOT / "docs/knowledge.md"), re.DOTALL
    )
    real = ROOT / "knowledge/topics/xero-sync/causes/integration_disabled.yaml"
    keys = re.compile(r"(?m)^(\w+):")
    assert told is not None
    assert set(keys.findall(told.group(1))) == set(keys.findall(real.read_text("utf-8")))


def test_every_look_is_in_the_table_of_looks() -> None:
    told = re.findall(r"(?m)^\| `(\w+_\w+)` \|", named(ROOT / "docs/looking.md"))
    assert set(told) == set(load_knowledge().first_topic.checks)
