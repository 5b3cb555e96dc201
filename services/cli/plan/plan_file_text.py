"""The one form of text in a plan file: composed accents, one Đ, nothing invisible."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")

_BLANKED = frozenset({"Cc", "Zl", "Zp"})
_DROPPED = frozenset({"Cf", "Cs"})


def tidy(text: str) -> str:
    """Return words in NFC, with Ð as Đ, without control and invisible characters."""
    if not text.isprintable():
        text = "".join(_visible(sign) for sign in text)
    return unicodedata.normalize("NFC", text).replace("\u00d0", "\u0110").strip()


def _visible(sign: str) -> str:
    if sign in "\n\t":
        return sign
    category = unicodedata.category(sign)
    if category in _BLANKED:
        return " "
    return "" if category in _DROPPED else sign


def tidied(value: T) -> T:
    """Return a value of the domain with every text in it tidied."""
    result: T = _tidied(value)
    return result


def _tidied(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, tuple):
        return tuple(_tidied(item) for item in value)
    if isinstance(value, dict):
        return {_tidied(key): _tidied(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _tidied(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    return value
