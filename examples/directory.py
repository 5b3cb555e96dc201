"""The agencies that the three plans name, and the members of the two groups that report.

The plans speak of 18 departments and 12 districts and list neither. Departments that the plans
name elsewhere are derived from them, districts from the province's administrative units; the
three departments that complete the 18 are made up for the demonstration and say so.
"""

from __future__ import annotations

from examples.building import FOCAL_POINT, PLAN_2023_TITLE, PROVINCE, Event, event, provenance

DEPARTMENTS, DISTRICTS = "local:cac-so-nganh-dong-thap", "local:ubnd-cap-huyen-dong-thap"
HEALTH, POLICE = "local:so-y-te-dong-thap", "local:cong-an-tinh-dong-thap"
HOME_AFFAIRS = "local:so-noi-vu-dong-thap"

PLAN_241 = "Kế hoạch 241/KH-UBND ngày 06/7/2022 của UBND tỉnh Đồng Tháp"
UNITS = "Danh mục đơn vị hành chính tỉnh Đồng Tháp năm 2022"

# (id without `local:` and `-dong-thap`, name without the province, short name as printed)
_DEPARTMENTS_NAMED = (
    ("so-khdt", "Sở Kế hoạch và Đầu tư", "Sở KHĐT"),
    ("so-y-te", "Sở Y tế", "Sở Y tế"),
    ("so-noi-vu", "Sở Nội vụ", "Sở Nội vụ"),
    (
        "so-nong-nghiep-va-phat-trien-nong-thon",
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Sở NNPTNT",
    ),
    ("so-cong-thuong", "Sở Công Thương", "Sở Công Thương"),
    ("so-giao-thong-van-tai", "Sở Giao thông vận tải", "Sở GTVT"),
    ("so-giao-duc-va-dao-tao", "Sở Giáo dục và Đào tạo", "Sở GDĐT"),
    ("so-tai-chinh", "Sở Tài chính", "Sở Tài chính"),
    ("so-tu-phap", "Sở Tư pháp", "Sở Tư pháp"),
    ("so-lao-dong-thuong-binh-va-xa-hoi", "Sở Lao động - Thương binh và Xã hội", "Sở LĐTBXH"),
    ("so-van-hoa-the-thao-va-du-lich", "Sở Văn hóa, Thể thao và Du lịch", "Sở VHTTDL"),
    ("so-tai-nguyen-va-moi-truong", "Sở Tài nguyên và Môi trường", "Sở TNMT"),
    ("so-khoa-hoc-va-cong-nghe", "Sở Khoa học và Công nghệ", "Sở KHCN"),
    ("van-phong-ubnd-tinh", "Văn phòng UBND tỉnh", "Văn phòng UBND Tỉnh"),
)
_DEPARTMENTS_MADE_UP = (
    ("so-xay-dung", "Sở Xây dựng", "Sở Xây dựng"),
    ("thanh-tra-tinh", "Thanh tra tỉnh", "Thanh tra Tỉnh"),
    ("ban-quan-ly-khu-kinh-te", "Ban Quản lý Khu kinh tế", "BQL Khu kinh tế"),
)
_DISTRICTS = (
    ("tp-cao-lanh", "thành phố Cao Lãnh", "TP Cao Lãnh"),
    ("tp-sa-dec", "thành phố Sa Đéc", "TP Sa Đéc"),
    ("tp-hong-ngu", "thành phố Hồng Ngự", "TP Hồng Ngự"),
    ("huyen-tan-hong", "huyện Tân Hồng", "huyện Tân Hồng"),
    ("huyen-hong-ngu", "huyện Hồng Ngự", "huyện Hồng Ngự"),
    ("huyen-tam-nong", "huyện Tam Nông", "huyện Tam Nông"),
    ("huyen-thanh-binh", "huyện Thanh Bình", "huyện Thanh Bình"),
    ("huyen-thap-muoi", "huyện Tháp Mười", "huyện Tháp Mười"),
    ("huyen-cao-lanh", "huyện Cao Lãnh", "huyện Cao Lãnh"),
    ("huyen-lap-vo", "huyện Lấp Vò", "huyện Lấp Vò"),
    ("huyen-lai-vung", "huyện Lai Vung", "huyện Lai Vung"),
    ("huyen-chau-thanh", "huyện Châu Thành", "huyện Châu Thành"),
)
_OTHERS = (
    ("cong-an-tinh", "Công an tỉnh", "Công an Tỉnh", "agency"),
    ("tinh-doan", "Tỉnh đoàn", "Tỉnh Đoàn", "agency"),
    ("bao", "Báo Đồng Tháp", "Báo Đồng Tháp", "agency"),
    ("dai-phat-thanh-va-truyen-hinh", "Đài Phát thanh và Truyền hình", "Đài PTTH", "agency"),
    ("trung-tam-chuyen-doi-so", "Trung tâm Chuyển đổi số", "TTCĐS", "agency"),
    ("cuc-thue", "Cục Thuế", "Cục Thuế", "central_branch"),
    ("cuc-thong-ke", "Cục Thống kê", "Cục Thống kê", "central_branch"),
    ("nhnn", "Ngân hàng Nhà nước - Chi nhánh tỉnh", "NHNN Chi nhánh Tỉnh", "central_branch"),
    ("truong-chinh-tri", "Trường Chính trị", "Trường Chính trị", "school"),
    ("truong-dai-hoc", "Trường Đại học Đồng Tháp", "Trường ĐH Đồng Tháp", "school"),
    ("ban-chi-dao-cds", "Ban Chỉ đạo chuyển đổi số tỉnh", "Ban Chỉ đạo CĐS Tỉnh", "committee"),
    ("doi-ung-cuu-su-co", "Đội ứng cứu sự cố máy tính tỉnh", "Đội ứng cứu sự cố", "committee"),
    ("truong-cao-dang-cong-dong", "Trường Cao đẳng Cộng đồng Đồng Tháp", "Trường CĐCĐ", "school"),
    # Nobody lists who belongs to these; they only coordinate.
    *(
        (slug, name, short, "group")
        for slug, name, short in (
            ("cac-dn-vien-thong", "Các doanh nghiệp viễn thông", "Các DN viễn thông"),
            ("cac-dn-buu-chinh", "Các doanh nghiệp Bưu chính", "Các DN Bưu chính"),
            (
                "cac-dn-chu-ky-so",
                "Các doanh nghiệp cung cấp chữ ký số",
                "Các DN cung cấp chữ ký số",
            ),
            ("cac-dn-cong-nghe-so", "Các doanh nghiệp công nghệ số", "Các DN công nghệ số"),
            ("cac-dn-so", "Các doanh nghiệp số", "Các doanh nghiệp số"),
            (
                "cac-dn-buu-chinh-vien-thong",
                "Các doanh nghiệp bưu chính, viễn thông",
                "Các doanh nghiệp bưu chính, viễn thông",
            ),
            (
                "cac-dn-buu-chinh-chuyen-phat",
                "Các doanh nghiệp bưu chính, chuyển phát",
                "Các DN bưu chính, chuyển phát",
            ),
            (
                "cac-dn-mobile-money",
                "Các doanh nghiệp cung cấp dịch vụ Mobile Money",
                "Các doanh nghiệp cung cấp dịch vụ Mobile Money",
            ),
            ("cac-co-so-y-te", "Các cơ sở y tế", "Các cơ sở y tế"),
            ("don-vi-tu-van-doc-lap", "Đơn vị tư vấn độc lập", "Đơn vị tư vấn độc lập"),
        )
    ),
)
_MINISTRIES = (
    ("bo-giao-duc-va-dao-tao", "Bộ Giáo dục và Đào tạo", "Bộ GDĐT"),
    ("bo-lao-dong-thuong-binh-va-xa-hoi", "Bộ Lao động - Thương binh và Xã hội", "Bộ LĐTBXH"),
    ("bo-thong-tin-va-truyen-thong", "Bộ Thông tin và Truyền thông", "Bộ TTTT"),
)


