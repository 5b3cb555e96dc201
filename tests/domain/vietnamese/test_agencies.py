"""Who leads and who coordinates: cells of plans, the ten traps, and laws that hold for any text."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.identity import canonical_agency_id
from domain.plan import Agency
from domain.vietnamese.agencies import LONGEST_CELL, Place, parse_agencies, propose_agency_id
from domain.vietnamese.agency_directory import directory_of
from domain.vietnamese.agency_keys import key_of, known_keys
from domain.vietnamese.review import Review
from domain.vietnamese.text import fold
from tests.domain.vietnamese.agency_cells import COMMUNE, DISTRICTS, ICT, PLAN_2023, SEED_000

PROVINCE = Place("Đồng Tháp")
VILLAGE = Place("Nghệ An", "xa", "Nghi Hưng")
TABLE = Path(__file__).parents[3] / "examples/plans/dong_thap_2023_phu_luc_VII.csv"


def names(text: str, place: Place = PROVINCE) -> list[str]:
    """Return the canonical names that a cell is read as."""
    return [party.name for party in parse_agencies(text, place).parties]


def codes(text: str, place: Place = PROVINCE) -> list[Review]:
    """Return the codes of what the officer has to look at."""
    return [note.code for note in parse_agencies(text, place).notes]


@pytest.mark.parametrize(("cell", "expected"), {**SEED_000, **PLAN_2023}.items())
def test_cells_of_the_two_plans(cell: str, expected: list[str]) -> None:
    """Given a lead or coordinator cell of Đồng Tháp, expect each party under its one name."""
    assert names(cell) == expected
    assert Review.AGENCY_UNKNOWN not in codes(cell)


def test_every_cell_of_the_plan_of_2023_is_in_the_list_above() -> None:
    """No lead or coordinator of the 55 rows of Phụ lục VII is left out of the test."""
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cells = {row[column] for row in rows for column in ("don_vi_chu_tri", "don_vi_phoi_hop")}
    assert cells <= set(PLAN_2023)


@pytest.mark.parametrize(("cell", "expected"), COMMUNE.items())
def test_cells_of_a_commune(cell: str, expected: list[str]) -> None:
    """Given a commune's plan, expect its roles, its own police and the district's divisions."""
    assert names(cell, VILLAGE) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Sở, ban, ngành, UBND huyện, thị xã, thành phố", ["Các sở, ngành tỉnh", DISTRICTS]),
        ("UBND cấp huyện, cấp xã", [DISTRICTS, "UBND cấp xã"]),
        ("UBND các xã, phường, thị trấn", ["UBND cấp xã"]),
        ("Các sở, ngành và địa phương", ["Các sở, ngành tỉnh", "Địa phương"]),
        ("UBND các huyện: Cao Lãnh, Lấp Vò", ["UBND huyện Cao Lãnh", "UBND huyện Lấp Vò"]),
        ("UBND TP. Cao Lãnh; UBND huyện Lấp Vò", ["UBND thành phố Cao Lãnh", "UBND huyện Lấp Vò"]),
        ("các cơ quan, đơn vị, địa phương", ["Các cơ quan, đơn vị, địa phương"]),
        ("Công an các huyện, thành phố", ["Công an các huyện, thành phố"]),
        ("Các sở, ngành liên quan", ["Các sở, ngành liên quan"]),
        ("Sở VH,TT&DL; Sở LĐ-TB&XH", [
            "Sở Văn hóa, Thể thao và Du lịch", "Sở Lao động - Thương binh và Xã hội",
        ]),
        ("Sở Lao động, thương binh và xã hội", ["Sở Lao động - Thương binh và Xã hội"]),
        ("Bộ TTTT; Sở TTTT", ["Bộ Thông tin và Truyền thông", ICT]),
        ("Các sở Nội vụ, Y tế và Sở TTTT", ["Sở Nội vụ", "Sở Y tế", ICT]),
        ("Sở TTTT/Sở Y tế", [ICT, "Sở Y tế"]),
        ("Sở TTTT (chủ trì); Sở Tài chính (phối hợp với Sở KHĐT)", [
            ICT, "Sở Tài chính", "Sở Kế hoạch và Đầu tư",
        ]),
        ("1. Sở Y tế 2. Sở Tài chính", ["Sở Y tế", "Sở Tài chính"]),
        ("Liên hiệp các hội Khoa học và Kỹ thuật", ["Liên hiệp các Hội Khoa học và Kỹ thuật"]),
        ("BCH Quân sự tỉnh", ["Bộ Chỉ huy Quân sự tỉnh"]),
        ("VP/UBND tỉnh", ["Văn phòng UBND tỉnh"]),
        ("TTCĐS", ["Trung tâm Chuyển đổi số"]),
    ],
)  # fmt: skip
def test_commas_heads_and_abbreviations(cell: str, expected: list[str]) -> None:
    """Commas inside names part nothing; a head said once holds for the list; ministries apart."""
    assert names(cell) == expected


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("sở Nôi vụ", "Sở Nội vụ"),
        ("Sở Thong tin va Truyen thong", ICT),
        ("Sở Thông tin và Truyền thôn", ICT),
        ("Sở Giáo dục và Đào tao tỉnh Đồng Tháp", "Sở Giáo dục và Đào tạo"),
        ("Sở Sở TTTT", ICT),
    ],
)
def test_misspelt_names_are_mended_and_say_so(cell: str, name: str) -> None:
    """Given a slip in a known name, expect the agency, always marked."""
    assert names(cell) == [name]
    assert Review.AGENCY_TYPO in codes(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Trung tâm Abc, Xyz",
        "Thanh tra Sở TTTT",
        "Trung tâm VHTT&TT",
        "Sở Y tế tổng hợp",
        "Sở Ytế Abc",
        "Cục Đường sắt",
        "abc",
    ],
)
def test_what_is_not_known_stays_a_marked_party(cell: str) -> None:
    """Given a name of no table, expect one party under its printed words, without an id."""
    found = parse_agencies(cell, PROVINCE)
    assert [(party.name, party.agency) for party in found.parties] == [(cell, None)]
    assert [note.code for note in found.notes] == [Review.AGENCY_UNKNOWN]


@pytest.mark.parametrize(
    ("cell", "place", "expected"),
    [
        ("Công an TP; các sở, ban, ngành thành phố", Place("Cần Thơ"), [
            "Công an thành phố", "Các sở, ngành thành phố",
        ]),
        ("UBND TP. Vĩnh Long", Place("Vĩnh Long"), ["UBND thành phố Vĩnh Long"]),
        ("Công an; Phòng GD&ĐT; UBND các xã, thị trấn", Place("Nghệ An", "huyen", "Nghi Lộc"), [
            "Công an huyện", "Phòng Giáo dục và Đào tạo", "UBND cấp xã",
        ]),
        ("Công an; UBND phường", Place("Đồng Tháp", "xa", "phường Mỹ Tho"), [
            "Công an phường", "UBND phường",
        ]),
    ],
)  # fmt: skip
def test_the_place_says_which_level_is_meant(cell: str, place: Place, expected: list[str]) -> None:
    """Given one short name, on plans of a city, a district and a ward, expect each one's own."""
    assert names(cell, place) == expected


