"""Numbers in a target that are no threshold: *mức 4*, *24/7*, *14/CT-TTg*, *từ 15 tuổi trở lên*.

They are covered before a threshold is looked for, each character by one `COVER`, so that
places stay what they are. A number before a percent sign is never covered.
"""

from __future__ import annotations

import re

COVER = "\u25a1"

_ALONE = r"(?![0-9]|[.,][0-9]| ?%)"
"""Behind a number that is whole and no percentage."""
_WORD_ENDS = r"(?![^\W_])"
_YEAR = r"(?:19|20)[0-9]{2}"
_YEARS = rf"{_YEAR}(?: ?(?:-|đến) ?(?:năm )?{_YEAR})?"
_MORE = r"(?: ?(?:-|đến|,|và|hoặc|/) ?[0-9]{1,2})?"
_QUARTER = r"(?:[1-4]|i{1,3}|iv)"
_CODES = (
    r"(?:qđ|qd|qdd|ct|nq|kh|nđ|nd|tt|ttlt|cv|tb|bc|ttr|hd|qh|ctr|ctrhđ|đa|ub|ubnd|hđnd|vpcp|vp"
    r"|bcđ|ttg|tw|tu|cp|bttt|btttt|bkhcn|bnv|btc|bct|bgdđt|bca|sttt|stttt|kl|cđ|lt|pl|snv|skhcn)"
)

