"""What a target counts: the words after a number, and whether they name things or a measure.

*Ít nhất 50 doanh nghiệp* counts things within the period; *trên 85 điểm*, *không quá 2 giờ*
and *500 tỷ đồng* bound a level. People are counted as `người` whatever they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.period import Frequency
from domain.vietnamese.numbers import MILLION_DONG, money_or_share, plain

_PEOPLE = (
    "cán bộ, công chức, viên chức|cán bộ công chức, viên chức|cán bộ, công chức|cán bộ|công chức"
    "|viên chức|người lao động|lao động|người dân|người|nhân lực|nhân sự|chuyên gia|kỹ sư|sinh viên"
    "|học sinh|học viên|đoàn viên|hội viên|thành viên|nông dân|đại biểu|giáo viên|giảng viên"
    "|cbccvc|cbcc"
)
_THINGS = (
    "doanh nghiệp|hợp tác xã|hộ gia đình|hộ kinh doanh|hộ dân|hộ|cuộc|mô hình|lớp|khóa|hội nghị"
    "|hội thảo"
    "|tọa đàm|văn bản|tài liệu|chương trình|dự án|đề án|nhiệm vụ|nền tảng|hệ thống|cơ sở dữ liệu"
    "|csdl"
    "|bộ dữ liệu|tập dữ liệu|phần mềm|ứng dụng|dịch vụ công|dịch vụ|thủ tục hành chính|thủ tục"
    "|hồ sơ"
    "|tài khoản|lượt truy cập|lượt người|lượt|thuê bao|trạm bts|trạm|sản phẩm|xã, phường, thị trấn"
    "|xã"
    "|phường|huyện|tỉnh|thành phố|thôn|xóm|ấp|khóm|bản|buôn|tổ công nghệ số cộng đồng|tổ dân phố"
    "|tổ|đội"
    "|nhóm|trường học|trường|cơ sở|bệnh viện|trung tâm|đơn vị|cơ quan|địa phương|sở, ngành|sở|ngành"
    "|buổi|đợt|tin, bài|tin bài|tin|bài viết|bài|video|phóng sự|chuyên mục|chuyên đề|kỳ|số báo"
    "|camera"
    "|thiết bị|máy tính|máy|bộ|chiếc|cái|kênh|trang thông tin điện tử|trang|giải pháp|sáng kiến"
    "|đề tài"
    "|lĩnh vực|nội dung|chỉ tiêu|tiêu chí|bản tin|giao dịch|chứng thư số|chữ ký số|tuyến|sàn|khu"
    "|cụm"
    "|phòng|địa chỉ|vụ việc|vụ|sự cố|lỗi|phiếu|ý kiến|quy trình|quyết định|kế hoạch|nghị quyết"
    "|chính sách"
    "|website|cổng|báo cáo|danh mục|lần|điểm truy cập|điểm phát|điểm phục vụ|điểm bưu điện"
    "|điểm cung cấp"
    "|vòng|giải|tác phẩm|ấn phẩm|quầy|cửa hàng|siêu thị|chợ|gian hàng|bãi|khu vực|mã|thẻ|ví|nhà máy"
    "|khu công nghiệp|quy chế|tổ chức|tổ hợp tác|làng|gói thầu|hợp đồng|biên bản|nút|cảm biến|robot"
)
_MEASURES = (
    "điểm|giờ làm việc|giờ|phút|giây|ngày làm việc|ngày|tuần|tháng|năm|mbps|gbps|kbps|mb/s|gb|tb"
    "|km2|km"
    "|ha|m2|kwh|mw|usd|đô la mỹ|bậc|thứ bậc"
)
_CASED = {
    "mbps": "Mbps", "gbps": "Gbps", "kbps": "Kbps", "mb/s": "Mb/s", "gb": "GB", "tb": "TB",
    "mw": "MW", "kwh": "kWh", "usd": "USD", "đô la mỹ": "USD", "csdl": "cơ sở dữ liệu",
    "trạm bts": "trạm BTS",
}  # fmt: skip
_TIMES = frozenset(
    ["giờ làm việc", "giờ", "phút", "giây", "ngày làm việc", "ngày", "tuần", "tháng", "năm"]
)


def _words(names: str) -> re.Pattern[str]:
    longest_first = sorted(names.split("|"), key=len, reverse=True)
    return re.compile(rf" ?({'|'.join(map(re.escape, longest_first))})(?![^\W_])")


_PERSON, _THING, _MEASURE = _words(_PEOPLE), _words(_THINGS), _words(_MEASURES)
_OTHER = re.compile(r" ?([^\W\d_]{1,24}(?: (?!trở(?: lên| xuống))[^\W\d_]{1,24})?)")
_NO_UNIT = re.compile(
    r" ?(?:trở|và|của|cho|trong|theo|về|đến|tới|tại|trên|có|được|là|với|so|để|do|vào|đạt|lên|thì|mà"
    r"|hoặc|từ|khi|bằng|như|gồm|trừ|ở)(?![^\W_])"
)
_SPAN = r"(?:(?P<half>6 tháng)|(?P<year>năm)|(?P<quarter>quý)|(?P<month>tháng))(?![^\W_])"
_PER = re.compile(rf" ?(?:/ ?|(?:một|mỗi|hằng|hàng|0?1) )(?:0?1 )?{_SPAN}")
_EACH = re.compile(rf"(?:hằng|hàng|mỗi) {_SPAN}")
_FREQUENCIES: tuple[tuple[str, Frequency], ...] = (
    ("half", "S"),
    ("year", "A"),
    ("quarter", "Q"),
    ("month", "M"),
)
_OTHER_RATE = re.compile(
    r" ?/ ?(ngày|tuần|giờ|phút|giây|lần|người|hộ|100 dân|1\.000 dân|dân)(?![^\W_])"
)
_EACH_MEMBER = re.compile(
    r"(?: ?/ ?(?:01 |1 )?| (?:mỗi|cho mỗi|trên mỗi) )"
    r"(sở|ngành|huyện|xã|phường|đơn vị|địa phương|cơ quan|thôn|xóm|ấp|khóm|bản|tổ|thành phố|tỉnh"
    r"|trường|doanh nghiệp|cơ sở)(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A unit found behind a number.

    `measure` tells a level (*điểm*, *giờ*) from things that are counted; `known` is False
    where the words are on no list. `per` is a rate, `member` one of the entities that must
    each reach the number (*mô hình/huyện*). `said_end` ends the words that the unit says by
    itself, which a name need not repeat; then come those that it needs, up to `noun_end`,
    and a rate up to `end`.
    """

    factor: Decimal
    unit: str
    said_end: int
    noun_end: int
    end: int
    measure: bool = False
    known: bool = True
    per: Frequency | None = None
    member: str = ""

    @property
    def share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit.startswith("%")

    @property
    def time(self) -> bool:
        """Whether it is a length of time, of which less is better."""
        return self.unit in _TIMES


