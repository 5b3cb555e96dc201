"""No command that a reader copies puts a key or a password where everyone can read it.

The arguments of a program are open to all accounts of its machine; its input, its files and its
environment are not.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.local.settings import SOURCE_TREE
from tests.docs.test_links import pages

HELP_TEXTS = [*(SOURCE_TREE / "services" / "cli").glob("**/*.py")]
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LEAKS = (
    # -H "Authorization: Bearer $KEY"; what follows @ is a file, or - for the input
    re.compile(r"(?:-H|--header)[ =]*[\"']?authorization", re.IGNORECASE),
    re.compile(r"--oauth2-bearer|(?:curl|wget)\b.*\s(?:-u|--user|--password)[ =]"),
    # postgresql://user:password@host as an argument; NAME=… before a command is its environment
    re.compile(r"(?:^|\s|\s--?[\w-]+=)[\"']?\w+://[^\s/@\"']*:[^\s/@\"']+@", re.MULTILINE),
    # the same in a variable, or asked for
    re.compile(r"\b(?:psql|pg_dump|pg_restore|createdb)\b.*(?:DATABASE_URL|database_url)"),
    re.compile(r"\s(?:-c|--command)[ =][\"'].*\bpassword\s+'", re.IGNORECASE),
)


def leaks(commands: str) -> list[str]:
    """Return the lines, continued ones as one, that put a secret into an argument."""
    lines = commands.replace("\\\n", " ").splitlines()
    return [line for line in lines if any(leak.search(line) for leak in _LEAKS)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(SOURCE_TREE).as_posix())
def test_no_command_of_a_page_has_a_secret_among_its_arguments(page: Path) -> None:
    """In fences of every kind, also those that no test runs."""
    fenced = _FENCED.findall(page.read_text(encoding="utf-8"))
    assert [line for fence in fenced for line in leaks(fence)] == []


def test_no_example_of_a_help_text_has_a_secret_among_its_arguments() -> None:
    """`--help` is copied from, too."""
    assert HELP_TEXTS
    assert [line for file in HELP_TEXTS for line in leaks(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "command",
    [
        'curl "$url" \\\n  -H "Authorization: Bearer $CHITIEU_API_KEY"',
        "curl --header='authorization: Bearer k' $url",
        'curl -sS -u nguoi:mat-khau "$url"',
        'psql "postgresql://nguoi:mat-khau@$server"',
        "psql --dbname=postgresql://nguoi:mat-khau@db/chitieu",
        'psql -q "$CHITIEU_DATABASE_URL" <<EOF',
        'psql -At "$(chitieu addresses database_url)"',
        "psql service=x \\\n  -c \"create role x login password 'mat-khau'\"",
    ],
)
def test_such_a_command_is_found(command: str) -> None:
    """Each of these was, or could be, the shortest way to write an example."""
    assert leaks(command)
