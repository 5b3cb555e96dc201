"""Targets beside other targets: of the same plan, of last year's, of the plan above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from domain.bound import Cut
from domain.deadline import due_on
from domain.draft import DraftRow, PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import Weights, likeness
from domain.lint.rows import assigning, binding, of_plan, quote
from domain.lint.rules import Asked, asked
from domain.measurement import Bounded, Number, Value
from domain.plan import RowKind
from domain.reasons import Words
from domain.vietnamese.words import value_words

SAME_SUBJECT = 0.85
"""From here on two subjects are the same thing in other words."""
NEAR_SUBJECT = 0.58
"""From here on, short of the same, they are near enough to be mistaken for one another."""
SAME_PREDICATE = 0.5
"""From here on the same is said of two subjects."""
NEAR_RESULT = 0.2
"""From here on a target is of the matter of last year's, where nothing else is nearer."""
SAME_RESULT = 0.5
"""From here on last year's result tells how high this year's threshold is."""
_VERB = re.compile(
    r"\s(?:có|được|sử dụng|tham gia|đáp ứng|hoàn thành|kết nối|triển khai|cung cấp|chia sẻ|"
    r"thực hiện|cập nhật|biết|tiến hành|hài lòng)\s"
)
STEEP = 5
"""A threshold that must grow by this factor between two plans is worth a look."""


def within(draft: PlanDraft) -> Iterator[Finding]:
    """Return near duplicates and repeated rows of one plan."""
    rows = [row for row in binding(draft) if row.kind is RowKind.TARGET]
    weights = Weights.of([row.text for row in draft.rows] + [s.text for s in draft.statements])
    for one, other in combinations(rows, 2):
        if one.table != other.table or _year(one) != _year(other):
            continue
        same = one.text.strip() == other.text.strip() and one.section == other.section
        if same:
            words = Words(f"Trùng với dòng {one.number}", f"Repeats row {one.number}")
            quotes = (quote(draft, other), quote(draft, one))
            yield Finding(LintCode.DUPLICATE_ROW, quotes, words, other.number)
        else:
            yield from _near(draft, one, other, weights)


def _near(draft: PlanDraft, one: DraftRow, other: DraftRow, weights: Weights) -> Iterator[Finding]:
    """Two targets that say the same of different people or things (*thuê bao*, *dân số*)."""
    for left in asked(one.targets):
        for right in asked(other.targets):
            (who, what), (whom, again) = _halves(left.subject), _halves(right.subject)
            alike = left.unit == right.unit and weights.likeness(what, again) >= SAME_PREDICATE
            if alike and what and likeness(who, whom) < SAME_PREDICATE:
                words = Words(
                    f"Dòng {one.number} và {other.number} gần như cùng một chỉ tiêu, "
                    "khác đối tượng tính",
                    f"Rows {one.number} and {other.number} are nearly one target, "
                    "with different denominators",
                )
                quotes = (quote(draft, other), quote(draft, one))
                yield Finding(LintCode.NEAR_DUPLICATE, quotes, words, other.number)
                return


def _halves(subject: str) -> tuple[str, str]:
    """Split a subject into of whom it is said and what is said of them."""
    match = _VERB.search(subject)
    return (subject[: match.start()], subject[match.end() :]) if match else (subject, "")


