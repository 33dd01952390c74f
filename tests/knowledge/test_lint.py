"""What the compiler says of entries that do not fit together."""

import pytest

from tests.knowledge.kettle import (
    CAUSES,
    ENGLISH,
    ERRORS,
    FILES,
    SYMPTOMS,
    TOPIC_FILE,
    TRIPPED,
    TRIPPED_FILE,
    UNPLUGGED,
    UNPLUGGED_FILE,
    Broken,
    change,
    problems,
)

LAMP = "  lamp:\n    label: The lamp\n    gives: [plug]\n    after: [socket]\n"

NAMES: list[Broken] = [
    (
        *(TOPIC_FILE, "gives: [plug]", "gives: [plugs]"),
        f"{TOPIC_FILE}:28: there is no fact “plugs”; did you mean “plug”?",
    ),
    (
        *(TOPIC_FILE, "    gives: [plug]\n", "    gives: [plug]\n    after: [socket]\n"),
        f"{TOPIC_FILE}:29: socket waits for socket; take one of these names away",
    ),
    (
        *(TOPIC_FILE, "    gives: [plug]\n", "    gives: [plug]\n    after: [lamp]\n" + LAMP),
        f"{TOPIC_FILE}:29: socket waits for lamp waits for socket; take one of these names away",
    ),
    (
        *(TOPIC_FILE, "    gives: [plug]\n", "    gives: [plug]\n    unless: [plug=on|wet]\n"),
        f"{TOPIC_FILE}:29: plug has no value “wet”; known here: on, off",
    ),
    (
        *(TOPIC_FILE, "off: sometimes", "of: sometimes"),
        f"{TOPIC_FILE}:15: there is no value “of”; did you mean “off”?",
    ),
    (
        *(TOPIC_FILE, "said: You said that it is out.", "said: Out., read_as: {onn: rarely}"),
        f"{TOPIC_FILE}:14: there is no value “onn”; did you mean “on”?",
    ),
    (
        *(TOPIC_FILE, "also: [plug=on]", "also: [plug=onn]"),
        f"{TOPIC_FILE}:35: plug has no value “onn”; did you mean “on”?",
    ),
    (
        *(TOPIC_FILE, "also: [plug=on]", "also: [plug=on|off]"),
        f"{TOPIC_FILE}:35: plug=on|off sets a fact, so it needs one value",
    ),
    (
        *(TOPIC_FILE, "sets: water=no", "sets: water=yes"),
        f"{TOPIC_FILE}:36: another option sets water=yes already; keep one of them",
    ),
    (
        *(TOPIC_FILE, "  water:\n    article", "  watr:\n    article"),
        f"{TOPIC_FILE}:30: there is no fact “watr” to ask for; did you mean “water”?",
    ),
    (
        *(TOPIC_FILE, "water=yes]\n", "water=*]\n"),
        f"{TOPIC_FILE}:8: water has no value “*”; known here: yes, no",
    ),
    (
        *(TOPIC_FILE, "missing: water=no", "missing: watter=no"),
        f"{TOPIC_FILE}:6: there is no fact “watter”; did you mean “water”?",
    ),
    (
        *(UNPLUGGED_FILE, "plug: {off: always", "plug: {of: always"),
        f"{UNPLUGGED_FILE}:9: plug has no value “of”; did you mean “off”?",
    ),
    (
        *(UNPLUGGED_FILE, "[socket]", "[sockets]"),
        f"{UNPLUGGED_FILE}:11: there is no check “sockets”; did you mean “socket”?",
    ),
    (
        *(UNPLUGGED_FILE, "who: owner", "who: ownr"),
        f"{UNPLUGGED_FILE}:13: there is no role “ownr”; did you mean “owner”?",
    ),
    (
        *(TRIPPED_FILE, "parent: unplugged", "parent: unpluged"),
        f"{TRIPPED_FILE}:1: there is no cause “unpluged”; did you mean “unplugged”?",
    ),
    (
        *(TRIPPED_FILE, "parent: unplugged", "parent: tripped"),
        f"{TRIPPED_FILE}:1: a cause is not its own parent; take this line away",
    ),
    (
        *(TRIPPED_FILE, "{yes: always}", "{maybe: always}"),
        f"{TRIPPED_FILE}:7: water has no value “maybe”; known here: yes, no",
    ),
    (
        *(ERRORS, "tripped", "triped"),
        f"{ERRORS}:2: there is no cause “triped”; did you mean “tripped”?",
    ),
    (
        *(ERRORS, "owner", "owners"),
        f"{ERRORS}:2: there is no role “owners”; did you mean “owner”?",
    ),
]

