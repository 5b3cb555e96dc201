"""Logs: one ASCII JSON object per line, whoever speaks and whatever is said."""

import json
import logging

import pytest

from infra.logs import configure_logging, get_logger

pytestmark = pytest.mark.usefixtures("_logging_as_it_was")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The lines logged so far, read back."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_says_when_who_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    """Time in UTC, level, service, logger, event and the given fields."""
    configure_logging(service="projector")
    get_logger("consumer").info("batch_applied", records=12)
    (line,) = lines(capsys)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {
        "event": "batch_applied",
        "level": "info",
        "logger": "chitieu.consumer",
        "records": 12,
        "service": "projector",
    }


def test_text_from_outside_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Line ends, line separators and bidirectional marks leave escaped, in ASCII."""
    configure_logging(service="ingest")
    forged = 'x\n{"event":"forged"}\r\u2028\u202e\x1b[31m chỉ tiêu'
    get_logger("http").warning("refused", source=forged)
    written = capsys.readouterr().err
    assert written.isascii()
    assert written.count("\n") == 1
    assert "\x1b" not in written
    assert json.loads(written)["source"] == forged


def test_secrets_are_masked_by_key_and_by_form(capsys: pytest.CaptureFixture[str]) -> None:
    """A secret's name, an API key inside a text, a password inside an address: all masked."""
    configure_logging(service="ingest")
    get_logger("http").info(
        "seen",
        api_key="k1",
        headers={"Authorization": "k2"},
        note="chitieu_abc123_k3k3",
        at="postgresql://u:k4@h/db",
        database_url="k5",
    )
    written = capsys.readouterr().err
    assert not [secret for secret in ("k1", "k2", "k3", "k4", "k5") if secret in written]
    assert "chitieu_abc123_**********" in written


def test_libraries_log_in_the_same_shape(capsys: pytest.CaptureFixture[str]) -> None:
    """The standard library's loggers come out as the same JSON, below the same level."""
    configure_logging(service="alerts", level="warning")
    logging.getLogger("uvicorn.error").info("not shown")
    logging.getLogger("aiokafka").warning("topic %s not found", "chitieu.events.v1")
    get_logger("sweep").info("not shown")
    (line,) = lines(capsys)
    assert (line["event"], line["logger"], line["service"]) == (
        "topic chitieu.events.v1 not found",
        "aiokafka",
        "alerts",
    )


def test_an_exception_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A stack trace is one escaped field of one line."""
    configure_logging(service="api")
    try:
        int("hỏng")
    except ValueError:
        get_logger("main").exception("failed")
    (line,) = lines(capsys)
    assert "ValueError: invalid literal for int() with base 10: 'hỏng'" in str(line["exception"])


def test_debug_lines_are_ours_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """At debug, our loggers speak; the libraries' debug lines, with whole records, do not."""
    configure_logging(service="api", level="debug")
    get_logger("main").debug("shown")
    logging.getLogger("aiokafka").debug("a whole record")
    assert [line["event"] for line in lines(capsys)] == ["shown"]


def test_the_console_masks_secrets_too(capsys: pytest.CaptureFixture[str]) -> None:
    """The format for people hides the same things."""
    configure_logging(service="api", log_format="console")
    get_logger("main").info("seen", password="k1")
    assert "k1" not in capsys.readouterr().err
