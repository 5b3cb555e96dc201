"""The JSON Schemas of everything that crosses a boundary, written from the models.

`python -m contracts.schemas` writes `contracts/schema/`: one file for each type of message and
`index.json`, which says on which topic a type travels. They are kept in the repository so
that an integrating system needs nothing of ours to check what it sends; a test holds them
equal to the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import TypeAdapter

from contracts.alert_chains import CHAIN_ADAPTER, CHAIN_TYPE
from contracts.alerts import ALERT_ADAPTER
from contracts.deliveries import DELIVERED_TYPE, DELIVERY_ADAPTER
from contracts.envelope import EVENT_MODELS, EVENT_TYPES
from contracts.parameters import PARAMETERS_ADAPTER, PARAMETERS_TYPE
from contracts.rejections import Rejection
from contracts.status import STATUS_ADAPTER, STATUS_TYPE, SWEPT_ADAPTER, SWEPT_TYPE
from contracts.topics import Topics

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).with_name("schema")

ALERT_NAME = "vn.chitieu.alert.v1"
REJECTION_NAME = "vn.chitieu.rejection.v1"


@dataclass(frozen=True, slots=True)
class Message:
    """A type of message, the topic it travels on, and how it is read."""

    name: str
    kind: Literal["event", "status", "alert", "rejection"]
    topic: str
    adapter: TypeAdapter[Any]

    @property
    def file_name(self) -> str:
        """The name of its schema's file."""
        return f"{self.name}.json"

    def schema(self) -> dict[str, object]:
        """Return its JSON Schema.

        It is that of reading, also for what we write: what equals its default is left out.
        """
        return {
            "$schema": DIALECT,
            "$id": f"urn:chitieu:schema:{self.name}",
            **self.adapter.json_schema(mode="validation"),
        }


def messages() -> Iterator[Message]:
    """Return every type of message, events first."""
    topics = Topics()
    for name, model in EVENT_MODELS.items():
        yield Message(name, "event", topics.events.name, TypeAdapter(model))
    yield Message(STATUS_TYPE, "status", topics.status.name, STATUS_ADAPTER)
    yield Message(SWEPT_TYPE, "status", topics.status.name, SWEPT_ADAPTER)
    yield Message(ALERT_NAME, "alert", topics.alerts.name, ALERT_ADAPTER)
    yield Message(DELIVERED_TYPE, "alert", topics.alerts.name, DELIVERY_ADAPTER)
    yield Message(PARAMETERS_TYPE, "alert", topics.alerts.name, PARAMETERS_ADAPTER)
    yield Message(CHAIN_TYPE, "alert", topics.alerts.name, CHAIN_ADAPTER)
    yield Message(REJECTION_NAME, "rejection", topics.rejected.name, TypeAdapter(Rejection))


def files() -> dict[str, bytes]:
    """Return every file of the folder by its name, with its content."""
    return {
        **{message.file_name: _json(message.schema()) for message in messages()},
        "index.json": _json([_entry(message) for message in messages()]),
    }


def _entry(message: Message) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": message.name,
        "kind": message.kind,
        "topic": message.topic,
        "schema": message.file_name,
    }
    if message.name in EVENT_TYPES:
        data = EVENT_TYPES[message.name]
        entry |= {"subjects": data.SUBJECT.split("|"), "scope": data.SCOPE}
    return entry


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main() -> None:
    """Write the folder anew."""
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
