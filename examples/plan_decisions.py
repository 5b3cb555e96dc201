"""What the officer asked of the imports, and decided in the three plan files, with the reasons.

Rows are named without the plan's id. What nobody can decide from the documents stays marked
(`settled=False`): the comment then says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.draft import Party
from domain.vietnamese.review import Review
from examples.directory import DEPARTMENTS, DISTRICTS
from examples.rows_2022 import ROWS as ROWS_2022

CDS_2023 = "dong_thap_2023_cds.txt"
OPEN_DATA_CHANGE = (
    "Năm 2022 đếm mọi cơ quan nhà nước cung cấp đầy đủ theo danh mục; năm 2023 chỉ đếm cơ quan "
    "cấp tỉnh tham gia: tử số và mẫu số đều khác, chuỗi số liệu gián đoạn."
)


@dataclass(frozen=True)
class Asked:
    """The options of `chitieu plan import`; `earlier` are the plans whose indicators are known."""

    source: str
    tables: tuple[str, ...] = ()
    number: str | None = None
    issued_on: str | None = None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What was decided on a row, and why.

    Without `why` there is nothing to explain. `indicators` changes the indicator of a target by
    its place in the row.
    """

    row: str
    why: str
    settled: bool = True
    indicators: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """All that was decided in a file.

    `alike` settles a code wherever it stands, `stays` says what is missing where it stays, both
    once, above the first such row. `indicators` are the ids (and names, where not empty) that
    are borne instead of the proposed ones. `groups` are those that a row means but no cell names.
    `duties` are the lines of report duties that were seen to have no day.
    """

    asked: Asked
    title: str = ""
    rows: tuple[Decision, ...] = ()
    alike: Mapping[Review, str] = field(default_factory=dict)
    stays: Mapping[Review, str] = field(default_factory=dict)
    indicators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    groups: tuple[Party, ...] = ()
    duties: tuple[int, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)


_FOR_ALL = (
    "Mức tối thiểu khác nhau (sở: 01, huyện: 02) và bảng không nêu từng đơn vị; kết quả in "
    "là tỷ lệ đơn vị đạt mức của mình, nên để “mọi đơn vị”. Hai nhóm ghi ở mục agencies; thành "
    "viên và mức của từng nhóm lấy theo danh bạ khi công bố."
)
_GROUPS = {"Các sở, ngành tỉnh": DEPARTMENTS, "UBND cấp huyện": DISTRICTS}

_KH144 = Decided(
    Asked(CDS_2023, ("Phụ lục I",), "144/KH-UBND", "2022-04-25"),
    title="Kế hoạch phát triển Chính quyền số và đảm bảo an toàn thông tin mạng năm 2022",
    rows=tuple(
        Decision(
            f"phu-luc-i.{stt}",
            _FOR_ALL if stt == 8 else "",
            indicators={0: {"id": row.indicator, "name": row.name}},
        )
        for stt, row in ROWS_2022.items()
    ),
    groups=tuple(Party(name, name, "group", id_) for name, id_ in _GROUPS.items()),
    remarks={
        "  Các sở, ngành tỉnh:": "Hai nhóm của dòng 8: bảng kết quả không có cột đơn vị chủ trì.",
        "  title: ": "Chỉ có bảng kết quả năm 2022 trong Kế hoạch năm 2023. Số, ngày và tên theo "
        "chú thích (1), dòng 25 của văn bản ấy: 144/KH-UBND ngày 25/4/2022.",
    },
)

_KH241 = Decided(
    Asked("dong_thap_2022_kh241.txt", earlier=("dong-thap-2022-kh144",)),
    indicators={"kinh-te-so": ("kinh-te-so-grdp", "")},
    alike={
        Review.UNASSIGNED: "Mục tiêu trong phần lời; đã đối chiếu, không dòng nào của hai bảng phụ "
        "lục giao cho đơn vị nào. Không tự gán đơn vị chủ trì.",
        Review.CELL_INHERITED: "Ô gộp: bản in để trống hai ô đơn vị của dòng này, theo dòng trên.",
    },
    stays={
        Review.CELL_AMBIGUOUS: "Bản chữ mất đường kẻ ô: một tên còn lại có thể là chủ trì hoặc "
        "phối hợp. Chưa gán; tra bản in có dấu rồi sửa lead, coordinators.",
        Review.GROUP_UNRESOLVED: "“Các đơn vị có liên quan” không phải một cơ quan; chỉ phối hợp.",
    },
    rows=(
        Decision(
            "muc-tieu.i-1-b-8",
            "“Khoảng 70% … trở lên” tự mâu thuẫn; lấy chữ sau: từ 70% trở lên.",
        ),
        Decision(
            "muc-tieu.i-2-b-1",
            "“Trên 100%” không thể đạt. Văn bản in vậy; chờ UBND tỉnh đính chính, giữ nguyên.",
            settled=False,
        ),
    ),
)

