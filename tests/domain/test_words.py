"""Words for people: verdicts as they may be shown, numbers as an official document writes them."""

from decimal import Decimal

import pytest

from domain.deadline import MonthDeadline
from domain.reasons import (
    PHASE_WORDS,
    REASON_WORDS,
    VERDICT_WORDS,
    Phase,
    Reason,
    Verdict,
    shown_words,
    worst,
)
from domain.target import ForAll, Milestone, Rule
from domain.vietnamese.words import amount_words, date_words, number_words, rule_words, value_words
from tests.builders import above, at_least, at_most, below, compound, count, day, target, value


@pytest.mark.parametrize(
    ("kind", "words"), [(Verdict, VERDICT_WORDS), (Phase, PHASE_WORDS), (Reason, REASON_WORDS)]
)
def test_everything_a_reader_may_meet_has_words(
    kind: type[Verdict | Phase | Reason], words: dict[object, object]
) -> None:
    """Vietnamese and English, for every member and for nothing else."""
    assert set(words) == set(kind)
    for word in words.values():
        assert word.vi  # type: ignore[attr-defined] # Words
        assert word.en  # type: ignore[attr-defined] # Words


@pytest.mark.parametrize("phase", [Phase.NOT_DUE, Phase.DUE_SOON, Phase.DEADLINE_UNRESOLVED])
def test_before_its_time_nothing_is_shown_as_missed(phase: Phase) -> None:
    """Short of the mark so far is not *chưa đạt* (D7)."""
    shown = shown_words(Verdict.MISSED, None, phase)
    assert shown.vi == "Tạm tính: chưa tới mức đề ra"
    assert "chưa đạt" not in shown.vi.lower()


def test_no_reason_speaks_of_missing_a_target_either() -> None:
    """A reason stands beside the verdict at any time, also before that of the evaluation."""
    assert not [reason for reason, said in REASON_WORDS.items() if "chưa đạt" in said.vi.lower()]


@pytest.mark.parametrize(
    ("provisional", "official", "phase", "shown"),
    [
        (Verdict.MET, None, Phase.NOT_DUE, "Tạm tính: đạt"),
        (Verdict.EXCEEDED, None, Phase.DUE_SOON, "Tạm tính: vượt"),
        (Verdict.MISSED, None, Phase.PAST_DUE, "Chưa đạt (chờ xác nhận)"),
        (Verdict.MET, None, Phase.PAST_DUE, "Đạt (chờ xác nhận)"),
        (Verdict.NO_DATA, None, Phase.PAST_DUE, "Chưa có số liệu"),
        (Verdict.UNDETERMINED, None, Phase.NOT_DUE, "Không xác định"),
        (Verdict.MET, Verdict.MISSED, Phase.PAST_DUE, "Chưa đạt"),
        (Verdict.MISSED, Verdict.MET, Phase.NOT_DUE, "Đạt"),
        (Verdict.NO_DATA, None, Phase.WITHDRAWN, "Chưa có số liệu"),
    ],
)
def test_the_confirmed_verdict_is_shown_else_the_provisional_marked(
    provisional: Verdict, official: Verdict | None, phase: Phase, shown: str
) -> None:
    """Two verdicts, never mixed: a reader sees which one he reads."""
    assert shown_words(provisional, official, phase).vi == shown


def test_the_worst_is_missed_then_unknown() -> None:
    """A part without data is worse than one that is met, and better than one that is missed."""
    order = [Verdict.MISSED, Verdict.NO_DATA, Verdict.UNDETERMINED, Verdict.MET, Verdict.EXCEEDED]
    for at, verdict in enumerate(order):
        assert worst(order[at:][::-1]) is verdict


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("25.94", "25,94"),
        ("3081", "3.081"),
        ("75152.50", "75.152,5"),
        ("100", "100"),
        ("0", "0"),
        ("-1234.5", "-1.234,5"),
        ("1E+3", "1.000"),
        ("0.000001", "0,000001"),
    ],
)
def test_a_number_has_a_decimal_comma_and_thousands_dots(number: str, words: str) -> None:
    """And no zeros behind that say nothing."""
    assert number_words(Decimal(number)) == words


@pytest.mark.parametrize(
    ("said", "unit", "words"),
    [
        ("25.94", "%", "25,94%"),
        ("3.7", "% GRDP", "3,7% GRDP"),
        ("320", "người", "320 người"),
        ("5", "", "5"),
        ("16/18", "%", "16/18 (88,89%)"),
        ("16/18", "đơn vị", "16/18"),
        ("1/3", "%", "1/3 (33,33%)"),
        ("> 85", "%", "Trên 85%"),
        (">= 85", "%", "Từ 85%"),
        ("< 2000", "tỷ đồng", "Dưới 2.000 tỷ đồng"),
        ("<= 30", "", "Không quá 30"),
        ("done", "", "Hoàn thành"),
        ("not done", "", "Chưa hoàn thành"),
    ],
)
def test_a_value_in_words(said: str, unit: str, words: str) -> None:
    """As the column *Kết quả thực hiện* has it."""
    assert value_words(value(said), unit) == words


@pytest.mark.parametrize(
    ("rule", "unit", "words"),
    [
        (at_least("80"), "%", "từ 80% trở lên"),
        (above("4"), "% GRDP", "trên 4% GRDP"),
        (at_most("30"), "", "không quá 30"),
        (below("5"), "%", "dưới 5%"),
        (count("1"), "cuộc", "ít nhất 1 cuộc"),
        (ForAll(), "", "mọi đơn vị đạt mức của mình"),
        (Milestone(), "", "hoàn thành"),
        (compound(a=above("90"), b=at_least("80")), "%", "«a» trên 90%; «b» từ 80% trở lên"),
    ],
)
def test_a_rule_in_words(rule: Rule, unit: str, words: str) -> None:
    """What a plan asks for, as it would ask."""
    assert rule_words(rule, unit) == words


def test_a_day_is_written_day_first() -> None:
    """15/09/2023."""
    assert date_words(day("2023-09-15")) == "15/09/2023"


def test_an_amount_without_unit_is_a_number() -> None:
    """Nothing is put behind it."""
    assert amount_words(Decimal("1.50"), "") == "1,5"


def test_a_percentage_is_told_by_its_unit() -> None:
    """`% GRDP` is one, `người` is none."""
    assert target(at_least("4"), unit="% GRDP", deadline=MonthDeadline(2022, 1)).target.percent
    assert not target(at_least("4"), unit="người").target.percent
