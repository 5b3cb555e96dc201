"""Every word that an alert's evidence may hold can be said."""

from __future__ import annotations

from typing import get_args

from contracts.alert_evidence import Evidence, GradeWord, MethodWord, WindowWord
from domain.alert_words import GRADE_WORDS, METHOD_WORDS, QUALITY_WORDS, WINDOW_WORDS


def test_every_word_of_the_evidence_can_be_said() -> None:
    """The one table has each grade, method and window, no other, and each quality is a field."""
    assert set(GRADE_WORDS) == set(get_args(GradeWord))
    assert set(METHOD_WORDS) == set(get_args(MethodWord))
    assert set(WINDOW_WORDS) == set(get_args(WindowWord))
    assert {Evidence.model_fields[name].annotation for name in QUALITY_WORDS} == {bool}
