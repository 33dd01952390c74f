"""Which questions count as asked, so that they are not put again."""

from bot.domain.events import Heard, Meaning
from bot.domain.facts import SPOKEN_OF, FactName, Facts
from bot.domain.topic import Condition, holds

ASIDE = frozenset({Meaning.REQUEST, Meaning.HUMAN})
"""After these the bot does something else; the question that was open may be put again."""

UNHEARD_OF: Condition = (FactName("invoice_known"), "no")
"""How a look finds that nobody knows the number that was given."""


def still_asked(
    asked: frozenset[FactName], open_: FactName | None, heard: Heard, *, before: Facts, now: Facts
) -> frozenset[FactName]:
    """What counts as asked after a message that met the question `open_`.

    A number given in place of one that nobody knows is the first one: there may be another yet.
    """
    if heard.meaning in ASIDE and open_ is not None and open_ not in now:
        asked -= {open_}
    if holds(UNHEARD_OF, before) and _value(now) != _value(before):
        asked -= {SPOKEN_OF}
    return asked


def _value(facts: Facts) -> str | None:
    return facts[SPOKEN_OF].value if SPOKEN_OF in facts else None
