"""The where language, and the order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.query import CannotParse, ordered, parse

ROW = {
    "Name": 'A "B" AND C',
    "Id": "F00D",
    "Paid": True,
    "Total": 12.5,
    "Date": "/Date(1793491200000+0000)/",
    "Contact": {"Name": "Joan"},
}


@pytest.mark.parametrize(
    "where",
    [
        "",
        'Name=="A \\"B\\" AND C"',
        'Name == "A ""B"" AND C"',
        'Contact.Name=="Joan" and Paid==true',
        'Id==Guid("f00d") && Name!="x"',
        'Name=="x" OR Id=="F00D"',
        'Name=="x" || Name=="y" || Paid==true',
        'Paid==false AND Name=="x" OR Total>12',
        'Total>12 AND (Name=="x" OR Paid==true)',
        "Date>=DateTime(2026,11,1) AND Date<DateTime(2026, 11, 2)",
        'Contact.Name.Contains("oa") AND Contact.Name.StartsWith("J") AND Name.EndsWith("C")',
        "Contact!=null",
        "DueDate==null",
    ],
)
def test_filter_fits(where: str) -> None:
    assert parse(where)(ROW)


@pytest.mark.parametrize(
    "where",
    [
        'Name=="x" AND (Total>12 OR Paid==true)',
        "Total<=12",
        "Id==null",
        "DueDate<DateTime(2026,1,1)",
    ],
)
def test_filter_does_not_fit(where: str) -> None:
    assert not parse(where)(ROW)


@pytest.mark.parametrize(
    "where",
    [
        "Name",
        'Name="x"',
        'Name=="x" AND',
        '(Name=="x"',
        'Name=="x")',
        'Name=="x" Id=="y"',
        'Name.Sounds("x")',
        "Date>DateTime(2026,13,1)",
        "AND",
    ],
)
def test_what_is_no_filter_is_refused(where: str) -> None:
    with pytest.raises(CannotParse):
        parse(where)


@pytest.mark.parametrize("where", ['Colour=="red"', 'Contact.Name.First=="J"', "Name>3"])
def test_what_a_row_cannot_answer_is_refused(where: str) -> None:
    with pytest.raises(CannotParse):
        parse(where)(ROW)


def test_rows_come_in_the_order_that_is_wanted() -> None:
    rows = [{"A": 1, "B": "x"}, {"A": 2, "B": "y"}, {"A": 2, "B": "x"}]
    assert ordered(rows, "A DESC, B") == [rows[2], rows[1], rows[0]]
    assert ordered(rows, "") == rows
    for order in ("A UP", "C"):
        with pytest.raises(CannotParse):
            ordered(rows, order)


def test_rows_without_the_field_come_first() -> None:
    rows = [{"DueDate": "b"}, {}, {"DueDate": "a"}]
    assert ordered(rows, "DueDate") == [{}, {"DueDate": "a"}, {"DueDate": "b"}]


PIECES = ["Name", "Paid", "DueDate", "==", "<", '"x"', "3", "true", "null", "AND", "||", "(", ")"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_text_is_a_filter_or_refused(pieces: list[str]) -> None:
    try:
        found = parse(" ".join(pieces))(ROW)
    except CannotParse:
        return
    assert found in {True, False}
