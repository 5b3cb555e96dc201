"""What is wrong with a plan file: the line, the field, what was found, what would be right.

The officer who edits the file reads this, so Vietnamese stands first and nothing of the
program shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from pydantic import ValidationError

from contracts.problems import FIELD_WORDS, FieldCode
from contracts.validation_words import field_problems
from domain.reasons import Words
from infra.yaml_places import FieldPath, Lines, line_of, shown, written
from services.cli.console import CommandFailed

SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong: `line` counts from 1, None for the file as a whole."""

    line: int | None
    field: str
    words: Words
    expected: str = ""

    def __str__(self) -> str:
        """Return it as one line for people."""
        place = " ".join(
            piece for piece in (f"dòng {self.line}" if self.line else "", self.field) if piece
        )
        right = f" Đúng ra: {self.expected}" if self.expected else ""
        return f"{place}: {self.words.vi} / {self.words.en}{right}".removeprefix(": ")


class PlanFileRefused(CommandFailed):
    """The file is no plan file, or not yet a right one; `problems` says why, at least one."""

    def __init__(self, name: str, problems: tuple[FileProblem, ...]) -> None:
        shown = [f"  {problem}" for problem in problems[:SHOWN_MAX]]
        if len(problems) > SHOWN_MAX:
            shown.append(f"  … và {len(problems) - SHOWN_MAX} lỗi nữa / and more")
        head = f"{name}: tệp kế hoạch chưa đúng / not a right plan file"
        super().__init__(
            "\n".join([head, *shown]),
            "sửa các dòng trên rồi chạy lại / correct these lines and run it again",
        )
        self.problems = problems


class Flaw(Exception):
    """One problem, found where the file's name is not known."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def refuse(line: int | None, vi: str, en: str, *, field: str = "", expected: str = "") -> NoReturn:
    """Give up on a file for one reason."""
    raise Flaw(FileProblem(line, field, Words(vi, en), expected))


def validation_problems(
    error: ValidationError, plain: object, lines: Lines
) -> tuple[FileProblem, ...]:
    """Return what the models refused, each with its line."""
    details = error.errors(include_url=False, include_input=False)
    worded = field_problems(error, {})
    return tuple(
        _problem(FIELD_WORDS[one.code], one.code, detail["loc"], one.expected, plain, lines)
        for detail, one in zip(details, worded, strict=True)
    )


def _problem(
    words: Words,
    code: FieldCode,
    loc: FieldPath,
    expected: str,
    plain: object,
    lines: Lines,
) -> FileProblem:
    path, value = written(loc, plain, missing=code is FieldCode.MISSING)
    if code is FieldCode.WRONG_KIND:
        path = (*path, "kind")
    if code is FieldCode.UNKNOWN_FIELD and path and str(path[-1]).isdigit():
        words = FIELD_WORDS[FieldCode.DECIMAL_COMMA]
        expected = "25.94"
    if code is FieldCode.DECIMAL_FORM and "," in str(value):
        words = FIELD_WORDS[FieldCode.DECIMAL_COMMA]
    return FileProblem(line_of(path, lines), shown(path), words, expected)
