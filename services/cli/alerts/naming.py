"""What people read in a terminal in place of ids and raw fractions: names, per cent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.api.views import Names
    from services.cli.api_client import ApiClient


def names_of(api: ApiClient) -> Names:
    """Return what agencies are called, by the api's directory; an unknown one by its id."""
    from services.api.rows import Agency
    from services.api.views import Names

    found = api.all("/v1/agencies")
    return Names({one["agency_id"]: Agency(**one) for one in found})


def percent(share: object, *, decimals: int = 1) -> str:
    """Return a share of 1 as per cent with a decimal comma: `7,7%`."""
    from domain.vietnamese.words import number_words

    rounded = (Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{number_words(rounded)}%"


def number(value: object, *, decimals: int = 0) -> str:
    """Return a number with a decimal comma and thousands dots."""
    from domain.vietnamese.words import number_words

    return number_words(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
