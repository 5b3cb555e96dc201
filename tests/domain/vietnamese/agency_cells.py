"""Cells of agencies as plans print them, and who is meant; written from reading the documents.

`SEED_000` are the lead and coordinator cells of the appendix of Kế hoạch 241/KH-UBND of 6/7/2022
(Đồng Tháp), `PLAN_2023` those of Phụ lục VII of its plan of 2023 (examples/plans), `COMMUNE` are
in the manner of Kế hoạch 80/KH-UBND of 31/7/2023 (xã Nghi Hưng, Nghệ An).
"""

ICT = "Sở Thông tin và Truyền thông"
PLANNING = "Sở Kế hoạch và Đầu tư"
SCHOOLING = "Sở Giáo dục và Đào tạo"
HEALTH = "Sở Y tế"
HOME = "Sở Nội vụ"
FARMS = "Sở Nông nghiệp và Phát triển nông thôn"
LABOUR = "Sở Lao động - Thương binh và Xã hội"
LAND = "Sở Tài nguyên và Môi trường"
CULTURE = "Sở Văn hóa, Thể thao và Du lịch"
TRADE = "Sở Công Thương"
SECTORS = "Các sở, ngành tỉnh"
DISTRICTS = "UBND cấp huyện"
BANK = "Ngân hàng Nhà nước - Chi nhánh tỉnh"
POLICE = "Công an tỉnh"
UNIVERSITY = "Trường Đại học Đồng Tháp"
COLLEGE = "Trường Cao đẳng Cộng đồng Đồng Tháp"
BROADCASTER = "Đài Phát thanh và Truyền hình"

SEED_000: dict[str, list[str]] = {
    "Bộ Giáo dục và Đào tạo": ["Bộ Giáo dục và Đào tạo"],
    "Bộ Giáo dục và Đào tạo; Bộ Lao động Thương binh và Xã hội": [
        "Bộ Giáo dục và Đào tạo",
        "Bộ Lao động - Thương binh và Xã hội",
    ],
    "Bộ Giáo dục và Đào tạo; Bộ Thông tin và Truyền thông": [
        "Bộ Giáo dục và Đào tạo",
        "Bộ Thông tin và Truyền thông",
    ],
    "Sở Thông tin và Truyền thông": [ICT],
    "- UBND cấp huyện\n- Các doanh nghiệp bưu\nchính, viễn thông": [
        DISTRICTS,
        "Các doanh nghiệp bưu chính, viễn thông",
    ],
    "- Các sở, ngành tỉnh\n- UBND cấp huyện": [SECTORS, DISTRICTS],
    "- Các sở, ngành tỉnh\n- UBND cấp huyện\n- Các sở, ngành tỉnh\n- UBND cấp huyện": [
        SECTORS,
        DISTRICTS,
    ],
    "Các DN được Bộ Thông tin và Truyền thông cấp phép": [
        "Các doanh nghiệp được Bộ Thông tin và Truyền thông cấp phép"
    ],
    "Công an tỉnh": [POLICE],
    "Sở Lao động Thương binh và Xã hội": [LABOUR],
    "Sở Văn hoá, Thể thao và Du lịch": [CULTURE],
    "Các Trường: ĐH Đồng Tháp, CĐCĐ Đồng Tháp": [UNIVERSITY, COLLEGE],
    "- Tỉnh Đoàn\n- UBND cấp huyện\n- Các Tổ Công nghệ số cộng đồng": [
        "Tỉnh đoàn",
        DISTRICTS,
        "Các Tổ Công nghệ số cộng đồng",
    ],
    "Đài Phát thanh và Truyền hình Đồng Tháp": [BROADCASTER],
    "- Sở Thông tin và Truyền\nthông\n- UBND cấp huyện": [ICT, DISTRICTS],
    "- Sở Công Thương\n- Sở Kế hoạch và Đầu tư\n- UBND cấp huyện": [TRADE, PLANNING, DISTRICTS],
    "- Sở Kế hoạch và Đầu tư\n- Cục Thuế tỉnh\n- UBND cấp huyện": [
        PLANNING,
        "Cục Thuế",
        DISTRICTS,
    ],
    "Các DN bưu chính, chuyển phát và các đơn vị có liên quan": [
        "Các doanh nghiệp bưu chính, chuyển phát",
        "Các đơn vị liên quan",
    ],
    "Chi nhánh Ngân hàng Nhà nước tỉnh": [BANK],
    "Các doanh nghiệp cung cấp dịch vụ Mobile Money": [
        "Các doanh nghiệp cung cấp dịch vụ Mobile Money"
    ],
    "Các Sở: Giáo dục và Đào tạo, Y tế": [SCHOOLING, HEALTH],
    "- Sở Tài nguyên và Môi trường;\nSở Thông tin và Truyền thông; Sở Khoa học và Công nghệ\n"
    "- UBND cấp huyện": [LAND, ICT, "Sở Khoa học và Công nghệ", DISTRICTS],
    "- Sở Thông tin và Truyền\nthông\n- UBND cấp huyện\n- Các cơ sở y tế": [
        ICT,
        DISTRICTS,
        "Các cơ sở y tế",
    ],
    "- Sở Giáo dục và Đào tạo\n- Sở Lao động Thương binh và\nXã hội": [SCHOOLING, LABOUR],
    "Các đơn vị sử dụng lao động": ["Các đơn vị sử dụng lao động"],
    "- Sở Thông tin và Truyền\nthông; Sở Giáo dục và Đào tạo\n- UBND cấp huyện": [
        ICT,
        SCHOOLING,
        DISTRICTS,
    ],
    "- Sở Thông tin và Truyền\nthông; Sở Nông nghiệp và phát triển nông thôn\n- UBND cấp huyện": [
        ICT,
        FARMS,
        DISTRICTS,
    ],
    "Sở Giao thông vận tải": ["Sở Giao thông vận tải"],
}

