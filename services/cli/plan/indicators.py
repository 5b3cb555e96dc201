"""Propose the indicator of each target: the same one where the definition is the same.

Pure. A definition is its words without threshold, year and courtesy (*tỷ lệ*, *đạt*), and its
unit: the numbers of a target never decide. Where an earlier definition is near but its words
differ, a new definition is proposed, a break in the series, with both wordings for the officer.
Two rows of one plan share an indicator only where their words are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from domain.bound import Relation
from domain.draft import DraftRow, DraftTarget, IndicatorChoice, Objective, PlanDraft, TableRole
from domain.identity import SLUG_MAX_LENGTH
from domain.plan import RowKind
from domain.target import Compound, Growth, Maintenance, Rank, Reduction, Rule, Threshold
from domain.vietnamese.agency_keys import slug_of
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from domain.vietnamese.text import clean
from services.cli.plan.wordings import Likeness, Wording, unit_key

SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator that is known, with each known wording of its definition."""

    choice: IndicatorChoice
    wordings: tuple[Wording, ...]


@dataclass
class _Book:
    """What is known while a plan is gone through."""

    earlier: list[Definition]
    by_words: dict[tuple[str, tuple[str, ...]], IndicatorChoice] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def add(self, definition: Definition) -> None:
        """Know a definition under each of its wordings; the first stands."""
        self.ids.add(definition.choice.id)
        for wording in definition.wordings:
            key = (unit_key(definition.choice.unit), wording.words)
            self.by_words.setdefault(key, definition.choice)


def defined(choice: IndicatorChoice, wordings: Iterable[str]) -> Definition:
    """Return an indicator as known, under its name and other wordings of it."""
    every = dict.fromkeys(Wording.of(text) for text in (choice.name, *wordings))
    return Definition(choice, tuple(wording for wording in every if wording))


def propose(draft: PlanDraft, earlier: Sequence[Definition] = ()) -> PlanDraft:
    """Return the draft with an indicator for every target that has none yet.

    Those that stand in the draft are decisions, and stay. Results of an earlier plan in the
    same document come first: the plan's own targets are compared with them.
    """
    book = _Book(list(earlier))
    for definition in earlier:
        book.add(definition)
    for holder in _holders(draft):
        for target in holder.targets:
            if target.indicator:
                book.add(defined(target.indicator, [_subject(target, holder)]))
    results = {table.id for table in draft.tables if table.role is TableRole.RESULTS}
    before = [row for row in draft.rows if row.table in results]
    after = [row for row in draft.rows if row.table not in results]
    rows = {row.id: row for row in _proposed(before, book)}
    book.earlier += [
        defined(target.indicator, [_subject(target, row)])
        for row in rows.values()
        for target in row.targets
        if target.indicator
    ]
    rows |= {row.id: row for row in _proposed(after, book)}
    objectives = _objectives(draft, rows, book)
    return replace(draft, rows=tuple(rows[row.id] for row in draft.rows), objectives=objectives)


def _holders(draft: PlanDraft) -> Iterator[DraftRow | Objective]:
    yield from draft.rows
    yield from draft.objectives


def _subject(target: DraftTarget, holder: DraftRow | Objective) -> str:
    for text in (target.subject, target.text, holder.text):
        if Wording.of(text):
            return text
    return holder.text


def _proposed(rows: Sequence[DraftRow], book: _Book) -> list[DraftRow]:
    """The rows with their indicators: the same, a changed one, or a new one."""
    wanted = {
        (row.id, at): (target, _subject(target, row))
        for row in rows
        if row.kind is RowKind.TARGET
        for at, target in enumerate(row.targets)
        if target.indicator is None
    }
    unknown = {
        key: subject
        for key, (target, subject) in wanted.items()
        if _known(target, subject, book) is None
    }
    changed = _changed(unknown, wanted, rows, book)
    made = []
    for row in rows:
        targets, notes = list(row.targets), list(row.notes)
        for at, target in enumerate(row.targets):
            if (row.id, at) not in wanted:
                continue
            subject = wanted[row.id, at][1]
            choice = _choice(target, subject, changed.get((row.id, at)), book)
            targets[at] = replace(target, indicator=choice)
            if choice.change:
                notes.append(Note(Review.DEFINITION_CHANGED, None, choice.change))
        made.append(replace(row, targets=tuple(targets), notes=tuple(dict.fromkeys(notes))))
    return made


