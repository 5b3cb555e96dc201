"""From a printed plan to its plan file: read, draft, name, put together with the file, propose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from domain.draft import PlanDraft
from domain.identity import MalformedId, canonical_agency_id
from domain.plan import Agency
from domain.vietnamese.agency_directory import directory_of
from domain.vietnamese.agency_scope import Place
from services.cli.console import USAGE, CommandFailed
from services.cli.plan.directory_files import members_of, of_place, read_directory
from services.cli.plan.document import Document
from services.cli.plan.earlier_results import as_own_plan
from services.cli.plan.importing import ImportOptions, draft, outline
from services.cli.plan.importing.front import read_front
from services.cli.plan.importing.tables import find_tables, prose_of
from services.cli.plan.imports_again import marked
from services.cli.plan.indicator_files import read_indicators
from services.cli.plan.indicators import propose
from services.cli.plan.naming import named
from services.cli.plan.plan_file import load, save
from services.cli.plan.plan_file_problems import PlanFileRefused
from services.cli.plan.readers import read
from services.cli.plan.reimport import Again, put_together, related
from services.cli.plan.storable import storable

Tell = Callable[[str], None]
PLAN_FILES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer asks of an import."""

    source: Path
    out: Path
    tables: tuple[str, ...] = ()
    directory: tuple[Path, ...] = ()
    indicators: tuple[Path, ...] = ()
    issuer: str = ""
    province: str = ""
    title: str = ""
    number: str | None = None
    issued_on: date | None = None
    plan_id: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """The plan as it was written; `again` where its file was there before, kept at `backup`."""

    draft: PlanDraft
    again: Again | None = None
    backup: Path | None = None
    skipped: tuple[str, ...] = field(default=())


def import_plan(wish: Wish, tell: Tell) -> Imported:
    """Read the source, and write the plan file.

    Raises:
        CommandFailed: what cannot be read, or would be overwritten; nothing is written then.
    """
    _check_paths(wish)
    tell(f"đọc / reading {wish.source.name}")
    files = read_directory(wish.directory)
    known = read_indicators(wish.indicators)
    document = read(wish.source)
    options = ImportOptions(
        tables=wish.tables,
        province=wish.province,
        title=wish.title,
        number=wish.number,
        issued_on=wish.issued_on,
        plan_id=wish.plan_id,
    )
    tell("nhận ra bảng, chỉ tiêu, thời hạn, cơ quan / understanding the plan")
    options, place, agencies = _placed(document, options, wish.issuer, files)
    read_now = as_own_plan(draft(document, options))
    _check_tables(document, read_now, wish)
    _check_found(read_now, wish)
    read_now = named(storable(read_now), place, members_of(agencies))
    read_now = marked(replace(read_now, source=_source(document)))
    old = _standing(wish, read_now)
    again = put_together(old, read_now, partly=bool(wish.tables)) if old else None
    tell("đề xuất chỉ số / proposing indicators")
    made = propose(again.draft if again else read_now, known)
    backup = _keep(wish.out) if wish.out.exists() else None
    save(made, wish.out)
    left_out = [] if not wish.tables else _left_out(document, made)
    return Imported(made, again, backup, tuple(left_out))


def _source(document: Document) -> str:
    return f"{document.name} sha256:{document.sha256}"


def _placed(
    document: Document,
    options: ImportOptions,
    issuer: str,
    files: dict[Path, tuple[Agency, ...]],
) -> tuple[ImportOptions, Place, tuple[Agency, ...]]:
    """Find whose plan it is, then the ids of that place's agencies."""
    every = tuple(agency for agencies in files.values() for agency in agencies)
    options = replace(options, issuer=_issuer_name(issuer, every))
    prose, tables = prose_of(document), find_tables(document)
    place = read_front(document, prose, tables, options).place
    agencies = of_place(files, place)
    if not agencies:
        return options, place, agencies
    known = directory_of(agencies, place)
    options = replace(options, directory=known)
    front = read_front(document, prose, tables, options)
    if place.level == "tinh" and front.issuer.agency:
        known = directory_of(agencies, place, parent=front.issuer.agency)
        options = replace(options, directory=known)
    return options, replace(place, directory=options.directory), agencies


