"""Laws of compound targets: what is rendered of several parts is read back, each by its name.

Typed compounds here are those whose rules fit their unit, as `test_target_laws` has them: with a
percentage shares, changes and for-all minimums, with a measure bounds, with things counts or
fractions of them, and places and milestones with any. Of a for-all rule the words tell how many
members have which minimum, not who they are, which the directory knows.
"""

import csv
from dataclasses import replace
from pathlib import Path

from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.target import Compound, EntityFraction, ForAll, Milestone, Part, Rank, SimpleRule
from domain.vietnamese.part_names import QUOTED_MAX, groups_counted
from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.targets import MAX_TEXT, ParsedTarget, parse_target
from domain.vietnamese.text import clean
from domain.vietnamese.words import rule_words
from tests.domain.vietnamese.drawn_rules import (
    as_read,
    counts,
    for_alls,
    fractions,
    measured_bounds,
    shares,
)

DATA = Path(__file__).parent / "data"
LEVELS = ("trung-uong", "cap-tinh", "cap-huyen", "cap-xa", "cap-so", "cap-thon")
LEVEL_IDS = st.lists(st.sampled_from(LEVELS), min_size=1, max_size=3, unique=True).map("-".join)
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8}){0,4}", fullmatch=True)
IDS = st.one_of(LEVEL_IDS, st.sampled_from(["chung", "tong-so", "trong-do"]), SLUGS)
SAID = st.sampled_from(
    ["văn bản đến", "Trên 90% hồ sơ cấp tỉnh", "1/3 số sở", "trong đó", "a; b", "5.", "chiếm"]
)
TEXTS = SAID | st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=QUOTED_MAX)
GROUPS = {"so": "số sở", "ubnd-cap-huyen": "UBND cấp huyện", "xa-mien-nui": "số xã miền núi"}
ANY_UNIT = st.builds(Rank, st.integers(1, 999)) | st.just(Milestone())


def _clean(text: str) -> bool:
    return clean(f"«{text}»").text == f"«{text}»" and not {*"«»"} & {*text} and text == text.strip()


@st.composite
def named(draw: st.DrawFn, rules: st.SearchStrategy[SimpleRule]) -> Compound:
    """Return parts of any names, some of them a share of another."""
    ids = draw(st.lists(IDS, min_size=2, max_size=5, unique=True))
    parts = [Part(each, draw(TEXTS.filter(_clean)), draw(rules)) for each in ids]
    shared = draw(st.sampled_from([None, None, *ids]))
    at = draw(st.integers(0, len(ids) - 1))
    if shared != ids[at]:
        parts[at] = replace(parts[at], share_of=shared)
    return Compound(tuple(parts))


def compounds() -> st.SearchStrategy[tuple[Compound, str]]:
    """Return compounds of every kind of rule, with the unit of their parts."""
    units = {
        "%": shares("%") | for_alls(),
        "% GRDP": shares("% GRDP"),
        "điểm": measured_bounds(),
        "mô hình": counts(),
        "sở": fractions() | counts(),
        "đơn vị": fractions(),
    }
    return st.sampled_from([*units]).flatmap(
        lambda unit: st.tuples(named(units[unit] | ANY_UNIT), st.just(unit))
    )


def _unit(rule: Compound, unit: str) -> str:
    """Return the unit, of which places and milestones alone have none."""
    return "" if all(isinstance(part.rule, Rank | Milestone) for part in rule.parts) else unit


def _read(words: str) -> ParsedTarget:
    reading = parse_target(words)
    assert isinstance(reading, Understood), words
    assert len(reading.value) == 1
    return reading.value[0]


def _read_back(rule: Compound, unit: str) -> Compound:
    words = rule_words(rule, unit)
    found = _read(words)
    assert isinstance(found.rule, Compound), words
    asked = [(part.id, as_read(part.rule), part.share_of) for part in rule.parts]
    assert [(part.id, part.rule, part.share_of) for part in found.rule.parts] == asked
    assert found.unit == unit
    return found.rule


