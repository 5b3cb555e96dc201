"""A row of a plan file in words: in a line of a table, or in full."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from domain.deadline import due_on
from domain.draft import DraftRow, DraftTarget
from domain.plan import RowKind
from domain.vietnamese.words import date_words, rule_words, stakes_words, value_words
from services.cli.plan.plan_file_refs import indicator_name
from services.cli.plan.summary import note_words

TEXT_LENGTH = 60
_MANY = 5
"""From so many rows on, a note that they share is told once, above them."""
KIND_WORDS = {RowKind.TARGET: "chỉ tiêu", RowKind.TASK: "nhiệm vụ", RowKind.OTHER: "khác"}


def brief(row: DraftRow) -> tuple[str, ...]:
    """Return number, text, kind, targets, deadline, lead, and how much there is to review."""
    text = row.text if len(row.text) <= TEXT_LENGTH else f"{row.text[:TEXT_LENGTH].rstrip()}…"
    return (
        row.number,
        text,
        KIND_WORDS[row.kind],
        "; ".join(target_words(target) for target in row.targets),
        deadline_text(row),
        "; ".join(party.text for party in row.lead),
        str(len(row.notes)) if row.notes and not row.reviewed else "",
    )


def shared_notes(rows: Sequence[DraftRow]) -> dict[str, list[str]]:
    """Return what many rows are noted for alike, with their numbers: to be told once."""
    places: dict[str, list[str]] = {}
    for row in rows:
        for words in dict.fromkeys(note_words(note, row) for note in row.notes):
            places.setdefault(words, []).append(row.number or row.id)
    return {words: of for words, of in places.items() if len(of) >= _MANY}


def review_lines(row: DraftRow, told: Collection[str] = ()) -> Iterator[str]:
    """Yield a row in short, then each of its notes but those told; nothing where all are."""
    own = [words for note in row.notes if (words := note_words(note, row)) not in told]
    if not own:
        return
    number, text, _, wanted, deadline, lead, _ = brief(row)
    place = f", dòng {row.line}" if row.line else ""
    yield f"{number} [{row.id}{place}] {text}"
    understood = "; ".join(piece for piece in (wanted, deadline, lead) if piece and piece != "—")
    if understood:
        yield f"    {understood}"
    for words in own:
        yield f"  • {words}"


def target_words(target: DraftTarget) -> str:
    """Return what a target asks for."""
    return rule_words(target.rule, target.unit)


def deadline_text(row: DraftRow) -> str:
    """Return a deadline as printed, with the day on which it falls due."""
    due = due_on(row.deadline) if row.deadline else None
    words = row.deadline_text
    day = f"→ {date_words(due)}" if due else ""
    return " ".join(piece for piece in (words, day) if piece) or "—"


def row_lines(row: DraftRow) -> Iterator[str]:
    """Yield everything of a row, line by line."""
    yield f"{row.number} [{row.id}] {KIND_WORDS[row.kind]}" + (
        f", dòng {row.line}" if row.line else ""
    )
    if row.section:
        yield f"  {row.section}"
    yield f"  {row.text}"
    for target in row.targets:
        yield f"  mức: {target_words(target)}" + _subject(target)
        if target.stakes:
            yield f"  chi phí, thiệt hại: {stakes_words(target.stakes)}"
    yield f"  thời hạn: {deadline_text(row)}"
    for head, parties in (("chủ trì", row.lead), ("phối hợp", row.coordinators)):
        for party in parties:
            told = f"{party.name} ({party.agency or 'chưa rõ'})"
            yield f"  {head}: {told}" + ("" if party.text == party.name else f" «{party.text}»")
    if row.result is not None:
        unit = row.targets[0].unit if row.targets else ""
        yield f"  kết quả: {value_words(row.result, unit)} {row.verdict}".rstrip()
    if row.remark:
        yield f"  ghi chú: {row.remark}"
    for note in row.notes:
        yield f"  xem lại: {note.code.value}: {note_words(note, row)}"


def _subject(target: DraftTarget) -> str:
    choice = target.indicator
    if choice is None:
        return f" — {target.subject}" if target.subject else ""
    return f" — {choice.name} [{indicator_name(choice)}]" + (
        f" ({choice.change})" if choice.change else ""
    )
