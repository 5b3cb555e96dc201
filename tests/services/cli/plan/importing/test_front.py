"""The head of a plan: whose it is, its number and day, its years, its report duties."""

from __future__ import annotations

from datetime import date

import pytest

from domain.period import Period
from domain.vietnamese.review import Review
from services.cli.plan.importing import ImportOptions
from services.cli.plan.importing.issuer import find_issuer
from tests.services.cli.plan.importing.building import read, table, text

NOBODY = ImportOptions()
BODY = ("I. MỤC TIÊU", "- 90% hộ gia đình có địa chỉ số.")


def test_a_letterhead_names_issuer_number_and_day() -> None:
    """Letterhead in one column below the other (seed 000, lines 1-19)."""
    plan = read(
        *text(
            "ỦY BAN NHÂN DÂN\nTỈNH ĐỒNG THÁP",
            "CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM",
            "Số: 241/KH-UBND",
            "Đồng Tháp, ngày\n06 tháng 7 năm 2022",
            "KẾ HOẠCH",
            "PHÁT TRIỂN KINH TẾ SỐ TỈNH ĐỒNG THÁP ĐẾN NĂM 2025, ĐỊNH HƯỚNG ĐẾN NĂM 2030",
            *BODY,
        ),
        options=NOBODY,
    )
    assert plan.issuer.name == "Ủy ban nhân dân tỉnh Đồng Tháp"
    assert (plan.number, plan.issued_on) == ("241/KH-UBND", date(2022, 7, 6))
    assert plan.id == "tinh-dong-thap-241-kh-ubnd-2022-07-06"
    assert plan.title.startswith("KẾ HOẠCH PHÁT TRIỂN KINH TẾ SỐ")
    assert plan.period.code == "2022-01-01/2030-12-31"
    assert plan.notes == ()


def test_a_commune_is_found_below_its_district() -> None:
    """A letterhead in a table of two columns; the last committee that it names is the issuer."""
    letterhead = table(
        ["UBND HUYỆN NGHI LỘC\nỦY BAN NHÂN DÂN XÃ TÂN AN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số: 80/KH-UBND", "Tân An, ngày 31/07/2023"],
        line=1,
    )
    plan = read(
        letterhead,
        *text("#KẾ HOẠCH", "#Kinh tế số, xã hội số năm 2023 trên địa bàn tỉnh Nghệ An", *BODY),
        options=NOBODY,
    )
    assert plan.issuer.name == "Ủy ban nhân dân xã Tân An"
    assert (plan.number, plan.issued_on) == ("80/KH-UBND", date(2023, 7, 31))


def test_a_blank_number_makes_the_key_provisional() -> None:
    """Issuer and year come of the title; the plan says that its key will change."""
    plan = read(
        *text(
            "#KẾ HOẠCH\nChuyển đổi số tỉnh Đồng Tháp năm 2023",
            *BODY,
            "#Phụ lục I",
            "(Kèm theo Kế hoạch số /KH-UBND ngày tháng năm 2023 của Ủy ban nhân dân Tỉnh)",
        ),
        options=NOBODY,
    )
    assert (plan.number, plan.issued_on) == (None, None)
    assert plan.id == "tinh-dong-thap-chuyen-doi-so-2023"
    assert [note.code for note in plan.notes] == [Review.PROVISIONAL_KEY]


def test_a_table_alone_may_still_say_whose_it_is() -> None:
    """*Kèm theo Kế hoạch số … của UBND tỉnh …* above the head names plan and issuer."""
    sheet = table(
        ["PHỤ LỤC 01", "", ""],
        ["NHIỆM VỤ CHUYỂN ĐỔI SỐ NĂM 2024", "", ""],
        ["(Kèm theo Kế hoạch số 15/KH-UBND ngày 12/01/2024 của UBND tỉnh Bến Tre)", "", ""],
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Ban hành quy chế", "Sở Y tế"],
    )
    plan = read(sheet, name="bieu.xlsx", options=NOBODY)
    assert plan.issuer.name == "Ủy ban nhân dân tỉnh Bến Tre"
    assert (plan.number, plan.issued_on) == ("15/KH-UBND", date(2024, 1, 12))
    assert plan.period.code == "2024"