def issuer_and_focal_point() -> list[Event]:
    """Return the registrations of who issues the plans, and who gathers the reports."""
    return [
        agency(
            PROVINCE, "Ủy ban nhân dân tỉnh Đồng Tháp", "UBND tỉnh Đồng Tháp", "people_committee"
        ),
        agency(FOCAL_POINT, "Sở Thông tin và Truyền thông tỉnh Đồng Tháp", "Sở TTTT"),
    ]


def reporters() -> list[Event]:
    """Return the departments, the districts, and their two groups, whom both years speak of."""
    departments = [
        *(_local(*one) for one in _DEPARTMENTS_NAMED),
        *(_local(*one, kind="illustrative") for one in _DEPARTMENTS_MADE_UP),
    ]
    districts = [
        _local(f"ubnd-{slug}", f"Ủy ban nhân dân {name}", f"UBND {short}", source=UNITS)
        for slug, name, short in _DISTRICTS
    ]
    return [
        *departments,
        *districts,
        _group(
            DEPARTMENTS,
            "Các sở, ngành tỉnh Đồng Tháp",
            "Các sở, ngành Tỉnh",
            [FOCAL_POINT, *map(_id, departments)],
            "Kế hoạch nói 18 đơn vị cấp sở mà không liệt kê; danh sách này là minh họa.",
        ),
        _group(
            DISTRICTS,
            "UBND cấp huyện tỉnh Đồng Tháp",
            "UBND cấp huyện",
            [_id(one) for one in districts],
            "Kế hoạch nói 12 địa phương cấp huyện mà không liệt kê; tên theo đơn vị hành chính.",
        ),
    ]


