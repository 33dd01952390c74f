"""A turn as plain text, as tickets and the terminal show it."""

import pytest

from bot.domain.facts import CheckId
from bot.domain.turn import (
    Block,
    CheckLine,
    ChecksBlock,
    ConnectBlock,
    DecisionKind,
    DecisionNote,
    DiagnosisBlock,
    ErrorBlock,
    EscalationBlock,
    Evidence,
    Expects,
    FeedbackBlock,
    FixedBlock,
    ListBlock,
    TextBlock,
    Turn,
    plain,
)

SEEN = Evidence(text="Xero is up.", source="checked")


def turn(*blocks: Block) -> Turn:
    """A turn of these blocks."""
    return Turn(
        id="t1",
        blocks=blocks,
        choices=(),
        expects=Expects.TEXT,
        checks=(),
        decision=DecisionNote(kind=DecisionKind.SAY, why="a test"),
    )


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (TextBlock(text="Hello."), "Hello."),
        (ListBlock(items=("one", "two")), "- one\n- two"),
        (ChecksBlock(items=(CheckLine(id=CheckId("c"), label="Xero"),)), "- Xero"),
        (FixedBlock(text="That worked.", evidence=(SEEN,)), "That worked.\n- Xero is up."),
        (EscalationBlock(text="On its way."), "On its way."),
        (ConnectBlock(purpose="look", text="Shall we?", label="Connect"), "Shall we?"),
        (FeedbackBlock(question="Was this helpful?"), "Was this helpful?"),
        (
            ErrorBlock(quote="E1", meaning="It is out.", fix="Flip it.", who=""),
            "“E1”\nIt is out.\nFlip it.",
        ),
    ],
)
def test_each_block_reads_as_text(block: Block, text: str) -> None:
    assert plain(turn(block)) == text


def test_a_diagnosis_reads_as_what_why_who_where_and_numbered_steps() -> None:
    block = DiagnosisBlock(
        cause="unplugged",
        title="It is unplugged",
        meaning="No power.",
        certainty="confirmed",
        evidence=(SEEN,),
        who="You",
        where="The kitchen",
        steps=("Look.", "Plug it in."),
    )
    assert plain(turn(block)).splitlines() == [
        "It is unplugged",
        "No power.",
        "- Xero is up.",
        "You",
        "The kitchen",
        "1. Look.",
        "2. Plug it in.",
    ]


def test_blocks_follow_each_other_without_gaps() -> None:
    assert plain(turn(TextBlock(text="One."), TextBlock(text=""), TextBlock(text="Two."))) == (
        "One.\nTwo."
    )
