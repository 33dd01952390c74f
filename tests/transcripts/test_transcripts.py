"""Every transcript plays out as it is written."""

from pathlib import Path

import pytest

from bot.domain.errors import BotError
from bot.domain.topic import Knowledge
from bot.domain.turn import DiagnosisBlock, Turn, plain
from bot.matching.reader import MessageReader
from tests.transcripts.stage import KEY, Answer, Stage
from tests.transcripts.transcript import Bot, Step, read

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_transcript(path: Path, knowledge: Knowledge, reader: MessageReader) -> None:
    transcript = read(path)
    stage = Stage(transcript, knowledge, reader)
    for number, step in enumerate(transcript.turns, 1):
        try:
            _play(stage, step)
        except AssertionError as wrong:
            wrong.add_note(f"{path.name}, step {number}: {step.visitor or step.choose or ''}")
            wrong.add_note(_so_far(stage))
            raise


def test_every_cause_of_the_article_is_found_with_and_without_looks(knowledge: Knowledge) -> None:
    found = {
        (t.visitor, step.bot.cause) for t in map(read, FILES) for step in t.turns if step.bot.cause
    }
    causes = [c.id for c in knowledge.first_topic.causes.values() if c.parent is None]
    wanted = {(who, cause) for who in ("identified", "anonymous") for cause in causes}
    assert wanted - found == set()


def _play(stage: Stage, step: Step) -> None:
    if step.refused is None:
        _compare(stage.play(step), step.bot)
        return
    with pytest.raises(BotError) as caught:
        stage.play(step)
    assert caught.value.code == step.refused


def _compare(answer: Answer, expected: Bot) -> None:
    turn, note = answer.turn, answer.turn.decision
    if expected.decides is not None:
        assert note.kind is expected.decides
    if expected.fact is not None:
        assert note.fact == expected.fact
    if expected.cause is not None:
        assert note.diagnosis is not None
        assert note.diagnosis.cause == expected.cause
    if expected.certainty is not None:
        assert _certainty(turn) == expected.certainty
    text = plain(turn)
    assert [part for part in expected.says if part not in text] == []
    assert [part for part in expected.never_says if part in text] == []
    assert {*expected.offers} - {choice.id for choice in turn.choices} == set()
    if expected.looks is not None:
        assert sorted(answer.looks) == sorted(expected.looks)
    assert turn.fixed == expected.fixed


def _certainty(turn: Turn) -> str | None:
    blocks = [block for block in turn.blocks if isinstance(block, DiagnosisBlock)]
    return blocks[0].certainty if blocks else None


def _so_far(stage: Stage) -> str:
    """The whole conversation, for the reader of a failed test."""
    ticket = stage.escalation.preview(KEY)
    return "\n".join(f"{spoken.who}: {spoken.text}" for spoken in ticket.transcript)