def test_nobody_is_made_up_for_a_table_without_an_issuer() -> None:
    """Without a name anywhere there is no issuer, and the plan says so; the officer gives one."""
    bare = table(["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Ban hành quy chế", "Sở Y tế"])
    nobody = read(bare, options=NOBODY)
    assert nobody.issuer.name == ""
    assert Review.ISSUER_UNKNOWN in {note.code for note in nobody.notes}
    given = read(bare, options=ImportOptions(issuer="UBND huyện Cầu Kè"))
    assert given.issuer.name == "Ủy ban nhân dân huyện Cầu Kè"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ", "Ủy ban nhân dân thành phố Cần Thơ"),
        ("UỶ BAN NHÂN DÂN\nTHỊ TRẤN CÁI TÀU HẠ", "Ủy ban nhân dân thị trấn Cái Tàu Hạ"),
        ("UBND PHƯỜNG 4 CỘNG HÒA XÃ HỘI", "Ủy ban nhân dân phường 4"),
    ],
)
def test_an_issuer_keeps_its_kind_of_place(head: str, name: str) -> None:
    """Cities, towns and wards are told by their own word; a ward may be a number."""
    found = find_issuer((head,), (), "", (), "")
    assert found is not None
    assert found.name == name


def test_a_duty_to_report_ends_the_day_before() -> None:
    """*trước ngày 30 tháng 11* is the 29th at the latest (seed 004, line 504)."""
    plan = read(
        *text(
            "#KẾ HOẠCH\nChuyển đổi số tỉnh Đồng Tháp năm 2023",
            *BODY,
            "#VI. TỔ CHỨC THỰC HIỆN",
            "4. Giao Sở Thông tin và Truyền thông là cơ quan đầu mối tổng hợp, đôn đốc các sở.",
            "Yêu cầu các sở, ban, ngành Tỉnh khẩn trương thực hiện các nhiệm vụ; báo cáo kết quả "
            "thực hiện về Ủy ban nhân dân Tỉnh (*qua Sở Thông tin và Truyền thông*) trước ngày 30 "
            "tháng 11 năm 2023./.",
        ),
        options=NOBODY,
    )
    assert plan.focal_point is not None
    assert plan.focal_point.name == "Sở Thông tin và Truyền thông"
    (duty,) = plan.duties
    assert duty.due_on == date(2023, 11, 29)
    assert [party.kind for party in duty.reporter] == ["group"]
    assert duty.through is not None
    assert duty.through.name == "Sở Thông tin và Truyền thông"
    assert duty.recipient is not None
    assert duty.recipient.name == "Ủy ban nhân dân tỉnh Đồng Tháp"


def test_a_yearly_duty_has_no_one_day() -> None:
    """*trước ngày 01/12 hàng năm* comes again every year; roles report in a commune."""
    plan = read(
        *text(
            "#KẾ HOẠCH\nChuyển đổi số xã Tân An năm 2023",
            *BODY,
            "#III. TỔ CHỨC THỰC HIỆN",
            "1. Các xóm báo cáo kết quả về UBND xã (qua công chức Văn hóa - xã hội) trước ngày "
            "01/12 hàng năm.",
        ),
        options=NOBODY,
    )
    (duty,) = plan.duties
    assert (duty.due_on, duty.frequency) == (None, "A")
    assert duty.recipient is not None
    assert duty.recipient.name == "Ủy ban nhân dân xã Tân An"


@pytest.mark.parametrize(
    "titled",
    [
        (
            "#KẾ HOẠCH",
            "#THỰC HIỆN CHƯƠNG TRÌNH CHUYỂN ĐỔI SỐ ĐẾN NĂM 2025, ĐỊNH HƯỚNG ĐẾN NĂM 2030",
        ),
        ("#KẾ HOẠCH", "Thực hiện chương trình chuyển đổi số đến năm 2025, định hướng đến năm 2030"),
        ("#KẾ HOẠCH", "Kinh tế số đến năm 2025, định hướng đến năm 2030 Thực hiện Quyết định số"),
    ],
)
def test_a_plan_of_a_horizon_runs_to_it(titled: tuple[str, str]) -> None:
    """The title may begin with *Thực hiện*, or run into what the plan rests on."""
    above = ("Số: 7/KH-UBND", "Vĩnh Long, ngày 31 tháng 12 năm 2020")
    below = ("Căn cứ Quyết định số 749/QĐ-TTg năm 2019, ban hành kế hoạch như sau:",)
    plan = read(*text(*above, *titled, *below))
    assert plan.period == Period.parse("2020-01-01/2030-12-31")
    assert "Căn cứ" not in plan.title
    assert "Quyết định" not in plan.title


def test_the_horizon_of_the_headings_stands_in_for_that_of_the_title() -> None:
    """Where the title names no year the objectives' headings do, which the officer must check."""
    plan = read(
        *text(
            "Số: 7/KH-UBND",
            "Vĩnh Long, ngày 31 tháng 12 năm 2020",
            "#KẾ HOẠCH",
            "#I. MỤC TIÊU",
            "1. Mục tiêu cơ bản đến năm 2025",
            "- 80% hộ gia đình có Internet.",
        )
    )
    assert plan.period == Period.parse("2020-01-01/2025-12-31")
    assert Review.YEAR_ASSUMED in {note.code for note in plan.notes}
