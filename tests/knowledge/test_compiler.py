"""The compiler's values, and what it says of files of a wrong form."""

from datetime import timedelta

import pytest

from bot.domain.facts import CheckId, FactName
from bot.domain.topic import CauseId, Knowledge, Often, RequestId, TopicId
from bot.knowledge.compiler import compile_knowledge
from tests.knowledge.kettle import (
    CAUSES,
    ENGLISH,
    ERRORS,
    FILES,
    TOPIC,
    TOPIC_FILE,
    TRIPPED,
    TRIPPED_FILE,
    UNPLUGGED,
    UNPLUGGED_FILE,
    Broken,
    change,
    problems,
)

PLUG, WATER = FactName("plug"), FactName("water")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return compile_knowledge(FILES)


def test_scalars_are_the_strings_that_were_written(knowledge: Knowledge) -> None:
    topic = knowledge.first_topic
    assert list(topic.facts[PLUG].values) == ["on", "off"]
    evidence = topic.causes[CauseId("unplugged")].evidence
    assert evidence == {PLUG: {"off": Often.ALWAYS, "on": Often.NEVER}}
    assert knowledge.phrases["en"]["or"] == " or "


def test_folded_text_is_one_line(knowledge: Knowledge) -> None:
    assert knowledge.first_topic.causes[CauseId("unplugged")].meaning == "No power reaches it."


def test_numbers_and_truth_values_are_read_from_strings(knowledge: Knowledge) -> None:
    facts = knowledge.first_topic.facts
    assert facts[WATER].lifetime == timedelta(minutes=3)
    assert facts[PLUG].lifetime == timedelta(minutes=10)
    assert (facts[PLUG].values["on"].good, facts[PLUG].values["off"].good) == (True, None)


def test_fact_without_values_takes_any_text(knowledge: Knowledge) -> None:
    facts = knowledge.first_topic.facts
    assert [name for name, fact in facts.items() if fact.free] == ["cup_number"]


def test_conditions_are_split_into_facts_and_values(knowledge: Knowledge) -> None:
    topic = knowledge.first_topic
    assert topic.causes[CauseId("unplugged")].confirmed_by == (((PLUG, "off"), (WATER, "yes|no")),)
    assert topic.entities["cup"] == ((FactName("cup_number"), "*"), (WATER, "yes"))
    assert topic.told["kettle.fill"] == ((WATER, "yes"), (WATER, "no"))
    first = topic.questions[WATER].options[0]
    assert (first.id, first.also) == ("water=yes", ((PLUG, "on"),))


def test_finer_cause_inherits_what_its_parent_shows_but_not_what_confirms(
    knowledge: Knowledge,
) -> None:
    tripped = knowledge.first_topic.causes[CauseId("tripped")]
    assert tripped.evidence == {
        PLUG: {"off": Often.ALWAYS, "on": Often.NEVER},
        WATER: {"yes": Often.ALWAYS},
    }
    assert tripped.confirmed_by == (((PLUG, "off"),),)
    assert tripped.verified_by == (CheckId("socket"),)
    assert tripped.article == (3,)
    assert tripped.remedy.where == "The cellar"


def test_ids_are_names_of_files_and_folders(knowledge: Knowledge) -> None:
    assert list(knowledge.topics) == [TopicId("kettle")]
    assert set(knowledge.first_topic.causes) == {"unplugged", "tripped"}
    assert list(knowledge.first_topic.requests) == [RequestId("human")]
    assert list(knowledge.phrases) == ["en"]


def test_paragraphs_are_situations_and_remarks_are_no_messages(knowledge: Knowledge) -> None:
    situations = knowledge.symptoms["unplugged"]
    assert len(situations) == 13
    assert situations[0] == ("kettle 0 is dead", "no sound from kettle 0")


def test_asides_and_errors_are_taken_over(knowledge: Knowledge) -> None:
    assert knowledge.asides == {"why": ("why", "what for")}
    assert [(each.text, each.cause) for each in knowledge.errors] == [("E1", "tripped")]


def test_version_depends_on_content_and_names_but_not_on_order() -> None:
    same = dict(reversed(FILES.items()))
    other = change(f"{CAUSES}/tripped.yaml", "too", "to")
    assert compile_knowledge(same).version == compile_knowledge(FILES).version
    assert compile_knowledge(other).version != compile_knowledge(FILES).version


def test_asides_of_all_languages_count() -> None:
    welsh = "phrases: {hello: 'Helo {name}', or: ' neu '}\nasides: {why: [pam]}\n"
    assert compile_knowledge(FILES | {"phrases/cy.yaml": welsh}).asides["why"] == (
        *("pam", "why", "what for"),
    )


