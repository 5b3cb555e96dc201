"""All 26 types of target phrase, each in the words of plans that use it.

Sources: Kế hoạch 241/KH-UBND (2022) and the plan of 2023 of UBND tỉnh Đồng Tháp, Kế hoạch
67/KH-UBND (2020) of UBND tỉnh Vĩnh Long, Kế hoạch 80/KH-UBND (2023) of UBND xã Nghi Hưng.
"""

import pytest

from domain.target import Compound, ForAll
from domain.vietnamese.reading import Understood
from domain.vietnamese.review import Review
from domain.vietnamese.targets import parse_target
from tests.domain.vietnamese.said import said

TYPES = [
    # T1 a bare percentage
    ("100% các trang, cổng thông tin điện tử được gắn nhãn tín nhiệm mạng", ">= 100 %"),
    ("90% người dân, doanh nghiệp hài lòng", ">= 90 %"),
    ("83% dân số có hồ sơ sức khỏe điện tử", ">= 83 %"),
    ("80% dịch vụ công trực tuyến mức độ 4", ">= 80 %"),
    # T2 đạt X%
    ("Tỷ lệ dân số trưởng thành có điện thoại thông minh đạt 80%", ">= 80 %"),
    ("Tỷ trọng kinh tế số đạt 5% GRDP", ">= 5 % GRDP"),
    ("đạt 90%", ">= 90 %"),
    # T3 trên X
    ("Trên 60% cơ quan nhà nước", "> 60 %"),
    ("Tỷ lệ thuê bao sử dụng điện thoại thông minh trên 80%", "> 80 %"),
    ("đạt trên 75%", "> 75 %"),
    ("Kinh tế số chiếm trên 4% GRDP", "> 4 % GRDP"),
    ("đạt trên 1,5%", "> 1.5 %"),
    (
        "phủ trên 80% hộ gia đình, 100% xã",
        "> 80 % (several_indicators) + >= 100 % (strictness_not_shared, several_indicators)",
    ),
    # T4 trở lên, next to its number or not
    ("đạt 80% trở lên", ">= 80 %"),
    ("60% dân số trở lên tham gia mua sắm trực tuyến", ">= 60 %"),
    ("Tập huấn cho 300 cán bộ, công chức, viên chức trở lên", "count >= 300 người"),
    # T5 tối thiểu
    ("đạt tối thiểu 80%", ">= 80 %"),
    ("Dịch vụ công chiếm tối thiểu 50% các hoạt động", ">= 50 %"),
    ("tối thiểu 100 cán bộ chuyên sâu", "count >= 100 người"),
    ("tối thiểu 01 cuộc diễn tập thực chiến", "count >= 1 cuộc"),
    (
        "mỗi sở, ngành và Ủy ban nhân dân cấp huyện có tối thiểu 01 nhân lực về an toàn thông tin",
        "for all >= 1 (members_unknown)",
    ),
    # T6, T7, T8 counts and rates
    ("ít nhất 50 doanh nghiệp vừa và nhỏ", "count >= 50 doanh nghiệp"),
    ("ít nhất 01 cuộc diễn tập", "count >= 1 cuộc"),
    ("ít nhất 2 chương trình Đào tạo", "count >= 2 chương trình"),
    ("ít nhất 2 tài liệu", "count >= 2 tài liệu"),
    ("Tổ chức 10 cuộc hội thảo, hội nghị", "count >= 10 cuộc"),
    ("ít nhất 2 văn bản 1 năm", "count >= 2 văn bản per A"),
    # T9 for all
    (
        "Mỗi ngành thực hiện chuyển đổi số ít nhất 01 lĩnh vực",
        "for all >= 1 (members_unknown)",
    ),
    (
        "Mỗi sở, ngành đăng ký thực hiện ít nhất 01 mô hình; mỗi huyện ít nhất 02 mô hình",
        "for all (members_unknown)",
    ),
    # T10, T11 bands
    ("đạt 15-20%", "band 15..20 %"),
    ("25-30% GDP", "band 25..30 % GDP"),
    ("đạt 80-100%", "band 80..100 %"),
    ("Kinh tế số chiếm 15% đến 20% GRDP", "band 15..20 % GRDP"),
    ("đạt trên 70-80%", "band >70..80 % (strict_band)"),
    ("đạt trên 60-70%", "band >60..70 % (strict_band)"),
    # T12 approximate, and yet a minimum
    ("Khoảng 70% dân số trở lên", ">= 70 % (approximate)"),
    # T13, T14 growth and reduction
    ("Năng suất lao động hằng năm tăng tối thiểu 7%", "grows >= 7 % each A"),
    ("giảm 30% thủ tục hành chính", "falls >= 30 % (baseline_missing)"),
    ("tăng 30% dịch vụ sáng tạo dựa trên dữ liệu", "grows >= 30 % (baseline_missing)"),
    # T15 ranks
    ("xếp vị trí thứ 30 trở lên về chỉ số chuyển đổi số (DTI)", "rank <= 30"),
    ("nhóm 30 tỉnh, thành phố dẫn đầu", "rank <= 30"),
    ("nằm trong top 25 tỉnh, thành phố", "rank <= 25"),
    # T16 to T18 several numbers
    (
        (
            "100% kết quả được số hóa, trên 60% hồ sơ được xử lý trực tuyến, trên 30% người dân "
            "sử dụng dịch vụ công trực tuyến từ nhà"
        ),
        ">= 100 % (several_indicators) + > 60 % (several_indicators) + > 30 % (several_indicators)",
    ),
    (
        (
            "Trên 90% hồ sơ công việc cấp tỉnh, 80% hồ sơ công việc cấp huyện và 60% hồ sơ "
            "công việc cấp xã được xử lý trên môi trường mạng"
        ),
        (
            "cap-tinh: > 90 %; cap-huyen: >= 80 %; cap-xa: >= 60 % (strictness_not_shared, "
            "strictness_not_shared)"
        ),
    ),
    (
        (
            "90% hồ sơ công việc tại cấp tỉnh; 80% hồ sơ công việc tại cấp huyện; và 60% hồ sơ "
            "công việc tại cấp xã"
        ),
        "cap-tinh: >= 90 %; cap-huyen: >= 80 %; cap-xa: >= 60 %",
    ),
    (
        "Thanh toán không dùng tiền mặt đạt 50%, trong đó qua trung gian thanh toán chiếm 80%",
        "tong-so: >= 50 %; trong-do of tong-so: >= 80 %",
    ),
    # T19 a fraction of entities
    (
        "Đánh giá an toàn thông tin cho 1/3 số sở và 1/3 UBND cấp huyện",
        "so: 1/3 đơn vị; ubnd-cap-huyen: 1/3 đơn vị (fraction_base, fraction_base)",
    ),
    # T20 a verb before, an open list behind
    ("Kết nối, khai thác 100% cơ sở dữ liệu quốc gia như: Dân cư, Đất đai…", ">= 100 %"),
    # T21, T22 maintenance and effort
    ("Tiếp tục duy trì 100% sản phẩm OCOP trên sàn thương mại điện tử", "keeps >= 100 %"),
    ("Phấn đấu 50% số xã", ">= 50 %"),
    ("Phấn đấu Kinh tế số chiếm 10% GRDP", ">= 10 % GRDP"),
    # T23 milestones
    ("Công bố chính thức nền tảng dữ liệu số nông nghiệp", "milestone"),
    ("Phổ cập dịch vụ mạng di động 4G/5G", "milestone"),
    ("Hình thành nền tảng dữ liệu…", "milestone"),
    ("từng bước mở dữ liệu", "milestone"),
    # T24 to 100 %
    ("Phổ cập ứng dụng Smart Vĩnh Long đến 100% người dùng", ">= 100 %"),
    ("chữ ký số 100% cơ quan…", ">= 100 %"),
    ("phủ sóng thông tin di động 4G/5G đến 100% các xóm", ">= 100 %"),
    # T25 exclusions
    ("90% văn bản được ký số (trừ văn bản thuộc phạm vi bí mật nhà nước)", ">= 90 %"),
    # T26 impossible
    ("Trên 100% hộ gia đình có kết nối Internet", "> 100 % (impossible)"),
]


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_each_type_of_phrase_is_typed(text: str, expected: str) -> None:
    """As domain A2 of the reference lists them, conventions noted."""
    assert said(text) == expected


