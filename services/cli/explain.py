"""`chitieu explain`: why a target or task stands as it does, and whether the log says the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from services.cli.console import REFUSED, CommandFailed, help_text, out
from services.cli.log_access import progress
from services.cli.looking import AsOf, KnownAt, day_of, tell_unsettled

if TYPE_CHECKING:
    from services.api.explanation.answers import ExplanationAnswer
    from services.cli.api_client import ApiClient
    from services.cli.rederive import Verified

READ_SECONDS = 300.0
HELP = help_text(
    "Explain a target's or a task's status: plan line, rule, comparison, events, documents.",
    (
        "chitieu explain dong-thap-2022-kh144.phu-luc-i.4",
        "chitieu explain dong-thap-2022-kh144.phu-luc-i.4 --as-of 2022-12-31",
        "chitieu explain dong-thap-2022-kh144.phu-luc-i.4 --known-at 2023-11-30 --verify",
        "chitieu explain dong-thap-2022-kh144.phu-luc-i.4 --json | jq -r '.sentences[]'",
    ),
    {
        0: "explained; with --verify: the log itself gives the same",
        1: "no such target or task, or none in force then; with --verify: the log says otherwise",
        2: "wrong usage",
        3: "the api or the log cannot be reached",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", help=HELP)(explain)


def explain(
    name: Annotated[str, typer.Argument(metavar="TARGET", help="The id of a target or task.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Derive it again from the log itself, and compare.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The api's answer, for programs.")] = False,
) -> None:
    """Ask the api, print its answer, and hold it against the log where that is asked for."""
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    settings = load()
    with ApiClient(find_api(settings)) as api:
        answer = ask(api, name, as_of=day_of(as_of), known_at=known_at)
        tell_unsettled(api)
    told = parsed(answer)
    done = None
    if verify:
        from services.cli.connection import find_log

        bootstrap, namespace = find_log(settings)
        done = asyncio.run(from_log(told, bootstrap, namespace))
    if json:
        _print_json(answer, done)
    else:
        _print(told, done)
    if done is not None and done.differences:
        raise typer.Exit(REFUSED)


def ask(api: ApiClient, name: str, *, as_of: str | None, known_at: str | None) -> dict[str, Any]:
    """Return the explanation of a target, else of a task of that id.

    Raises:
        CommandFailed: there is neither, or another refusal.
    """
    asked, place = {"as_of": as_of, "known_at": known_at}, quote(name, safe="")
    try:
        answer: dict[str, Any] = api.get(f"/v1/targets/{place}/explanation", **asked)
    except CommandFailed as no_target:
        if "no_such_target" not in str(no_target):
            raise
        try:
            answer = api.get(f"/v1/tasks/{place}/explanation", **asked)
        except CommandFailed as no_task:
            raise (no_target if "no_such_task" in str(no_task) else no_task) from None
    return answer


def parsed(answer: dict[str, Any]) -> ExplanationAnswer:
    """Return an answer as its model.

    Raises:
        CommandFailed: the api is of another version than this program.
    """
    import orjson
    from pydantic import ValidationError

    from services.api.explanation.answers import ExplanationAnswer

    try:
        # As JSON: the models are strict, and JSON has no tuples or days.
        return ExplanationAnswer.model_validate_json(orjson.dumps(answer))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CommandFailed(
            f"không đọc được câu trả lời / the answer cannot be read: {where}: {first['msg']}",
            "chitieu này và api khác phiên bản? / are this program and the api of one version?",
        ) from None


async def from_log(told: ExplanationAnswer, bootstrap: str, namespace: str) -> Verified:
    """Read the subject's records from the log, and derive the status again from them.

    Raises:
        KafkaUnavailable: the log could not be read in time.
        CommandFailed: the log does not hold what the read model has applied, or too much.
    """
    from aiokafka import TopicPartition

    from contracts.topics import Topics
    from services.cli.rederive import verify
    from services.cli.subject_log import LogTooShort, TooManyRecords, read_subject

    last = last_known(told)
    place = TopicPartition(Topics(namespace).events.name, told.facts.partition or 0)
    try:
        with progress("Đọc nhật ký / reading the log") as tell:
            records = await read_subject(
                bootstrap,
                place,
                told.facts.subject,
                last_offset=last,
                within_seconds=READ_SECONDS,
                progress=tell,
            )
    except LogTooShort as short:
        raise CommandFailed(
            f"nhật ký {place.topic} phân vùng {place.partition} giữ {short.begin} đến"
            f" {short.end - 1}, bảng đọc đã áp dụng đến {short.wanted}"
            " / the log does not hold what the read model has applied",
            "đây có phải đúng nhật ký không? / is this the right log? `chitieu doctor`",
        ) from None
    except TooManyRecords:
        raise CommandFailed(f"{told.facts.subject}: quá nhiều bản ghi / too many records") from None
    return verify(told, records)


def last_known(told: ExplanationAnswer) -> int:
    """Return the offset up to which the subject's partition was known."""
    known = dict(position.split(":") for position in told.known_at)
    return int(known.get(str(told.facts.partition), -1))


def _print(told: ExplanationAnswer, done: Verified | None) -> None:
    from services.cli.explain_text import HEADINGS, lines, verified_lines

    shown = list(lines(told))
    if done is not None:
        shown += ["", *verified_lines(done, told)]
    for line in shown:
        style = "bold" if line.startswith(HEADINGS) else None
        # A terminal's lines break between words; into a pipe each stays whole.
        out().print(line, style=style, markup=False, soft_wrap=not out().is_terminal)


def _print_json(answer: dict[str, Any], done: Verified | None) -> None:
    import orjson

    if done is not None:
        found = [{"what": d.what, "log": d.log, "answer": d.answer} for d in done.differences]
        answer = {**answer, "verified": {"equal": not found, "differences": found}}
    print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
