"""The where language."""

import pytest

from bot.sandbox.query import CannotParse, matches, parse

ROW = {"Name": 'A "B" AND C', "Id": "f00d", "Paid": True, "Contact": {"Name": "Joan"}}


@pytest.mark.parametrize(
    "where",
    [
        "",
        'Name=="A \\"B\\" AND C"',
        'Name == "A ""B"" AND C"',
        'Contact.Name=="Joan" and Paid==true',
        'Id==Guid("F00D") && Name!="x"',
    ],
)
def test_filter_fits(where: str) -> None:
    assert matches(ROW, parse(where))


@pytest.mark.parametrize("where", ["Name", 'Name="x"', 'Name=="x" AND', 'Name=="x" OR Id=="y"'])
def test_what_is_no_filter_is_refused(where: str) -> None:
    with pytest.raises(CannotParse):
        parse(where)
