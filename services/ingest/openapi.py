"""The page of POST /v1/events in the OpenAPI document, which FastAPI does not see by itself."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from contracts.untrusted import BATCH_MAX

_EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0; the schemas of all types are in contracts/schema.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
}
_BATCH_SCHEMA: dict[str, Any] = {
    "type": "array",
    "maxItems": BATCH_MAX,
    "minItems": 1,
    "items": _EVENT_SCHEMA,
}
_ON_THE_LOG: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "agency": {"type": "string"},
        "status": {"enum": ["accepted", "duplicate"]},
        "position": {"type": "string", "pattern": r"^\d+:\d+$"},
    },
}
_BATCH_ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "results": {"type": "array", "items": {"type": "object"}},
        **{name: {"type": "integer"} for name in ("accepted", "duplicate", "rejected")},
    },
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "field": {"type": "string"},
        "detail": {"type": "string", "description": "tiếng Việt"},
        "detail_en": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_PROBLEMS = {
    "401": "No valid key.",
    "403": "The event is not this key's to send.",
    "409": "The id was used for other content.",
    "413": "Body above 1 MiB, or an event above 256 KiB.",
    "415": "Another content type, or a compressed body.",
    "422": "The event cannot be read, or does not fit what is known.",
    "429": "Too many events wait; send again after Retry-After seconds.",
    "503": "Unknown or not now; send again unchanged after Retry-After seconds.",
}


def _content(schema: dict[str, Any], *media_types: str) -> dict[str, Any]:
    return {media_type: {"schema": schema} for media_type in media_types}


def _post() -> dict[str, Any]:
    return {
        "summary": "Gửi một sự kiện hoặc một lô / Send one event or a batch",
        "operationId": "post_events",
        "parameters": [
            {
                "name": "dry_run",
                "in": "query",
                "schema": {"type": "boolean", "default": False},
                "description": "Answer as it would, write nothing.",
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                **_content(_EVENT_SCHEMA, "application/cloudevents+json"),
                **_content(_BATCH_SCHEMA, "application/cloudevents-batch+json"),
                **_content({"oneOf": [_EVENT_SCHEMA, _BATCH_SCHEMA]}, "application/json"),
            },
        },
        "responses": {
            "200": {
                "description": "A duplicate (no effect), or a batch of which nothing was refused.",
                "content": _content({"oneOf": [_ON_THE_LOG, _BATCH_ANSWER]}, "application/json"),
            },
            "201": {
                "description": "On the log, at `position` (partition:offset).",
                "content": _content(_ON_THE_LOG, "application/json"),
            },
            "207": {
                "description": "A batch with refused events: one result per event, in order.",
                "content": _content(_BATCH_ANSWER, "application/json"),
            },
            **{
                status: {
                    "description": words,
                    "content": _content(_PROBLEM, "application/problem+json"),
                }
                for status, words in _PROBLEMS.items()
            },
        },
        "security": [{"key": []}],
    }


def add_post(app: FastAPI) -> None:
    """Have the app's OpenAPI document tell of the hot route too."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes
            )
            document["paths"]["/v1/events"] = {"post": _post()}
            security = {"key": {"type": "http", "scheme": "bearer"}}
            document.setdefault("components", {})["securitySchemes"] = security
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's own way to extend it
