"""Targets beside other targets of the same plan, and beside last year's results printed in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from domain.bound import Cut
from domain.deadline import due_on
from domain.draft import DraftRow, PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import Weights, contained, likeness, phrase, plain, rare_runs
from domain.lint.rows import assigning, binding, of_plan, quote
from domain.lint.rules import Asked, asked
from domain.measurement import Bounded, Number, Value
from domain.plan import RowKind
from domain.reasons import Words
from domain.vietnamese.words import value_words

SAME_SUBJECT = 85
"""From here on two subjects are the same thing in other words."""
NEAR_SUBJECT = 58
"""From here on a later target goes on with an earlier one."""
SAME_PREDICATE = 80
"""From here on the same is said of two subjects."""
SAME_PEOPLE = 75
"""From here on two groups of people are the same one."""
NEAR_RESULT = 15
"""From here on a target may be of the matter of last year's, if nothing else is nearer."""
SURE_RESULT = 40
"""From here on it is so even where both ask for all, and no number tells them apart."""
WHOLE = Fraction(100)

_VERB = re.compile(
    r"\s(?:có|được|sử dụng|dùng|tham gia|hoàn thành|kết nối|tiếp cận|biết|tiến hành|hài lòng)\s"
)
_PEOPLE = re.compile(r"\b(?:dân số|dân|người|thuê bao|hộ|công dân|khách hàng|lao động)\b")


def year_of(row: DraftRow) -> int | None:
    """Return the year that a row is due in."""
    due = due_on(row.deadline) if row.deadline else None
    return due.year if due else None


def within(draft: PlanDraft) -> Iterator[Finding]:
    """Return near duplicates and repeated rows of one plan."""
    rows = [row for row in binding(draft) if row.kind is RowKind.TARGET]
    people = [(row, [*asked(row.targets)]) for row in rows if _PEOPLE.search(plain(row.text))]
    same = Counter((row.table, row.section, year_of(row), row.text.strip()) for row in rows)
    first: dict[tuple[object, ...], DraftRow] = {}
    for row in rows:
        key = (row.table, row.section, year_of(row), row.text.strip())
        if same[key] > 1 and (earlier := first.setdefault(key, row)) is not row:
            words = Words(f"Trùng với dòng {earlier.number}", f"Repeats row {earlier.number}")
            quotes = (quote(draft, row), quote(draft, earlier))
            yield Finding(LintCode.DUPLICATE_ROW, quotes, words, row.number)
    for (one, said), (other, again) in combinations(people, 2):
        if one.table == other.table and year_of(one) == year_of(other):
            yield from _near(draft, one, said, other, again)


def _near(
    draft: PlanDraft, one: DraftRow, said: list[Asked], other: DraftRow, again: list[Asked]
) -> Iterator[Finding]:
    """Two targets that say the same of people counted in two ways (*thuê bao*, *dân số*)."""
    for left in said:
        for right in again:
            if left.unit == right.unit and _same_of_others(left.subject, right.subject):
                words = Words(
                    f"Dòng {one.number} và {other.number} gần như cùng một chỉ tiêu, "
                    "khác đối tượng tính",
                    f"Rows {one.number} and {other.number} are nearly one target, "
                    "with different denominators",
                )
                quotes = (quote(draft, other), quote(draft, one))
                yield Finding(LintCode.NEAR_DUPLICATE, quotes, words, other.number)
                return


def _same_of_others(one: str, other: str) -> bool:
    """Tell whether the same is said, and of different people."""
    (who, what), (whom, again) = _halves(one), _halves(other)
    if not (_PEOPLE.search(who) and _PEOPLE.search(whom)):
        return False
    if min(len(phrase(what).words), len(phrase(again).words)) < 3:
        return False
    begins = phrase(what).words[:2] == phrase(again).words[:2]
    alike = max(contained(what, again), contained(again, what)) >= SAME_PREDICATE
    return begins and alike and likeness(who, whom) < SAME_PEOPLE


def _halves(subject: str) -> tuple[str, str]:
    """Split a subject into of whom it is said and what is said of them."""
    subject = plain(subject)
    match = _VERB.search(subject)
    return (subject[: match.start()], subject[match.end() :]) if match else (subject, "")


def results(draft: PlanDraft) -> Iterator[Finding]:
    """Return what this year's targets make of last year's results, printed in the same plan."""
    earlier = [row for row in of_plan(draft, TableRole.RESULTS) if row.targets]
    for row, now, last, then in _pairs(draft, earlier, NEAR_RESULT):
        changed = likeness(now.subject, then.subject) < SAME_SUBJECT
        if changed:
            yield _changed(draft, row, quote(draft, last))
        yield from _below_result(draft, row, now, last, changed=changed)