def read_unit(folded: str, at: int) -> Counted:
    """Return what a number that ends at a place counts; an empty unit where nothing follows."""
    fixed = money_or_share(folded, at)
    if fixed and fixed.unit:
        return _with_rate(folded, fixed.factor, fixed.unit, fixed.end, fixed.end, measure=True)
    factor = fixed.factor if fixed else Decimal(1)
    start = fixed.end if fixed else at
    if person := _PERSON.match(folded, start):
        return _with_rate(folded, factor, "người", start, person.end())
    if thing := _THING.match(folded, start):
        return _with_rate(folded, factor, thing[1], start, thing.end())
    if measure := _MEASURE.match(folded, start):
        return _with_rate(folded, factor, measure[1], measure.end(), measure.end(), measure=True)
    if not _NO_UNIT.match(folded, start) and (other := _OTHER.match(folded, start)):
        return _with_rate(folded, factor, other[1], start, other.end(), known=False)
    return _with_rate(folded, factor, "", start, start, known=False)


def span_named(folded: str) -> Frequency | None:
    """Return the span of *hằng năm*, *mỗi quý*, where the words name one."""
    match = _EACH.search(folded)
    return _frequency(match) if match else None


def span_leading(folded: str) -> Frequency | None:
    """Return the span that opens a clause: *Hằng năm, …*."""
    match = _EACH.match(folded.lstrip(" -"))
    return _frequency(match) if match else None


def _with_rate(
    folded: str,
    factor: Decimal,
    unit: str,
    said_end: int,
    noun_end: int,
    *,
    measure: bool = False,
    known: bool = True,
) -> Counted:
    per: Frequency | None = None
    member, end = "", noun_end
    if each := _EACH_MEMBER.match(folded, end):
        member, end = each[1], each.end()
    unit = _CASED.get(unit, unit)
    if other := _OTHER_RATE.match(folded, end):
        unit, end = f"{unit}/{other[1]}", other.end()
    if rate := _PER.match(folded, end):
        per, end = _frequency(rate), rate.end()
    return Counted(plain(factor), unit, said_end, noun_end, end, measure, known, per, member)


def _frequency(match: re.Match[str]) -> Frequency | None:
    return next((code for name, code in _FREQUENCIES if match[name]), None)


def is_money(unit: str) -> bool:
    """Whether a unit is money, in million đồng."""
    return unit.startswith(MILLION_DONG)
