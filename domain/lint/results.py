"""A table of results: the printed verdict against the rule, and against the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from domain.draft import DraftRow, PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import contained
from domain.lint.rows import of_plan, quote
from domain.measurement import Done, Number
from domain.reasons import VERDICT_WORDS, Verdict, Words
from domain.target import Compound
from domain.verdict import judge_value

SAME_MATTER = 0.5
_OUT_OF = re.compile(r"(?<![\d/])(\d{1,4})/(\d{1,4})(?![\d/])(?=\s+[^\W\d_])")


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return results whose verdict the rule does not give, or that the text contradicts."""
    for row in of_plan(draft, TableRole.RESULTS):
        yield from _verdict(draft, row)
        yield from _evidence(draft, row)
        if row.verdict == Verdict.MISSED and not row.remark.strip():
            words = Words("Chưa đạt nhưng không ghi lý do", "Missed, and no reason is given")
            yield Finding(LintCode.MISSED_WITHOUT_REASON, (quote(draft, row),), words, row.number)


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


def _evidence(draft: PlanDraft, row: DraftRow) -> Iterator[Finding]:
    """A result of 100 % or done, where the text says of the same matter that some are missing."""
    whole = isinstance(row.result, Done) or (
        isinstance(row.result, Number) and Fraction(row.result.value) == 100
    )
    if not whole:
        return
    for statement in draft.statements:
        partial = [m for m in _OUT_OF.finditer(statement.text) if int(m[1]) < int(m[2])]
        if partial and contained(row.text, statement.text) >= SAME_MATTER:
            words = Words(
                f"Bảng ghi {row.result_text or '100%'}, phần lời ghi {partial[0].group()}",
                f"{row.result_text or '100%'} in the table, {partial[0].group()} in the text",
            )
            told = Quote(statement.text, statement.line, draft.id)
            yield Finding(LintCode.EVIDENCE_DIFFERS, (quote(draft, row), told), words, row.number)
            return