def test_the_minimum_of_each_group_is_kept_where_groups_differ() -> None:
    """One minimum for a department, another for a district: the rule waits for the members."""
    reading = parse_target(
        "Mỗi sở, ngành, đăng ký thực hiện ít nhất 01 mô hình chuyển đổi số tiêu biểu; mỗi huyện, "
        "thành phố đăng ký thực hiện ít nhất 02 mô hình chuyển đổi số tiêu biểu."
    )
    assert isinstance(reading, Understood)
    target = reading.value[0]
    assert target.rule == ForAll()
    assert [(one.group, int(one.value)) for one in target.minima] == [
        ("sở, ngành", 1),
        ("huyện, thành phố", 2),
    ]


def test_a_note_points_at_the_words_of_the_text_as_it_was_given() -> None:
    """Mark-up and footnotes before them do not shift the place."""
    text = "**Trên 90%** hồ sơ<sup>(21)</sup> cấp tỉnh, 80% hồ sơ cấp huyện được xử lý"
    reading = parse_target(text)
    assert isinstance(reading, Understood)
    assert isinstance(reading.value[0].rule, Compound)
    notes = [note for note in reading.notes if note.code is Review.STRICTNESS_NOT_SHARED]
    assert [note.span.of(text).strip() for note in notes if note.span] == ["80%"]