@given(compounds())
def test_a_compound_is_read_back_from_its_own_words(made: tuple[Compound, str]) -> None:
    """Each part with its id, rule and whole, whatever it is called; a quoted text as it was."""
    rule, unit = made
    assume(groups_counted(rule.parts) is None)
    read = _read_back(rule, _unit(rule, unit))
    quoted = [part.text for part in rule.parts if f"«{part.text}»" in rule_words(rule, unit)]
    assert {*quoted} <= {part.text for part in read.parts}
    if not any(isinstance(part.rule, ForAll) for part in read.parts):
        assert _read(rule_words(read, unit)).rule == read


@given(st.permutations([*GROUPS]), st.lists(fractions(), min_size=2, max_size=3))
def test_fractions_of_groups_are_read_back(names: list[str], drawn: list[EntityFraction]) -> None:
    """*1/3 số sở; 1/3 số UBND cấp huyện (trên 12)*: each group by the plan's own words for it."""
    parts = [
        Part(name, f"Đánh giá cho 1/2 {GROUPS[name]}", rule)
        for name, rule in zip(names, drawn, strict=False)
    ]
    read = _read_back(Compound(tuple(parts)), "đơn vị")
    assert all(GROUPS[part.id] in part.text for part in read.parts)


PIECES = st.sampled_from(
    ["90%", "từ 80%", "60%", "cấp xã", "cấp huyện", "cấp tỉnh", "trong đó", "chiếm", "; ", ",",
     "và", "1/3 số sở", "1/3 UBND cấp huyện", "2/3 số xã", "(trên 18)", "đạt", "hồ sơ", "trên",
     "tăng", "giảm", "giảm ít hơn", "5", "mô hình", "/năm", "tổng số", "chung", "«A b»", "thứ 3",
     "trở lên", "mỗi sở", "tỷ lệ", "ít nhất", "người dân", "lần lượt", "15-20%", "hằng năm",
     "so với năm 2020 (1.200)", "giờ", "10 tỷ đồng", "hoàn thành"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(" ".join))
@example("1/3 điểm %")
@example("7/24 số sở; 24/24 huyện")
@example("Tháng 05/2023")
@example("duy trì 490 SNKT")
@example("1/3 số sở; 2/3 số xã có tổ công nghệ số cộng đồng (trên 18) tham gia")
def test_whatever_is_read_is_read_back(text: str) -> None:
    """All that a text is read as is read again from its words: simple rules and compounds."""
    reading = parse_target(text)
    if isinstance(reading, NotUnderstood):
        return
    for one in reading.value:
        _read_again(one)


def test_all_that_the_plans_say_is_read_back() -> None:
    """Every cell and every line of three plans that is understood, headings and all."""
    readings = [parse_target(phrase) for phrase in _phrases()]
    found = [one for each in readings if isinstance(each, Understood) for one in each.value]
    assert len(found) > 500
    assert sum(isinstance(one.rule, Compound) for one in found) > 5
    for one in found:
        _read_again(one)


def _phrases() -> set[str]:
    root = Path(__file__).parents[3] / "examples"
    lines = [
        line
        for path in sorted((root / "sources").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    tables = [*sorted((root / "plans").glob("*.csv")), *sorted((DATA).glob("*.csv"))]
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            lines += [cell for row in csv.reader(file) for cell in row]
    return {line.strip() for line in lines}


def _read_again(one: ParsedTarget) -> None:
    words = rule_words(one.rule, one.unit)
    if isinstance(one.rule, Compound):
        _read_back(one.rule, one.unit)
    else:
        again = _read(words)
        assert (again.rule, again.unit) == (one.rule, one.unit)


def test_more_words_than_a_target_may_have_are_refused() -> None:
    """Twenty parts with long texts are rendered, and the reading says that it is too long."""
    long = "tỷ lệ hồ sơ " * 13
    parts = tuple(Part(f"phan-{n}-{'x' * 150}", long, Milestone()) for n in range(20))
    words = rule_words(Compound(parts), "")
    assert len(words) > MAX_TEXT
    assert isinstance(parse_target(words), NotUnderstood)
