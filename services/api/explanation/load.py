"""Load what is to be explained, and argue it in a thread beside the event loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from infra.problems import ProblemError
from services.api.context import Api
from services.api.explanation import argue as explanation
from services.api.explanation.answers import ExplanationAnswer
from services.api.explanation.book import Book
from services.api.load import Moment, load_moment, load_target, load_task
from services.api.params import OnDay
from services.api.parked import parked_item, parked_of
from services.api.refusals import not_found
from services.api.views import Names

Kind = Literal["target", "task"]


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation with what its page needs beside it."""

    answer: ExplanationAnswer
    names: Names
    moment: Moment


async def load_explanation(api: Api, kind: Kind, name: str, asked: OnDay) -> Explained:
    """Explain a target or task, for the day and the state of knowledge that were asked for.

    Raises:
        ProblemError: there is no such thing, or none in force then.
        TooMany: its subject has more facts than one answer may be judged from.
    """
    async with api.looking(asked) as (reading, question):
        moment = await load_moment(reading, question)
        known = (
            await load_target(reading, name, question)
            if kind == "target"
            else await load_task(reading, name, question)
        )
        if known is None:
            raise ProblemError(not_found(kind, name, question))
        status = known.status
        subject = f"indicator/{status.indicator}" if status.kind == "target" else f"task/{name}"
        waiting = await parked_of(reading, subject, question)
        if waiting is not None and question.as_of is None:
            # Its row has not been judged since, whatever day its partition has reached.
            known = replace(known, as_of=waiting.rows_as_of)
        about = explanation.Question(known, subject, parked_item(waiting) if waiting else None)
        subjects = [subject, f"plan/{status.plan}"]
        records = await reading.logged(subjects, limit=question.facts_max)
        names = Names(await reading.agencies())

    def argue() -> ExplanationAnswer | None:
        book = Book(records)
        argued = explanation.explain(about, book)
        return explanation.answer(about, argued, book, names, moment) if argued else None

    answer = await api.judging.run(argue)
    if answer is None:
        raise ProblemError(not_found(kind, name, question))
    return Explained(answer, names, moment)
