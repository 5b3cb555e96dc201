"""Find every number of a target that could be its threshold, with the words that bind it.

A mention is a number with what stands before it (*đạt tối thiểu*), its unit and what stands
behind it (*trở lên*, */năm*, *so với năm 2020*). What it means is for `target_rules` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.bound import Relation
from domain.target import Baseline
from domain.vietnamese.numbers import NUMBER, SPACED, Numeral, plain, read_number
from domain.vietnamese.target_baseline import Comparison
from domain.vietnamese.target_behind import Behind, agrees, read_behind
from domain.vietnamese.target_decoys import COVER
from domain.vietnamese.target_units import Counted, read_unit
from domain.vietnamese.target_words import Before, Role, read_before

_CORE = re.compile(
    rf"(?P<low>{SPACED}(?= ?(?:%|tỷ|tỉ|triệu|trđ|nghìn))"
    rf"|[0-9]{{1,3}} [0-9]{{3}}(?: [0-9]{{3}})?(?![0-9])"
    rf"|{NUMBER})"
    rf"(?: ?%)?(?:(?P<sep> ?- ?| đến | tới "
    rf"|(?: [^\W\d_]{{1,8}}){{0,2}} (?:lên|xuống)(?: đến| tới| còn)? )"
    rf"(?P<strict>trên |dưới |khoảng )?(?P<high>{NUMBER})"
    rf"|(?P<over> ?/ ?)(?P<of>[0-9]{{1,6}})(?![0-9/]))?"
)
_PUNCTUATION = ".,"
_GROUPED = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_GOES_ON = re.compile(r" (?!trở |so với |vào |trong |đến )[^\W\d_]")
_SHARE_BEHIND = re.compile(r" ?\( ?([0-9][0-9.,]{0,6}) ?% ?\)")
_BASE_BEHIND = re.compile(r"(?: [^\W\d_]{1,12}){0,6}?(?P<base> ?\(trên (?P<of>[0-9]{1,6})\))")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number with all that belongs to it; places are those of the folded text.

    `high` is the other end of a range, `goal` the second of *từ 50% lên 70%*, `of` what a
    fraction is of. `unclear` says why no rule decides what it is.
    """

    start: int
    number_at: int
    end: int
    cuts: tuple[tuple[int, int], ...]
    low: Decimal
    before: Before
    unit: Counted
    high: Decimal | None = None
    goal: Decimal | None = None
    goal_relation: Relation = Relation.AT_LEAST
    denominator: int | None = None
    of: int | None = None
    upward: bool | None = None
    """*Trở lên* or *trở xuống* stands behind it."""
    strict_high: bool = False
    repaired: bool = False
    grouped: bool = False
    """Written *100,000*: by the rule a hundred, by foreign habit a hundred thousand."""
    rank: bool = False
    comparison: Comparison | None = None
    levels: bool = False
    unclear: str = ""

    @property
    def share(self) -> bool:
        """Whether it is a percentage of something."""
        return self.unit.share and not self.rank and self.denominator is None

    @property
    def bound_words(self) -> bool:
        """Whether words say that it is a bound, a change or a place."""
        roles = self.before.roles - {Role.BEARER}
        return bool(roles) or self.upward is not None or self.rank

    @property
    def baseline(self) -> Baseline | None:
        """The baseline that the words behind it name, value and period both."""
        return self.comparison.baseline if self.comparison else None


def find_numbers(
    folded: str, covered: str, comparisons: tuple[Comparison, ...]
) -> tuple[Mention, ...]:
    """Return the mentions of a target text in the order in which they stand."""
    found: list[Mention] = []
    at = 0
    while match := _CORE.search(covered, at):
        if match.start() and covered[match.start() - 1] in ".,/":
            # The rest of something that is no number.
            mention = _unclear(folded, match, match.group())
        else:
            mention = _mention(folded, covered, match, comparisons)
        found.append(mention)
        at = max(mention.end, match.start() + 1)
    return tuple(found)


def _mention(
    folded: str, covered: str, match: re.Match[str], comparisons: tuple[Comparison, ...]
) -> Mention:
    low_text = match["low"].rstrip(_PUNCTUATION)
    whole = low_text == match["low"]
    low = read_number(low_text)
    if low is None:
        return _unclear(folded, match, low_text)
    before = read_before(covered, match.start("low"))
    if whole and match["of"]:
        return _fraction(folded, match, low, before)
    end = match.start("low") + len(low_text)
    high: Numeral | None = None
    if whole and match["high"]:
        high_text = match["high"].rstrip(_PUNCTUATION)
        high = read_number(high_text)
        if high is None:
            return _unclear(folded, match, high_text)
        end = match.start("high") + len(high_text)
    unit = read_unit(folded, end)
    behind = read_behind(folded, covered, unit, low.value, comparisons)
    return _complete(covered, match, low, high, before, unit, behind)


