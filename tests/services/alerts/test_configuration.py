"""The file of alerts: what it says, and how it is told that it is wrong."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from infra.clock import Clock
from infra.local.settings import SOURCE_TREE
from services.alerts.channels.main import ChannelUnusable, open_channels
from services.alerts.configuration.document import DEFAULT, Calendar
from services.alerts.configuration.file import load_configuration, parse_configuration
from services.alerts.configuration.flaws import ConfigurationRefused
from services.alerts.delivery.calendar import workdays
from services.alerts.delivery.routing import About, Place, route

EXAMPLE = SOURCE_TREE / "examples" / "alerts.yaml"


def refused(text: str) -> str:
    """What is said of a wrong file."""
    with pytest.raises(ConfigurationRefused) as caught:
        parse_configuration(text.encode(), name="alerts.yaml")
    return str(caught.value)


def test_the_example_is_a_right_file() -> None:
    """Whoever copies it begins with something that works."""
    found = load_configuration(EXAMPLE)
    assert found.channel_names == ("thu", "dieu-hanh", "nhom-telegram", "log")
    assert found.rules.parameters(()).report_due == {"dong-thap-2023-cds": date(2023, 11, 29)}


def test_without_a_file_alerts_go_to_the_log() -> None:
    """As they did before there were channels."""
    assert load_configuration(None) is DEFAULT
    [notice] = route(DEFAULT, About("opened", "target", "at_risk", ("H20.14",))).notices
    assert (notice.place, notice.mode) == (Place("log", ""), "now")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("channels:\n  thu: {kind: fax}", 2, "không có loại này"),
        ("routes:\n  - name: a\n    sned: []", 3, "Đúng ra / right: send"),
        ("rules:\n  opne: 0.7", 2, "Đúng ra / right: open"),
        ("rules:\n  open: 0,7", 2, "viết dấu chấm: 0.7"),
        ("routes:\n  - name: a\n    send:\n      - {channel: thu}", 4, "không có kênh nào tên"),
        ("routes:\n  - name: a\n    when: {stage: [late]}\n    send: []", 3, "'at_risk'"),
        ('digest: {at: "7 giờ"}', 1, "giờ, ví dụ"),
        ("a: &b 1", 1, "không dùng & và *"),
        ("channels: [", 1, "sai cách viết YAML"),
        ("- 1", 1, "các mục có tên"),
        (
            "channels:\n  w:\n    kind: webhook\n    url: http://e.vn/\n    secrets: [{env: A}]",
            2,
            "phải là https",
        ),
        ("channels:\n  k: {kind: kafka, topic: chitieu.events.v1}", 2, "chỉ chitieu ghi"),
        ("rules:\n  targets:\n    a: {cost: 5, loss: 1}", 3, "cost phải nhỏ hơn loss"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_would_be_right(
    text: str, line: int, words: str
) -> None:
    """So that whoever wrote the file can put it right without reading the program."""
    said = refused(text)
    assert re.search(rf"dòng {line}[ :]", said)
    assert words in said


def test_a_secret_written_into_the_file_is_refused_and_not_repeated() -> None:
    """Neither in the error nor anywhere that an error is shown."""
    said = refused("channels:\n  t:\n    kind: apprise\n    urls: tgram://123:geheim/-100")
    assert "geheim" not in said
    assert "dòng 4" in said


def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    """Rather than taken for one that says nothing."""
    with pytest.raises(ConfigurationRefused, match="không đọc được tệp"):
        load_configuration(tmp_path / "none.yaml")


def test_tet_is_known_and_the_province_s_swaps_win() -> None:
    """29 Tết 2023 is free; a moved day is free, and the day worked for it is worked."""
    text = "calendar: {swaps: [{off: 2023-05-04, worked: 2023-05-06}]}"
    moved = parse_configuration(text.encode(), name="x").calendar
    for calendar in (Calendar(), moved):
        assert not workdays(calendar).works(date(2023, 1, 20))
    assert workdays(Calendar()).works(date(2023, 5, 4))
    assert not workdays(moved).works(date(2023, 5, 4))
    assert workdays(moved).works(date(2023, 5, 6))


def test_a_channel_without_its_secret_keeps_the_service_from_starting() -> None:
    """Told by the place that should hold it, at once and not at the first alert, months later."""
    with pytest.raises(ChannelUnusable, match="thu: biến CHITIEU_MAIL_PASSWORD"):
        open_channels(
            load_configuration(EXAMPLE),
            environment=lambda _: None,
            clock=Clock(),
            kafka_bootstrap=None,
        )