_CDS_2023 = Decided(
    Asked(CDS_2023, earlier=("dong-thap-2022-kh144", "dong-thap-2022-kh241")),
    title="Kế hoạch Chuyển đổi số tỉnh Đồng Tháp năm 2023",
    alike={
        Review.DEADLINE_MISSING: "Bảng kinh phí không in thời hạn; để trống, không suy đoán.",
    },
    rows=(
        Decision("phu-luc-i.8", "Kết quả của kế hoạch trước; xem tệp của Kế hoạch 144/KH-UBND."),
        Decision(
            "phu-luc-vii.i-4",
            "Cùng chỉ số với dòng 6 năm 2022, định nghĩa khác: gián đoạn chuỗi.",
            indicators={0: {"change": OPEN_DATA_CHANGE}},
        ),
        Decision(
            "phu-luc-vii.ii-1",
            "“Sở Sở TTTT” là Sở TTTT (chữ lặp). “Mức 4” nay là “toàn trình”, mẫu số cũng đổi: giữ "
            "định nghĩa thứ hai.",
        ),
        Decision(
            "phu-luc-vii.ii-4",
            "Ba chỉ số trong một dòng, mỗi chỉ số một mức. Dùng dịch vụ công “từ nhà” không phải "
            "chỉ số dịch vụ công của Kế hoạch 241/KH-UBND: để chỉ số riêng.",
            indicators={
                2: {
                    "id": "nguoi-dan-su-dung-dich-vu-cong-truc-tuyen-tu-nha",
                    "definition": 1,
                    "change": "",
                }
            },
        ),
        Decision(
            "phu-luc-vii.ii-6",
            "Chữ “trên” chỉ đứng trước 90% (cấp tỉnh); cấp huyện từ 80%, cấp xã từ 60%.",
        ),
        Decision(
            "phu-luc-vii.ii-8",
            "“Mỗi ngành” là từng thành viên của nhóm chủ trì, theo danh bạ.",
        ),
        Decision(
            "phu-luc-vii.iv-7",
            "Kế hoạch 241/KH-UBND tính cả chữ ký điện tử, ở đây chỉ chữ ký số: định nghĩa thứ hai.",
        ),
        Decision(
            "phu-luc-vii.iv-9",
            "Có tài khoản khác với sử dụng dịch vụ: để chỉ số riêng.",
            indicators={
                0: {
                    "id": "dan-so-truong-thanh-tai-khoan-dich-vu-cong-truc-tuyen",
                    "definition": 1,
                    "change": "",
                }
            },
        ),
        Decision(
            "phu-luc-vii.v-3",
            "Cùng Chỉ thị 14/CT-TTg, cùng máy tính của cơ quan nhà nước: cùng định nghĩa với dòng "
            "11 năm 2022, không gián đoạn.",
            indicators={0: {"definition": 1, "change": "", "existing": True}},
        ),
        Decision(
            "phu-luc-vii.v-4",
            "“1/3 số sở” tính trên 18 đơn vị cấp sở hay “cấp sở và tương đương” thì chưa rõ; hỏi "
            "Sở TTTT.",
            settled=False,
        ),
        Decision(
            "muc-tieu.ii-1",
            "Không dòng nào của Phụ lục VII giao mục tiêu này; đề nghị bổ sung đơn vị chủ trì.",
            settled=False,
        ),
        Decision(
            "muc-tieu.iii-7-4-1",
            "Không dòng nào của Phụ lục VII giao mục tiêu này; đề nghị bổ sung đơn vị chủ trì.",
            settled=False,
        ),
    ),
    duties=(500,),
    remarks={
        "  - reporter: [Sở Thông tin và Truyền thông]": "ĐÃ XEM: “định kỳ” mà không nêu ngày.",
        "  number: null": "Bản in để trống số, ngày, tháng: mã tạm, tính từ 01/01/2023.",
    },
)

PLANS: Mapping[str, Decided] = {
    "dong-thap-2022-kh144": _KH144,
    "dong-thap-2022-kh241": _KH241,
    "dong-thap-2023-cds": _CDS_2023,
}
"""The plans in the order in which they were issued."""
