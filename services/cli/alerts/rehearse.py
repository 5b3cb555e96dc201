"""`chitieu alerts rehearse`: what a rule would have sent over recorded history; nothing is sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.alerts.naming import number, percent
from services.cli.console import USAGE, CommandFailed, help_text, out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.alerts.assessing.parameters import Parameters
    from services.alerts.configuration.rules import Rules
    from services.cli.alerts.rehearsing import Rehearsed, Span
    from services.cli.settings import CliSettings

HELP = help_text(
    "Tell what a rule would have sent over recorded history, day by day as known then, against "
    "what happened; beside it the rule in force. A notice is a change that is not only watched: "
    "routes, digests and what goes up the chain are left out. Sends and writes nothing; needs READ "
    "on the log and on the topic of alerts.",
    (
        "chitieu alerts rehearse --rule examples/alerts.yaml --from 2023-01-01 --to 2023-06-30",
        "chitieu alerts rehearse --rule stricter.yaml --from 2022-01-01 --to 2022-12-31 --json",
    ),
    {
        0: "rehearsed",
        1: "there is no such log",
        2: "wrong usage, or a file that is not right",
        3: "Kafka cannot be reached",
    },
)
NEW, NOW = "rule", "in_force"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rehearse", help=HELP)(rehearse)


def rehearse(
    rule: Annotated[
        Path, typer.Option("--rule", metavar="FILE", help="A file of alerts; its `rules` count.")
    ],
    from_: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.")],
    to: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")],
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many read; one for each processor.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Rehearse a rule and the one in force, and print both."""
    from services.cli.alerts.parameters_log import read_in_force
    from services.cli.alerts.rehearsing import Span
    from services.cli.log_access import processes_or_all
    from services.cli.settings import load

    settings = load()
    from_on, to_on = _day("--from", from_), _day("--to", to)
    if from_on > to_on:
        raise CommandFailed(
            "--from sau / after --to", "chitieu alerts rehearse --help", exit_code=USAGE
        )
    today = _today(settings)
    if to_on > today:
        raise CommandFailed(
            f"--to {to_on}: ngày chưa đến / has not come; hôm nay / today: {today}",
            f"--to {today}",
            exit_code=USAGE,
        )
    span = Span(from_on, to_on, today)
    asked, now = _rules(rule), _rules(settings.alerts_file)
    fitted = read_in_force(settings)
    rules = {NEW: asked.parameters(fitted), NOW: now.parameters(fitted)}
    found = _rehearsed(rules, span, processes_or_all(processes))
    (_print_json if json else _print)(found, span)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandFailed(
            f"{option}: không phải một ngày / is not a day: {text}",
            f"ví dụ / for example {option} 2023-09-15",
            exit_code=USAGE,
        ) from None


def _today(settings: CliSettings) -> date:
    """Return the day up to which it is known what became of targets: a local stack's is its own."""
    from infra.clock import Clock
    from services.cli.connection import running_stack

    running = None if settings.kafka_bootstrap else running_stack(settings)
    return Clock(settings.today or (running.business_day if running else None)).business_day()


def _rules(path: Path | None) -> Rules:
    from services.alerts.configuration.file import load_configuration
    from services.alerts.configuration.flaws import ConfigurationRefused

    try:
        return load_configuration(path).rules
    except ConfigurationRefused as refused:
        raise CommandFailed(str(refused), exit_code=USAGE) from None


def _rehearsed(rules: Mapping[str, Parameters], span: Span, processes: int) -> dict[str, Rehearsed]:
    from services.cli.alerts.rehearsal import rehearse_log
    from services.cli.log_access import Log, find_topic, progress
    from services.cli.settings import load
    from services.projector.proof.verify import NoLog
    from services.projector.refusals import Refused

    bootstrap, topic = find_topic(load(), Log.EVENTS)
    try:
        with progress("diễn tập / rehearsing") as tell:
            return rehearse_log(bootstrap, topic, rules, span, processes=processes, tell=tell)
    except NoLog:
        raise CommandFailed(
            f"không có nhật ký này / there is no such log: {topic}", "chitieu migrate"
        ) from None
    except Refused as refused:
        raise CommandFailed(
            f"{refused.reason.vi} / {refused.reason.en}", "chitieu verify"
        ) from None


def _print(found: Mapping[str, Rehearsed], span: Span) -> None:
    from rich.table import Table

    from domain.alert_scoring import MARK_WORDS
    from domain.vietnamese.words import date_words

    new, now = found[NEW], found[NOW]
    days, judged_on = map(date_words, (span.from_on, span.to_on)), date_words(span.judged_on)
    table = Table(title=f"{' – '.join(days)}; kết quả đến / outcomes as of {judged_on}")
    table.add_column("")
    table.add_column("Quy tắc thử / the rule", justify="right")
    table.add_column("Đang dùng / in force", justify="right")
    one, other = _figures(new), _figures(now)
    for name, words in _ROWS.items():
        table.add_row(words, one[name], other[name])
    for mark, words_of in MARK_WORDS.items():
        counts = (str(each.record.marks[mark]) for each in (new, now))
        table.add_row(f"  {words_of.vi} / {words_of.en.lower()}", *counts)
    out().print(table)
    if new.imported:
        out().print(
            f"{number(new.imported)}/{number(new.facts)} sự kiện được nhập về sau: lấy ngày xảy ra,"
            " không lấy ngày nhận / imported later: taken on the day they happened, not on that of"
            " receipt",
            soft_wrap=True,
        )
    out().print("Không gửi gì, không ghi gì. / Nothing was sent, nothing was written.", style="dim")


_ROWS = {
    "notices": "Số thông báo / notices",
    "opened": "Cảnh báo đã mở / alerts opened",
    "opens_per_target": "Mỗi chỉ tiêu / per target",
    "precision": "Báo thì đúng / precision",
    "recall": "Chưa đạt được báo kịp / recall",
    "lead_days": "Báo trước (ngày) / lead in days",
    "without_alert": "Chưa đạt, không báo / missed, no alert",
}


def _figures(found: Rehearsed) -> dict[str, str]:
    record = found.record
    precision, recall = record.precision, record.recall
    return {
        "notices": number(found.notices),
        "opened": number(found.opened),
        "opens_per_target": number(found.opens_per_target, decimals=2),
        "precision": _share(precision.hits, precision.of, precision.value),
        "recall": _share(recall.hits, recall.of, recall.value),
        "without_alert": number(record.without_alert),
        "lead_days": "—" if record.lead_days is None else number(record.lead_days, decimals=1),
    }


def _share(hits: int, of: int, value: object) -> str:
    told = "ít quá / too few" if value is None else percent(value)
    return f"{hits}/{of} ({told})"


def _print_json(found: Mapping[str, Rehearsed], span: Span) -> None:
    import orjson

    shown = {
        "from": span.from_on,
        "to": span.to_on,
        "judged_on": span.judged_on,
        **{name: _told(one) for name, one in found.items()},
    }
    print(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode())


def _told(found: Rehearsed) -> dict[str, Any]:
    from services.api.alerts.score_answers import record_item

    return {
        "notices": found.notices,
        "opened": found.opened,
        "targets": found.targets,
        "opens_per_target": round(found.opens_per_target, 4),
        "facts": found.facts,
        "facts_dated_by_occurrence": found.imported,
        "record": record_item(found.record).model_dump(mode="json"),
    }
