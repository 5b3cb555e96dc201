"""lint-codes.md: every kind of finding of `chitieu plan lint`, and what to do about it."""

from __future__ import annotations

from domain.lint.advice import ADVICE
from domain.lint.findings import SEVERITY_WORDS, LintCode, Severity, severity_of
from domain.lint.meanings import MEANINGS
from services.cli.reference.markdown import code, table

_INTRO = """# Lint codes

`chitieu plan lint FILE…` looks for contradictions and gaps in plan files, in each and across those
given together. Each finding has a code, a severity, its place, the texts that it rests on, and
what to do. Codes are stable: programs read `code`, people read `vi` and `en`. The exit code is 0
where there is nothing above a note, 1 for warnings, 4 for errors.

Findings compare words, so that each is a question to the officer, not a verdict: texts are paired
by how many telling words they share, and what is paired wrongly can be passed over.
"""


def page() -> str:
    """Return the page, the heaviest severity first."""
    parts = [_INTRO]
    for severity in sorted(Severity, reverse=True):
        words = SEVERITY_WORDS[severity]
        rows = (
            (
                code(one.value),
                f"{MEANINGS[one].vi} / {MEANINGS[one].en}",
                f"{ADVICE[one].vi} / {ADVICE[one].en}",
            )
            for one in LintCode
            if severity_of(one) is severity
        )
        heads = ("code", "nghĩa / meaning", "cách xử lý / what to do")
        parts += [f"## {words.vi} / {words.en}\n", table(heads, rows)]
    return "\n".join(parts)
