"""Which language a page or an answer speaks: the address's, else the browser's, else English."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import has_request_context, request

from bot.domain.phrases import ENGLISH, Catalogue, Phrases, phrases_for
from bot.web.current import services

ASKED = "lang"
"""The parameter of an address that asks for a language."""

WIDGET, PAGE = "widget.", ("widget.", "page.", "plain.")
"""The prefixes of the phrases that the chat and the pages show themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A language on offer: its tag, its own name for itself, and `ltr` or `rtl`."""

    tag: str
    name: str
    dir: str


def spoken(tag: str, catalogue: Catalogue) -> Spoken:
    """That language, or English when nobody wrote it."""
    phrases = phrases_for(tag, catalogue)
    name, direction = phrases.say("language.name"), phrases.say("language.dir")
    return Spoken(tag=phrases.language, name=name, dir=direction)


def all_spoken(catalogue: Catalogue) -> list[Spoken]:
    """English first, the others by their tags."""
    tags = sorted(catalogue, key=lambda tag: (tag != ENGLISH, tag))
    return [spoken(tag, catalogue) for tag in tags]


def asked_for(catalogue: Catalogue) -> str | None:
    """The language that the address asks for, if it is there."""
    wanted = request.args.get(ASKED, "").replace("_", "-").casefold()
    return _known(wanted, catalogue)


def negotiated(catalogue: Catalogue, *, first: str = "") -> str:
    """The language for this request; `first` is what its body asks for."""
    if known := _known(first.casefold(), catalogue) or asked_for(catalogue):
        return known
    for tag in request.accept_languages.values():
        if known := _known(tag.casefold(), catalogue):
            return known
    return ENGLISH


def _known(tag: str, catalogue: Catalogue) -> str | None:
    """The language of a tag, without its region where only that is there: pl-PL is pl."""
    return next((t for t in (tag, tag.partition("-")[0]) if t in catalogue), None)


def phrases_here() -> Phrases:
    """The phrases of the language of this request."""
    catalogue = services().knowledge.phrases
    return phrases_for(negotiated(catalogue), catalogue)


def words_of(phrases: Phrases, prefixes: str | tuple[str, ...]) -> Mapping[str, str]:
    """The phrases with these prefixes, by what follows them."""
    every = {**phrases.english, **phrases.own}
    return {key.partition(".")[2]: text for key, text in every.items() if key.startswith(prefixes)}


def words() -> dict[str, object]:
    """What every page needs to speak: its words, its language and direction."""
    catalogue = services().knowledge.phrases
    english = (
        {request.blueprint, request.endpoint} & ENGLISH_ONLY if has_request_context() else True
    )
    phrases = phrases_for(ENGLISH if english else negotiated(catalogue), catalogue)
    return speaking(phrases)


ENGLISH_ONLY = frozenset({"desk", "demo", "api_docs"})
"""The pages for agents and developers, and for those who try the product out."""


def speaking(phrases: Phrases) -> dict[str, object]:
    """The same for a page whose language is decided: that of its conversation."""
    return {
        "words": words_of(phrases, PAGE),
        "say": phrases.say,
        "lang": phrases.language,
        "dir": phrases.say("language.dir"),
        "topics_lang": phrases.topics,
    }
