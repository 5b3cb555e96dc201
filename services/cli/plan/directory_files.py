"""The agencies that are known already: of the directory's events, or of other plan files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from contracts.directory import AgencyRegistered
from domain.plan import Agency
from domain.vietnamese.agency_scope import Place
from domain.vietnamese.text import clean, fold
from services.cli.console import CommandFailed
from services.cli.plan.event_files import events_of, is_events
from services.cli.plan.plan_file import load


def read_directory(paths: Iterable[Path]) -> dict[Path, tuple[Agency, ...]]:
    """Return the agencies that each file names; of an id's registrations the last revision.

    Raises:
        CommandFailed: a file is neither, or not a right one: what is wrong, and where.
    """
    return {path: _of_events(path) if is_events(path) else _of_plan(path) for path in paths}


def of_place(files: dict[Path, tuple[Agency, ...]], place: Place) -> tuple[Agency, ...]:
    """Return the agencies of the files that may be used for a plan of a place.

    A plan file names its agencies without their province, so it must be of the same one.

    Raises:
        CommandFailed: a plan file is of another province.
    """
    own = fold(clean(place.own_province).text)
    for path, agencies in files.items():
        if is_events(path) or not own or any(own in fold(one.name) for one in agencies[:1]):
            continue
        raise CommandFailed(
            f"{path}: tệp kế hoạch của nơi khác / a plan file of another place: {agencies[0].name}",
            "--directory nhận tệp kế hoạch cùng tỉnh, hoặc sự kiện agency.registered (.jsonl)",
        )
    return tuple(agency for agencies in files.values() for agency in agencies)


def members_of(agencies: Iterable[Agency]) -> dict[str, tuple[str, ...]]:
    """Return the members of each group whose members are listed."""
    return {one.id: one.members for one in agencies if one.members}


def _of_events(path: Path) -> tuple[Agency, ...]:
    found: dict[str, tuple[int, Agency]] = {}
    for event in events_of(path):
        data = event.data
        if not isinstance(data, AgencyRegistered):
            continue
        id_ = event.subject.partition("/")[2]
        if id_ not in found or found[id_][0] <= data.revision:
            agency = Agency(id_, data.name, data.short_name, data.kind, data.members, data.parent)
            found[id_] = (data.revision, agency)
    return tuple(agency for _, agency in found.values())


def _of_plan(path: Path) -> tuple[Agency, ...]:
    """The agencies of a plan file, its issuer first."""
    draft = load(path)
    known = (draft.issuer, *draft.agencies)
    return tuple(
        Agency(one.agency or "", one.name, "", one.kind, draft.members.get(one.agency or "", ()))
        for one in dict.fromkeys(known)
        if one.agency or one is draft.issuer
    )
