"""Places in a ranking: *thứ 30 trở lên*, *nhóm 15 tỉnh dẫn đầu*, *top 10*.

*Thứ 30 trở lên* is the thirtieth place or a better one, although *trở lên* behind any other
number means that number or more.
"""

from __future__ import annotations

import re
from decimal import Decimal

from domain.vietnamese.target_mentions import Mention
from domain.vietnamese.target_units import Counted
from domain.vietnamese.target_words import Before, read_before

_PLACE = r"(?P<worst>[0-9]{1,3})(?:/[0-9]{2,3})?(?![0-9.,]*[0-9]| ?%)"
_BEST = r"(?:dẫn đầu|đứng đầu|hàng đầu|đầu|cao nhất|tốt nhất|xuất sắc|tiên tiến|mạnh nhất)"
_PEERS = r"(?:tỉnh, thành phố|tỉnh, thành|tỉnh thành|tỉnh|địa phương|huyện|xã|đơn vị|nước|quốc gia)"
_AND_BETTER = r"(?P<upward> trở lên)?(?P<downward> trở xuống)?"
_RANKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![^\W_])(?:xếp (?:hạng|thứ|vị trí|loại)|thứ hạng|vị trí|vị thứ|thứ bậc|xếp|đứng|hạng"
        r"|thứ)"
        r"(?: (?:ở|vị trí|hạng|thứ|thứ hạng|từ|số|đạt|tối thiểu|ít nhất)){0,4} "
        + _PLACE
        + _AND_BETTER,
        r"(?<![^\W_])(?:top|tốp)(?: (?:đầu|nhóm|các|của)){0,2} ?" + _PLACE + _AND_BETTER,
        (
            rf"(?<![^\W_])(?:nhóm|trong(?: số"
            rf"| nhóm)?) {_PLACE}{_AND_BETTER}(?= {_PEERS}[^.;0-9]{{0,40}}? {_BEST})"
        ),
        rf"(?<![^\W_])nhóm {_PLACE}{_AND_BETTER}(?= {_BEST})",
    )
)
_WORST = re.compile(r"[^.;0-9]{0,40}(?:cuối|thấp nhất|kém nhất|yếu)(?![^\W_])")
_NATION = r"(?: (?:(?:trong|của) )?(?:cả nước|toàn quốc))?"
_PEERS_BEHIND = re.compile(
    rf" {_PEERS}(?: {_BEST})?{_NATION}(?: {_BEST})?|{_NATION[:-1]}(?: {_BEST})?"
)
_BEST_BEHIND = re.compile(rf" {_BEST}{_NATION}")
_VERBS = re.compile(
    r"(?<![^\W_])(?:(?:nằm|đứng|xếp|vững|lọt|vào|giữ|thuộc|đạt|phấn đấu|duy trì|ở|trong|nhóm|vị trí"
    r"|tiếp tục"
    r"|top|tốp) ?){1,8}$"
)
_BARE = re.compile(r"thứ (?:từ )?[0-9]")
_ORDER = re.compile(r"(?:lần|ngày|thứ tự|họp|khóa|phiên) $")
_PLACES = Counted(Decimal(1), "", 0, 0, 0, measure=True)


def find_ranks(covered: str) -> tuple[Mention, ...]:
    """Return every place in a ranking, in the order of the text."""
    found: dict[int, Mention] = {}
    for pattern in _RANKS:
        for match in pattern.finditer(covered):
            bare = bool(_BARE.match(match.group())) and not match["upward"]
            led = _VERBS.search(covered[max(0, match.start() - 60) : match.start()])
            if _ORDER.search(covered[max(0, match.start() - 10) : match.start()]):
                continue
            if (bare or match.group().startswith("hạng ")) and not led and match.start():
                # "Hạng 2", "thứ 4" name a grade or a day as often as a place.
                continue
            found.setdefault(match.start("worst"), _rank(covered, match))
    return tuple(found[at] for at in sorted(found))


def _rank(covered: str, match: re.Match[str]) -> Mention:
    end = match.end()
    worst = int(match["worst"])
    unclear = ""
    if match["downward"] or worst == 0 or _WORST.match(covered, end):
        unclear = match.group()
    if peers := _PEERS_BEHIND.match(covered, end):
        end = peers.end()
    elif best := _BEST_BEHIND.match(covered, end):
        end = best.end()
    window_at = max(0, match.start() - 60)
    verbs = _VERBS.search(covered[window_at : match.start()])
    start = window_at + verbs.start() if verbs else match.start()
    before: Before = read_before(covered, start)
    return Mention(
        start=before.start,
        number_at=match.start("worst"),
        end=end,
        cuts=((before.start, end),),
        low=Decimal(worst),
        before=before,
        unit=_PLACES,
        upward=True,
        rank=True,
        unclear=unclear,
    )
