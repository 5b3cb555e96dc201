"""Whoever is woken by a health page finds its reason in docs/howto/when-something-fails.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

from infra.local.settings import SOURCE_TREE

PAGE = SOURCE_TREE / "docs" / "howto" / "when-something-fails.md"
SOURCES = ("infra", "services")


def codes() -> Iterator[tuple[str, str]]:
    """Every code that a health page can give, with the file that gives it."""
    for folder in SOURCES:
        for path in sorted((SOURCE_TREE / folder).glob("**/*.py")):
            source = path.read_text(encoding="utf-8")
            if "infra.health import" in source or path.name == "health.py":
                for code in _of(ast.parse(source)):
                    yield code, _name(path)


def _of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Reason"), args=[ast.Constant(value=str(code)), *_]):
                yield code


def _name(path: Path) -> str:
    return path.relative_to(SOURCE_TREE).as_posix()


def test_every_reason_of_a_health_page_is_explained() -> None:
    """A code without a row there leaves its reader alone at night."""
    page = PAGE.read_text(encoding="utf-8")
    found = dict(codes())
    assert len(found) > 10
    missing = {code: file for code, file in found.items() if f"`{code}`" not in page}
    assert missing == {}
