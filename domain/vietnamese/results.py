"""Read reported results, states of tasks and official verdicts, as tables print them.

99,21%                  a number
Trên 85%                a bound: only so much is known
gần 2.000 tỷ            a bound from above
16/18 đơn vị cấp sở     a ratio, the natural form of a report
Hoàn thành              done
ước đạt 3,7% GRDP       an estimate (SDMX `E`)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.bound import Relation
from domain.measurement import Bounded, Done, Number, ObservationStatus, Ratio, Value
from domain.reasons import VERDICT_WORDS, Verdict
from domain.task import TaskState
from domain.vietnamese.numbers import Amount, parse_amount, read_number
from domain.vietnamese.reading import Note, NotUnderstood, Reading, Span, Understood
from domain.vietnamese.review import Review
from domain.vietnamese.text import Clean, clean, fold

MAX_TEXT = 400
"""Characters of one result; a longer text is refused before it is looked at."""


@dataclass(frozen=True, slots=True)
class ParsedResult:
    """A value with its unit as printed (empty where none is), and how firm it is."""

    value: Value
    unit: str
    status: ObservationStatus = ObservationStatus.NORMAL


_RELATIONS = {
    "trên": Relation.ABOVE,
    "hơn": Relation.ABOVE,
    "vượt": Relation.ABOVE,
    "lớn hơn": Relation.ABOVE,
    ">": Relation.ABOVE,
    "từ": Relation.AT_LEAST,
    "ít nhất": Relation.AT_LEAST,
    "tối thiểu": Relation.AT_LEAST,
    "không dưới": Relation.AT_LEAST,
    "≥": Relation.AT_LEAST,
    ">=": Relation.AT_LEAST,
    "gần": Relation.BELOW,
    "dưới": Relation.BELOW,
    "chưa đến": Relation.BELOW,
    "chưa tới": Relation.BELOW,
    "nhỏ hơn": Relation.BELOW,
    "<": Relation.BELOW,
    "không quá": Relation.AT_MOST,
    "tối đa": Relation.AT_MOST,
    "≤": Relation.AT_MOST,
    "<=": Relation.AT_MOST,
}
_WORDS = "|".join(sorted(map(re.escape, _RELATIONS), key=len, reverse=True))
_LEAD = re.compile(
    r"(?:(?:kết quả|thực hiện|hiện nay|hiện|tỷ lệ|đã|được|có|đạt|đạt được|đạt tỷ lệ|chiếm|là|bằng"
    r"|tăng lên|lên|:|-) ?){0,5}"
)
_ESTIMATE = re.compile(
    r"(?:ước(?: thực hiện| tính| cả năm)?(?: đạt| khoảng| là)?|dự kiến(?: đạt)?) "
)
_PROVISIONAL = re.compile(r"(?:sơ bộ|tạm tính)(?: đạt)?:? ")
_SAID_BEHIND = re.compile(r" ?\((?:ước(?: đạt| tính| thực hiện| cả năm)?|dự kiến)\)$")
"""*98% (ước)*."""
_GROUPED = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}(?: (?!%|phần trăm|điểm).*)?", re.DOTALL)
"""*2,500 người*: two and a half by the rule, by foreign habit two thousand and five hundred."""
_ABOUT = re.compile(r"(?:khoảng|xấp xỉ|tầm) ")
_BOUND = re.compile(rf"(?P<word>{_WORDS}) ?(?=[0-9])")
_UPWARD = re.compile(r" ?trở lên$")
_RATIO = re.compile(
    r"(?P<numerator>[0-9][0-9.,]{0,20}) ?/ ?(?P<denominator>[0-9][0-9.,]{0,20})"
    r"(?P<unit>(?: [^0-9()]{1,120})?)(?: ?\((?:đạt |chiếm "
    r"|tỷ lệ )*(?P<share>[0-9][0-9.,]{0,8}) ?%\))?"
)
_SHARE_OF = re.compile(
    r"(?P<share>[0-9][0-9.,]{0,8}) ?% ?\((?P<numerator>[0-9][0-9.,]{0,20}) ?/ ?"
    r"(?P<denominator>[0-9][0-9.,]{0,20})(?P<unit>(?: [^0-9()]{1,120})?)\)"
)
_PERCENT = Decimal(100)

_DONE = frozenset(
    (
        "hoàn thành", "đã hoàn thành", "đã hoàn thành 100%", "hoàn thành 100%", "đã xong", "xong",
        "hoàn thành đúng tiến độ", "đã thực hiện xong", "hoàn tất", "đã hoàn tất",
        "hoàn thành vượt tiến độ", "hoàn thành trước hạn",
    )
)  # fmt: skip
_NOT_DONE = frozenset(
    ("chưa hoàn thành", "không hoàn thành", "chưa thực hiện", "chưa triển khai", "chưa xong")
)
_STATES: tuple[tuple[TaskState, str], ...] = (
    (
        TaskState.NOT_STARTED,
        r"(?:chưa (?:triển khai|thực hiện|bắt đầu|khởi công|có kinh phí)|không thực hiện|chưa)",
    ),
    (
        TaskState.IN_PROCEDURE,
        (
            r"(?:đang|chờ|trình|đã trình)[^.;]{0,30} (?:thủ tục|chủ trương|thẩm định|phê duyệt"
            r"|đấu thầu|mời thầu|lập hồ sơ|lập dự án|chuẩn bị đầu tư|ý kiến)[^;]{0,200}"
        ),
    ),
    (
        TaskState.IN_USE,
        (
            r"(?:đã )?(?:đưa vào|bàn giao)[^.;]{0,20} ?(?:sử dụng|vận hành|hoạt động"
            r"|khai thác)[^;]{0,120}"
            r"|(?:đang|đã) (?:vận hành|sử dụng|hoạt động|khai thác)[^;]{0,80}"
        ),
    ),
    (
        TaskState.IN_PROGRESS,
        (
            r"(?:đang|tiếp tục|đã và đang) (?:triển khai|thực hiện|tiến hành|xây dựng|thi công"
            r"|hoàn thiện|làm)"
            r"[^;]{0,200}|đang chuyển tiếp|chuyển tiếp"
        ),
    ),
    (
        TaskState.DONE,
        r"(?:đã |cơ bản )?(?:hoàn thành|hoàn tất|thực hiện xong|xong)(?: 100%)?[^;]{0,120}",
    ),
)
_STATE = tuple((state, re.compile(pattern)) for state, pattern in _STATES)
_UNFINISHED = re.compile(
    r"(?:chưa|không|cơ bản|dự kiến|sẽ|một phần|bước|giai đoạn|khâu|[0-9]{1,2} ?%)(?![^\W_])"
)
_VERDICTS = {fold(VERDICT_WORDS[verdict].vi): verdict for verdict in Verdict} | {
    "vượt chỉ tiêu": Verdict.EXCEEDED,
    "vượt kế hoạch": Verdict.EXCEEDED,
    "vượt mức": Verdict.EXCEEDED,
    "đạt chỉ tiêu": Verdict.MET,
    "đạt kế hoạch": Verdict.MET,
    "không đạt": Verdict.MISSED,
    "chưa đạt chỉ tiêu": Verdict.MISSED,
    "chưa đạt kế hoạch": Verdict.MISSED,
    "không đạt chỉ tiêu": Verdict.MISSED,
}


def parse_result(text: str) -> Reading[ParsedResult]:
    """Read one reported result.

    A trailing remark makes it not understood: what a table prints as a result is short, and
    a guess would decide a verdict.
    """
    cleaned = _short(text)
    if isinstance(cleaned, NotUnderstood):
        return cleaned
    folded = fold(cleaned.text).strip(" .;,*")
    if folded in _DONE or folded in _NOT_DONE:
        return _read(cleaned, ParsedResult(Done(folded in _DONE), ""))
    status, rest = _firmness(folded)
    notes: tuple[Review, ...] = ()
    if about := _ABOUT.match(rest):
        # *Khoảng* gives a number, but nobody counted it.
        status, notes, rest = (
            ObservationStatus.ESTIMATED,
            (Review.APPROXIMATE,),
            rest[about.end() :],
        )
    if ratio := _ratio(rest):
        return _read(cleaned, ParsedResult(ratio[0], ratio[1], status), notes)
    if "/" in rest and re.match(r"[0-9.,]+ ?/ ?[0-9]", rest):
        return _not_read(text, Review.NUMBER_AMBIGUOUS, rest)
    return _amount(text, cleaned, rest, status, notes)


def _amount(
    text: str, cleaned: Clean, rest: str, status: ObservationStatus, notes: tuple[Review, ...]
) -> Reading[ParsedResult]:
    bound = _BOUND.match(rest)
    relation = _RELATIONS[bound["word"]] if bound else None
    rest = rest[bound.end() :] if bound else rest
    if upward := _UPWARD.search(rest):
        relation = relation or Relation.AT_LEAST
        rest = rest[: upward.start()]
    if _GROUPED.fullmatch(rest):
        return _not_read(text, Review.NUMBER_AMBIGUOUS, rest)
    at = fold(cleaned.text).rfind(rest) if rest else -1
    amount = parse_amount(cleaned.text[at : at + len(rest)] if at >= 0 else rest, money=False)
    if isinstance(amount, NotUnderstood):
        reason = amount.reason if re.search("[0-9]", rest) else Review.RESULT_NOT_UNDERSTOOD
        return _not_read(text, reason, cleaned.text)
    if re.search("[0-9]", amount.value.unit) or len(amount.value.unit.split()) > _UNIT_WORDS:
        return _not_read(text, Review.SEVERAL_NUMBERS, amount.value.unit)
    value = _value(amount.value, relation)
    repaired = tuple(note.code for note in amount.notes)
    return _read(cleaned, ParsedResult(value, amount.value.unit, status), notes + repaired)


_UNIT_WORDS = 8


def _value(amount: Amount, relation: Relation | None) -> Value:
    return Number(amount.value) if relation is None else Bounded(relation, amount.value)


def _firmness(folded: str) -> tuple[ObservationStatus, str]:
    lead = _LEAD.match(folded)
    rest = folded[lead.end() :] if lead else folded
    for pattern, status in (
        (_ESTIMATE, ObservationStatus.ESTIMATED),
        (_PROVISIONAL, ObservationStatus.PROVISIONAL),
    ):
        if match := pattern.match(rest):
            lead = _LEAD.match(rest, match.end())
            return status, rest[lead.end() if lead else match.end() :]
    if behind := _SAID_BEHIND.search(rest):
        return ObservationStatus.ESTIMATED, rest[: behind.start()]
    return ObservationStatus.NORMAL, rest


def _ratio(rest: str) -> tuple[Ratio, str] | None:
    """Return a ratio, None where a share printed beside it says something else."""
    match = _RATIO.fullmatch(rest) or _SHARE_OF.fullmatch(rest)
    if match is None:
        return None
    numerator = read_number(match["numerator"].rstrip(".,"))
    denominator = read_number(match["denominator"].rstrip(".,"))
    if numerator is None or denominator is None or denominator.value == 0:
        return None
    if match["share"]:
        share = read_number(match["share"].rstrip(".,"))
        exact = numerator.value * _PERCENT / denominator.value
        if share is None or abs(exact - share.value) >= 1:
            return None
    return Ratio(numerator.value, denominator.value), match["unit"].strip()


def parse_task_state(text: str) -> Reading[TaskState]:
    """Read the state of a task: *Đã đưa vào sử dụng*, *Đang thực hiện thủ tục …*."""
    cleaned = _short(text)
    if isinstance(cleaned, NotUnderstood):
        return cleaned
    folded = fold(cleaned.text).strip(" .;,")
    for state, pattern in _STATE:
        if pattern.fullmatch(folded):
            if state.finished and _UNFINISHED.search(folded.replace("100%", "")):
                break
            return Understood(state, cleaned.span(0, len(cleaned.text)))
    return _not_read(text, Review.RESULT_NOT_UNDERSTOOD, cleaned.text)


def parse_verdict(text: str) -> Reading[Verdict]:
    """Read an official verdict, in any case and any form of its accents."""
    cleaned = _short(text)
    if isinstance(cleaned, NotUnderstood):
        return cleaned
    verdict = _VERDICTS.get(fold(cleaned.text).strip(" .;,:"))
    if verdict is None:
        return _not_read(text, Review.RESULT_NOT_UNDERSTOOD, cleaned.text)
    return Understood(verdict, cleaned.span(0, len(cleaned.text)))


def _short(text: str) -> Clean | NotUnderstood:
    if len(text) > MAX_TEXT:
        return _not_read(text, Review.TEXT_TOO_LONG)
    cleaned = clean(text)
    return cleaned if cleaned.text.strip(" .;,") else _not_read(text, Review.EMPTY)


def _read(
    cleaned: Clean, result: ParsedResult, codes: tuple[Review, ...] = ()
) -> Understood[ParsedResult]:
    span = cleaned.span(0, len(cleaned.text))
    return Understood(result, span, tuple(Note(code, span, cleaned.text) for code in codes))


def _not_read(text: str, reason: Review, detail: str = "") -> NotUnderstood:
    return NotUnderstood(reason, Span(0, len(text)), detail)
