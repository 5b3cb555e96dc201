"""The Vietnamese pages: one per plan, target and task, rendered here, without scripts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from domain.forecast.pace import no_pace_because
from domain.scorecard import scorecard_words
from domain.vietnamese.words import date_words, rule_words, stakes_words
from infra.problems import Problem, ProblemError
from services.api import assemble, views
from services.api.alerts.views import alert_card, alert_groups
from services.api.asof import definitions
from services.api.badges import due, state_badge, verdict_badge
from services.api.chart import charts
from services.api.context import Api
from services.api.coverage_views import coverage_lines
from services.api.filters import AlertFilter
from services.api.load import (
    Moment,
    load_alerts,
    load_moment,
    load_plan,
    load_target,
    load_task,
    plan_of_day,
)
from services.api.money import money_tables
from services.api.params import Anything, Name, OnDay
from services.api.parked import note_vi, parked_of
from services.api.past_view import PastView, past_view
from services.api.project_routes import load_projects
from services.api.refusals import not_found
from services.api.scorecard_answers import scorecard_of
from services.api.series import breaks
from services.api.target_views import event_lines, part_lines, series_lines
from services.api.wording import period_words, phase_words, plan_number, reason_words

ALERTS_MAX = 100
PLANS_MAX = 200

_templates = Environment(
    loader=PackageLoader("services.api"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["day"] = date_words
_templates.filters["period"] = period_words


def page_routes(api: Api) -> APIRouter:
    """Return all pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _plan_pages(router, api)
    _target_page(router, api)
    _task_page(router, api)
    return router


def error_page(problem: Problem) -> HTMLResponse:
    """Return a page that says what is wrong, in Vietnamese, with the code for support."""
    headers = {"cache-control": "no-store"}
    if problem.retry_after_seconds is not None:
        headers["retry-after"] = str(problem.retry_after_seconds)
    page = _templates.get_template("error.html").render(problem=problem)
    return HTMLResponse(page, problem.status, headers=headers)


def _plan_pages(router: APIRouter, api: Api) -> None:
    @router.get("/")
    async def plans(asked: Annotated[Anything, Query()]) -> HTMLResponse:
        async with api.reading(asked) as reading:
            moment = await load_moment(reading, api.asked(None))
            found = await reading.plans(after=None, limit=PLANS_MAX)
            names = views.Names(await reading.agencies())
        newest_first = sorted(found, key=lambda plan: plan.period.start_on, reverse=True)
        return render("plans.html", api, moment, plans=newest_first, names=names)

    @router.get("/ke-hoach/{plan_id}")
    async def plan(plan_id: Name, asked: Annotated[OnDay, Query()]) -> HTMLResponse:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            picture = await load_plan(reading, plan_id, question)
            if picture is None:
                raise ProblemError(not_found("plan", plan_id, question))
            projects = await load_projects(reading, picture.plan, question)
            names = views.Names(await reading.agencies())
            alerts = await load_alerts(
                reading,
                AlertFilter(state="open", plan=plan_id),
                question,
                limit=ALERTS_MAX,
            )
        card = scorecard_of(picture.targets)
        sections = views.target_sections(picture, names)
        lines = (line.target_id for section in sections for line in section.lines)
        order = {target: at for at, target in enumerate(lines)}
        return render(
            "plan.html",
            api,
            moment,
            asked=asked,
            plan=picture.plan,
            names=names,
            number=plan_number(picture.plan),
            card=card,
            card_words=scorecard_words(card),
            alerts=alert_groups([alert_card(alert, names) for alert in alerts], order),
            sections=sections,
            task_sections=views.task_sections(picture, names),
            overdue=sum(known.status.overdue for known in picture.tasks),
            not_followed=views.rows_not_followed(picture, projects),
            money=money_tables(projects, names),
        )


def _target_page(router: APIRouter, api: Api) -> None:
    @router.get("/chi-tieu/{target_id}")
    async def target(target_id: Name, asked: Annotated[OnDay, Query()]) -> HTMLResponse:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            known = await load_target(reading, target_id, question)
            if known is None:
                raise ProblemError(not_found("target", target_id, question))
            status = known.status
            names = views.Names(await reading.agencies())
            plan = await plan_of_day(reading, status.plan, question)
            known_as = definitions(await reading.definitions(status.indicator))
            logged = await reading.events(assemble.refs_of(status))
            alerts = await load_alerts(
                reading, AlertFilter(target=target_id), question, limit=ALERTS_MAX
            )
            parked = await parked_of(reading, f"indicator/{status.indicator}", question)
        return render(
            "target.html",
            api,
            moment,
            asked=asked,
            parked=note_vi(parked) if parked else None,
            status=status,
            plan=plan,
            definition=known_as.get(status.definition),
            names=names,
            badge=verdict_badge(status),
            reason=reason_words(status).vi,
            phase=phase_words(status).vi,
            asks=rule_words(status.rule.to_domain(), status.unit),
            stakes=stakes_words(status.stakes.to_domain()) if status.stakes else "",
            no_pace=no_pace_because(status.rule.to_domain()),
            line=views.target_line(known, names),
            charts=charts(status),
            parts=part_lines(status),
            coverage=coverage_lines(status, names),
            series=series_lines(status, logged),
            breaks=[(found, assemble.break_reason(found, known_as)) for found in breaks(status)],
            events=event_lines(status, logged, names),
            alerts=[alert_card(alert, names) for alert in alerts],
        )


def _task_page(router: APIRouter, api: Api) -> None:
    @router.get("/nhiem-vu/{task_id}")
    async def task(task_id: Name, asked: Annotated[OnDay, Query()]) -> HTMLResponse:
        async with api.looking(asked) as (reading, question):
            moment = await load_moment(reading, question)
            known = await load_task(reading, task_id, question)
            if known is None:
                raise ProblemError(not_found("task", task_id, question))
            status = known.status
            names = views.Names(await reading.agencies())
            plan = await plan_of_day(reading, status.plan, question)
            logged = await reading.events(assemble.refs_of(status))
            parked = await parked_of(reading, f"task/{task_id}", question)
        return render(
            "task.html",
            api,
            moment,
            asked=asked,
            parked=note_vi(parked) if parked else None,
            status=status,
            plan=plan,
            names=names,
            badge=state_badge(status),
            due=due(status, known.as_of, overdue=status.overdue),
            line=views.task_line(known, names),
            events=event_lines(status, logged, names),
        )


def render(
    template: str, api: Api, moment: Moment, asked: OnDay | None = None, **shown: object
) -> HTMLResponse:
    """Return a page made of a template, with the business day and how current it is."""
    text = _templates.get_template(template).render(
        business_day=api.clock.business_day(),
        moment=moment,
        plan_number=plan_number,
        past=past_view(asked, moment) if asked is not None else PastView(),
        asked=asked,
        **shown,
    )
    return HTMLResponse(text, headers={"cache-control": "no-store"})
