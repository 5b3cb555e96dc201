"""The head of a plan: title, number, date, period, and the id that it is proposed under.

A draft is often imported before it has a number or a date. Then its key is provisional, made
of issuer, title and year, and the plan file says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.draft import Party
from domain.period import FIRST_YEAR, LAST_YEAR, Period
from domain.vietnamese.agencies import Place, parse_agencies
from domain.vietnamese.documents import find_documents, parse_date
from domain.vietnamese.reading import Note, Understood
from domain.vietnamese.review import Review
from services.cli.plan.document import Document, Paragraph
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.issuer import Issuer, find_issuer
from services.cli.plan.importing.options import ImportOptions
from services.cli.plan.importing.tables import SourceTable
from services.cli.plan.importing.words import bare, plain, shouted, slug, years

_PIECES = 60
_NUMBER = re.compile(r"\bsố\s*:\s*(?P<number>\d{1,5}[a-z]?\s*/\s*[^\W\d_]\S*)", re.IGNORECASE)
_DAY = re.compile(
    r",\s*(?P<day>ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|ngày\s+\d{1,2}/\d{1,2}/\d{4})",
    re.IGNORECASE,
)
_SOON = 40
_BELONGS = re.compile(r"kèm theo\b.{0,300}", re.IGNORECASE | re.DOTALL)
_KIND = re.compile(r"^(ke hoach|chuong trinh|de an|nghi quyet|quyet dinh|chi thi)\b")
_BEGINS = re.compile(
    r"^(?:phần\s+[IVX1]|chương\s+[IVX1]|[IVX]{1,4}\.|[A-Z]\.|\d+\.|-)", re.IGNORECASE
)
# What a plan rests on follows its title, in some texts without a line's end between the two.
_PREAMBLE = re.compile(r"(?:Thực hiện|Căn cứ|Nhằm|Để|Triển khai thực hiện) (?=\S)")
_RUN_ON = re.compile(rf"(?<=[^\W_]) (?={_PREAMBLE.pattern})")
_HORIZON = re.compile(r"\bden (?:het )?(?:nam )?(?P<year>20\d\d)\b")
_LONGEST_HORIZON = 120
_FIRST_SECTION = re.compile(
    r"^(?:phần\s+[IVX1]|chương\s+[IVX1]|[IVX]{1,4}\s*\.\s*\S|A\.\s)", re.IGNORECASE
)
_PLAN_SLUG = 44


@dataclass(frozen=True, slots=True)
class Front:
    """What a document says of itself.

    `own_name` is what the plan calls its issuer (*UBND tỉnh*); `year` is that of a plan of one
    year.
    """

    id: str
    issuer: Party
    own_name: str
    place: Place
    title: str
    number: str | None
    issued_on: date | None
    period: Period
    year: int | None
    notes: tuple[Note, ...]


def read_front(
    document: Document,
    prose: Sequence[Paragraph],
    tables: Sequence[SourceTable],
    options: ImportOptions,
) -> Front:
    """Return the head of a plan; what is blank is None, and noted."""
    top = _top(document)
    title = options.title or _title(prose) or _table_title(tables)
    whole = [paragraph.text for paragraph in prose] or top
    belonging = _belonging(document)
    issuer = find_issuer(top, belonging, title, whole, options.issuer)
    number, issued_on = _number(top, belonging, options)
    period, assumed = _period(title, issued_on, document, tables)
    party, own_name, place = _parties(issuer, options)
    notes = []
    if number is None or issued_on is None:
        notes.append(Note(Review.PROVISIONAL_KEY, None, title))
    if assumed:
        notes.append(Note(Review.YEAR_ASSUMED, None, period.code))
    if issuer is None:
        notes.append(Note(Review.ISSUER_UNKNOWN, None, title or document.name))
    if not title:
        notes.append(Note(Review.TITLE_MISSING, None, document.name))
    year = period.start_on.year if period.start_on.year == period.end_on.year else None
    plan_id = options.plan_id or _plan_id(issuer, number, issued_on, title, period)
    return Front(
        plan_id, party, own_name, place, title, number, issued_on, period, year, tuple(notes)
    )


def _top(document: Document) -> list[str]:
    """Return the pieces above the first section: letterhead, number, date, title."""
    pieces: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if pieces and _FIRST_SECTION.match(plain(block.text)):
                break
            pieces.append(block.text)
        else:
            pieces.extend(
                cell.text for line in block.lines[:6] for cell in line.cells if not cell.merged
            )
        if len(pieces) >= _PIECES:
            break
    return pieces[:_PIECES]


def _title(prose: Sequence[Paragraph]) -> str:
    """Return the kind of document and its subject: `KẾ HOẠCH` and the lines below it."""
    for at, paragraph in enumerate(prose[:_PIECES]):
        text = plain(paragraph.text)
        if not _KIND.match(bare(text)) or not shouted(text.split("\n")[0].split("  ")[0][:8]):
            continue
        pieces = [text]
        for later in prose[at + 1 : at + 5]:
            words = plain(later.text)
            of_title = later.heading or shouted(words)
            if not of_title and len(pieces) == 1 and len(parted := _RUN_ON.split(words, 1)) == 2:
                pieces.append(parted[0])
                break
            if not of_title and len(pieces) > 1 and _PREAMBLE.match(words):
                break
            if _BEGINS.match(words) or words.endswith((".", ":", ";")) or len(words) > 300:
                break
            if not (of_title or len(pieces) == 1):
                break
            pieces.append(words)
        return " ".join(pieces)
    return ""


def _table_title(tables: Sequence[SourceTable]) -> str:
    """Return the title of the first table of its own, where there is no plan around it."""
    headings = [table.heading.split(" — ")[-1] for table in tables if table.heading]
    return next(iter(headings), "")[:300]


def _belonging(document: Document) -> list[str]:
    """Return the lines that say to which plan an appendix belongs (*Kèm theo Kế hoạch số …*)."""
    found: list[str] = []
    for block in document.blocks:
        texts = (
            [block.text]
            if isinstance(block, Paragraph)
            else [cell.text for line in block.lines[:8] for cell in line.cells]
        )
        for text in texts:
            found.extend(each.group() for each in _BELONGS.finditer(plain(text[:2000])))
    return found


def _number(
    top: Sequence[str], belonging: Sequence[str], options: ImportOptions
) -> tuple[str | None, date | None]:
    """Return number and day of the letterhead, else of the line that an appendix belongs by.

    The documents that the plan only cites have numbers and days too: none of them is taken.
    """
    head = plain(" ".join(_BELONGS.sub(" ", piece[:2000]) for piece in top))
    stated = _NUMBER.search(head)
    number = re.sub(r"\s", "", stated["number"]).rstrip(".,;") if stated else None
    issued_on = _day(head) if number else None
    for line in belonging:
        if number:
            break
        cited = find_documents(line)
        if cited and cited[0].span.start < _SOON:
            number, issued_on = cited[0].number, cited[0].issued_on
    return options.number or number, options.issued_on or issued_on


def _day(head: str) -> date | None:
    """Return the day of *Đồng Tháp, ngày 06 tháng 7 năm 2022*."""
    for found in _DAY.finditer(head):
        reading = parse_date(found["day"])
        if isinstance(reading, Understood):
            return reading.value
    return None


def _period(
    title: str, issued_on: date | None, document: Document, tables: Sequence[SourceTable]
) -> tuple[Period, bool]:
    """Return the years that the plan is for, and whether they are assumed."""
    named = years(title)
    if named:
        first, last = min(named), max(named)
        span = re.search(r"20\d\d\s*[-–]\s*20\d\d", title)
        if not span and "den" in bare(title).split() and issued_on:
            first = min(issued_on.year, first)
        return _span(first, last), False
    headed = [head.year for table in tables for head in table.heads if head.column is Column.VALUE]
    if valued := [year for year in headed if year]:
        return _span(min(valued), max(valued)), True
    if issued_on:
        last = max(_horizons(document), default=issued_on.year)
        return _span(issued_on.year, max(issued_on.year, last)), True
    counted = Counter(
        year
        for block in document.blocks[:400]
        for text in _texts(block)
        for year in years(text[:2000])
        if FIRST_YEAR <= year <= LAST_YEAR
    )
    if counted:
        year = counted.most_common(1)[0][0]
        return _span(year, year), True
    return _span(FIRST_YEAR, LAST_YEAR), True


def _horizons(document: Document) -> list[int]:
    """Return the years that headings aim for: *Mục tiêu cơ bản đến năm 2025*."""
    found: list[int] = []
    for block in document.blocks[:400]:
        for text in _texts(block):
            if len(text) <= _LONGEST_HORIZON and "đến" in text.lower():
                found.extend(int(each["year"]) for each in _HORIZON.finditer(bare(text)))
    return [year for year in found if FIRST_YEAR <= year <= LAST_YEAR]


def _texts(block: object) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    lines = getattr(block, "lines", ())
    return [cell.text for line in lines[:300] for cell in line.cells]


def _span(first: int, last: int) -> Period:
    return Period.parse(str(first) if first == last else f"{first}-01-01/{last}-12-31")


def _parties(issuer: Issuer | None, options: ImportOptions) -> tuple[Party, str, Place]:
    """Return the issuer by its full name, what the plan calls it, and the place that it is of."""
    kind = "people_committee"
    if issuer is None:
        place = Place(options.province, "tinh", "", options.directory)
        return Party(options.issuer, options.issuer, kind), options.issuer, place
    province = options.province or issuer.province
    unit = f"{issuer.unit} {issuer.place}" if issuer.level == "xa" else issuer.place
    place = Place(province, issuer.level, unit, options.directory)
    known = parse_agencies(issuer.name, place).parties
    own = known[0] if len(known) == 1 else Party(issuer.name, issuer.name, kind)
    agency = own.agency or options.directory.get(issuer.name)
    return Party(issuer.name, issuer.name, kind, agency), own.name, place


def _plan_id(
    issuer: Issuer | None, number: str | None, issued_on: date | None, title: str, period: Period
) -> str:
    """Issuer, number and date; issuer, title and year where they are blank."""
    own = slug(f"{issuer.unit} {issuer.place}", 24) if issuer else ""
    if number and issued_on:
        return "-".join(filter(None, [own, slug(number, 16), issued_on.isoformat()]))
    words = re.sub(r"^ke hoach\b|\b20\d\d\b|\bnam\b", " ", bare(title))
    if issuer:
        words = words.replace(bare(f"{issuer.unit} {issuer.place}"), " ")
    subject = slug(words, _PLAN_SLUG - len(own) - 6)
    return "-".join(filter(None, [own or "ke-hoach", subject, str(period.end_on.year)]))
