"""The project's own source, as text and as syntax trees.

A file is read and parsed once, and only when a test asks: trees of all files are large, and
most questions about the tests are answered by their text.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("contracts", "domain", "infra", "services")


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root and its text."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its syntax tree."""
        return tuple(ast.walk(ast.parse(self.text)))

    def at(self, node: ast.AST) -> str:
        """Return where a node stands, to be read in a failure."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def modules(*folders: str) -> list[Module]:
    """Return every Python file below some folders of the project."""
    return [module for folder in folders for module in _folder(folder)]


@cache
def _folder(folder: str) -> tuple[Module, ...]:
    return tuple(_module(path) for path in sorted((ROOT / folder).rglob("*.py")))


def _module(path: Path) -> Module:
    return Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def dotted(node: ast.AST) -> str:
    """Return a chain of names such as `os.environ.get`, or nothing for another expression."""
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""
