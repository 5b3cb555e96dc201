"""Import the three plans from their texts, as an officer did: `python -m examples.build_plans`.

Each is imported with `chitieu plan import`, in the order in which they were issued, so that a
later plan finds the indicators of the earlier ones. What the officer then decided in the file
is in `examples.plan_decisions`: it is written into the file as if edited by hand, with a comment
that says why. Importing again over the files keeps the decisions, and loses the comments only.
"""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Container
from dataclasses import replace
from datetime import date
from pathlib import Path

from domain.draft import DraftRow, IndicatorChoice, Objective, PlanDraft
from domain.vietnamese.review import Review
from examples.building import EXAMPLES
from examples.plan_decisions import PLANS, Decided, Decision
from services.cli.plan.catalogue import with_targets
from services.cli.plan.import_plan import Wish, import_plan
from services.cli.plan.plan_file import load, loads, save

SOURCES, FILES = EXAMPLES / "sources", EXAMPLES / "plans"
DIRECTORY = tuple(
    EXAMPLES / name / "01_directory.jsonl" for name in ("dong_thap_2022", "dong_thap_2023")
)
COMMENT_WIDTH = 92


def wish(plan: str, folder: Path) -> Wish:
    """Return what `chitieu plan import` is asked for a plan, of which `folder` has the file."""
    asked = PLANS[plan].asked
    return Wish(
        source=SOURCES / asked.source,
        out=folder / f"{plan}.yaml",
        tables=asked.tables,
        directory=DIRECTORY,
        indicators=tuple(folder / f"{earlier}.yaml" for earlier in asked.earlier),
        number=asked.number,
        issued_on=date.fromisoformat(asked.issued_on) if asked.issued_on else None,
        plan_id=plan,
    )


def build(folder: Path) -> None:
    """Write the three reviewed plan files into an empty folder."""
    for plan, decided in PLANS.items():
        asked = wish(plan, folder)
        import_plan(asked, lambda _: None)
        draft = load(asked.out)
        save(reviewed(draft, decided), asked.out)
        text = commented(asked.out.read_text(encoding="utf-8"), draft, decided)
        loads(text.encode(), asked.out.name)
        asked.out.write_text(text, encoding="utf-8")


def reviewed(draft: PlanDraft, decided: Decided) -> PlanDraft:
    """Return the draft with what the officer decided."""
    by_row = {f"{draft.id}.{one.row}": one for one in decided.rows}
    lost = by_row.keys() - {row.id for row in draft.rows}
    if lost:
        raise SystemExit(f"decisions on rows that are not there: {sorted(lost)}")
    draft = with_targets(
        replace(draft, title=decided.title or draft.title),
        lambda target: replace(target, indicator=_renamed(target.indicator, decided)),
    )
    rows = (_settled(row, decided.alike) for row in draft.rows)
    rows = (_decided(row, by_row[row.id]) if row.id in by_row else row for row in rows)
    made = {row.id: row for row in rows}
    objectives = (_as_assigned(one, made.get(one.row or "")) for one in draft.objectives)
    return replace(
        draft,
        rows=tuple(made.values()),
        objectives=tuple(objectives),
        agencies=(*draft.agencies, *decided.groups),
        duties=tuple(replace(one, reviewed=one.line in decided.duties) for one in draft.duties),
    )


def _as_assigned(objective: Objective, row: DraftRow | None) -> Objective:
    """Measure an objective of the prose by what the row measures that assigns it."""
    if row is None or len(row.targets) != len(objective.targets):
        return objective
    pairs = zip(objective.targets, row.targets, strict=True)
    return replace(
        objective, targets=tuple(replace(one, indicator=its.indicator) for one, its in pairs)
    )


def _settled(row: DraftRow, alike: Container[Review]) -> DraftRow:
    """Settle what is decided for all rows alike; the notes on other things stay."""
    notes = tuple(note for note in row.notes if note.code not in alike)
    return row if notes == row.notes else replace(row, notes=notes, reviewed=not notes)


def _renamed(choice: IndicatorChoice | None, decided: Decided) -> IndicatorChoice | None:
    if choice is None or choice.id not in decided.indicators:
        return choice
    id_, name = decided.indicators[choice.id]
    # An earlier definition keeps its own name.
    return replace(choice, id=id_, name=name or choice.name)


def _decided(row: DraftRow, decision: Decision) -> DraftRow:
    targets = list(row.targets)
    for at, change in decision.indicators.items():
        target = targets[at]
        if target.indicator is None:
            raise SystemExit(f"{row.id}: no indicator was proposed")
        targets[at] = replace(target, indicator=replace(target.indicator, **change))
    settled = decision.settled and bool(row.notes)
    return replace(row, targets=tuple(targets), reviewed=settled)


def commented(text: str, draft: PlanDraft, decided: Decided) -> str:
    """Return the text of a reviewed file with the officer's reasons above what they are about.

    `draft` is the plan as imported, which has every mark.
    """
    marked = {row.id: {note.code for note in row.notes} for row in draft.rows}
    own = {f"{draft.id}.{decision.row}" for decision in decided.rows}
    for code, why in {**decided.alike, **decided.stays}.items():
        said = "ĐÃ XEM" if code in decided.alike else "CÒN VƯỚNG"
        rows = [row.id for row in draft.rows if code in marked[row.id] and row.id not in own]
        if not rows:
            raise SystemExit(f"{draft.id}: no row is marked {code.value}")
        words = f"{said} ({len(rows)} dòng như nhau): {why}"
        text = _above(text, f"  - id: {rows[0]}\n", words)
    for decision in (one for one in decided.rows if one.why):
        said = "CÒN VƯỚNG" if not decision.settled else "ĐÃ XEM"
        text = _above(text, f"  - id: {draft.id}.{decision.row}\n", f"{said}: {decision.why}")
    for start, why in decided.remarks.items():
        line = next(line for line in text.splitlines(keepends=True) if line.startswith(start))
        text = _above(text, line, why)
    return text


def _above(text: str, line: str, words: str) -> str:
    if line not in text:
        raise SystemExit(f"not in the file: {line!r}")
    indent = " " * (len(line) - len(line.lstrip()))
    lines = textwrap.wrap(words, COMMENT_WIDTH - len(indent))
    # A row stands before the project of the same id.
    return text.replace(line, "".join(f"{indent}# {one}\n" for one in lines) + line, 1)


def main() -> None:
    """Write the files into `examples/plans`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder)
        for file in folder.glob("*.yaml"):
            (FILES / file.name).write_bytes(file.read_bytes())


if __name__ == "__main__":
    main()