def _complete(
    covered: str,
    match: re.Match[str],
    low: Numeral,
    high: Numeral | None,
    before: Before,
    unit: Counted,
    behind: Behind,
) -> Mention:
    said = (_cut_from(covered, before, unit), _said_to(covered, before, unit))
    sep = (match["sep"] or "").split() if high else []
    second = plain(high.value * unit.factor) if high else None
    moves = "lên" in sep or "xuống" in sep
    return Mention(
        start=before.start,
        number_at=match.start("low"),
        end=behind.end,
        cuts=(said, (unit.noun_end, unit.end), *behind.cuts),
        low=plain(low.value * unit.factor),
        before=before,
        unit=unit,
        high=None if moves else second,
        goal=second if moves else None,
        goal_relation=_goal_relation(match, sep),
        upward=behind.upward,
        strict_high=bool(high and match["strict"]),
        grouped=bool(_GROUPED.fullmatch(match["low"].rstrip(_PUNCTUATION))),
        repaired=low.repaired or bool(high and high.repaired),
        comparison=behind.comparison,
        levels=behind.levels,
        unclear=behind.unclear,
    )


def _cut_from(covered: str, before: Before, unit: Counted) -> int:
    """Return where the words that a name need not repeat begin.

    *Chiếm 4% GRDP* goes with its number; in *chiếm 50% các hoạt động* the verb stays.
    """
    goes_on = unit.share and bool(_GOES_ON.match(covered, unit.end))
    verb_end = before.verb_end
    return (
        verb_end if _named(covered, before) and goes_on and verb_end is not None else before.start
    )


def _said_to(covered: str, before: Before, unit: Counted) -> int:
    """Return where the words end that a name need not repeat.

    In *Số tài khoản đạt 25.000 tài khoản* the unit repeats the name.
    """
    repeated = Role.BEARER in before.roles and not _GOES_ON.match(covered, unit.end)
    return unit.noun_end if _named(covered, before) and repeated else unit.said_end


def _named(covered: str, before: Before) -> bool:
    """Whether words stand right before the number and what binds it."""
    ahead = covered[: before.start].rstrip()[-1:]
    return ahead.isalpha() or ahead == COVER


def _goal_relation(match: re.Match[str], sep: list[str]) -> Relation:
    """Return how the second number of *từ 50% lên trên 70%* binds."""
    strict = {"trên ": Relation.ABOVE, "dưới ": Relation.BELOW}
    if match["strict"] in strict:
        return strict[match["strict"]]
    return Relation.AT_MOST if "xuống" in sep else Relation.AT_LEAST


def _fraction(folded: str, match: re.Match[str], low: Numeral, before: Before) -> Mention:
    end = match.end("of")
    known = _SHARE_BEHIND.match(folded, end)
    denominator = int(match["of"])
    unclear = ""
    if known:
        share = read_number(known[1].rstrip(_PUNCTUATION))
        if share is None or not denominator or not agrees(share.value, low.value, denominator):
            unclear = folded[match.start() : known.end()]
        end = known.end()
    at = end + len(" số") if folded.startswith((" số ", " tổng số "), end) else end
    at += len(" tổng") if folded.startswith(" tổng số ", end) else 0
    unit = read_unit(folded, at)
    last, of = unit.end, None
    cuts = [(before.start, at)]
    if base := _BASE_BEHIND.match(folded, last):
        of, last = int(base["of"]), base.end()
        cuts.append(base.span("base"))
    if denominator == 0 or low.value > denominator or low.value != int(low.value) or low.value == 0:
        unclear = match.group()
    return Mention(
        before.start,
        match.start("low"),
        last,
        tuple(cuts),
        low.value,
        before,
        unit,
        denominator=denominator,
        of=of,
        unclear=unclear,
    )


def _unclear(folded: str, match: re.Match[str], text: str) -> Mention:
    end = match.end()
    unit = read_unit(folded, end)
    before = Before(match.start())
    return Mention(match.start(), match.start(), end, (), Decimal(0), before, unit, unclear=text)


def bound_of(mention: Mention) -> Relation:
    """Return how a mention binds: as its words say, at least where they say nothing."""
    if mention.goal is not None:
        return mention.goal_relation
    if mention.before.relation is not None:
        return mention.before.relation
    if mention.upward is False or Role.DOWN_TO in mention.before.roles:
        return Relation.AT_MOST
    return Relation.AT_LEAST