_PROGRAMMES = (
    r"mỗi xã(?:,? phường)? (?:một|1|01) sản phẩm",
    r"chương trình (?:135|30a)",
    r"(?:một|0?1) cửa",
)
_DOCUMENTS = (
    rf"[0-9]{{1,5}}(?:/{_YEAR})? ?[/.-] ?{_CODES}{_WORD_ENDS}[a-zđ0-9/.-]{{0,40}}",
    r"số:? ?[0-9]{1,5}(?:/[0-9]{4})?[/-][a-zđ][a-zđ0-9./-]{0,40}",
    (
        r"(?:đề án|nghị quyết|chỉ thị|quyết định|thông tư|nghị định|công văn|thông báo|kết luận"
        r"|điều|khoản|phụ lục|phụ biểu|biểu mẫu|mẫu"
        r"|(?:chương trình|đề án|dự án|kế hoạch|tờ trình|công điện)"
        rf" số)(?: số)? [0-9]{{1,4}}{_ALONE}(?:/{_YEAR})?"
    ),
    r"(?:tcvn|qcvn|iso|iec)[ /]?[0-9a-z/: .-]{0,24}[0-9](?! ?%)",
)
_DAYS = (
    rf"(?:ngày )?[0-3]?[0-9][/.-][01]?[0-9][/.-]{_YEAR}(?![0-9%])",
    rf"(?:tháng )?(?:0?[1-9]|1[0-2])/{_YEAR}{_ALONE}",
    rf"{_YEAR} ?(?:-|đến) ?(?:năm )?{_YEAR}{_ALONE}",
    rf"(?:năm(?: học)?|giai đoạn|nhiệm kỳ) {_YEARS}(?![0-9.,]*[0-9]| ?%)",
    (
        rf"(?:đến|tới|trước|sau|từ|cuối|đầu|hết|trong|vào|kỳ) {_YEAR}{_ALONE}"
        r"(?= ?(?:[,;.:)(-]|$|đạt|có|phấn|trên|tối|ít|là|và))"
    ),
    rf"\({_YEARS}\)",
    rf"{_YEAR}(?= ?:)",
    rf"quý {_QUARTER}{_WORD_ENDS}(?:[/ ](?:năm )?{_YEAR})?",
    r"ngày [0-3]?[0-9](?:/[01]?[0-9])?(?: tháng [01]?[0-9])?(?![0-9%/]| ?%)",
    r"ngày [^.;:%0-9()]{1,60}\([0-3]?[0-9]/[01]?[0-9]\)",
    rf"tháng (?:0?[1-9]|1[0-2]){_ALONE}",
    (
        r"ngày (?:hội |chuy[êể]n đổi số |quốc gia |quốc tế |toàn quốc |việt nam ){1,3}"
        r"[0-3]?[0-9]/[01]?[0-9](?![0-9/])"
    ),
    (
        r"(?:định kỳ|trong vòng|trong thời gian|trong|sau|kỳ hạn|thời hạn) (?:mỗi )?[0-9]{1,2} "
        rf"(?:năm|tháng|tuần){_WORD_ENDS}"
    ),
    r"[0-9]{1,2} tháng (?:đầu|cuối)(?: năm)?",
    (
        r"(?:24/7(?:/365)?|7/24)(?![0-9/]| (?:tổng )?số (?!hóa))|7/7 ngày"
        rf"|24/24(?= ?(?:(?:h|giờ|và|trong|các){_WORD_ENDS}|[,;.)]|$))"
    ),
    rf"24 ?h{_WORD_ENDS}",
    r"24 giờ ?/ ?(?:24|ngày|7)",
    rf"0?1 (?:năm|quý|tháng){_WORD_ENDS}",
)
_GRADES = (
    (
        rf"(?:cấp độ|mức độ|mức) (?:an toàn )?[1-9]{_MORE}"
        rf"(?:(?:,| và) (?:cấp độ|mức độ|mức) [1-9])?(?: trở lên)?{_ALONE}"
    ),
    rf"(?:từ |có )?[0-9]{{1,2}} cấp(?: chính quyền| hành chính)?(?: trở lên)?{_WORD_ENDS}",
    (
        rf"(?:từ |trên |dưới |đủ |người |ngoài )?[0-9]{{1,3}}{_MORE} tuổi"
        r"(?: (?:đến|-) (?:dưới )?[0-9]{1,3} tuổi)?(?: trở lên| trở xuống)?"
    ),
    rf"(?:từ |đạt )?[1-5]{_MORE} sao(?: trở lên)?{_WORD_ENDS}",
    (
        r"(?:lần thứ|đợt|giai đoạn|phiên bản|quận|phường|khu phố|khóm|ấp|tầng|vùng|loại|thế hệ)"
        rf" [0-9]{{1,2}}(?:\.[0-9]{{1,2}})?{_ALONE}"
    ),
    (
        r"(?:đô thị|bệnh viện|trường|học sinh|phổ thông|công trình) (?:hạng|loại|cấp|lớp) "
        rf"[1-5]{_MORE}{_ALONE}"
    ),
)
_TECHNIQUES = (
    rf"[2-6] ?g(?:[/, ]{{1,2}}[2-6] ?g){{0,2}}{_WORD_ENDS}",
    r"covid ?-? ?19",
    r"(?:công nghiệp|điện tử|web|kiến trúc|phiên bản) [1-5]\.[0-9]",
    (
        r"(?:tổng đài|đường dây nóng|hotline|số điện thoại|số máy)[^0-9,.;%]{0,40}"
        rf"[0-9]{{3,11}}{_ALONE}"
    ),
    r"(?:1022|1[89]00[ .]?[0-9]{4,6})(?![0-9.,/]*[0-9]| ?%)",
    r"https?://[^ ]{1,300}",
    r"[a-z0-9-]{1,40}\.[a-z0-9.-]{0,60}(?:vn|com|net|org)" + _WORD_ENDS,
)
_MARKED = (
    # What is quoted, referred to, or explains a number instead of setting one; IPv6, t63.
    r"“[^“”]{1,160}”|\"[^\"]{1,160}\"|‘[^‘’]{1,160}’|«[^«»]{1,160}»",
    r"\([0-9]{1,2}\)",
    r"\((?:hiện|kết quả|so với|tương ứng|tương đương|cùng kỳ)[^()]{0,120}\)",
    rf"(?<=[^\W\d_])[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?{_WORD_ENDS}{_ALONE}",
)
_WORDS = "|".join((*_PROGRAMMES, *_DOCUMENTS, *_DAYS, *_GRADES, *_TECHNIQUES))
_DECOYS = re.compile(rf"(?<![^\W_])(?<![0-9][.,/])(?:{_WORDS})|{'|'.join(_MARKED)}")


def cover_decoys(folded: str) -> str:
    """Return folded text of the same length in which no covered number can be found."""
    covered = _cover(folded)
    if covered.strip(COVER + " .") or not folded.strip():
        return covered
    # A text that is one quotation is looked into.
    return _cover(folded.translate(_QUOTATION_MARKS))


def _cover(folded: str) -> str:
    return _DECOYS.sub(lambda match: COVER * len(match.group()), folded)


_QUOTATION_MARKS = str.maketrans(dict.fromkeys('“”"‘’«»', " "))