def others() -> list[Event]:
    """Return the registrations of whom only the later plans name."""
    return [
        *(_local(slug, name, short, of) for slug, name, short, of in _OTHERS),
        *(
            agency(f"local:{slug}", name, short, "ministry", says=provenance("derived", PLAN_241))
            for slug, name, short in _MINISTRIES
        ),
    ]


def agency(
    id_: str,
    name: str,
    short_name: str,
    kind: str = "agency",
    *,
    says: Event | None = None,
    members: list[str] | None = None,
) -> Event:
    """Return the registration of a member of the directory."""
    data: Event = {
        "effective_on": "2022-01-01",
        "name": name,
        "short_name": short_name,
        "kind": kind,
    }
    data |= {"members": members} if members else {}
    if id_ != PROVINCE and kind != "ministry":
        data["parent"] = PROVINCE
    note = "Mã do chitieu đặt." if id_.startswith("local:") else "Mã theo QĐ 20/2020/QĐ-TTg."
    data["provenance"] = says or provenance(
        "derived", PLAN_2023_TITLE, f"Tên theo kế hoạch. {note}"
    )
    slug = id_.lower().replace(".", "-").replace(":", "-")
    time = "2022-01-01T08:00:00+07:00"
    return event(f"directory-{slug}", PROVINCE, "agency.registered", f"agency/{id_}", time, data)


def _local(
    slug: str,
    name: str,
    short_name: str,
    of: str = "agency",
    *,
    kind: str = "derived",
    source: str = f"{PLAN_2023_TITLE}; {PLAN_241}",
) -> Event:
    full = name if name.endswith("Đồng Tháp") else f"{name.removesuffix(' tỉnh')} tỉnh Đồng Tháp"
    if "Ủy ban nhân dân" in name:
        full = f"{name}, tỉnh Đồng Tháp"
    if kind == "illustrative":
        says = provenance(kind, "Cho đủ 18 đơn vị cấp sở", "Kế hoạch không nêu tên; minh họa.")
    else:
        says = provenance(kind, source, "Mã do chitieu đặt.")
    return agency(f"local:{slug}-dong-thap", full, short_name, of, says=says)


def _group(id_: str, name: str, short_name: str, members: list[str], note: str) -> Event:
    says = provenance("illustrative", PLAN_2023_TITLE, note)
    return agency(id_, name, short_name, "group", says=says, members=members)


def _id(registration: Event) -> str:
    return str(registration["subject"]).removeprefix("agency/")
