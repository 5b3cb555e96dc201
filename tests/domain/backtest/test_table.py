"""A table of reports: what is taken, and how each flaw is told."""

from __future__ import annotations

import io

import pytest

from domain.forecast.backtest.flaws import FLAW_WORDS, FLAWS_TOLD, BadTable, FlawCode
from domain.forecast.backtest.table import Series, TableReader
from domain.forecast.question import Direction, Scale

HEADER = "series,class,entity,on,value,target,due_on,direction,scale"
ROW = "An Giang,pci,An Giang,2014-12-31,58.1,60,2016-12-31,up,score"
FIELDS = HEADER.split(",")


def read(*texts: str) -> tuple[Series, ...]:
    """Read texts as files a.csv, b.csv."""
    reader = TableReader()
    for name, text in zip("ab", texts, strict=False):
        reader.read(f"{name}.csv", io.StringIO(text, newline=""))
    return reader.series()


def changed(**cells: str) -> str:
    """The row with some cells changed."""
    known = dict(zip(FIELDS, ROW.split(","), strict=True))
    return ",".join({**known, **cells}.values())


def refused(*rows: str) -> BadTable:
    """The refusal of a table of these rows."""
    with pytest.raises(BadTable) as caught:
        read("\n".join((HEADER, *rows)))
    return caught.value


def test_rows_of_a_series_are_gathered_from_all_files_and_ordered() -> None:
    """A byte order mark, line ends of Windows, any order of columns and rows."""
    later = f"\ufeff{HEADER}\r\n{ROW}\r\n\r\n"
    turned = ",".join(reversed(FIELDS))
    earlier = ",".join(reversed(changed(on="2013-12-31", value="57").split(",")))
    (found,) = read(later, f"{turned}\n{earlier}\n")
    assert found.name == "An Giang"
    assert [(report.on.year, report.value) for report in found.reports] == [
        (2013, 57.0),
        (2014, 58.1),
    ]
    assert (found.head.target, found.head.due_on.year) == (60.0, 2016)
    assert (found.head.direction, found.head.scale) == (Direction.UP, Scale.SCORE)


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"on": "31/12/2014"}, "on", FlawCode.DAY),
        ({"on": "2014-02-30"}, "on", FlawCode.DAY),
        ({"due_on": "2016"}, "due_on", FlawCode.DAY),
        ({"value": '"58,1"'}, "value", FlawCode.NUMBER),
        ({"value": ""}, "value", FlawCode.NUMBER),
        ({"value": "nan"}, "value", FlawCode.NUMBER),
        ({"value": "1e300"}, "value", FlawCode.NUMBER),
        ({"target": "sáu mươi"}, "target", FlawCode.NUMBER),
        ({"direction": "higher"}, "direction", FlawCode.DIRECTION),
        ({"scale": "milestone"}, "scale", FlawCode.SCALE),
        ({"series": " "}, "series", FlawCode.TEXT),
        ({"entity": "x" * 201}, "entity", FlawCode.TEXT),
        ({"scale": "percent", "value": "2594"}, "value", FlawCode.NO_PERCENT),
        ({"scale": "positive", "value": "-1"}, "value", FlawCode.NEGATIVE),
        ({"scale": "rank", "target": "0"}, "target", FlawCode.NO_RANK),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_field(
    cells: dict[str, str], field: str, code: FlawCode
) -> None:
    """Where it stands, what was found, what would be right."""
    (flaw,) = refused(ROW, changed(**cells)).flaws
    assert (flaw.where, flaw.field, flaw.code) == ("a.csv:3", field, code)
    assert flaw.words().vi.startswith(f"a.csv:3 {field}:")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"target": "61"}, "target"),
        ({"due_on": "2017-12-31"}, "due_on"),
        ({"direction": "down"}, "direction"),
        ({"class": "par"}, "class"),
        ({"entity": "Bến Tre"}, "entity"),
        ({"scale": "positive"}, "scale"),
    ],
)
def test_rows_that_contradict_one_another_are_refused(cells: dict[str, str], field: str) -> None:
    """The line says what the earlier one said, and where that stands."""
    (flaw,) = refused(ROW, changed(on="2015-12-31", **cells)).flaws
    assert (flaw.where, flaw.field, flaw.code) == ("a.csv:3", field, FlawCode.CONTRADICTION)
    assert "a.csv:2" in flaw.found


def test_a_day_reported_twice_a_class_of_two_scales_and_a_short_row_are_refused() -> None:
    """Each for its own reason; all are told at once."""
    found = refused(ROW, ROW, changed(series="Bến Tre", scale="rank"), "Bến Tre,pci")
    assert {flaw.code for flaw in found.flaws} == {
        FlawCode.TWICE,
        FlawCode.MIXED_CLASS,
        FlawCode.WIDTH,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", FlawCode.EMPTY),
        ("\n\n", FlawCode.EMPTY),
        (HEADER.replace(",", ";"), FlawCode.HEADER),
        (HEADER.replace("target", "muc_tieu"), FlawCode.HEADER),
        (f'{HEADER}\n{ROW}\n"An Giang', FlawCode.NOT_CSV),
    ],
)
def test_what_is_no_table_is_refused_at_once(text: str, code: FlawCode) -> None:
    """An empty file, other columns, semicolons, a quote that never ends."""
    with pytest.raises(BadTable) as caught:
        read(text)
    assert [flaw.code for flaw in caught.value.flaws] == [code]


def test_of_many_flaws_twenty_are_told_and_all_are_counted() -> None:
    """A refusal stays readable."""
    found = refused(*[changed(value="x")] * 50)
    assert (len(found.flaws), found.count) == (FLAWS_TOLD, 50)


def test_every_flaw_has_words_in_two_languages() -> None:
    """Vietnamese first, English beside."""
    assert set(FLAW_WORDS) == set(FlawCode)
