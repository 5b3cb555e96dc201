"""How a plan file means agencies and indicators, and leaves out what is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.draft import IndicatorChoice, Party
from services.cli.plan.catalogue import Entry, indicator_key

Tree = dict[str, Any]


class Refs:
    """How a file means an agency: by the printed words alone where they mean one only."""

    def __init__(self, catalogue: Iterable[Entry]) -> None:
        self._keys: dict[tuple[str, str | None], str] = {}
        self._meant: dict[str, set[str]] = {}
        for entry in catalogue:
            self._keys[entry.party.name, entry.party.agency] = entry.key
            for text in (entry.key, *entry.printed):
                self._meant.setdefault(text, set()).add(entry.key)

    def of(self, party: Party) -> str | Tree:
        """Return a mention of an agency."""
        key = self._keys[party.name, party.agency]
        alone = self._meant.get(party.text) == {key}
        return party.text if alone else {"text": party.text, "name": key}

    def maybe(self, party: Party | None) -> str | Tree | None:
        """Return a mention of an agency, if there is one."""
        return self.of(party) if party else None

    def all(self, parties: Iterable[Party]) -> list[str | Tree]:
        """Return the mentions of several."""
        return [self.of(party) for party in parties]


def pruned(tree: Mapping[str, Any], keep: tuple[str, ...] = ()) -> Tree:
    """Leave out what is empty, so that the file shows what there is."""
    return {
        key: value
        for key, value in tree.items()
        if key in keep or value not in (None, "", (), [], {}, False)
    }


def indicator_name(choice: IndicatorChoice) -> str:
    """Return the key of an indicator in the file: `id`, or `id@2` for its second definition."""
    id_, definition = indicator_key(choice)
    return id_ if definition == 1 else f"{id_}@{definition}"
