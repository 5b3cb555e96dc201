"""Readers answer any bytes with a document or a refusal, and lose no word of a text."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.cli.console import CommandFailed
from services.cli.plan.document import Document, Paragraph
from services.cli.plan.readers import read
from services.cli.plan.readers.csv_text import read_csv
from services.cli.plan.readers.refusals import FileRefused
from services.cli.plan.readers.text import read_text

PIECES = st.sampled_from(
    ["\n", "|", "\t", "Stt", "Chủ trì", "Tên nhiệm vụ", "1", "a", "II", "- ", "b) ", ". ", "Ủy",
     " ", "|---|", "**", "<b>", "</b>", "<sup>(1)</sup>", '"', ",", ";", "PHỤ LỤC I", "#", "3,5%"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join)
SIGNS = set("|-#*<>b/()1sup \t\n\"',;\\_=.~")


def answer_of(reader: Callable[[], object]) -> object:
    """What a reader returns, or its refusal; any other exception is the test's failure."""
    try:
        return reader()
    except (CommandFailed, FileRefused) as refused:
        return refused


@given(data=st.binary(max_size=300))
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    """Whatever the content: a document, or a refusal in words."""
    path = tmp_path / "a.csv"
    # Archives go to a process of their own, which other tests are about.
    path.write_bytes(data.replace(b"PK", b"pk"))
    answer = answer_of(lambda: read(path))
    assert isinstance(answer, Document) or (isinstance(answer, CommandFailed) and answer.next_step)


@given(text=TEXTS)
@settings(max_examples=150)
def test_any_text_is_read(text: str) -> None:
    """Tables, prose and noise in any order; every letter of the text is in some block."""
    blocks = read_text(text)
    kept = "".join(
        block.text
        if isinstance(block, Paragraph)
        else "".join(cell.text for line in block.lines for cell in line.cells)
        for block in blocks
    )
    assert sorted(c for c in text if c not in SIGNS) == sorted(c for c in kept if c not in SIGNS)


@given(text=TEXTS)
@settings(max_examples=100)
def test_any_csv_is_read_or_refused(text: str) -> None:
    """Quotes and dividers anywhere: rows, or a refusal."""
    answer = answer_of(lambda: read_csv(text))
    assert isinstance(answer, tuple) or (isinstance(answer, FileRefused) and answer.problem())


@given(text=TEXTS)
@settings(max_examples=100)
def test_lines_are_of_the_file_and_in_order(text: str) -> None:
    """Every block and row begins on a line that exists, none before the one ahead of it."""
    lines = []
    for block in read_text(text):
        lines.append(block.line)
        if not isinstance(block, Paragraph):
            lines.extend(line.line for line in block.lines)
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