def successive(draft: PlanDraft, last: PlanDraft) -> Iterator[Finding]:
    """Return the targets whose definition differs from that of the plan of the year before."""
    earlier = [row for row in binding(last) if row.targets]
    for row, now, before, then in _pairs(draft, earlier, SURE_RESULT):
        if likeness(now.subject, then.subject) < SAME_SUBJECT:
            yield _changed(draft, row, quote(last, before))


def _changed(draft: PlanDraft, row: DraftRow, earlier: Quote) -> Finding:
    words = Words(
        "Cùng nội dung nhưng định nghĩa khác trước: không nối thành một chuỗi số liệu",
        "The same matter under another definition: no one series may be drawn",
    )
    return Finding(LintCode.DEFINITION_CHANGED, (quote(draft, row), earlier), words, row.number)


def _pairs(
    draft: PlanDraft, earlier: Sequence[DraftRow], enough: int
) -> Iterator[tuple[DraftRow, Asked, DraftRow, Asked]]:
    """Pair targets with last year's: of one unit, each other's likest, with words of their own."""
    rows = [row for row in assigning(draft) if row.targets]
    weights = Weights.of([row.text for row in draft.rows] + [s.text for s in draft.statements])
    runs_of = rare_runs([row.text for row in [*rows, *earlier]])
    rare = {row.text: runs_of(row.text) for row in [*rows, *earlier]}
    ours = [(row, one) for row in rows for one in asked(row.targets)]
    theirs = [(row, one) for row in earlier for one in asked(row.targets)]
    shares = [
        (max(weights.likeness(a.subject, b.subject), weights.likeness(r.text, q.text)), at, of)
        for at, (r, a) in enumerate(ours)
        for of, (q, b) in enumerate(theirs)
        if a.unit == b.unit
        and (rare[r.text] & rare[q.text] or likeness(a.subject, b.subject) >= SAME_SUBJECT)
    ]
    least = [
        SURE_RESULT if ours[at][1].cut.value == theirs[of][1].cut.value == WHOLE else enough
        for _, at, of in shares
    ]
    shares = [share for share, lowest in zip(shares, least, strict=True) if share[0] >= lowest]
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, at, of in sorted(shares, reverse=True):
        if at not in taken[0] and of not in taken[1]:
            taken[0].add(at)
            taken[1].add(of)
            yield *ours[at], *theirs[of]


def _below_result(
    draft: PlanDraft, row: DraftRow, now: Asked, last: DraftRow, *, changed: bool
) -> Iterator[Finding]:
    reached = _low(last.result)
    if reached is None or now.unit not in ("%", ""):
        return
    if changed and reached.value == WHOLE:
        return  # what was done as a whole and is asked for again in part is another thing
    if (now.cut < reached) if now.higher_is_better else (now.cut > reached):
        result = last.result_text or (value_words(last.result, now.unit) if last.result else "")
        words = Words(
            f"Mức đề ra {now.words}, kết quả kỳ trước đã là {result}",
            f"The threshold is “{now.words}”; the last result was already “{result}”",
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


def horizons(draft: PlanDraft) -> Iterator[Finding]:
    """Return targets of an earlier horizon of one plan that a later one repeats or drops."""
    rows = [row for row in binding(draft) if row.kind is RowKind.TARGET and year_of(row)]
    years = sorted({year_of(row) or 0 for row in rows})
    for first, second in pairwise(years):
        later = [row for row in rows if year_of(row) == second]
        earlier = [row for row in rows if year_of(row) == first]
        dropped = [row for row in earlier if not _kept(row, later)]
        if not dropped or 2 * len(dropped) > len(earlier):
            continue  # two horizons of one list share most targets; others are two lists
        texts = "; ".join(row.number for row in dropped)
        words = Words(
            f"{len(dropped)} chỉ tiêu của năm {first} không có mức cho năm {second}: {texts}",
            f"{len(dropped)} targets of {first} have none for {second}: {texts}",
        )
        quotes = tuple(quote(draft, row) for row in dropped)
        yield Finding(LintCode.NO_LATER_ROW, quotes, words)


def _kept(row: DraftRow, later: Sequence[DraftRow]) -> bool:
    return any(
        likeness(one, other) >= NEAR_SUBJECT
        for one in _subjects(row)
        for again in later
        for other in _subjects(again)
    )


def _subjects(row: DraftRow) -> list[str]:
    return [target.subject or target.text for target in row.targets] or [row.text]
