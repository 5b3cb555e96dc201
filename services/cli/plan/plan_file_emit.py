"""Write a tree of plain values as YAML that people read and edit: ruamel does the spelling.

Small values stand on one line, long Vietnamese text is folded, comments say what to do.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from contracts.fields import decimal_text
from services.cli.plan import plan_file_comments as comments

FOLD_AT = 88
FLOW_MAX = 92
UNBROKEN = 1_000_000
LONG = ("rows", "objectives", "projects")
"""Sections whose items stand on several lines, however short."""
# Letters first, and nothing that means something to YAML, in a list of one line or outside.
_PLAIN = re.compile(r"[^\W\d_][\w .;()/+-]*")
_FOLDABLE = re.compile("[!-~\u00a1-\ud7ff]+(?: [!-~\u00a1-\ud7ff]+)+")


class _Representer(RoundTripRepresenter):
    """Writes null as a word, and a decimal as it stands."""


def _null(representer: RoundTripRepresenter, _: None) -> ScalarNode:
    return _plain(representer, "null", "null")


def _number(representer: RoundTripRepresenter, value: Decimal) -> ScalarNode:
    text = decimal_text(value)
    return _plain(representer, "float" if "." in text else "int", text)


def _day(representer: RoundTripRepresenter, value: date) -> ScalarNode:
    return _plain(representer, "timestamp", value.isoformat())


def _plain(representer: RoundTripRepresenter, kind: str, text: str) -> ScalarNode:
    node: ScalarNode = representer.represent_scalar(f"tag:yaml.org,2002:{kind}", text)
    return node


_Representer.add_representer(type(None), _null)
_Representer.add_representer(date, _day)
_Representer.add_representer(Decimal, _number)


def emit(tree: Mapping[str, Any]) -> str:
    """Return the YAML of a plan file."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.width = UNBROKEN
    yaml.indent(mapping=2, sequence=4, offset=2)
    root = CommentedMap({key: _node(value, key not in LONG) for key, value in tree.items()})
    root.yaml_set_start_comment(comments.HEADER)
    for key, words in comments.SECTIONS.items():
        if key in root:
            root.yaml_set_comment_before_after_key(key, before=f"\n{words}")
    _explain(root)
    stream = io.StringIO()
    yaml.dump(root, stream)
    return stream.getvalue()


def _explain(root: CommentedMap) -> None:
    plan = root["plan"]
    if "review" in plan:
        plan.yaml_set_comment_before_after_key("review", before=comments.REVIEW, indent=2)
    for key in ("number", "issued_on"):
        if plan.get(key) is None:
            plan.yaml_add_eol_comment(comments.NO_NUMBER, key)
    heading = None
    for name in LONG:
        items = root.get(name, ())
        for at, item in enumerate(items):
            above = " ".join(f"{item.get('table', '')}: {item.get('section', '')}".split())
            new = f"\n── {above.strip(': ')} ──" if above != heading else "\n"
            items.yaml_set_comment_before_after_key(at, before=new, indent=2)
            heading = above
            _explain_item(item)


def _explain_item(item: CommentedMap) -> None:
    if "review" in item:
        item.yaml_set_comment_before_after_key("review", before=comments.REVIEW, indent=4)
    if "total_investment" in item and item["total_investment"] is None:
        item.yaml_add_eol_comment(comments.NOT_PRINTED, "total_investment")
    if any(amount["amount"] is None for amount in item.get("amounts", ())):
        words = f"null: {comments.NOT_PRINTED}"
        item.yaml_set_comment_before_after_key("amounts", before=words, indent=4)


def _node(value: Any, level: int, room: int = FLOW_MAX) -> Any:
    flow = level > 1 and _length(value) <= room
    made: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        made = CommentedMap(
            {key: _node(item, level + 1, FLOW_MAX - len(key)) for key, item in value.items()}
        )
    elif isinstance(value, list | tuple):
        made = CommentedSeq([_node(item, level + 1) for item in value])
    else:
        return _text(value) if isinstance(value, str) else value
    if flow:
        made.fa.set_flow_style()
    return made


def _length(value: Any) -> int:
    """About how many columns a value takes on one line."""
    if isinstance(value, Mapping):
        return 2 + sum(len(key) + 4 + _length(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return 2 + sum(_length(item) + 2 for item in value)
    return len(decimal_text(value) if isinstance(value, Decimal) else str(value))


def _text(text: str) -> str:
    if len(text) > FOLD_AT and _FOLDABLE.fullmatch(text):
        return _folded(text)
    if text and not _PLAIN.fullmatch(text):
        text = DoubleQuotedScalarString(text)
    return text


def _folded(text: str) -> str:
    folded = FoldedScalarString(text)
    at, positions = -1, []
    lines = textwrap.wrap(text, FOLD_AT, break_long_words=False, break_on_hyphens=False)
    for line in lines[:-1]:
        at += len(line) + 1
        positions.append(at)
    folded.fold_pos = positions
    made: str = folded
    return made
