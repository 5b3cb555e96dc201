"""Findings of lint as JSON, as programs read them. Deterministic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.lint.advice import ADVICE
from domain.lint.findings import Finding
from domain.reasons import Words
from services.cli.plan.lint_words import Linted, source_name

Tree = dict[str, Any]


def as_text(findings: Sequence[Finding], linted: Sequence[Linted]) -> str:
    """Return the findings as one JSON list.

    `line` counts from 1 in `source`, the document that the plan file `file` was read from.
    """
    places = {draft.id: (path, source_name(draft)) for path, draft in linted}
    trees = [_tree(finding, *places[finding.quotes[0].plan]) for finding in findings]
    return json.dumps(trees, ensure_ascii=False, indent=2)


def _tree(finding: Finding, path: Path, source: str) -> Tree:
    first = finding.quotes[0]
    return {
        "code": finding.code.value,
        "severity": finding.severity.name.lower(),
        "plan": first.plan,
        "file": str(path),
        "source": source,
        "line": first.line,
        "row": finding.row or None,
        "quotes": [
            {"text": quote.text, "line": quote.line, "plan": quote.plan} for quote in finding.quotes
        ],
        "detail": _words(finding.detail),
        "advice": _words(ADVICE[finding.code]),
    }


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}
