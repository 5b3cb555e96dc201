"""Named statements: read by name, refused when the file is ambiguous."""

import pytest

from infra.sql import QueriesError, parse_queries


def test_statements_are_read_by_name() -> None:
    """Comments after the name belong to the reader, the semicolon to the file."""
    text = """-- Statements of a service.

-- name: find_one
-- why: a reader asks for one row
select 1
  -- inside
  from a;

-- name: count_all
select count(*) from b
"""
    assert parse_queries(text, origin="queries.sql") == {
        "find_one": "select 1\n  -- inside\n  from a",
        "count_all": "select count(*) from b",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-- name: a\nselect 1;\n-- name: a\nselect 2;", "stands twice"),
        ("-- name: A-b\nselect 1;", "lower_case_name"),
        ("select 1;", "before the first"),
        ("-- name: a\n-- why: no reason\n\n-- name: b\nselect 1", "a has no statement"),
    ],
)
def test_an_ambiguous_file_is_refused_in_words(text: str, words: str) -> None:
    """A duplicate, a bad name, a stray or a missing statement stops the service at start."""
    with pytest.raises(QueriesError, match=words):
        parse_queries(text, origin="queries.sql")
