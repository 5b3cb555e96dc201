"""Statements are put together into one function without losing a parameter."""

from services.projector.one_call import FUNCTIONS, TEMPLATES, Function, call_of, put_together
from services.projector.session import QUERIES

FUNCTION_MAX_PARAMETERS = 100
"""PostgreSQL's own limit."""


def test_parameters_of_a_statement_stand_behind_those_before_it() -> None:
    """Each statement keeps its own order; a parameter that stands twice is one."""
    queries = {
        "first": "select $2::text[], $1::int where $2 is not null",
        "second": "delete from t where id = $1::bigint",
    }
    made = put_together("f({parameters}) if $1::date then {first}; {second};", queries)
    assert made == Function(
        "f(date, int, text[], bigint) if $1::date then "
        "select $3::text[], $2::int where $3 is not null; delete from t where id = $4::bigint;",
        ("date", "int", "text[]", "bigint"),
    )


def test_a_batch_is_one_statement_of_two_functions() -> None:
    """Neither takes more than a function may, and the call gives each its own."""
    begin, end = (put_together(TEMPLATES[name], QUERIES) for name in FUNCTIONS)
    assert max(len(begin.types), len(end.types)) <= FUNCTION_MAX_PARAMETERS
    last = len(begin.types) + len(end.types) - 1
    assert call_of(begin, end).endswith(f"${last}::{end.types[-1]})")