PLAN_2023: dict[str, list[str]] = {
    "Sở TTTT": [ICT],
    "Sở TT&TT": [ICT],
    "Sở NNPTNT": [FARMS],
    "Sở Nội vụ": [HOME],
    "Sở KHĐT": [PLANNING],
    "Sở GTVT": ["Sở Giao thông vận tải"],
    "Sở GDĐT": [SCHOOLING],
    "Sở Y tế": [HEALTH],
    "Sở Tài chính": ["Sở Tài chính"],
    "Sở Công Thương": [TRADE],
    "Công an Tỉnh": [POLICE],
    "UBND cấp huyện": [DISTRICTS],
    "Các sở, ngành Tỉnh": [SECTORS],
    "Các sở, ngành tỉnh": [SECTORS],
    "Các sở, ngành Tỉnh; UBND cấp huyện": [SECTORS, DISTRICTS],
    "Công an Tỉnh; UBND cấp huyện": [POLICE, DISTRICTS],
    "Văn phòng UBND Tỉnh": ["Văn phòng UBND tỉnh"],
    "Sở Sở TTTT, Văn phòng UBND Tỉnh": [ICT, "Văn phòng UBND tỉnh"],
    "Sở TTTT; Trường Chính trị": [ICT, "Trường Chính trị"],
    "Sở TTTT, Trường Chính trị": [ICT, "Trường Chính trị"],
    "Sở TTTT; UBND cấp huyện": [ICT, DISTRICTS],
    "Sở TTTT; Sở NNPTNT, UBND cấp huyện": [ICT, FARMS, DISTRICTS],
    "Ngân hàng Nhà nước VN - Chi nhánh ĐT": [BANK],
    "Ngân hàng Nhà nước VN - Chi nhánh ĐT, UBND cấp huyện": [BANK, DISTRICTS],
    "Sở KHĐT, Cục Thuế, Cục Thống kê": [PLANNING, "Cục Thuế", "Cục Thống kê"],
    "Sở KHĐT, UBND cấp huyện": [PLANNING, DISTRICTS],
    "UBND cấp huyện; Các DN viễn thông": [DISTRICTS, "Các doanh nghiệp viễn thông"],
    "UBND cấp huyện; Các DN cung cấp chữ ký số": [
        DISTRICTS,
        "Các doanh nghiệp cung cấp chữ ký số",
    ],
    "Các DN Bưu chính; UBND cấp huyện": ["Các doanh nghiệp Bưu chính", DISTRICTS],
    "Các DN công nghệ số": ["Các doanh nghiệp công nghệ số"],
    "Đơn vị tư vấn độc lập": ["Đơn vị tư vấn độc lập"],
    "Đội ứng cứu sự cố máy tính Tỉnh": ["Đội ứng cứu sự cố máy tính tỉnh"],
    "Đài PTTH; Báo Đồng Tháp; Tỉnh Đoàn; Các sở, ngành Tỉnh; UBND cấp huyện": [
        BROADCASTER,
        "Báo Đồng Tháp",
        "Tỉnh đoàn",
        SECTORS,
        DISTRICTS,
    ],
    "Đài PTTH; Báo Đồng Tháp; Các sở, ngành Tỉnh; UBND cấp huyện": [
        BROADCASTER,
        "Báo Đồng Tháp",
        SECTORS,
        DISTRICTS,
    ],
    "Ban Chỉ đạo CĐS Tỉnh": ["Ban Chỉ đạo chuyển đổi số tỉnh"],
    "Trường ĐH Đồng Tháp": [UNIVERSITY],
    "": [],
}

COMMUNE: dict[str, list[str]] = {
    "Công chức Văn hóa – xã hội": ["Công chức Văn hóa - Xã hội"],
    "Công chức VHXH; Công an xã": ["Công chức Văn hóa - Xã hội", "Công an xã"],
    "Công chức Tài chính - Kế toán, Văn phòng - Thống kê": [
        "Công chức Tài chính - Kế toán",
        "Công chức Văn phòng - Thống kê",
    ],
    "Công an, Ban CHQS xã": ["Công an xã", "Ban Chỉ huy Quân sự xã"],
    "Trạm Y tế xã; Đoàn Thanh niên": ["Trạm Y tế", "Đoàn Thanh niên xã"],
    "Phòng VHTT": ["Phòng Văn hóa và Thông tin"],
    "Phòng Văn hóa và Thông tin huyện": ["Phòng Văn hóa và Thông tin"],
    "UBND huyện Nghi Lộc": ["UBND huyện Nghi Lộc"],
    "UBND xã Nghi Hưng": ["UBND xã"],
    "Các xóm; các hộ gia đình": ["Các xóm", "Các hộ gia đình"],
    "MTTQ và các đoàn thể xã": ["Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Các đoàn thể xã"],
    "Chủ tịch UBND xã": ["Chủ tịch UBND xã"],
    "Trường THCS Nghi Hưng, Trường Mầm non": ["Trường THCS Nghi Hưng", "Trường Mầm non"],
}