def _known(target: DraftTarget, subject: str, book: _Book) -> IndicatorChoice | None:
    return book.by_words.get((unit_key(target.unit), Wording.of(subject).words))


def _changed(
    unknown: Mapping[tuple[str, int], str],
    wanted: Mapping[tuple[str, int], tuple[DraftTarget, str]],
    rows: Sequence[DraftRow],
    book: _Book,
) -> dict[tuple[str, int], Definition]:
    """Pair targets with earlier definitions that are near, the nearest first, each once.

    An earlier indicator that the plan still uses in its own words was not changed.
    """
    used = {
        choice.id
        for key, (target, subject) in wanted.items()
        if (choice := _known(target, subject, book)) is not None
    }
    used |= {t.indicator.id for row in rows for t in row.targets if t.indicator}
    wordings = [wording for each in book.earlier for wording in each.wordings]
    likeness = Likeness([*wordings, *map(Wording.of, unknown.values())])
    scored = sorted(
        (
            (score, key, at)
            for key, subject in unknown.items()
            for at, definition in enumerate(book.earlier)
            if definition.choice.id not in used
            and _same_sort(wanted[key][0].unit, definition.choice.unit)
            and (score := likeness.of(Wording.of(subject), definition.wordings))
        ),
        key=lambda one: (-one[0], one[1], -book.earlier[one[2]].choice.definition),
    )
    pairs: dict[tuple[str, int], Definition] = {}
    for _, key, at in scored:
        definition = book.earlier[at]
        if key not in pairs and definition.choice.id not in used:
            pairs[key] = definition
            used.add(definition.choice.id)
    return pairs


def _same_sort(one: str, other: str) -> bool:
    return one.startswith("%") == other.startswith("%") and bool(one) == bool(other)


def _choice(
    target: DraftTarget, subject: str, changed: Definition | None, book: _Book
) -> IndicatorChoice:
    known = _known(target, subject, book)
    if known is not None:
        return known
    direction = _direction(target.rule)
    name = clean(subject).text.strip(" .;,:-") or "Chỉ số"
    if changed is None:
        choice = IndicatorChoice(_new_id(name, book.ids), name, target.unit, direction=direction)
    else:
        before = changed.choice
        latest = max(each.choice.definition for each in book.earlier if each.choice.id == before.id)
        change = f"trước: {before.name}; nay: {name}"
        choice = IndicatorChoice(
            before.id, name, target.unit, latest + 1, change=change, direction=direction
        )
    book.add(defined(choice, [subject]))
    return choice


def _objectives(
    draft: PlanDraft, rows: Mapping[str, DraftRow], book: _Book
) -> tuple[Objective, ...]:
    """Objectives measure what the row that assigns them measures, else what their words say."""
    made = []
    for objective in draft.objectives:
        row = rows.get(objective.row or "")
        own = row.targets if row and len(row.targets) == len(objective.targets) else ()
        targets = []
        for at, target in enumerate(objective.targets):
            choice = target.indicator or (own[at].indicator if own else None)
            choice = choice or _choice(target, _subject(target, objective), None, book)
            targets.append(replace(target, indicator=choice))
        made.append(replace(objective, targets=tuple(targets)))
    return tuple(made)


def _direction(rule: Rule) -> Literal["higher", "lower"]:
    match rule:
        case Compound(parts=parts):
            return _direction(parts[0].rule)
        case Rank() | Reduction(measured="level"):
            return "lower"
        case (
            Threshold(relation=relation)
            | Maintenance(relation=relation)
            | Growth(relation=relation)
        ) if relation in (Relation.AT_MOST, Relation.BELOW):
            return "lower"
        case _:
            return "higher"


def _new_id(name: str, taken: Iterable[str]) -> str:
    """An id from the words of the name, cut between words, not one of those taken."""
    words = slug_of(" ".join(Wording.of(name).words) or name).split("-")
    base = words[0][:SLUG_LENGTH] or "chi-so"
    for word in words[1:]:
        if len(base) + len(word) >= SLUG_LENGTH:
            break
        base += f"-{word}"
    base = base[: SLUG_MAX_LENGTH - 6]
    used = set(taken)
    at, candidate = 2, base
    while candidate in used:
        at, candidate = at + 1, f"{base}-{at}"
    return candidate
