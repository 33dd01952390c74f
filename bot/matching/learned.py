"""All that is learned from the knowledge: what messages mean, and what answers do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.matching.model import Model


@dataclass(frozen=True, slots=True)
class Learned:
    """The model of messages, and those of answers by topic and question."""

    messages: Model
    answers: Mapping[str, Model] = field(default_factory=dict)
