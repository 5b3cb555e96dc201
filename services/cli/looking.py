"""The options of commands that can look back, and the word that what they show may still grow."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import err

if TYPE_CHECKING:
    from services.cli.api_client import ApiClient

AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="As it stood on a day."),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="WHEN",
        help="By what was known then: a day (its end in Viet Nam), an instant"
        " (2023-11-30T17:00:00+07:00), or positions of the log (0:17,1:4)."
        " Without --as-of also the day.",
    ),
]


def day_of(as_of: datetime | None) -> str | None:
    """Return a day as the api takes it."""
    return as_of.date().isoformat() if as_of else None


def tell_unsettled(api: ApiClient) -> None:
    """Say on stderr why an answer may still change, where it may."""
    if api.unsettled is None:
        return
    from services.api.known import UNSETTLED_WORDS, Unsettled

    said = UNSETTLED_WORDS[Unsettled(api.unsettled)]
    err().print(f"Chưa chốt: {said.vi}. / Not settled: {said.en}.", markup=False, soft_wrap=True)
