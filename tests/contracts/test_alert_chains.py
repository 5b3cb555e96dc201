"""A chain is told with its days, so that what fell due by it can be made again for ever."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest
import rfc8785

from contracts.alert_chains import CHAIN_ADAPTER, CHAIN_TYPE, ChainData, is_chain
from contracts.alert_handling import Basis, Handling, Reminder
from contracts.alert_topic import is_beside
from contracts.codec import encode
from contracts.status import Ref
from infra.local.settings import SOURCE_TREE
from services.alerts.configuration.document import Calendar
from services.alerts.configuration.file import load_configuration
from services.alerts.handling.chain import ChainInForce, stated
from services.alerts.in_force import chain_event
from tests.contracts.events import violations

GOLDEN = Path(__file__).with_name("golden_chains") / "vn.chitieu.escalation.stated.v1.json"
SHA256 = "c7469ea5010ca7780a9f3532096e10e37df71814714e0257a786f76b1fd83da3"
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
FILE = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml")


def test_a_golden_chain_is_read_and_written_as_it_was() -> None:
    """Its bytes come back for ever, as canonical JSON that fits the schema; its id is its own."""
    raw = GOLDEN.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA256
    told = CHAIN_ADAPTER.validate_json(raw)
    assert encode(told) == raw == rfc8785.dumps(orjson.loads(raw))
    assert told.id == told.data.digest
    assert not violations(CHAIN_TYPE, orjson.loads(raw))
    assert is_chain(raw)
    assert is_beside(raw)


def test_what_is_told_of_a_file_gives_back_its_chain_and_its_days() -> None:
    """Given the example / on telling its chain / expect the steps, in order, and each day off."""
    chain = ChainInForce.of(FILE.escalation, FILE.calendar)
    told = CHAIN_ADAPTER.validate_json(encode(chain_event(chain.data, AT))).data
    assert ChainInForce(told, told.digest) == chain
    assert [step.role for step in told.steps] == [step.role for step in FILE.escalation.steps]
    assert date(2023, 1, 20) in told.off, "Tết Quý Mão"
    assert chain.working_days(date(2023, 1, 19), date(2023, 1, 27)) == 1


@pytest.mark.parametrize(
    "other",
    [{"holidays": (date(2023, 9, 27),)}, {"swaps": ({"off": date(2023, 9, 27)},)}],
    ids=["another holiday", "a day moved"],
)
def test_another_calendar_is_another_chain(other: dict[str, object]) -> None:
    """A step waits by working days, so a chain is named with them."""
    moved = Calendar.model_validate({**FILE.calendar.model_dump(), **other})
    assert stated(FILE.escalation, moved).digest != stated(FILE.escalation, FILE.calendar).digest


def test_the_order_of_sections_is_kept() -> None:
    """The first that fits decides: told the other way round it is another chain."""
    told = CHAIN_ADAPTER.validate_json(GOLDEN.read_bytes()).data
    step = told.steps[1]
    turned = step.model_copy(update={"by_section": step.by_section[::-1]})
    assert told.model_copy(update={"steps": (told.steps[0], turned)}).digest != told.digest


def test_what_older_versions_told_of_handling_is_written_as_it_was() -> None:
    """A reminder without its chain, and no basis, come back byte for byte."""
    raw = b'{"reminder":{"number":1,"on":"2023-12-01","why":"deadline_near"}}'
    read = Handling.model_validate_json(raw)
    assert read == Handling(reminder=Reminder(on=date(2023, 12, 1), why="deadline_near", number=1))
    assert encode(read) == raw


def test_a_basis_names_a_place_on_the_log() -> None:
    """Given a doubt, a place and a day / expect them back; what is no place is refused."""
    basis = Basis(known_at="3:14", as_of=date(2023, 9, 15), doubted=Ref(agency="H20.14", id="m-1"))
    assert Basis.model_validate_json(encode(basis)) == basis
    with pytest.raises(ValueError, match="known_at"):
        Basis(known_at="đầu nhật ký", as_of=date(2023, 9, 15))


def test_an_empty_chain_says_nothing() -> None:
    """By it nothing climbs and nothing is repeated, so it need not be told."""
    assert not ChainInForce(ChainData(off=(date(2023, 1, 2),)), "").says_something
