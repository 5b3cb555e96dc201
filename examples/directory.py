"""The agencies that the two plans name."""

from __future__ import annotations

from examples.building import FOCAL_POINT, PLAN_2023_TITLE, PROVINCE, Event, event, provenance

DEPARTMENTS, DISTRICTS = "local:cac-so-nganh-dong-thap", "local:ubnd-cap-huyen-dong-thap"
PLANNING, HEALTH = "local:so-khdt-dong-thap", "local:so-y-te-dong-thap"
HOME_AFFAIRS, POLICE = "local:so-noi-vu-dong-thap", "local:cong-an-tinh-dong-thap"
TAX, STATISTICS = "local:cuc-thue-dong-thap", "local:cuc-thong-ke-dong-thap"
POLITICAL_SCHOOL = "local:truong-chinh-tri-dong-thap"


def issuer_and_focal_point() -> list[Event]:
    """Return the registrations that the plan of 2022 needs."""
    return [
        agency(
            PROVINCE, "Ủy ban nhân dân tỉnh Đồng Tháp", "UBND tỉnh Đồng Tháp", "people_committee"
        ),
        agency(FOCAL_POINT, "Sở Thông tin và Truyền thông tỉnh Đồng Tháp", "Sở TTTT"),
    ]


def others() -> list[Event]:
    """Return the registrations that the plan of 2023 needs besides."""
    return [
        agency(PLANNING, "Sở Kế hoạch và Đầu tư tỉnh Đồng Tháp", "Sở KHĐT"),
        agency(HEALTH, "Sở Y tế tỉnh Đồng Tháp", "Sở Y tế"),
        agency(HOME_AFFAIRS, "Sở Nội vụ tỉnh Đồng Tháp", "Sở Nội vụ"),
        agency(POLICE, "Công an tỉnh Đồng Tháp", "Công an Tỉnh"),
        agency(TAX, "Cục Thuế tỉnh Đồng Tháp", "Cục Thuế", "central_branch"),
        agency(STATISTICS, "Cục Thống kê tỉnh Đồng Tháp", "Cục Thống kê", "central_branch"),
        agency(POLITICAL_SCHOOL, "Trường Chính trị tỉnh Đồng Tháp", "Trường Chính trị", "school"),
        # 18 and 12 members; the documents at hand do not name them all, so none is named.
        agency(DEPARTMENTS, "Các sở, ngành tỉnh Đồng Tháp", "Các sở, ngành Tỉnh", "group"),
        agency(DISTRICTS, "UBND cấp huyện tỉnh Đồng Tháp", "UBND cấp huyện", "group"),
    ]


def agency(id_: str, name: str, short_name: str, kind: str = "agency") -> Event:
    """Return the registration of a member of the directory."""
    data: Event = {
        "effective_on": "2022-01-01",
        "name": name,
        "short_name": short_name,
        "kind": kind,
    }
    if id_ != PROVINCE:
        data["parent"] = PROVINCE
    note = "Mã do chitieu đặt." if id_.startswith("local:") else "Mã theo QĐ 20/2020/QĐ-TTg."
    data["provenance"] = provenance("derived", PLAN_2023_TITLE, f"Tên theo kế hoạch. {note}")
    slug = id_.lower().replace(".", "-").replace(":", "-")
    time = "2022-01-01T08:00:00+07:00"
    return event(f"directory-{slug}", PROVINCE, "agency.registered", f"agency/{id_}", time, data)