@pytest.mark.parametrize("cell", ["UBND huyện", "Công an huyện", "Ngân hàng Nhà nước", "UBND xã"])
def test_a_name_of_several_agencies_is_doubted(cell: str) -> None:
    """Given a unit that is not named, or a bank with branches, expect a question."""
    assert Review.AGENCY_AMBIGUOUS in codes(cell)


def registered(province: str, mark: str) -> list[Agency]:
    """Return agencies as a province registers them."""
    return [
        Agency(f"{mark}", f"Ủy ban nhân dân tỉnh {province}", f"UBND tỉnh {province}", "agency"),
        Agency(f"{mark}.14", f"{ICT} tỉnh {province}", "Sở TTTT", "agency", (), mark),
        Agency(
            f"local:{mark.lower()}-g",
            f"Các sở, ngành tỉnh {province}",
            "Các sở, ngành Tỉnh",
            "group",
            (),
            mark,
        ),
    ]


def test_the_same_short_name_in_two_provinces_is_two_agencies() -> None:
    """Given a directory of two provinces, on each one's plan, expect each one's own ids."""
    everyone = registered("Đồng Tháp", "H20") + registered("Vĩnh Long", "H61")
    for province, mark in (("Đồng Tháp", "H20"), ("Vĩnh Long", "H61")):
        place = Place(province, directory=directory_of(everyone, Place(province), parent=mark))
        found = parse_agencies(f"Sở TT&TT; sở, ban, ngành tỉnh; UBND tỉnh {province}", place)
        assert [party.agency for party in found.parties] == [
            f"{mark}.14",
            f"local:{mark.lower()}-g",
            mark,
        ]
        assert found.notes == ()


def test_a_name_that_two_of_one_place_bear_stands_for_neither() -> None:
    """Given two registrations of one name, expect no id and a question."""
    twice = [Agency(f"local:{mark}", "Sở Y tế", "", "agency") for mark in ("a", "b")]
    found = parse_agencies("Sở Y tế", Place("Đồng Tháp", directory=directory_of(twice, PROVINCE)))
    assert [party.agency for party in found.parties] == [None]
    assert [note.code for note in found.notes] == [Review.AGENCY_AMBIGUOUS]


def test_another_provinces_department_is_none_of_the_plans_own() -> None:
    """Given Sở TTTT tỉnh Vĩnh Long in a plan of Đồng Tháp, expect no id, and a mark."""
    place = Place("Đồng Tháp", directory={ICT: "H20.14"})
    found = parse_agencies("Sở TTTT tỉnh Vĩnh Long; Sở TTTT tỉnh Đồng Tháp", place)
    assert [party.agency for party in found.parties] == [None, "H20.14"]
    assert [note.code for note in found.notes] == [Review.AGENCY_UNKNOWN]


