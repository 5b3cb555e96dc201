"""What waits behind an event that the projector cannot apply: the list, and the note on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from domain.vietnamese.words import date_words
from infra.problems import ProblemError
from infra.sql import load_queries
from services.api import answers
from services.api.context import Api
from services.api.load import Asked, load_moment
from services.api.moments import told
from services.api.paging import MalformedCursor, decode_cursor, encode_cursor
from services.api.params import Paged
from services.api.refusals import bad_cursor
from services.api.store import Reading

_SQL = load_queries("services.api", "parked.sql")


@dataclass(frozen=True, slots=True)
class Parked:
    """A subject of which `events` wait, from `since_offset` on; what is shown of it is older.

    `since`: when the first of them came to the log, none where a day alone is why it waits.
    """

    subject: str
    partition: int
    since_offset: int
    rows_as_of: date
    code: str
    vi: str
    en: str
    event: str | None
    events: int
    since: datetime | None


def add_parked_routes(router: APIRouter, api: Api) -> None:
    """Add the list."""

    @router.get(
        "/parked",
        summary="Sự kiện đang chờ vì chưa áp dụng được / What waits, as it cannot be applied",
        tags=["operation"],
    )
    async def parked(
        asked: Annotated[Paged, Query()],
    ) -> answers.ListAnswer[answers.ParkedItem]:
        after = _after(asked.cursor)
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await _find(reading, None, after, asked.limit + 1)
        shown = found[: asked.limit]
        more = len(found) > asked.limit
        return answers.ListAnswer(
            **told(moment),
            items=[parked_item(one) for one in shown],
            next_cursor=encode_cursor(_key(shown[-1])) if more else None,
        )


async def parked_of(reading: Reading, subject: str, question: Asked) -> Parked | None:
    """Return what waits of a subject and would have been known to the answer; None if nothing.

    Another day is judged from the facts when asked, so what is shown is as of that day, and that
    the row of today could not be judged does not touch it.
    """
    for one in await _find(reading, subject, None, 1):
        if question.as_of is None:
            return one
        cut = question.cut
        within = cut is None or cut.next_offsets[one.partition] > one.since_offset
        if one.events and within:
            return replace(one, rows_as_of=question.as_of)
    return None


def parked_item(one: Parked) -> answers.ParkedItem:
    """Return what an answer says of it."""
    return answers.ParkedItem(
        subject=one.subject,
        position=f"{one.partition}:{one.since_offset}",
        since=one.since,
        events=one.events,
        event=one.event,
        shown_as_of=one.rows_as_of,
        code=one.code,
        words=answers.Words(vi=one.vi, en=one.en),
        note=answers.Words(vi=note_vi(one), en=_note_en(one)),
    )


def note_vi(one: Parked) -> str:
    """Return what a reader of the subject's page is told."""
    place = f"vị trí {one.partition}:{one.since_offset}"
    day = date_words(one.rows_as_of)
    if one.events == 0:
        return (
            f"Chưa xét lại được cho ngày hiện tại: trạng thái dưới đây là trạng thái đã xét đến "
            f"ngày {day}. Cơ quan báo cáo không cần gửi lại; người vận hành đang xử lý."
        )
    return (
        f"Có {one.events} sự kiện chưa áp dụng được ({place}): số liệu dưới đây là số liệu đã "
        f"biết trước đó, xét đến ngày {day}. Sự kiện không mất, cơ quan báo cáo không cần gửi "
        "lại; người vận hành đang xử lý."
    )


def _note_en(one: Parked) -> str:
    if one.events == 0:
        return (
            f"Not judged for the present day: what is shown stands as of {one.rows_as_of}. There "
            "is nothing to send again."
        )
    return (
        f"{one.events} events could not be applied yet (from {one.partition}:{one.since_offset} "
        f"on): what is shown is what was known before, as of {one.rows_as_of}. Nothing is lost "
        "and nothing need be sent again."
    )


async def _find(
    reading: Reading, subject: str | None, after: tuple[str, int] | None, limit: int
) -> list[Parked]:
    behind = after or (None, None)
    return [
        Parked(**dict(row)) for row in await reading.fetch(_SQL["parked"], subject, *behind, limit)
    ]


def _key(one: Parked) -> tuple[str, str]:
    return one.subject, str(one.partition)


def _after(cursor: str | None) -> tuple[str, int] | None:
    if cursor is None:
        return None
    try:
        subject, partition = decode_cursor(cursor, parts=2)
        if not 0 <= int(partition) < 2**31:
            raise MalformedCursor(cursor)
    except ValueError:
        raise ProblemError(bad_cursor()) from None
    return subject, int(partition)
