"""Phrases as other provinces and communes write them, and what is honestly not understood."""

import pytest

from tests.domain.vietnamese.said import said

ELSEWHERE = [
    ("Phấn đấu đạt từ 80% trở lên", ">= 80 %"),
    ("Tỷ lệ hồ sơ đạt tỷ lệ 100%", ">= 100 %"),
    ("Tỷ lệ hồ sơ ≥ 80%", ">= 80 %"),
    ("Tỷ lệ hồ sơ >= 80%", ">= 80 %"),
    ("Tỷ lệ hồ sơ ≥80%", ">= 80 %"),
    ("Tỷ lệ hồ sơ > 60%", "> 60 %"),
    ("> 60% hồ sơ", "> 60 %"),
    ("1.5 triệu lượt", "count >= 1500000 lượt (number_repaired)"),
    ("1.5 Tỷ lệ hồ sơ đạt 80%", ">= 80 %"),
    ("100 % hồ sơ", ">= 100 %"),
    ("Hồ sơ trễ hạn tối đa 5%", "<= 5 %"),
    ("Khắc phục sự cố không quá 2 giờ", "<= 2 giờ"),
    ("Hồ sơ trễ hạn dưới 3%", "< 3 %"),
    ("Hộ nghèo giảm còn 2%", "<= 2 %"),
    ("Chi phí giảm ít nhất 20% so với năm 2020", "falls >= 20 % (baseline_missing)"),
    ("Doanh thu tăng 10%/năm", "grows >= 10 % each A"),
    ("Doanh thu bình quân tăng 15%/năm", "grows >= 15 % each A (average_rate)"),
    ("Doanh thu tăng 12% so với năm trước", "grows >= 12 % each A"),
    ("Kinh tế số từ 20 đến 25%", "band 20..25 %"),
    ("Kinh tế số 20 – 25%", "band 20..25 %"),
    ("Kinh tế số 80%-85%", "band 80..85 %"),
    ("Kinh tế số khoảng 30%", ">= 30 % (approximate)"),
    ("Số hóa hồ sơ hoàn thành 100%", ">= 100 %"),
    ("100% (18/18) sở", ">= 100 %"),
    ("đạt 3/5 chỉ tiêu", "3/5 chỉ tiêu (fraction_base)"),
    ("ít nhất 02 mô hình/huyện", "for all >= 2 (members_unknown)"),
    ("mỗi xã có ít nhất 01 tổ", "for all >= 1 (members_unknown)"),
    ("tất cả các xã có tổ công nghệ số", ">= 100 % (word_for_number)"),
    ("toàn bộ hồ sơ được số hóa", ">= 100 % (word_for_number)"),
    ("một nửa số xã", "1/2 đơn vị (word_for_number, fraction_base)"),
    ("nằm trong nhóm 15 tỉnh dẫn đầu", "rank <= 15"),
    ("xếp hạng từ 20 trở lên", "rank <= 20"),
    ("thứ hạng 10", "rank <= 10"),
    ("top 10", "rank <= 10"),
    ("Xếp thứ 15/63 tỉnh, thành phố", "rank <= 15"),
    ("Giữ vững vị trí trong top 10", "rank <= 10"),
    ("trên 1.000 tài khoản", "count > 1000 tài khoản"),
    ("2,5 triệu lượt", "count >= 2500000 lượt"),
    ("Doanh thu đạt trên 1.200 tỷ đồng/năm", "> 1200000 triệu đồng/năm"),
    ("Mỗi năm tổ chức ít nhất 02 lớp tập huấn", "count >= 2 lớp per A"),
    ("Chỉ số đạt từ 0,7 điểm trở lên", ">= 0.7 điểm"),
    ("Hồ sơ trực tuyến tăng từ 50% lên trên 70%", "> 70 %"),
    ("Giảm thời gian xử lý từ 5 ngày xuống còn 3 ngày", "<= 3 ngày"),
    ("Đạt 80 phần trăm hồ sơ", ">= 80 %"),
    ("Chuyển đổi số đạt 700/1000 điểm", ">= 700 điểm"),
    ("Không quá 5 vụ/năm", "<= 5 vụ/năm"),
    ("Tổ chức 2-3 lớp/năm", "band 2..3 lớp/năm"),
    ("100% xã có trên 80% hộ dùng Internet", ">= 100 %"),
    ("Tỷ lệ hồ sơ trễ hạn đạt 5%", "<= 5 % (direction_assumed)"),
    ("0% hồ sơ trễ hạn", "<= 0 % (direction_assumed)"),
    ("Tỷ lệ sai sót đạt 1%", "<= 1 % (direction_assumed)"),
    ("Rút ngắn 20% thời gian giải quyết thủ tục", "falls >= 20 % (baseline_missing)"),
    ("Xếp hạng DTI từ 25 trở lên", "rank <= 25 (direction_assumed)"),
    ("Xếp hạng chỉ số DTI cấp tỉnh: 10", "rank <= 10 (direction_assumed)"),
    ("Tốc độ Internet đạt 200 Mb/s", ">= 200 Mb/s"),
    ("~80% hộ gia đình", ">= 80 % (approximate)"),
    ("Tỷ lệ đô thị hóa đạt khoảng 45%", ">= 45 % (approximate)"),
    ("Đạt 96.6% kế hoạch", ">= 96.6 % (number_repaired)"),
    (
        "Hồ sơ trên mạng tại cấp tỉnh, cấp huyện, cấp xã lần lượt đạt 90%, 80%, 60%",
        "cap-tinh: >= 90 %; cap-huyen: >= 80 %; cap-xa: >= 60 %",
    ),
    (
        "Hồ sơ trực tuyến đạt 80%, trong đó cấp tỉnh đạt 90%, cấp xã đạt 70%",
        "chung: >= 80 %; cap-tinh: >= 90 %; cap-xa: >= 70 %",
    ),
    (
        "Kinh tế số chiếm 20% GDP; tỷ trọng trong từng ngành đạt tối thiểu 10%",
        ">= 20 % GDP (several_indicators) + >= 10 % (several_indicators)",
    ),
]
NOT_UNDERSTOOD = [
    ("Chỉ số PCI tăng 5 bậc", "baseline_missing"),
    ("Hồ sơ trực tuyến tăng 10 điểm % so với năm 2022", "baseline_missing"),
    ("Doanh thu gấp 2 lần năm 2020", "baseline_missing"),
    ("Đến năm 2025 đạt 80%; đến năm 2030 đạt 100%", "several_numbers"),
    ("Hồ sơ đạt 50% vào năm 2025 và 80% vào năm 2030", "several_numbers"),
    ("Giảm 10% số cuộc họp và 20% văn bản giấy", "several_numbers"),
    ("100,000 tài khoản", "number_ambiguous"),
    ("Trồng mới 1,000 ha rừng", "number_ambiguous"),
    ("Doanh thu đạt 12,500 tỷ đồng", "number_ambiguous"),
    ("Tăng tỷ lệ hồ sơ trực tuyến thêm 10%", "baseline_missing"),
    ("Vượt 10% so với kế hoạch", "baseline_missing"),
    ("Đạt 80%/90%", "number_ambiguous"),
    ("Bình quân mỗi cán bộ được tập huấn 02 lần", "target_not_understood"),
    ("90% (riêng huyện miền núi đạt 80%)", "several_numbers"),
    ("Đạt 85% (năm 2022 đạt 80%)", "several_numbers"),
    ("Tổ chức 02 lớp tập huấn cho 150 người", "several_numbers"),
    ("Mỗi thôn có ít nhất 01 tổ với tối thiểu 05 thành viên", "several_numbers"),
    ("50% hộ có Internet, trong đó 20% dùng cáp quang", "several_numbers"),
    ("Hồ sơ đạt từ 80% đến dưới 90%", "number_ambiguous"),
    ("Hồ sơ đạt 90-80%", "number_ambiguous"),
    ("Hồ sơ đạt gần 80%", "number_ambiguous"),
    ("Hồ sơ đạt 1.234%", "number_ambiguous"),
    ("Hồ sơ đạt 1.23.4%", "number_ambiguous"),
    ("80% (10/18) sở", "number_ambiguous"),
    ("Phủ sóng trên 12 huyện", "number_ambiguous"),
    ("xếp thứ 30 trở xuống", "number_ambiguous"),
    ("Tỷ lệ phủ sóng", "no_number"),
    ("Cổng thông tin điện tử", "no_number"),
    ("Mỗi hộ gia đình một đường Internet cáp quang", "no_number"),
    ("", "empty"),
    ("...", "empty"),
]


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE)
def test_phrases_of_other_provinces_are_typed(text: str, expected: str) -> None:
    """What rests on a convention says so."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "reason"), NOT_UNDERSTOOD)
def test_what_no_rule_decides_is_not_understood(text: str, reason: str) -> None:
    """The reason is given instead of a guess."""
    assert said(text) == f"not: {reason}"


def test_a_unit_of_a_column_of_its_own_belongs_to_a_bare_number() -> None:
    """Many plans print name, unit and number in three columns."""
    assert said("Tỷ lệ hồ sơ trực tuyến: 80", "%") == ">= 80 %"
    assert said("Mô hình chuyển đổi số: 05", "Mô hình") == "count >= 5 mô hình"
    assert said("70", "%") == ">= 70 %"
    assert said("Tỷ lệ hồ sơ trực tuyến (%): 70") == ">= 70 %"