FIT: list[Broken] = [
    (
        *(TRIPPED_FILE, "water: {yes: always}", "cup_number: {any: always}"),
        f"{TRIPPED_FILE}:7: cup_number takes any text, so it is no evidence; take it away",
    ),
    (
        *(UNPLUGGED_FILE, '"plug=off & water=yes|no"', "plug=off, cup_number=7"),
        f"{UNPLUGGED_FILE}:10: no check gives cup_number; name a fact that can be looked at",
    ),
    (
        *(TRIPPED_FILE, "plug=off", "water=no"),
        f"{TRIPPED_FILE}:1: socket gives no fact that confirms this cause; name a check that does",
    ),
    (
        *(TOPIC_FILE, "label: There is none", f"label: {'n' * 61}"),
        f"{TOPIC_FILE}:36: this label has 61 characters; shorten it to 60",
    ),
    (
        *(UNPLUGGED_FILE, "article: [3]", "article: [3, 4]"),
        f"{UNPLUGGED_FILE}:1: topics/kettle/article.md says nothing on line 4; name another line",
    ),
    (
        *(TOPIC_FILE, "    article: [2]\n", ""),
        "topics/kettle/article.md:2: no entry has this line; "
        "name it under “article” of what answers it",
    ),
    (
        *(SYMPTOMS, "kettle 0 is dead\nno sound from kettle 0\n\n", ""),
        f"{SYMPTOMS}:1: 24 messages are too few; write at least 25",
    ),
    (
        *(ENGLISH, "{name}", "{name"),
        f"{ENGLISH}:2: the braces of “hello” do not pair; write {{name}}, or {{{{ for a brace",
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "problem"), [*NAMES, *FIT])
def test_broken_link_is_told_with_its_line(path: str, old: str, new: str, problem: str) -> None:
    assert problems(change(path, old, new)) == [problem]


def test_parent_of_a_parent_is_refused() -> None:
    third = TRIPPED.replace("parent: unplugged", "parent: tripped")
    assert problems(FILES | {f"{CAUSES}/wet.yaml": third}) == [
        f"{CAUSES}/wet.yaml:1: “tripped” has a parent itself; name “unplugged” instead"
    ]


def test_causes_that_nothing_tells_apart_are_refused() -> None:
    twin = UNPLUGGED.replace("article: [3]\n", "")
    messages = "\n".join(f"my pot {n} stays cold" for n in range(25))
    files = FILES | {
        f"{CAUSES}/zapped.yaml": twin,
        "topics/kettle/symptoms/zapped.txt": messages,
    }
    assert problems(files) == [
        f"{CAUSES}/zapped.yaml:7: nothing tells this cause from “unplugged”; "
        "add a fact that can be asked or seen"
    ]


def test_cause_without_messages_and_messages_without_cause_are_told() -> None:
    path = "topics/kettle/symptoms/unpluged.txt"
    files = {name: text for name, text in FILES.items() if name != SYMPTOMS}
    assert problems(files | {path: FILES[SYMPTOMS]}) == [
        f"{UNPLUGGED_FILE}:1: there is no symptoms/unplugged.txt; write at least 25 messages",
        f"{path}:1: “unpluged” is no cause or request; did you mean “unplugged”?",
    ]


def test_message_of_two_classes_is_told_whatever_its_case_and_spaces() -> None:
    path = "topics/kettle/symptoms/human.txt"
    assert problems(FILES | {path: "call me\n\n  KETTLE 1  is dead\n"}) == [
        f"{SYMPTOMS}:5: this message is at {path}:3 too; keep it where it belongs"
    ]


def test_language_says_what_english_says() -> None:
    path = "phrases/cy.yaml"
    welsh = "phrases:\n  hello: Helo {enw}\n  orr: neu\n"
    assert problems(FILES | {path: welsh}) == [
        f"{path}:1: “or” is not translated; add it",
        f"{path}:2: the values of “hello” differ from English; they should be: {{name}}",
        f"{path}:3: English has no “orr”; did you mean “or”?",
    ]


def test_language_is_written_from_one_side_or_the_other() -> None:
    path = "phrases/ar.yaml"
    arabic = "phrases:\n  hello: مرحبا {name}\n  or: أو\n  language.dir: down\n"
    english = FILES[ENGLISH].replace("asides:", "  language.dir: ltr\nasides:", 1)
    assert problems(FILES | {path: arabic, ENGLISH: english}) == [
        f"{path}:4: a language runs “ltr” or “rtl”"
    ]
