"""What stands behind a number and its unit: *trở lên*, *(18/18)*, *so với năm 2020*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.vietnamese.target_baseline import FROM_LEVELS, Comparison
from domain.vietnamese.target_units import Counted

_SUFFIX = re.compile(r" ?(?P<direct>trở (?:lên|xuống))(?![^\W_])")
_SPLIT_SUFFIX = re.compile(
    r"(?P<words>(?: [^\W\d_]{1,12}){1,4}) (?P<suffix>trở (?:lên|xuống))(?![^\W_])"
)
_GRADED = (
    "thành", "tuổi", "học", "đẳng", "cấp", "sĩ", "thông", "sở", "tế", "xã", "huyện", "tỉnh",
    "phòng",
)  # fmt: skip
_RATIO_BEHIND = re.compile(r" ?\( ?([0-9]{1,6}) ?/ ?([0-9]{1,6})[^()0-9]{0,80}\)")
_EXPLAINED = re.compile(r" ?\((?:tương đương|tương ứng)[^()]{0,120}\)")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Behind:
    """What was read behind a number: where it ends, and the words that a name leaves out.

    `upward` is *trở lên* (False: *trở xuống*), `levels` says that levels are reported.
    """

    end: int
    cuts: tuple[tuple[int, int], ...]
    upward: bool | None = None
    comparison: Comparison | None = None
    levels: bool = False
    unclear: str = ""


def read_behind(
    folded: str, covered: str, unit: Counted, value: Decimal, comparisons: tuple[Comparison, ...]
) -> Behind:
    """Read on behind a number, whose unit ends it so far."""
    end, cuts, upward = _suffix(covered, unit)
    if explained := _EXPLAINED.match(folded, end):
        end = explained.end()
        cuts.append(explained.span())
    unclear = ""
    if unit.share and (ratio := _RATIO_BEHIND.match(covered, end)):
        end = ratio.end()
        cuts.append(ratio.span())
        unclear = _disagreement(value, ratio)
    comparison = next((one for one in comparisons if 0 <= one.start - end <= 1), None)
    if comparison:
        end = comparison.end
        cuts.append((comparison.start - 1, comparison.end))
    levels = FROM_LEVELS.match(covered, end)
    if levels:
        end = levels.end()
        cuts.append(levels.span())
    return Behind(end, tuple(cuts), upward, comparison, levels is not None, unclear)


def _suffix(covered: str, unit: Counted) -> tuple[int, list[tuple[int, int]], bool | None]:
    if suffix := _SUFFIX.match(covered, unit.end):
        return suffix.end(), [suffix.span()], suffix["direct"].endswith("lên")
    if split := _split_suffix(covered, unit.said_end):
        cut = (split.start("suffix") - 1, split.end("suffix"))
        return max(unit.end, split.end()), [cut], split["suffix"].endswith("lên")
    return unit.end, [], None


def _split_suffix(covered: str, at: int) -> re.Match[str] | None:
    """Return a *trở lên* some words behind its number, unless it grades those words."""
    split = _SPLIT_SUFFIX.match(covered, at)
    if split is None or split["words"].rsplit(maxsplit=1)[-1] in _GRADED:
        return None
    return split


def _disagreement(share: Decimal, ratio: re.Match[str]) -> str:
    denominator = int(ratio[2])
    fits = denominator > 0 and agrees(share, Decimal(ratio[1]), denominator)
    return "" if fits else ratio.group().strip()


def agrees(share: Decimal, numerator: Decimal, denominator: int) -> bool:
    """Whether a percentage is that of a ratio, up to rounding."""
    return abs(numerator * _HUNDRED / denominator - share) < 1