def _issuer_name(issuer: str, agencies: tuple[Agency, ...]) -> str:
    """The issuer's name; an id is looked up in the directory."""
    try:
        id_ = canonical_agency_id(issuer)
    except MalformedId:
        return issuer
    for agency in agencies:
        if agency.id == id_:
            return agency.name
    raise CommandFailed(
        f"--issuer {issuer}: không có trong --directory / not in the directory given",
        "ghi tên đầy đủ, ví dụ --issuer 'Ủy ban nhân dân tỉnh Đồng Tháp'",
        exit_code=USAGE,
    )


def _check_paths(wish: Wish) -> None:
    if wish.out.exists() and wish.source.exists() and wish.out.samefile(wish.source):
        raise CommandFailed(
            f"{wish.out}: --out là chính văn bản nguồn / --out is the source itself",
            "đặt tên khác, ví dụ --out ke-hoach.yaml",
            exit_code=USAGE,
        )
    if wish.source.suffix.lower() in PLAN_FILES and wish.source.exists():
        raise CommandFailed(
            f"{wish.source}: đã là tệp kế hoạch, không phải văn bản / a plan file already",
            f"chitieu plan show {wish.source} --review",
            exit_code=USAGE,
        )
    if not wish.out.parent.is_dir():
        raise CommandFailed(
            f"{wish.out.parent}: không có thư mục này / no such folder",
            f"mkdir -p {wish.out.parent}",
            exit_code=USAGE,
        )


def _check_tables(document: Document, made: PlanDraft, wish: Wish) -> None:
    if not wish.tables or made.tables:
        return
    names = [f"  {table.id}: {table.heading}" for table in outline(document)]
    raise CommandFailed(
        "\n".join([f"không có bảng nào là {', '.join(wish.tables)} / no such table", *names]),
        "--table nhận mã hoặc chữ trong tiêu đề, như trên",
        exit_code=USAGE,
    )


def _check_found(made: PlanDraft, wish: Wish) -> None:
    """Refuse a document without a plan in it: an empty file would look like an answer."""
    if made.rows or made.objectives or made.projects:
        return
    raise CommandFailed(
        f"{wish.source}: không thấy bảng chỉ tiêu, nhiệm vụ hay mục tiêu nào / no table of targets "
        "or tasks and no objective was found",
        "Bảng cần một hàng tiêu đề có cột nội dung và cột chủ trì, thời hạn hoặc kết quả / a table "
        "needs a line of headings: what is to be done, and by whom, when or with what result",
    )


def _left_out(document: Document, made: PlanDraft) -> list[str]:
    taken = {table.id for table in made.tables}
    return [table.heading for table in outline(document) if table.id not in taken]


def _standing(wish: Wish, read_now: PlanDraft) -> PlanDraft | None:
    """The plan that the file holds already, if its decisions are to be kept."""
    if not wish.out.exists() or wish.force:
        return None
    try:
        old = load(wish.out)
    except PlanFileRefused as refused:
        raise CommandFailed(
            f"{refused}\nkhông ghi đè / it is not overwritten",
            "sửa tệp rồi nhập lại; đặt tên khác; hoặc --force để thay hẳn (tệp cũ giữ ở .bak)",
        ) from refused
    if not related(old, read_now):
        raise CommandFailed(
            f"{wish.out}: tệp giữ kế hoạch khác, không ghi đè / holds another plan: {old.title}",
            "đặt tên khác cho --out; hoặc --force để thay hẳn (tệp cũ giữ ở .bak)",
        )
    return old


def _keep(out: Path) -> Path:
    """Keep the file as it was beside it."""
    backup = out.with_name(f"{out.name}.bak")
    backup.write_bytes(out.read_bytes())
    return backup
