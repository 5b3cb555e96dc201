"""What the fifteen printed rows of 2022 measure and report: indicator, its name, the value."""

from __future__ import annotations

from dataclasses import dataclass

from examples.building import Event


@dataclass(frozen=True)
class Row:
    """What a printed row measures, under the name that the officer gave it, and its result."""

    indicator: str
    name: str
    value: Event


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
        number("100"),
    ),
    2: Row(
        "tthc-du-dieu-kien-muc-4",
        "Tỷ lệ thủ tục hành chính có đủ điều kiện được cung cấp trực tuyến mức 4",
        number("100"),
    ),
    3: Row(
        "dvc-truc-tuyen-phat-sinh-ho-so",
        "Tỷ lệ dịch vụ công trực tuyến phát sinh hồ sơ",
        number("99.21"),
    ),
    4: Row(
        "ho-so-tthc-xu-ly-truc-tuyen",
        "Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến",
        number("25.94"),
    ),
    5: Row(
        "bao-cao-truc-tuyen",
        "Tỷ lệ báo cáo của các cơ quan hành chính nhà nước được thực hiện trực tuyến",
        number("100"),
    ),
    6: Row(
        "co-quan-cung-cap-du-lieu-mo",
        "Tỷ lệ cơ quan nhà nước cung cấp dữ liệu mở đầy đủ theo danh mục",
        number("20"),
    ),
    7: Row(
        "hop-truc-tuyen-tu-hai-cap",
        "Tỷ lệ họp trực tuyến trên tổng số cuộc họp có từ 02 cấp trở lên",
        above_bound("85"),
    ),
    8: Row(
        "don-vi-dang-ky-mo-hinh-cds",
        "Tỷ lệ đơn vị đăng ký đủ số mô hình chuyển đổi số tiêu biểu của mình",
        number("100"),
    ),
    9: Row(
        "trung-tam-cds-va-nen-tang-nong-nghiep",
        "Trung tâm chuyển đổi số Tỉnh hoạt động, nền tảng số nông nghiệp được ứng dụng",
        {"kind": "done", "done": True},
    ),
    10: Row(
        "can-bo-duoc-boi-duong-nhan-thuc-cds",
        "Tỷ lệ cán bộ, công chức được bồi dưỡng nâng cao nhận thức về chuyển đổi số",
        above_bound("50"),
    ),
    11: Row(
        "may-tinh-phong-chong-ma-doc",
        "Tỷ lệ máy tính cài đặt phần mềm phòng chống mã độc theo Chỉ thị số 14/CT-TTg",
        above_bound("95"),
    ),
    12: Row(
        "mang-lan-xac-dinh-cap-do",
        "Tỷ lệ hệ thống mạng LAN được xác định cấp độ an toàn thông tin",
        number("100"),
    ),
    13: Row(
        "he-thong-dung-chung-duoc-giam-sat",
        "Tỷ lệ hệ thống thông tin dùng chung được giám sát 24/7 và đánh giá định kỳ hằng năm",
        number("100"),
    ),
    14: Row(
        "can-bo-tap-huan-an-toan-thong-tin",
        "Số cán bộ, công chức, viên chức được tập huấn an toàn thông tin cơ bản",
        number("320"),
    ),
    15: Row(
        "cuoc-dien-tap-an-toan-thong-tin",
        "Số cuộc diễn tập an toàn thông tin",
        number("1"),
    ),
}