FORM: list[Broken] = [
    (
        *(ENGLISH, "hello: Hello", "hello: Hello: again"),
        f"{ENGLISH}:2: this is not YAML: mapping values are not allowed in this context; "
        "quotes around the text often help",
    ),
    (
        *(ENGLISH, "Hello", "\x07"),
        f"{ENGLISH}:1: this is not YAML: control characters are not allowed; "
        "quotes around the text often help",
    ),
    (
        *(ENGLISH, "what for", "*a"),
        f"{ENGLISH}:5: “a” is an anchor or alias; write the text out, or quote it",
    ),
    (
        *(ENGLISH, "hello: Hello", "hello: &a Hello"),
        f"{ENGLISH}:2: “a” is an anchor or alias; write the text out, or quote it",
    ),
    (
        *(TOPIC_FILE, "    label: Cup\n", "    label: Cup\n    label: Mug\n"),
        f"{TOPIC_FILE}:25: “label” is on line 24 already; keep one of them",
    ),
    (
        *(ERRORS, "- {text", "- {[1]: 2, text"),
        f"{ERRORS}:2: a key should be a word, not a list or a mapping; quote it",
    ),
    (
        *(TOPIC_FILE, "says: [plenty]", "sais: [plenty]"),
        f"{TOPIC_FILE}:35: “sais” is no key here; did you mean “says”?",
    ),
    (
        *(UNPLUGGED_FILE, "symptom: Nothing at all happens\n", ""),
        f"{UNPLUGGED_FILE}:1: “symptom” is missing; add it",
    ),
    (
        *(UNPLUGGED_FILE, "base_rate: usually", "base_rate: often"),
        f"{UNPLUGGED_FILE}:7: “often” should be one of always, usually, sometimes, rarely or never",
    ),
    (
        *(UNPLUGGED_FILE, "title: The kettle is not plugged in", "title:"),
        f"{UNPLUGGED_FILE}:2: “title” is empty; write it, or take the key away",
    ),
    (
        *(UNPLUGGED_FILE, "steps: [Put the plug in.]", "steps: []"),
        f"{UNPLUGGED_FILE}:15: “steps” is empty; it needs at least one entry",
    ),
    (
        *(UNPLUGGED_FILE, "steps: [Put the plug in.]", "steps: Put the plug in."),
        f"{UNPLUGGED_FILE}:15: “steps” should be a list, "
        "each entry on a line that starts with “- ”",
    ),
    (
        *(UNPLUGGED_FILE, "where: The wall", "where: [The wall]"),
        f"{UNPLUGGED_FILE}:14: “where” should be plain text",
    ),
    (
        *(UNPLUGGED_FILE, "https", "javascript"),
        f"{UNPLUGGED_FILE}:17: “javascript://example.org/plugs” should be a whole address "
        "that starts with https://",
    ),
    (
        *(UNPLUGGED_FILE, "plug=off &", "plug off &"),
        f"{UNPLUGGED_FILE}:10: “plug off” should be fact=value",
    ),
    (
        *(UNPLUGGED_FILE, "article: [3]", "article: [three]"),
        f"{UNPLUGGED_FILE}:1: “three” is no number; write it in digits",
    ),
    (
        *(TOPIC_FILE, "good: yes", "good: maybe"),
        f"{TOPIC_FILE}:13: “maybe” should be true or false",
    ),
    (
        *(TOPIC_FILE, "lifetime_minutes: 3", "lifetime_minutes: 0"),
        f"{TOPIC_FILE}:18: “0” should be greater than 0",
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "problem"), FORM)
def test_broken_file_is_told_with_its_line(path: str, old: str, new: str, problem: str) -> None:
    assert problems(change(path, old, new)) == [problem]


def test_unknown_key_is_refused_with_the_nearest_known_one() -> None:
    assert problems(change(UNPLUGGED_FILE, "base_rate", "base_rat")) == [
        f"{UNPLUGGED_FILE}:1: “base_rate” is missing; add it",
        f"{UNPLUGGED_FILE}:7: “base_rat” is no key here; did you mean “base_rate”?",
    ]


def test_all_problems_of_all_files_come_at_once_and_in_order() -> None:
    files = FILES | {
        TOPIC_FILE: TOPIC.replace("good: yes", "good: maybe").replace("label: Cup", "lable: Cup"),
        UNPLUGGED_FILE: UNPLUGGED.replace("who: owner", "who: ownr"),
        TRIPPED_FILE: TRIPPED.replace("{yes: always}", "{maybe: always}"),
        ERRORS: "errors: [",
    }
    assert problems(files) == [
        f"{ERRORS}:1: this is not YAML: did not find expected node content; "
        "quotes around the text often help",
        f"{TRIPPED_FILE}:7: water has no value “maybe”; known here: yes, no",
        f"{UNPLUGGED_FILE}:13: there is no role “ownr”; did you mean “owner”?",
        f"{TOPIC_FILE}:13: “maybe” should be true or false",
        f"{TOPIC_FILE}:23: “label” is missing; add it",
        f"{TOPIC_FILE}:24: “lable” is no key here; did you mean “label”?",
    ]


def test_lines_are_ordered_as_numbers() -> None:
    files = change(UNPLUGGED_FILE, "who: owner", "who: ownr")
    files[UNPLUGGED_FILE] = files[UNPLUGGED_FILE].replace("[socket]", "[]").replace("[3]", "[3, 9]")
    lines = [int(problem.split(":")[1]) for problem in problems(files)]
    assert lines == [1, 13]


def test_broken_topic_does_not_make_every_name_unknown() -> None:
    assert len(problems(FILES | {TOPIC_FILE: "title: ["})) == 1


def test_misplaced_file_is_told_so_that_none_is_overlooked() -> None:
    path = "topics/kettle/cause/tripped.yaml"
    assert problems(FILES | {path: TRIPPED}) == [
        f"{path}:1: nothing reads this file; move it to where its kind belongs, or remove it"
    ]


def test_missing_files_are_told() -> None:
    told = [problem.split(":")[0] for problem in problems({})]
    assert told == [ENGLISH, "topics/<topic>/article.md", "topics/<topic>/topic.yaml"]


def test_empty_file_is_told() -> None:
    assert problems(FILES | {ERRORS: "# nothing\n"}) == [
        f"{ERRORS}:1: the file is empty; write its entries"
    ]