def results(draft: PlanDraft) -> Iterator[Finding]:
    """Return what this year's targets make of last year's results, printed in the same plan."""
    ours = [(row, one) for row in assigning(draft) for one in asked(row.targets)]
    theirs = [(row, one) for row in of_plan(draft, TableRole.RESULTS) for one in asked(row.targets)]
    weights = Weights.of([row.text for row in draft.rows] + [s.text for s in draft.statements])
    shares = [
        (weights.likeness(now.subject, then.subject), at, of)
        for at, (_, now) in enumerate(ours)
        for of, (_, then) in enumerate(theirs)
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    for share, at, of in sorted(shares, reverse=True):
        if share < NEAR_RESULT or at in taken[0] or of in taken[1]:
            continue
        taken[0].add(at)
        taken[1].add(of)
        (row, now), (last, then) = ours[at], theirs[of]
        if likeness(now.subject, then.subject) < SAME_SUBJECT:
            yield _changed(draft, row, quote(draft, last))
        if share >= SAME_RESULT:
            yield from _below_result(draft, row, now, last)


def _changed(draft: PlanDraft, row: DraftRow, earlier: Quote) -> Finding:
    words = Words(
        "Cùng nội dung nhưng định nghĩa khác trước: không nối thành một chuỗi số liệu",
        "The same matter under another definition: no one series may be drawn",
    )
    return Finding(LintCode.DEFINITION_CHANGED, (quote(draft, row), earlier), words, row.number)


def _below_result(draft: PlanDraft, row: DraftRow, now: Asked, last: DraftRow) -> Iterator[Finding]:
    reached = _low(last.result)
    if reached is None or now.unit not in ("%", ""):
        return
    if (now.cut < reached) if now.higher_is_better else (now.cut > reached):
        result = last.result_text or (value_words(last.result, now.unit) if last.result else "")
        words = Words(
            f"Mức đề ra {now.words}, kết quả kỳ trước đã là {result}",
            f"The threshold is {now.words}; the last result was already {result}",
        )
        told = Quote(f"{last.text} — {result}", last.line, draft.id)
        yield Finding(LintCode.BELOW_LAST_RESULT, (quote(draft, row), told), words, row.number)


def _low(value: Value | None) -> Cut | None:
    match value:
        case Number(value=number):
            return Cut(Fraction(number))
        case Bounded(relation=relation, value=number) if relation.higher_is_better:
            return Cut.of(relation, Fraction(number))
        case _:
            return None


def across(child: PlanDraft, parent: PlanDraft) -> Iterator[Finding]:
    """Return how the targets of a plan stand to those of the plan that it comes from."""
    theirs = [row for row in binding(parent) if row.kind is RowKind.TARGET]
    for row in binding(child):
        for now in asked(row.targets):
            for above in theirs:
                for then in asked(above.targets):
                    same = now.unit == then.unit and now.higher_is_better == then.higher_is_better
                    if same and likeness(now.subject, then.subject) >= SAME_SUBJECT:
                        yield from _against_parent(child, row, now, parent, above, then)


def _against_parent(
    child: PlanDraft, row: DraftRow, now: Asked, parent: PlanDraft, above: DraftRow, then: Asked
) -> Iterator[Finding]:
    quotes = (quote(child, row), quote(parent, above))
    year, horizon = _year(row), _year(above)
    if year is None or horizon is None:
        return
    later = horizon - year
    if later <= 0 and now.easier_than(then):
        words = Words(
            f"{now.words} ({year}) thấp hơn kế hoạch cấp trên: {then.words} ({horizon})",
            f"{now.words} ({year}) is below the parent plan's {then.words} ({horizon})",
        )
        yield Finding(LintCode.BELOW_PARENT, quotes, words, row.number)
    elif later > 0 and now.cut == then.cut and now.cut.value < 100:
        words = Words(
            f"{now.words}: năm {year} đã bằng mức của năm {horizon}",
            f"{now.words}: {year} already asks for what {horizon} does",
        )
        yield Finding(LintCode.SAME_AS_LATER, quotes, words, row.number)
    elif later > 0 and 0 < now.cut.value * STEEP <= then.cut.value:
        words = Words(
            f"{now.words} ({year}) phải lên {then.words} sau {later} năm",
            f"{now.words} ({year}) must become {then.words} within {later} years",
        )
        yield Finding(LintCode.STEEP_RISE, quotes, words, row.number)


def horizons(draft: PlanDraft) -> Iterator[Finding]:
    """Return targets of an earlier horizon of one plan that a later one repeats or drops."""
    rows = [row for row in binding(draft) if row.kind is RowKind.TARGET and _year(row)]
    years = sorted({_year(row) or 0 for row in rows})
    for first, second in pairwise(years):
        later = [row for row in rows if _year(row) == second]
        if len(later) < 2:
            continue
        dropped = [row for row in rows if _year(row) == first and not _kept(row, later)]
        if dropped:
            texts = "; ".join(row.text for row in dropped)
            words = Words(
                f"{len(dropped)} chỉ tiêu của năm {first} không có mức cho năm {second}: {texts}",
                f"{len(dropped)} targets of {first} have none for {second}",
            )
            quotes = tuple(quote(draft, row) for row in dropped)
            yield Finding(LintCode.NO_LATER_ROW, quotes, words)


def _kept(row: DraftRow, later: Sequence[DraftRow]) -> bool:
    subjects = [one.subject for one in asked(row.targets)] or [row.text]
    others = [other.subject for one in later for other in asked(one.targets)]
    return any(likeness(subject, other) >= NEAR_SUBJECT for subject in subjects for other in others)


def _year(row: DraftRow) -> int | None:
    due = due_on(row.deadline) if row.deadline else None
    return due.year if due else None
