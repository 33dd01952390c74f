"""What is made once for each thing."""

from bot.matching.kept import kept_for_each


def test_it_is_made_once_for_each_thing_and_not_for_its_equal() -> None:
    made: list[object] = []

    @kept_for_each
    def number(thing: dict[str, int]) -> int:
        made.append(thing)
        return len(made)

    one, equal = {"a": 1}, {"a": 1}
    assert [number(one), number(one), number(equal), number(one)] == [1, 1, 2, 1]
