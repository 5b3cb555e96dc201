"""The documents that plans cite, as the two plans of Đồng Tháp and others print them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vietnamese.documents import document_key, find_documents, parse_date
from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.review import Review

CITED = [
    (
        "(Kèm theo Kế hoạch số 241/KH-UBND ngày 06 tháng 7 năm 2022 của Ủy ban nhân dân tỉnh)",
        [("241/KH-UBND", date(2022, 7, 6), "Ủy ban nhân dân tỉnh")],
    ),
    (
        "Quyết định số\n645/QĐ-TTg\nngày 15 tháng 5 năm 2020 của Thủ tướng Chính phủ phê duyệt",
        [("645/QĐ-TTg", date(2020, 5, 15), "Thủ tướng Chính phủ")],
    ),
    (
        "số 411/QĐ-TTg ngày 31 tháng 3 tháng 2022 của Thủ tướng Chính phủ phê duyệt Chiến lược",
        [("411/QĐ-TTg", date(2022, 3, 31), "Thủ tướng Chính phủ")],
    ),
    (
        "Số 528/QĐ-UBND.HC ngày 10/5/2021; 1126/QĐ-UBND-HC ngày 10/8/2021",
        [
            ("528/QĐ-UBND.HC", date(2021, 5, 10), ""),
            ("1126/QĐ-UBND-HC", date(2021, 8, 10), ""),
        ],
    ),
    (
        "số 04-NQ/TU ngày 31 tháng 12 năm 2021 của Ban chấp hành Đảng bộ tỉnh Khoá XI về chuyển",
        [("04-NQ/TU", date(2021, 12, 31), "Ban chấp hành Đảng bộ tỉnh Khoá XI")],
    ),
    (
        "27/QĐ-UBQGCS ngày 15/6/2022 của Chủ tịch Ủy ban quốc gia về Chuyển đổi số ban hành",
        [("27/QĐ-UBQGCS", date(2022, 6, 15), "Chủ tịch Ủy ban quốc gia về Chuyển đổi số")],
    ),
    ("theo Văn bản số 1392/BTTTT-HTQT.Qua đó", [("1392/BTTTT-HTQT", None, "")]),
    ("theo Chỉ thị 14/CT-TTg đạt 90% trở lên", [("14/CT-TTg", None, "")]),
    ("5602/QDD-UBND", [("5602/QDD-UBND", None, "")]),
    (
        "Quyết định 20/2020/QĐ-TTg, Nghị quyết 202/2025/QH15",
        [("20/2020/QĐ-TTg", None, ""), ("202/2025/QH15", None, "")],
    ),
    (
        "Số: 67/KH-UBND | Vĩnh Long, ngày 31 tháng 12 năm 2020",
        [("67/KH-UBND", date(2020, 12, 31), "")],
    ),
    ("Số 12 /KH- UBND ngày 30/02/2023", [("12/KH-UBND", None, "")]),
    ("Công văn số 123/UBND", [("123/UBND", None, "")]),
    ("(Kèm theo Kế hoạch số  /KH-UBND ngày  tháng  năm 2023 của Ủy ban nhân dân Tỉnh)", []),
    ("24/7, 16/18 đơn vị, 1/3 số sở, 4G/5G, TT/TU, ngày 10/10/2022, Đề án 06/CP", []),
]
DAYS = [
    ("Đồng Tháp, ngày\n06 tháng 7 năm 2022", date(2022, 7, 6)),
    ("ngày 25/4/2022", date(2022, 4, 25)),
    ("31 tháng 3 tháng 2022", date(2022, 3, 31)),
    ("2022-07-06", date(2022, 7, 6)),
    ("Nghi Hưng, ngày 31 tháng 07 năm 2023.", date(2023, 7, 31)),
]
NO_DAYS = [
    ("", Review.EMPTY),
    ("Đồng Tháp, ngày   tháng   năm 2023", Review.EMPTY),
    ("ngày … tháng … năm 2023", Review.EMPTY),
    ("30/02/2022", Review.DATE_IMPOSSIBLE),
    ("tháng 7 năm 2022", Review.DEADLINE_NOT_UNDERSTOOD),
    ("ngày 6 tháng 7", Review.DEADLINE_NOT_UNDERSTOOD),
    ("x" * 300, Review.TEXT_TOO_LONG),
]


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_documents_are_found_with_day_and_issuer(
    text: str, expected: list[tuple[str, date | None, str]]
) -> None:
    """Given a citation, expect number, day and issuer as printed; a blank number is none."""
    found = find_documents(text)
    assert [(each.number, each.issued_on, each.issuer) for each in found] == expected
    assert all(each.number[:2] in each.span.of(text) for each in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5602/QDD-UBND", "5602/QĐ-UBND"),
        ("528/QĐ-UBND.HC", "528/QĐ-UBND-HC"),
        ("04/NQ-TU", "04-NQ/TU"),
        ("4-NQ/TU", "04-NQ/TU"),
    ],
)
def test_two_spellings_of_a_number_have_one_key(one: str, other: str) -> None:
    """What scanning and habit change in a number does not make another document."""
    assert document_key(one) == document_key(other) != document_key("241/KH-UBND")


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days_are_read(text: str, day: date) -> None:
    """Given a day as letterheads print it, expect that day; what was mended is marked."""
    reading = parse_date(text)
    assert isinstance(reading, Understood), reading
    assert reading.value == day
    assert bool(reading.notes) == ("tháng 3 tháng" in text)


@pytest.mark.parametrize(("text", "reason"), NO_DAYS)
def test_what_is_no_day_is_not_made_one(text: str, reason: Review) -> None:
    """Given a blank, impossible or partial day, expect the reason."""
    reading = parse_date(text)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason is reason


@given(st.text(st.sampled_from("01259/-. QĐUBNDKHtgaày\nthángnămsốủ"), max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    """Finding is total; what is found lies within the text, in order, and apart."""
    end = 0
    for each in find_documents(text):
        assert end <= each.span.start < each.span.end <= len(text)
        end = each.span.end
    parse_date(text)


@pytest.mark.parametrize("piece", ["1/", "12/QĐ-", "số 1 / ", "1/A-A của ", "ngày 1/1/2022 "])
def test_a_long_noise_is_searched(piece: str) -> None:
    """No citation, however broken, makes the search hang."""
    assert isinstance(find_documents(piece * (100_000 // len(piece))), tuple)
