"""Nothing is refused without words: every code that can be raised is one that can be told."""

import ast
from string import Formatter

from contracts.problems import FieldCode, FieldProblem
from contracts.rejections import REFUSAL_WORDS, RefusalCode
from contracts.validation_words import _CODES
from tests.structure.source import dotted, modules

RAISES = {"PydanticCustomError", "PydanticKnownError"}
NOT_FOR_SENDERS = {"figure"}
"""Error types of messages that only our own services write."""


def raised_error_types() -> set[str]:
    """Return the types of all errors that the contracts raise themselves."""
    return {
        str(node.args[0].value)
        for module in modules("contracts")
        for node in module.nodes
        if isinstance(node, ast.Call)
        and dotted(node.func) in RAISES
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_flaw_that_a_contract_finds_has_a_code_of_its_own() -> None:
    """A sender is told what was wrong with which field, never just *invalid*."""
    assert raised_error_types() - NOT_FOR_SENDERS <= set(_CODES)


def test_every_field_code_has_words_in_two_languages() -> None:
    """Vietnamese first, English beside."""
    for code in FieldCode:
        problem = FieldProblem.of(code)
        assert problem.vi
        assert problem.en


def test_every_refusal_is_worded_by_itself_or_by_its_field() -> None:
    """A code for which nobody wrote words would reach a sender as an error of ours."""
    unreadable = {
        code for code in RefusalCode if code.value in {field.value for field in FieldCode}
    }
    assert set(REFUSAL_WORDS) == set(RefusalCode) - unreadable - {RefusalCode.INVALID_FIELD}
    for code, words in REFUSAL_WORDS.items():
        assert words.vi, code
        assert placeholders(words.vi) == placeholders(words.en), code


def placeholders(text: str) -> set[str]:
    """Return the names that a text leaves open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
