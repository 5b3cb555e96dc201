"""A table of results: the printed verdict against the rule, and against the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from domain.draft import DraftRow, PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import Weights, rare_runs
from domain.lint.rows import assigning, of_plan, quote
from domain.lint.rules import asked
from domain.measurement import Done, Number
from domain.reasons import VERDICT_WORDS, Verdict, Words
from domain.target import Compound
from domain.verdict import judge_value
from domain.vietnamese.text import clean

SAME_MATTER = 20
"""From here on the sentence most like a result speaks of its matter."""
SURELY = 40
"""From here on a sentence that counts entities counts those of the result."""
FEWEST_SHARED = 3
"""So many words in a row that no third row has make a task what was done before."""
_OUT_OF = re.compile(r"(?<![\d/])(?P<part>\d{1,4})/(?P<whole>\d{1,4})(?![\d/])(?=\s+[^\W\d_])")
_COUNTED = re.compile(r"(?<![\d/])\d{1,4}\s+(?:sở|đơn vị|cơ quan|huyện|xã|phường)\b[^.;]{0,20}")


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return results whose verdict the rule does not give, or that the text contradicts."""
    weights = Weights.of([row.text for row in draft.rows] + [s.text for s in draft.statements])
    for row in of_plan(draft, TableRole.RESULTS):
        yield from _verdict(draft, row)
        yield from _evidence(draft, row, weights)
        if row.verdict == Verdict.MISSED and not row.remark.strip():
            words = Words("Chưa đạt nhưng không ghi lý do", "Missed, and no reason is given")
            yield Finding(LintCode.MISSED_WITHOUT_REASON, (quote(draft, row),), words, row.number)
    yield from _again(draft)


def _verdict(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    if row.result is None or not row.verdict or len(row.targets) != 1:
        return
    (target,) = row.targets
    if isinstance(target.rule, Compound):
        return
    percent = target.unit.startswith("%") or "%" in row.result_text
    found = judge_value(target.rule, row.result, percent=percent)
    if found.verdict in (Verdict.UNDETERMINED, Verdict.NO_DATA) or found.verdict == row.verdict:
        return
    printed, derived = VERDICT_WORDS[Verdict(row.verdict)], VERDICT_WORDS[found.verdict]
    words = Words(
        f"In là {printed.vi}, theo quy tắc là {derived.vi}",
        f"Printed {printed.en}, by the rule {derived.en}",
    )
    yield Finding(LintCode.VERDICT_DIFFERS, (quote(draft, row),), words, row.number)


def _evidence(draft: PlanDraft, row: DraftRow, weights: Weights) -> Iterator[Finding]:
    """A result of 100 % or done, where the text says of the same matter that some are missing."""
    whole = isinstance(row.result, Done) or (
        isinstance(row.result, Number) and Fraction(row.result.value) == 100
    )
    shares = [(weights.likeness(row.text, s.text), s) for s in draft.statements] if whole else []
    share, nearest = max(shares, key=lambda pair: pair[0], default=(0, None))
    if nearest is None or share < SAME_MATTER:
        return
    paragraph = [s for s in draft.statements if s.line == nearest.line]
    for statement in paragraph:
        text = clean(statement.text).text
        partial = [
            match.group()
            for match in _OUT_OF.finditer(text)
            if int(match["part"]) < int(match["whole"])
        ]
        if share >= SURELY and statement is nearest:
            partial += _COUNTED.findall(text)
        if partial:
            said, listed = row.result_text or "100%", ", ".join(partial)
            words = Words(
                f"Bảng ghi {said}, phần lời ghi {listed}", f"{said} in the table, {listed} in text"
            )
            told = Quote(statement.text, statement.line, draft.id)
            yield Finding(LintCode.EVIDENCE_DIFFERS, (quote(draft, row), told), words, row.number)
            return


def _again(draft: PlanDraft) -> Iterator[Finding]:
    """What an earlier plan's table calls done, and this plan still has to do."""
    earlier = [*of_plan(draft, TableRole.RESULTS)]
    tasks = [row for row in assigning(draft) if not [*asked(row.targets)]]
    rare = rare_runs([row.text for row in [*earlier, *assigning(draft)]])
    for last in (row for row in earlier if isinstance(row.result, Done)):
        for row in tasks:
            shared = rare(last.text) & rare(row.text)
            if any(len(run) >= FEWEST_SHARED for run in shared):
                words = Words(
                    f"Kỳ trước ghi {last.result_text or 'hoàn thành'}, kỳ này lại giao",
                    "Called done in the last period, and assigned again",
                )
                quotes = (quote(draft, row), quote(draft, last))
                yield Finding(LintCode.DONE_AGAIN, quotes, words, row.number)
