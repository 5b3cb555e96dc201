"""The plan file: one reviewable YAML that holds a whole draft, and that officers edit by hand.

`load(save(draft))` is the draft again, in its normal form (`catalogue.normal`).
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from domain.draft import PlanDraft
from services.cli.console import USAGE, CommandFailed
from services.cli.plan.catalogue import normal
from services.cli.plan.plan_file_models import PlanFile
from services.cli.plan.plan_file_problems import Flaw, PlanFileRefused, validation_problems
from services.cli.plan.plan_file_read import to_draft
from services.cli.plan.plan_file_write import dumps
from services.cli.plan.plan_file_yaml import MAX_BYTES, read_yaml

__all__ = ["dumps", "load", "loads", "save"]

DOCUMENT_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *("txt", "md", "csv", "tsv", "doc", "docx", "docm", "odt", "pdf"),
        *("xls", "xlsx", "xlsm", "ods", "htm", "html"),
    )
)


def load(path: Path) -> PlanDraft:
    """Return the draft that a plan file holds.

    Raises:
        CommandFailed: there is no such file, or it is the document that one is made from.
        PlanFileRefused: its lines, what is wrong in each, and what would be right.
    """
    if path.suffix.lower() in DOCUMENT_SUFFIXES:
        raise CommandFailed(
            f"{path}: là văn bản gốc, chưa phải tệp kế hoạch / a document, not a plan file",
            f"chitieu plan import {path} --out {path.stem}.yaml",
            exit_code=USAGE,
        )
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CommandFailed(
            f"{path}: không có tệp này / no such file",
            "Kiểm tra lại đường dẫn; `chitieu plan import SOURCE --out FILE` làm ra tệp kế hoạch "
            "/ check the path; that command makes a plan file",
            exit_code=USAGE,
        ) from None
    except OSError as error:
        raise CommandFailed(
            f"{path}: không đọc được tệp / cannot be read: {error.strerror}",
            "chitieu plan import SOURCE --out FILE",
            exit_code=USAGE,
        ) from error
    return loads(raw, str(path))


def loads(raw: bytes, name: str) -> PlanDraft:
    """Return the draft that the bytes of a plan file hold; `name` is what refusals call it.

    Raises:
        PlanFileRefused: what is wrong, line by line.
    """
    try:
        plain, lines = read_yaml(raw)
    except Flaw as flaw:
        raise PlanFileRefused(name, (flaw.problem,)) from None
    try:
        file = PlanFile.model_validate(plain)
    except ValidationError as error:
        raise PlanFileRefused(name, validation_problems(error, plain, lines)) from None
    draft, problems = to_draft(file, lines)
    if problems:
        raise PlanFileRefused(name, problems)
    return normal(draft)


def save(draft: PlanDraft, path: Path) -> None:
    """Write a draft as a plan file, at once or not at all.

    Raises:
        PlanFileRefused: the draft holds what no plan file can; nothing is written.
        CommandFailed: the file cannot be written.
    """
    raw = dumps(draft).encode()
    loads(raw, str(path))  # an officer must never meet a file that cannot be read again
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(raw)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CommandFailed(
            f"{path}: không ghi được tệp / cannot be written: {error.strerror}", exit_code=USAGE
        ) from error
