"""`chitieu alerts routes test` and `chitieu channels`: what an officer sees of his file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli.console import CommandFailed
from services.cli.main import app
from tests.services.alerts.test_configuration import EXAMPLE

RUN = CliRunner()


def said(*arguments: str) -> str:
    """What a command prints, which must succeed."""
    ran = RUN.invoke(app, [*arguments, "--file", str(EXAMPLE)], catch_exceptions=False)
    assert ran.exit_code == 0
    return ran.stdout


def test_the_route_of_an_alert_is_told_with_its_reasons() -> None:
    """For people in words, for programs as JSON."""
    told = json.loads(said("alerts", "routes", "test", "--agency", "H20.07", "--json"))
    assert [(one["channel"], one["mode"]) for one in told["notices"]] == [
        ("dieu-hanh", "now"),
        ("thu", "digest"),
        ("thu", "digest"),
    ]
    assert told["routes"][1]["said"]["vi"] == "không hợp: thay đổi"


def test_a_wrong_file_is_told_line_by_line(tmp_path: Path) -> None:
    """With what would be right, and nothing of the program."""
    wrong = tmp_path / "alerts.yaml"
    wrong.write_text("routes:\n  - name: a\n    sned: []\n", encoding="utf-8")
    with pytest.raises(CommandFailed) as caught:
        RUN.invoke(app, ["alerts", "routes", "test", "--file", str(wrong)], catch_exceptions=False)
    assert caught.value.exit_code == 2
    assert "dòng 3 routes[1].sned" in str(caught.value)


def test_channels_are_listed_with_what_they_lack(capsys: pytest.CaptureFixture[str]) -> None:
    """The place of a secret that is not there, and of course no secret."""
    from services.cli.channels import list_channels

    list_channels(EXAMPLE)
    shown = capsys.readouterr().out
    assert "CHITIEU_MAIL_PASSWORD" in shown
    assert "nhom-telegram" in shown


@pytest.mark.parametrize(("name", "words"), [("thu", "--to ADDRESS"), ("fax", "một trong")])
def test_a_sample_that_cannot_be_sent_says_what_to_do(name: str, words: str) -> None:
    """No recipient, no such channel."""
    from services.cli.channels import send_sample

    with pytest.raises(CommandFailed) as caught:
        send_sample(name, EXAMPLE)
    assert words in caught.value.next_step
