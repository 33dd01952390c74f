"""The real knowledge: the article is covered, causes have messages, and the files are found."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.files.knowledge import content_root, read_knowledge
from bot.domain.errors import BadConfig, BadKnowledge
from bot.domain.topic import Knowledge, Topic, TopicId
from bot.knowledge.compiler import compile_knowledge, version
from bot.knowledge.lint_words import ENOUGH

ARTICLE = "topics/xero-sync/article.md"


@pytest.fixture(scope="module")
def files() -> Mapping[str, str]:
    return read_knowledge(content_root() / "knowledge")


@pytest.fixture(scope="module")
def knowledge(files: Mapping[str, str]) -> Knowledge:
    return compile_knowledge(files)


@pytest.fixture(scope="module")
def topic(knowledge: Knowledge) -> Topic:
    return knowledge.topics[TopicId("xero-sync")]


def test_every_line_of_the_article_is_claimed(files: Mapping[str, str], topic: Topic) -> None:
    lines = files[ARTICLE].splitlines()
    claimed = {line for question in topic.questions.values() for line in question.article}
    claimed |= {line for cause in topic.causes.values() for line in cause.article}
    claimed |= {line for request in topic.requests.values() for line in request.article}
    assert topic.article == tuple(lines)
    assert all(lines[number - 1].strip() for number in claimed)


def test_line_that_the_article_gains_is_missed(files: Mapping[str, str], topic: Topic) -> None:
    longer = {**files, ARTICLE: files[ARTICLE].rstrip("\n") + "\n- One more thing\n"}
    with pytest.raises(BadKnowledge) as caught:
        compile_knowledge(longer)
    new = len(topic.article) + 1
    says = "no entry has this line; name it under “article” of what answers it"
    assert caught.value.problems == (f"{ARTICLE}:{new}: {says}",)


def test_every_cause_of_the_article_has_enough_messages(knowledge: Knowledge, topic: Topic) -> None:
    for cause in topic.causes.values():
        if cause.parent is None:
            messages = [text for each in knowledge.symptoms[cause.id] for text in each]
            assert len(messages) >= ENOUGH, cause.id


def test_causes_of_the_design_are_there(topic: Topic) -> None:
    families = {cause.id for cause in topic.causes.values() if cause.parent is None}
    assert families == {
        *("connection_expired", "integration_disabled", "hearlink_permissions"),
        *("xero_permissions", "auto_sync_disabled", "status_excluded"),
        *("missing_required_data", "draft_vs_authorised", "duplicate_invoice"),
        *("credit_note_rules", "xero_outage"),
    }


def test_version_changes_with_any_byte(files: Mapping[str, str]) -> None:
    changed = [{**files, path: text + " "} for path, text in files.items()]
    changed += [{**files, path: text[:9] + "~" + text[10:]} for path, text in files.items()]
    renamed = {f"{path}2": text for path, text in files.items()}
    versions = {version(each) for each in (files, *changed, renamed)}
    assert len(versions) == 2 * len(files) + 2


def test_version_tells_where_one_file_ends(files: Mapping[str, str]) -> None:
    assert version({"a": "b", "c": "d"}) != version({"a": "bc", "d": ""})
    assert version(files) == version(dict(reversed(list(files.items()))))


def test_five_thousand_messages_compile(files: Mapping[str, str]) -> None:
    path = "topics/xero-sync/symptoms/out_of_scope.txt"
    more = "\n".join(f"where on the map is clinic number {n} of yours" for n in range(4000))
    many = {**files, path: f"{files[path]}\n{more}\n"}
    compiled = compile_knowledge(many)
    assert sum(len(each) for all_of in compiled.symptoms.values() for each in all_of) >= 5000


def test_only_texts_of_the_knowledge_are_read(tmp_path: Path) -> None:
    for name in ("topics/a/article.md", "topics/a/topic.yaml~", "errors/x.yaml", "notes/n.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("é\r\n", encoding="utf-8", newline="")
    assert read_knowledge(tmp_path) == {
        "topics/a/article.md": "é\r\n",
        "errors/x.yaml": "é\r\n",
    }


def test_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors" / "x.yaml").write_bytes("a: b\nc: café\n".encode("latin-1"))
    with pytest.raises(BadKnowledge) as caught:
        read_knowledge(tmp_path)
    assert caught.value.problems == ("errors/x.yaml:2: this is not UTF-8; save the file as UTF-8",)


@pytest.mark.parametrize("inside", ["bot/content", "."])
def test_content_is_found_in_a_wheel_and_in_a_checkout(tmp_path: Path, inside: str) -> None:
    for folder in ("knowledge", "templates"):
        (tmp_path / inside / folder).mkdir(parents=True)
    assert content_root(tmp_path / "bot") == tmp_path / inside


def test_missing_content_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="no knowledge"):
        content_root(tmp_path / "bot")
