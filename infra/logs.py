"""Structured logs: one JSON object per line, UTC, ASCII, no secrets.

Lines are escaped to ASCII, so text from outside can forge neither a line nor a
direction of reading. The loggers of uvicorn, aiokafka, FastStream and asyncpg go the
same way as our own, so a log has one shape.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from typing import Literal

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

LogFormat = Literal["json", "console"]

# A key that names a secret loses its value, however it came into the line.
_SECRET_KEY = re.compile(
    r"password|passwd|secret|token|authorization|api_?key|database_url|dsn|cookie", re.IGNORECASE
)
# An API key of ours or a password within an address may also stand inside a text.
_SECRET_TEXT = re.compile(r"(chitieu_[a-z0-9]+_)[a-z0-9]+|(://[^:/@\s]*:)[^@\s]+(?=@)")
_MASK = "**********"
_DEPTH_MAX = 4
# A record's value has no business in a log; a line stays readable and bounded.
_TEXT_LENGTH_MAX = 4000


def _masked_fields(fields: Mapping[str, object], depth: int) -> dict[str, object]:
    return {
        str(key): _MASK if _SECRET_KEY.search(str(key)) else _masked(value, depth + 1)
        for key, value in fields.items()
    }


def _masked(value: object, depth: int) -> object:
    if isinstance(value, Mapping):
        return _masked_fields(value, depth) if depth < _DEPTH_MAX else "…"
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    if isinstance(value, str):
        cut = value if len(value) <= _TEXT_LENGTH_MAX else value[:_TEXT_LENGTH_MAX] + "…"
        return _SECRET_TEXT.sub(lambda m: (m[1] or m[2]) + _MASK, cut)
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(item, depth + 1) for item in value] if depth < _DEPTH_MAX else "…"
    return value


def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Mask secrets by the name of their key and by their form; shorten long texts."""
    return _masked_fields(event, depth=0)


def _to_json(_logger: object, _method: str, event: EventDict) -> str:
    # orjson cannot escape to ASCII; the standard library can, and a log is not the hot path.
    return json.dumps(event, ensure_ascii=True, default=str, separators=(",", ":"))


def configure_logging(*, service: str, level: str = "info", log_format: LogFormat = "json") -> None:
    """Send every log of this process to standard error in one shape.

    Called once, by main. `level` filters our own loggers and the libraries' alike;
    the libraries' debug lines (whole records, SQL) are never shown.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "faststream", "aiokafka", "asyncpg"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.NOTSET)
    # aiokafka tells at info level of every rebalance step and connection.
    logging.getLogger("aiokafka").setLevel(max(number, logging.WARNING))
    # httpx tells at info level of every request with its address, which may hold a token.
    logging.getLogger("httpx").setLevel(max(number, logging.WARNING))
    logging.getLogger("chitieu").setLevel(number)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _named(service: str) -> Processor:
    def add_service(_logger: object, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add_service


def _rendering(log_format: LogFormat) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, redact, _to_json]
    return [_redact_for_console, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def _redact_for_console(logger: object, method: str, event: EventDict) -> EventDict:
    # The console renders the exception itself, so it must arrive as it is.
    raised = event.pop("exc_info", None)
    masked = {**redact(logger, method, event)}
    return masked if raised is None else {**masked, "exc_info": raised}


def get_logger(name: str) -> FilteringBoundLogger:
    """A logger: `log.info("batch_applied", records=12)`; the name says which module speaks."""
    logger: FilteringBoundLogger = structlog.get_logger(f"chitieu.{name}")
    return logger
