"""What a parser answers: a typed value with the words it came from, or why there is none.

Never a silent guess: what rests on a convention rather than on the words carries a note that
asks the officer to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.vietnamese.review import Review

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text that was given: from `start` to before `end`, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the officer must look at: its code, where, and the particular in words."""

    code: Review
    span: Span | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """A typed value, the words it came from, and what rests on a convention."""

    value: T
    span: Span
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """No value, and why; the span is of the words that were not understood."""

    reason: Review
    span: Span
    detail: str = ""


Reading = Understood[T] | NotUnderstood
