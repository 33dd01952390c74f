"""The three-way decision: what mistakes cost, and the limits that follow."""

from collections.abc import Mapping

from bot.domain.reading import Verdict

OUT_OF_SCOPE, UNCLEAR = "out_of_scope", "unclear"
"""The classes that are neither cause nor request: about something else, or too vague to tell."""

NO_CANDIDATES = frozenset({OUT_OF_SCOPE, UNCLEAR})

WRONG_CAUSE, NEEDLESS_QUESTION, SENT_AWAY, BOTHERED = 5.0, 1.0, 4.0, 2.0
"""What the mistakes cost, relative to one needless question.

A wrong cause named; a question that was not needed; a real problem sent away; a question put
to somebody whose message is about something else. The limits below follow from these, and
`bot evaluate calibration` shows what they come to on messages that were never learned from.
"""

ANSWER_FROM = 1 - NEEDLESS_QUESTION / WRONG_CAUSE
REJECT_FROM = (SENT_AWAY - NEEDLESS_QUESTION) / (SENT_AWAY - NEEDLESS_QUESTION + BOTHERED)


def decide(chances: Mapping[str, float]) -> Verdict:
    """What to do with a message whose classes have these probabilities."""
    if chances.get(OUT_OF_SCOPE, 0.0) > REJECT_FROM:
        return Verdict.REJECT
    best = max((p for name, p in chances.items() if name not in NO_CANDIDATES), default=0.0)
    return Verdict.ANSWER if best >= ANSWER_FROM else Verdict.CLARIFY
