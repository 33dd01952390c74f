"""A conversation goes on when the knowledge has changed under it."""

from dataclasses import replace

from bot.domain.topic import CauseId, Knowledge
from bot.domain.turn import DecisionKind
from tests.domain.play import Play


def without(knowledge: Knowledge, cause: str = "", question: str = "") -> Knowledge:
    """The knowledge after an author took a cause or a question out."""
    topic = knowledge.first_topic
    causes = {c: known for c, known in topic.causes.items() if c != cause}
    questions = {f: asked for f, asked in topic.questions.items() if f != question}
    left = replace(topic, causes=causes, questions=questions)
    return replace(knowledge, topics={topic.id: left})


def change(play: Play, knowledge: Knowledge) -> None:
    """A new version of the knowledge in the middle of a conversation."""
    play.knowledge, play.topic = knowledge, knowledge.first_topic


def test_cause_under_treatment_that_is_gone_is_let_go(knowledge: Knowledge) -> None:
    play = Play(knowledge, identified=False)
    play.choose("start")
    play.choose("connection_status=expired")
    assert play.state.diagnosis == CauseId("connection_expired")
    change(play, without(knowledge, cause="connection_expired"))
    play.choose("remedy.done")
    assert play.turn.decision.kind is not DecisionKind.CONCLUDE


def test_open_question_that_is_gone_is_not_asked_again(knowledge: Knowledge) -> None:
    play = Play(knowledge, identified=False)
    play.choose("start")
    open_question = str(play.state.pending and play.state.pending.fact)
    change(play, without(knowledge, question=open_question))
    play.choose("human")
    play.choose("start")
    assert play.turn.decision.fact != open_question
