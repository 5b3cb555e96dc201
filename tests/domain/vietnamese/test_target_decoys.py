"""Numbers that are no threshold never become one."""

import pytest

from tests.domain.vietnamese.said import said

BESIDE_A_THRESHOLD = [
    ("100% thủ tục hành chính được cung cấp trực tuyến mức 4.", ">= 100 %"),
    ("Dịch vụ công trực tuyến mức độ 3, 4 phát sinh hồ sơ đạt 50%", ">= 50 %"),
    ("100% hệ thống dùng chung được giám sát 24/7 và đánh giá định kỳ hằng năm", ">= 100 %"),
    ("Tỷ lệ máy tính có phần mềm theo Chỉ thị số 14/CT-TTg đạt 95% trở lên", ">= 95 %"),
    ("Thực hiện Quyết định số 749/QĐ-TTg ngày 03/6/2020, 80% hồ sơ được số hóa", ">= 80 %"),
    ("Tỷ lệ họp trực tuyến của cuộc họp có từ 02 cấp trở lên đạt tối thiểu 80%", ">= 80 %"),
    ("Tỷ lệ dân số từ 15 tuổi trở lên có tài khoản đạt trên 75%", "> 75 %"),
    ("80% người dân từ 18 đến 60 tuổi có điện thoại thông minh", ">= 80 %"),
    ("Phủ sóng 4G/5G tại 100% xã", ">= 100 %"),
    ("Thực hiện Đề án 06, 100% công dân đủ điều kiện có căn cước gắn chíp", ">= 100 %"),
    ("Đến năm 2025, 50% xã đạt chuẩn nông thôn mới nâng cao", ">= 50 %"),
    ("Năm 2025: 70%", ">= 70 %"),
    ("Số hóa 100% hồ sơ giai đoạn 2021 - 2025", ">= 100 %"),
    ("100% sản phẩm OCOP 3 sao trở lên có mặt trên sàn", ">= 100 %"),
    ("80% hệ thống thông tin cấp độ 3 được phê duyệt", ">= 80 %"),
    ("100% hệ thống thông tin từ cấp độ 3 trở lên được bảo vệ", ">= 100 %"),
    ("Phản ánh qua Tổng đài 1022 được xử lý đạt 95%", ">= 95 %"),
    ("100% sản phẩm của Chương trình “Mỗi xã một sản phẩm” lên sàn", ">= 100 %"),
    ("Chuyển đổi IPv6 cho 100% Cổng thông tin điện tử", ">= 100 %"),
    ("100% sự cố được xử lý trong vòng 24 giờ", ">= 100 %"),
    ("Số hóa 70% hồ sơ trước ngày 30/11/2023", ">= 70 %"),
    ("1. 80% hồ sơ được số hóa", ">= 80 %"),
    ("II.4. Tỷ lệ hồ sơ được số hóa đạt 80%", ">= 80 %"),
    ("- 80% hồ sơ được số hóa;", ">= 80 %"),
    ("6 Công bố chính thức nền tảng dữ liệu số", "milestone"),
    ("7 Tỷ lệ họp trực tuyến đạt tối thiểu 80%", ">= 80 %"),
    ("3\t100% cơ quan nhà nước có chữ ký số", ">= 100 %"),
    ("| 15 | Tổ chức ít nhất 01 cuộc diễn tập", "count >= 1 cuộc"),
    ("80% hồ sơ được số hóa[1]", ">= 80 %"),
    ("Tỷ lệ doanh nghiệp có từ 10 lao động trở lên dùng hợp đồng điện tử đạt 50%", ">= 50 %"),
    ("100% xã có ít nhất 01 tổ công nghệ số cộng đồng", ">= 100 %"),
    ("Ít nhất 05 mô hình theo Nghị quyết số 04-NQ/TU", "count >= 5 mô hình"),
    ("Tỷ lệ dân số trưởng thành trở lên có chữ ký số cá nhân trên 5%", "> 5 %"),
    ("80% cán bộ có trình độ đại học trở lên dùng thành thạo", ">= 80 %"),
]
ALONE = [
    "Hưởng ứng ngày chuyển đổi số 10/10",
    "Tuyên truyền Ngày Chuyển đổi số quốc gia (10/10)",
    "Tiếp tục duy trì có hiệu quả Tổng đài 1022",
    "Ban hành kế hoạch giai đoạn 2021 - 2025",
    "Triển khai Đề án 06",
    "Xây dựng dịch vụ công trực tuyến mức độ 4",
    "Đánh giá, công bố chỉ số chuyển đổi số năm 2022",
    "Triển khai thực hiện Nghị định số 42/2022/NĐ-CP ngày 24/6/2022",
    "Chia sẻ mô hình lên trang https://t63.mic.gov.vn và https://c63.mic.gov.vn",
    "Nâng cấp kiến trúc chính quyền điện tử 2.0",
    "Hoàn thành trước tháng 6 năm 2023",
    "Rà soát trong quý III/2023",
]


@pytest.mark.parametrize(("text", "expected"), BESIDE_A_THRESHOLD)
def test_only_the_threshold_is_taken(text: str, expected: str) -> None:
    """Levels, ages, documents, days, stars and telephone numbers stand beside it."""
    assert said(text) == expected


@pytest.mark.parametrize("text", ALONE)
def test_a_number_that_only_names_something_sets_no_threshold(text: str) -> None:
    """Such a phrase is work to be done, or not understood, never a number to reach."""
    assert said(text) in ("milestone", "milestone (kind_assumed)", "not: no_number")


@pytest.mark.parametrize(
    "text",
    [
        "Giúp doanh nghiệp thực hiện mô hình bảo vệ 04 lớp",
        "Lắp đặt wifi miễn phí tại 30 điểm công cộng",
        "áp dụng chỉ tiêu sinh viên trên 01 giáo viên quy đổi gấp 03 lần",
    ],
)
def test_a_number_that_is_only_mentioned_is_not_what_is_asked_for(text: str) -> None:
    """A bare number counts where it opens the phrase or follows a word of giving or making."""
    assert said(text).startswith("not: ")
