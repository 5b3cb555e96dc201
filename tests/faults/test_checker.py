"""A checker that cannot fail is worth nothing: each flaw put into a sound round is named."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.faults import alert_promises, checker
from tests.faults.checker import PROMISES, check
from tests.faults.flaws import FLAWS, Flaw
from tests.faults.oracle import histories
from tests.faults.sound import sound


def test_a_sound_round_breaks_nothing() -> None:
    """Given a round in which every promise holds, expect silence."""
    assert check(sound()) == []


def test_every_promise_can_be_broken() -> None:
    """No promise is checked that no flaw is known for."""
    assert FLAWS.keys() == PROMISES.keys()


@pytest.mark.parametrize(
    ("promise", "flaw"),
    [(promise, flaw) for promise, flaws in FLAWS.items() for flaw in flaws],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_a_flaw_is_named(promise: str, flaw: Flaw) -> None:
    """Given one flaw in a sound round, expect the promise that it breaks to be named."""
    found = sound()
    flaw(found)
    assert check(found, [promise])


def heeds_the_order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said where an event that comes late counts no more."""
    with monkeypatch.context() as other:
        other.setattr(checker, "histories", lambda events: histories(events[: len(events) // 2]))
        return [one.says for one in check(sound(), ["P4"])]


def test_every_sentence_of_the_checker_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expect of each thing that it looks at, and not only of each promise, that it can fail."""
    said = heeds_the_order(monkeypatch)
    for promise, flaws in FLAWS.items():
        for flaw in flaws:
            found = sound()
            flaw(found)
            said += [one.says for one in check(found, [promise])]
    sentences = [*said_by(checker), *said_by(alert_promises)]
    assert len(sentences) > 30
    never = [one for one in sentences if not any(re.match(one, says, re.DOTALL) for says in said)]
    assert never == []


def said_by(module: ModuleType) -> Iterator[str]:
    """A pattern of each sentence that a module's functions yield."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Yield(value=ast.JoinedStr() | ast.Constant() as words):
                yield _pattern(words)
            case ast.YieldFrom(value=ast.GeneratorExp(elt=ast.JoinedStr() as words)):
                yield _pattern(words)
            case ast.Call(func=ast.Name(id="differences"), args=[ast.Constant() as words, *_]):
                yield _pattern(words)


def _pattern(words: ast.expr) -> str:
    parts = words.values if isinstance(words, ast.JoinedStr) else [words]
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts
    )