@pytest.mark.parametrize(
    ("cell", "place", "agency_id"),
    [
        ("Sở Y tế", PROVINCE, "local:so-y-te-dong-thap"),
        ("Công an Tỉnh", PROVINCE, "local:cong-an-tinh-dong-thap"),
        ("Báo Đồng Tháp", PROVINCE, "local:bao-dong-thap"),
        ("Các sở, ngành Tỉnh", PROVINCE, "local:cac-so-nganh-dong-thap"),
        ("Sở Y tế tỉnh Vĩnh Long", PROVINCE, "local:so-y-te-vinh-long"),
        ("Bộ TTTT", PROVINCE, "local:bo-thong-tin-va-truyen-thong"),
        ("Công an xã", VILLAGE, "local:cong-an-xa-nghi-hung-nghe-an"),
        ("UBND huyện Nghi Lộc", VILLAGE, "local:ubnd-huyen-nghi-loc-nghe-an"),
    ],
)
def test_ids_are_proposed_for_whom_the_directory_does_not_know(
    cell: str, place: Place, agency_id: str
) -> None:
    """Given a party without an id, expect one that tells province and commune apart."""
    assert propose_agency_id(parse_agencies(cell, place).parties[0], place) == agency_id


def test_every_name_and_alias_of_the_tables_is_read_as_its_agency() -> None:
    """The tables do not contradict themselves: no alias means two agencies of one head."""
    assert len(known_keys()) > 400
    for key, known in known_keys().items():
        own = known_keys()[key_of(fold(known.name))]
        assert own.name == known.name, key


CELLS = st.sampled_from([*SEED_000, *PLAN_2023])


@given(st.lists(CELLS.filter(bool), min_size=1, max_size=4))
@example(["Các Sở: Giáo dục và Đào tạo, Y tế", "Trường ĐH Đồng Tháp"])
def test_cells_joined_by_semicolons_name_the_same_parties(cells: list[str]) -> None:
    """Joining cells adds their parties and loses none."""
    expected = dict.fromkeys(name for cell in cells for name in names(cell))
    assert names("; ".join(cells)) == list(expected)


@given(CELLS)
def test_spelling_does_not_change_who_is_meant(cell: str) -> None:
    """Decomposed accents, capitals and the other Đ make no other party of a known one."""
    assert names(unicodedata.normalize("NFD", cell)) == names(cell)
    assert names(cell.replace("Đ", "Ð")) == names(cell)
    known = {known.name for known in known_keys().values()}
    if set(names(cell)) <= known:
        assert names(cell.upper()) == names(cell)


@given(st.text(max_size=120), st.sampled_from([PROVINCE, VILLAGE, Place("")]))
def test_any_text_has_an_answer(text: str, place: Place) -> None:
    """Parsing is total; notes point into the text; ids proposed can be registered."""
    found = parse_agencies(text, place)
    assert all(note.span is None or note.span.end <= len(text) for note in found.notes)
    for party in found.parties:
        assert canonical_agency_id(propose_agency_id(party, place))


@given(st.lists(st.sampled_from([*sorted(known_keys(), key=len)[:40], "Sở", "các", ",", "và"])))
def test_heaps_of_names_have_an_answer(words: list[str]) -> None:
    """Known keys, heads and separators in any order do no harm."""
    parse_agencies(" ".join(words), PROVINCE)


def test_a_megabyte_of_noise_is_refused_at_once() -> None:
    """A text longer than any cell is not searched, and says so."""
    found = parse_agencies("Sở TTTT, " * 120_000, PROVINCE)
    assert (found.parties, [note.code for note in found.notes]) == ((), [Review.TEXT_TOO_LONG])


@pytest.mark.parametrize(
    "piece", ["Sở, ", "a; ", "các sở: ", "Sở x\n- ", "và ", "(", "UBND huyện, "]
)
def test_the_longest_noise_that_is_read_has_an_answer(piece: str) -> None:
    """No cell, however tangled, makes the reading hang."""
    noise = (piece * LONGEST_CELL)[:LONGEST_CELL]
    assert len(parse_agencies(noise, PROVINCE).parties) <= LONGEST_CELL


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("UBND cấp huyện; Các DN\nviễn thông", ["UBND cấp huyện", "Các doanh nghiệp viễn thông"]),
        ("UBND cấp huyện; các\nDN viễn thông", ["UBND cấp huyện", "Các doanh nghiệp viễn thông"]),
        ("Công an tỉnh\nvăn phòng UBND tỉnh", ["Công an tỉnh", "Văn phòng UBND tỉnh"]),
        ("Sở Y tế\ncác sở, ngành", ["Sở Y tế", "Các sở, ngành tỉnh"]),
    ],
)
def test_a_name_broken_over_two_lines_of_a_cell_is_one(cell: str, expected: list[str]) -> None:
    """A line that begins in the middle of a name goes on with it; one with a new name does not."""
    assert names(cell) == expected
