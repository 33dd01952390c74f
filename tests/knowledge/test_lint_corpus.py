"""What the example messages must not be."""

from pathlib import Path

from bot.adapters.files.knowledge import read_knowledge
from bot.knowledge.lint_corpus import lint_corpus

FOLDER = "topics/kettle/symptoms"


def said(**classes: str) -> tuple[list[str], list[str]]:
    """What must and what should be mended in these classes."""
    files = {f"{FOLDER}/{name}.txt": text for name, text in classes.items()}
    must, should = lint_corpus(files)
    return [str(problem) for problem in must], [str(problem) for problem in should]


def test_two_classes_may_not_say_the_same() -> None:
    must, _ = said(
        cold="the kettle on the third floor stays cold\n",
        loud="The kettle on the third floor, it stays cold!\n\nit whistles all night long\n",
    )
    assert must == [
        f"{FOLDER}/loud.txt:1: this says almost the same as {FOLDER}/cold.txt:1; "
        "keep it where it belongs"
    ]


def test_echo_in_another_situation_is_told_and_one_in_the_same_is_not() -> None:
    line = "my kettle has been dripping since Tuesday\n"
    assert not [s for s in said(wet=line + line)[1] if "almost" in s]
    [echo] = [s for s in said(wet=line + "\n" + line)[1] if "almost" in s]
    assert echo.startswith(f"{FOLDER}/wet.txt:3: ")


def test_short_messages_are_alike_by_chance() -> None:
    assert not said(cold="kettle broken again\n", loud="kettle broken again!\n")[0]


def test_class_whose_length_gives_it_away_is_told() -> None:
    short = "\n\n".join(f"cold pot {n}" for n in range(70))
    long = "\n\n".join(f"number {n} " + "whistles and whistles " * 12 for n in range(70))
    told = said(cold=short, loud=long)[1]
    assert any("the length should be no clue" in problem for problem in told)


def test_class_of_one_voice_is_told() -> None:
    shouted = "\n\n".join(f"Kettle number {n} is cold and i am cross." for n in range(70))
    told = said(cold=shouted)[1]
    assert any("questions" in problem for problem in told)
    assert any("70 situations" in problem for problem in told)


def test_the_real_messages_have_nothing_that_must_be_mended() -> None:
    files = read_knowledge(Path(__file__).parents[2] / "knowledge")
    must, _ = lint_corpus(files)
    assert must == ()
