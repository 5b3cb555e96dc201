"""What somebody with a key of scope `alerts` may send about an alert: the bodies of commands.

They name offices, never persons; the agency is that of the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import orjson
from pydantic import BeforeValidator, Field, ValidationError

from contracts.alert_handling import Role, Said
from contracts.fields import Contract, Day, Exact, read_day
from contracts.problems import PROBLEMS_MAX, FieldCode, FieldProblem
from contracts.untrusted import Unreadable, check_json
from contracts.validation_words import field_problems


def _day_or_report(value: object) -> object:
    return value if value == "next_report" else read_day(value)


class Acknowledge(Contract):
    """Take an alert, with a commitment; `value` where the alert is about a number."""

    role: Role | None = Field(default=None, examples=["Trưởng phòng Kế hoạch"])
    action: Said = Field(examples=["Giao ban hằng tuần, hỗ trợ 5 xã chưa đạt"])
    responsible: Role = Field(examples=["Phó Giám đốc phụ trách"])
    value: Exact | None = Field(default=None, examples=["75"])
    by_on: Day = Field(examples=["2023-11-30"])


class SnoozeFor(Contract):
    """Let an alert rest until its next report, or a day."""

    role: Role | None = None
    until: Annotated[Literal["next_report"] | Day, BeforeValidator(_day_or_report)] = Field(
        examples=["next_report"]
    )
    reason: Said


class AddNote(Contract):
    """Write something down beside an alert."""

    role: Role | None = None
    text: Said


class CloseByHand(Contract):
    """Close an alert, with the reason; something newer and worse may open the next."""

    role: Role | None = None
    reason: Said


Command = Acknowledge | SnoozeFor | AddNote | CloseByHand
CommandWord = Literal["acknowledge", "snooze", "note", "close"]

COMMANDS: Final[Mapping[CommandWord, type[Command]]] = {
    "acknowledge": Acknowledge,
    "snooze": SnoozeFor,
    "note": AddNote,
    "close": CloseByHand,
}


def read_command(word: CommandWord, raw: bytes) -> Command:
    """Return the command that a sender's bytes hold.

    Raises:
        Unreadable: they are not JSON that every parser reads alike, or not such a command; of
            the first the only problem has no field.
    """
    check_json(raw)
    plain = orjson.loads(raw)
    if not isinstance(plain, dict):
        raise Unreadable((FieldProblem.of(FieldCode.NOT_AN_OBJECT, expected="{…}"),))
    try:
        return COMMANDS[word].model_validate_json(raw)
    except ValidationError as error:
        raise Unreadable(field_problems(error, plain)[:PROBLEMS_MAX]) from None
