"""How the fifteen printed rows of 2022 are typed: what each measures, asks for and reports."""

from __future__ import annotations

from dataclasses import dataclass

from examples.building import Event, at_least


@dataclass(frozen=True)
class Row:
    """How a printed row is typed: what it measures, the rule it sets, the value it reports."""

    indicator: str
    name: str
    unit: str
    rule: Event
    value: Event
    definition: Event | None = None


def number(value: str) -> Event:
    """Return an exactly known value."""
    return {"kind": "number", "value": value}


def above_bound(value: str) -> Event:
    """Return the value of *Trên X*, of which only a bound is known."""
    return {"kind": "bound", "relation": "above", "value": value}


ROWS = {
    1: Row(
        "mang-truyen-so-lieu-chuyen-dung",
        "Tỷ lệ cơ quan nhà nước các cấp kết nối mạng truyền số liệu chuyên dùng",
        "%",
        at_least("100"),
        number("100"),
    ),
    2: Row(
        "tthc-du-dieu-kien-muc-4",
        "Tỷ lệ thủ tục hành chính có đủ điều kiện được cung cấp trực tuyến mức 4",
        "%",
        at_least("100"),
        number("100"),
    ),
    3: Row(
        "dvc-truc-tuyen-phat-sinh-ho-so",
        "Tỷ lệ dịch vụ công trực tuyến phát sinh hồ sơ",
        "%",
        at_least("80"),
        number("99.21"),
    ),
    4: Row(
        "ho-so-tthc-xu-ly-truc-tuyen",
        "Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến",
        "%",
        at_least("50"),
        number("25.94"),
        {
            "numerator": "hồ sơ thủ tục hành chính được xử lý trực tuyến",
            "denominator": "hồ sơ thủ tục hành chính",
        },
    ),
    5: Row(
        "bao-cao-truc-tuyen",
        "Tỷ lệ báo cáo của các cơ quan hành chính nhà nước được thực hiện trực tuyến",
        "%",
        at_least("50"),
        number("100"),
    ),
    6: Row(
        "co-quan-cung-cap-du-lieu-mo",
        "Tỷ lệ cơ quan nhà nước cung cấp dữ liệu mở đầy đủ theo danh mục",
        "%",
        at_least("50"),
        number("20"),
        {
            "numerator": "cơ quan nhà nước cung cấp dữ liệu mở đầy đủ theo danh mục "
            "(trừ dữ liệu thuộc lĩnh vực an ninh, quốc phòng)",
            "denominator": "cơ quan nhà nước",
        },
    ),
    7: Row(
        "hop-truc-tuyen-tu-hai-cap",
        "Tỷ lệ họp trực tuyến trên tổng số cuộc họp có từ 02 cấp trở lên",
        "%",
        at_least("80"),
        above_bound("85"),
    ),
    8: Row(
        "don-vi-dang-ky-mo-hinh-cds",
        "Tỷ lệ đơn vị đăng ký đủ số mô hình chuyển đổi số tiêu biểu của mình",
        "%",
        # The members and their minima (sở: 01, huyện: 02) are not printed one by one.
        {"kind": "for_all"},
        number("100"),
    ),
    9: Row(
        "trung-tam-cds-va-nen-tang-nong-nghiep",
        "Trung tâm chuyển đổi số Tỉnh hoạt động, nền tảng số nông nghiệp được ứng dụng",
        "",
        {"kind": "milestone"},
        {"kind": "done", "done": True},
    ),
    10: Row(
        "can-bo-duoc-boi-duong-nhan-thuc-cds",
        "Tỷ lệ cán bộ, công chức được bồi dưỡng nâng cao nhận thức về chuyển đổi số",
        "%",
        at_least("30"),
        above_bound("50"),
    ),
    11: Row(
        "may-tinh-phong-chong-ma-doc",
        "Tỷ lệ máy tính cài đặt phần mềm phòng chống mã độc theo Chỉ thị số 14/CT-TTg",
        "%",
        at_least("95"),
        above_bound("95"),
    ),
    12: Row(
        "mang-lan-xac-dinh-cap-do",
        "Tỷ lệ hệ thống mạng LAN được xác định cấp độ an toàn thông tin",
        "%",
        at_least("100"),
        number("100"),
    ),
    13: Row(
        "he-thong-dung-chung-duoc-giam-sat",
        "Tỷ lệ hệ thống thông tin dùng chung được giám sát 24/7 và đánh giá định kỳ hằng năm",
        "%",
        at_least("100"),
        number("100"),
    ),
    14: Row(
        "can-bo-tap-huan-an-toan-thong-tin",
        "Số cán bộ, công chức, viên chức được tập huấn an toàn thông tin cơ bản",
        "người",
        {"kind": "count", "minimum": "300"},
        number("320"),
    ),
    15: Row(
        "cuoc-dien-tap-an-toan-thong-tin",
        "Số cuộc diễn tập an toàn thông tin",
        "cuộc",
        {"kind": "count", "minimum": "1"},
        number("1"),
    ),
}
