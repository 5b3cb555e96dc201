"""refusal-codes.md: every code that a refusal or a problem can have, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from contracts.problems import FIELD_WORDS, FieldCode
from contracts.rejections import REFUSAL_WORDS, RefusalCode
from infra import body_limit, key_ring, problems
from infra.problems import Problem
from services.cli.reference.markdown import code, table
from services.ingest import answers

_INTRO = """# Refusal codes

Codes are stable: programs read `code`, people read `vi` and `en`. Words in braces are replaced by
the ids of the case. What to do about an answer is in
[emit-events](../howto/emit-events.md#3-what-the-answers-mean).
"""
_EVENTS = """## Why an event is refused

`code` of a `4xx` answer to one event, of a result in a batch, and of a message on
`chitieu.rejected.v1`. Those marked ¹ say that the event cannot be read; `errors` then lists each
field with a code of the next table.
"""
_FIELDS = """## What is wrong with a field

`errors[].code`, beside `field` (its dotted path) and `expected` (what would be right).
"""
_OTHERS = """## Other answers of ingest

They refuse a request, not an event, and are not kept as rejections.
"""


def page() -> str:
    """Return the page."""
    events = table(
        ("code", "HTTP", "vi", "en"),
        (
            (code(one.value) + mark, str(answers.http_status(one)), vi, en)
            for one, mark, vi, en in _refusals()
        ),
    )
    fields = table(
        ("code", "vi", "en"),
        ((code(one.value), FIELD_WORDS[one].vi, FIELD_WORDS[one].en) for one in FieldCode),
    )
    others = table(
        ("code", "HTTP", "vi", "en"),
        (
            (code(one.code), str(one.status), one.detail, one.detail_en)
            for one in sorted(_problems(), key=lambda one: (one.status, one.code))
        ),
    )
    return "\n".join([_INTRO, _EVENTS, events, _FIELDS, fields, _OTHERS, others])


def _refusals() -> Iterator[tuple[RefusalCode, str, str, str]]:
    for one in RefusalCode:
        if one in REFUSAL_WORDS:
            words, mark = REFUSAL_WORDS[one], ""
        elif one is RefusalCode.INVALID_FIELD:
            words, mark = FIELD_WORDS[FieldCode.INVALID], "¹"
        else:
            words, mark = FIELD_WORDS[FieldCode(one.value)], "¹"
        yield one, mark, words.vi, words.en


def _problems() -> Iterator[Problem]:
    yield body_limit.too_large(body_limit.MAX_BYTES)
    for module in (answers, key_ring, problems, body_limit):
        yield from _constants(module)


def _constants(module: ModuleType) -> Iterator[Problem]:
    return (value for value in vars(module).values() if isinstance(value, Problem))
