"""Numbers in a target that are no threshold: *mức 4*, *24/7*, *14/CT-TTg*, *từ 15 tuổi trở lên*.

They are covered before a threshold is looked for, each character by one `COVER`, so that
places stay what they are. A number before a percent sign is never covered.
"""

from __future__ import annotations

import re

COVER = "\u25a1"

_NOT_A_SHARE = r"(?![0-9]|[.,][0-9]| ?%)"
_CODES = (
    r"(?:qđ|qd|qdd|ct|nq|kh|nđ|nd|tt|ttlt|cv|tb|bc|ttr|hd|qh|ctr|ctrhđ|đa|ub|ubnd|hđnd|vpcp|vp|bcđ"
    r"|ttg|tw|tu|cp|bttt|btttt|bkhcn|bnv|btc|bct|bgdđt|bca|sttt|stttt|kl|cđ|lt|l|pl|snv|skhcn)"
)
_QUARTER = r"(?:[1-4]|i{1,3}|iv)"
_YEAR = r"(?:19|20)[0-9]{2}"
_RANGE = r"(?: ?(?:-|đến|,|và|hoặc|/) ?[0-9]{1,2})?"

_DECOYS = re.compile(
    "|".join(
        (
            # Programmes named after numbers, and what is quoted.
            r"mỗi xã(?:,? phường)? (?:một|1|01) sản phẩm",
            r"“[^“”]{1,160}”|\"[^\"]{1,160}\"|‘[^‘’]{1,160}’|«[^«»]{1,160}»",
            # Addresses.
            r"https?://[^ ]{1,300}",
            r"[a-z0-9-]{1,40}\.[a-z0-9.-]{0,60}(?:vn|com|net|org)(?![^\W_])",
            # Document numbers, with or without their kind before them.
            (
                rf"(?<![0-9.,/])[0-9]{{1,5}}(?:/{_YEAR})? ?[/.-] ?{_CODES}(?![^\W_])"
                r"[a-zđ0-9/.-]{0,40}"
            ),
            r"số:? ?[0-9]{1,5}(?:/[0-9]{4})?[/-][a-zđ][a-zđ0-9./-]{0,40}",
            (
                r"(?:đề án|nghị quyết|chỉ thị|quyết định|thông tư|nghị định|công văn|thông báo"
                r"|công điện|kết luận|tờ trình|kế hoạch|điều|khoản|phụ lục|phụ biểu|biểu mẫu|mẫu số"
                r"|bảng"
                r"|chương trình số|đề án số|dự án số|quyết định số|nghị quyết số|kế hoạch số)"
                rf"(?: số)? [0-9]{{1,4}}{_NOT_A_SHARE}(?:/{_YEAR})?"
            ),
            r"chương trình 135(?![0-9]| ?%)|đề án 06",
            r"(?:tcvn|qcvn|iso|iec)[ /]?[0-9a-z/: .-]{0,24}[0-9](?! ?%)",
            # Days, months, years.
            rf"(?<![0-9.,/])[0-3]?[0-9][/.-][01]?[0-9][/.-]{_YEAR}(?:{_RANGE})(?![0-9%])",
            rf"(?<![0-9.,/])(?:0?[1-9]|1[0-2])/{_YEAR}(?![0-9]| ?%)",
            rf"(?<![0-9.,/]){_YEAR} ?(?:-|đến|–) ?(?:năm )?{_YEAR}(?![0-9]| ?%)",
            rf"năm(?: học)? {_YEAR}(?![0-9.,]*[0-9]| ?%)",
            (
                rf"(?:đến|tới|trước|sau|từ|cuối|đầu|hết|trong|vào|nhiệm kỳ|giai đoạn|kỳ) {_YEAR}"
                rf"{_NOT_A_SHARE}(?= ?(?:[,;.:)(-]|$|đạt|có|phấn|trên|tối|ít|là|và))"
            ),
            rf"\({_YEAR}\)",
            rf"qu[yý] (?:{_QUARTER})(?![^\W_])(?:[/ ](?:năm )?{_YEAR})?",
            r"ngày [0-3]?[0-9](?:/[01]?[0-9])?(?: tháng [01]?[0-9])?(?![0-9%/]| ?%)",
            r"tháng (?:0?[1-9]|1[0-2])(?![0-9]|[.,][0-9]| ?%)",
            (
                r"ngày (?:hội |chuyển đổi số |chuyên đổi số |quốc gia |quốc tế |toàn quốc "
                r"|việt nam ){1,3}"
                r"[0-3]?[0-9]/[01]?[0-9](?![0-9/])"
            ),
            (
                r"(?:định kỳ|trong vòng|trong thời gian|trong|sau|kỳ hạn|thời hạn) (?:mỗi )?"
                r"[0-9]{1,2} "
                r"(?:năm|tháng|tuần)(?![^\W_])"
            ),
            r"(?<![0-9.,/])[0-9]{1,2} tháng (?:đầu|cuối)(?: năm)?",
            (
                r"(?<![0-9.,/])(?:24|7)/(?:24|7)(?:/365)?h?(?![0-9])|24 ?h(?![^\W_])"
                r"|24 giờ ?/ ?(?:24"
                r"|ngày|7)"
            ),
            # Grades, levels, ages, stars, places in a series.
            (
                rf"(?:cấp độ|mức độ|mức) (?:an toàn )?[1-9]{_RANGE}(?:(?:,| và) (?:cấp độ|mức độ"
                rf"|mức) [1-9])?"
                rf"(?: trở lên)?{_NOT_A_SHARE}"
            ),
            (
                r"(?:từ |có )?(?<![0-9.,/])[0-9]{1,2} cấp(?:(?: chính quyền"
                r"| hành chính)?(?: trở lên))?(?![^\W_])"
            ),
            (
                rf"(?:từ |trên |dưới |đủ |người |ngoài )?(?<![0-9.,/])[0-9]{{1,3}}{_RANGE} tuổi"
                r"(?: (?:đến|-) (?:dưới )?[0-9]{1,3} tuổi)?(?: trở lên| trở xuống)?"
            ),
            rf"(?:từ |đạt )?(?<![0-9.,/])[1-5]{_RANGE} sao(?: trở lên)?(?![^\W_])",
            (
                r"(?:lần thứ|đợt|giai đoạn|phiên bản|quận|phường|khu phố|khóm|ấp|tầng|vùng|loại"
                r"|thế hệ)"
                rf" [0-9]{{1,2}}(?:\.[0-9]{{1,2}})?{_NOT_A_SHARE}"
            ),
            (
                r"(?:đô thị|bệnh viện|trường|học sinh|phổ thông|công trình) (?:hạng|loại|cấp|lớp) "
                rf"[1-5]{_RANGE}{_NOT_A_SHARE}"
            ),
            r"(?:một|0?1) cửa",
            # Techniques: 4G/5G, IPv6, COVID-19, 4.0, e-mail addresses of numbers.
            r"(?<![0-9.,/])[2-6] ?g(?:[/, ]{1,2}[2-6] ?g){0,2}(?![^\W_])",
            r"covid ?-? ?19|(?:công nghiệp|điện tử|web|kiến trúc|phiên bản) [1-5]\.[0-9]",
            rf"(?<=[^\W\d_])[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?(?![^\W_]){_NOT_A_SHARE}",
            # Telephone numbers.
            (
                rf"(?:tổng đài|đường dây nóng|hotline|số điện thoại|số máy)[^0-9,.;%]{{0,40}}"
                rf"[0-9]{{3,11}}{_NOT_A_SHARE}"
            ),
            r"(?<![0-9.,/])(?:1022|1[89]00[ .]?[0-9]{4,6})(?![0-9.,/]*[0-9]| ?%)",
            # References: (1), and what explains a number instead of setting one.
            r"\([0-9]{1,2}\)",
            r"\((?:hiện|kết quả|so với|tương ứng|tương đương|cùng kỳ)[^()]{0,120}\)",
        )
    )
)
_PER_SPAN = re.compile(r"(?<![0-9.,])0?1 (?:năm|quý|tháng)(?![^\W_])")


def cover_decoys(folded: str) -> str:
    """Return folded text of the same length in which no covered number can be found."""
    covered = _DECOYS.sub(lambda match: COVER * len(match.group()), folded)
    if not covered.strip(COVER + " .") and folded.strip():
        # The whole text is a quotation: look inside.
        covered = folded
    return _PER_SPAN.sub(lambda match: COVER * len(match.group()), covered)
