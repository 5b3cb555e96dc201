"""The agencies that plans name, under the names and abbreviations in use across the country.

Data only: no province, no district, no id. Each entry is `words | name | alias; alias`; a line
that begins with blanks goes on with the entry above. Aliases are compared letter by letter, so
that `TT&TT`, `TTTT` and `TT và TT` are one. The words of an entry are

- its kind in the directory;
- `levelled` where the level is part of the name (*Công an tỉnh*, *Công an xã*), `named` where the
  province's own name is (*Báo Đồng Tháp*);
- `tinh`, `huyen` or `xa` for the level that goes without saying (*Sở Y tế*, of the province);
- `doubtful` where the bare name may be another's (*Ngân hàng Nhà nước*: the bank or its branch).
"""

from __future__ import annotations

FIELDS = """
so bo | Thông tin và Truyền thông | TTTT; TT Truyền thông
so bo | Kế hoạch và Đầu tư | KHĐT; KHDT
so bo | Nông nghiệp và Phát triển nông thôn | NNPTNT; Nông nghiệp PTNT; NN PTNN; NNPT nông thôn
so bo | Nông nghiệp và Môi trường | NNMT; NN Môi trường
so bo | Giáo dục và Đào tạo | GDĐT; GDDT; Giáo dục ĐT
so bo | Lao động - Thương binh và Xã hội | LĐTBXH; LDTBXH; LĐ Thương binh XH; LĐTB Xã hội
so bo | Tài nguyên và Môi trường | TNMT; TN Môi trường
so bo | Văn hóa, Thể thao và Du lịch | VHTTDL; VHTT Du lịch; VH Thể thao DL
so | Văn hóa và Thể thao | VHTT
so | Du lịch | DL
so bo | Khoa học và Công nghệ | KHCN
so bo | Giao thông vận tải | GTVT; GT Vận tải; Giao thông và Vận tải
so bo | Xây dựng | XD
so bo | Tài chính | TC
so bo | Tư pháp | TP
so bo | Y tế | YT
so bo | Nội vụ | NV
so | Ngoại vụ | NgV
so bo | Công Thương | CT
so bo | Dân tộc và Tôn giáo | DTTG
so | Quy hoạch - Kiến trúc | QHKT
so | An toàn thực phẩm | ATTP
bo | Công an | CA
bo | Quốc phòng | QP
bo | Ngoại giao | NG
phong | Văn hóa và Thông tin | VHTT; VH Thông tin
phong | Văn hóa, Khoa học và Thông tin | VHKHTT
phong | Văn hóa - Xã hội | VHXH
phong | Giáo dục và Đào tạo | GDĐT; GDDT
phong | Nội vụ | NV
phong | Nội vụ - Lao động, Thương binh và Xã hội | Nội vụ LĐTBXH; NV LĐTBXH
phong | Tài chính - Kế hoạch | TCKH; TC Kế hoạch; Tài chính KH
phong | Kinh tế | KT
phong | Kinh tế và Hạ tầng | KTHT
phong | Kinh tế, Hạ tầng và Đô thị | KTHTĐT
phong | Quản lý đô thị | QLĐT
phong | Nông nghiệp và Phát triển nông thôn | NNPTNT
phong | Nông nghiệp và Môi trường | NNMT
phong | Lao động - Thương binh và Xã hội | LĐTBXH; LDTBXH
phong | Tài nguyên và Môi trường | TNMT
phong | Tư pháp | TP
phong | Y tế | YT
phong | Dân tộc | DT
phong | Dân tộc và Tôn giáo | DTTG
"""
"""Fields of departments (sở), ministries (bộ) and divisions (phòng)."""

AGENCIES = """
people_committee levelled | UBND | Ủy ban nhân dân; UB nhân dân; Ủy ban ND
agency levelled | HĐND | Hội đồng nhân dân
agency levelled | Công an | CA
agency levelled | Thanh tra | TT nhà nước
agency levelled | Văn phòng UBND | VP UBND; Văn phòng Ủy ban nhân dân; VP Ủy ban nhân dân
agency levelled | Văn phòng HĐND | VP HĐND; Văn phòng Hội đồng nhân dân
agency levelled | Văn phòng HĐND và UBND | VP HĐND UBND; Văn phòng Hội đồng nhân dân và Ủy ban
    nhân dân; VP UBND HĐND; Văn phòng UBND HĐND
agency levelled | Văn phòng Đoàn ĐBQH và HĐND | VP Đoàn ĐBQH HĐND; Văn phòng Đoàn đại biểu Quốc
    hội và Hội đồng nhân dân
agency levelled | Ủy ban Mặt trận Tổ quốc Việt Nam | UBMTTQ; UBMTTQVN; UBMTTQ Việt Nam; MTTQ;
    MTTQVN; Mặt trận Tổ quốc; Mặt trận Tổ quốc Việt Nam; Ủy ban MTTQ; Ủy ban MTTQVN; Ủy ban MTTQ
    Việt Nam; Ủy ban Mặt trận Tổ quốc
agency levelled | Hội Liên hiệp Phụ nữ | Hội LHPN; HLHPN; Hội Phụ nữ; LHPN; Hội LHPN Việt Nam
agency levelled | Hội Nông dân | HND; Hội ND
agency levelled | Hội Cựu chiến binh | Hội CCB; HCCB
agency levelled | Hội Người cao tuổi | Hội NCT
agency levelled | Hội Chữ thập đỏ | Hội CTĐ
agency levelled | Hội Khuyến học
agency levelled | Liên đoàn Lao động | LĐLĐ
central_branch levelled | Bảo hiểm xã hội | BHXH; Bảo hiểm XH
central_branch levelled | Kho bạc Nhà nước | KBNN; Kho bạc; Kho bạc NN
central_branch levelled | Tòa án nhân dân | TAND
central_branch levelled | Viện kiểm sát nhân dân | VKSND
committee levelled | Ban Chỉ đạo chuyển đổi số | BCĐ CĐS; BCD CĐS; BCD CDS; Ban Chỉ đạo CĐS; BCĐ
    chuyển đổi số; BCD chuyển đổi số; Ban Chỉ đạo về chuyển đổi số
committee levelled | Đội ứng cứu sự cố máy tính | Đội ƯCSC máy tính; Đội ứng cứu sự cố
committee levelled | Đội ứng cứu sự cố an toàn thông tin mạng | Đội ứng cứu sự cố ATTT mạng; Đội
    ứng cứu sự cố ATTT; Đội ứng cứu sự cố an toàn thông tin
agency levelled | Bộ Chỉ huy Bộ đội Biên phòng | BCH BĐBP; BCH Bộ đội Biên phòng; BĐBP;
    Bộ đội Biên phòng
agency levelled | Ban Chỉ huy Quân sự | BCH QS; BCH Quân sự; Ban CHQS; Bộ CHQS; Bộ Chỉ huy Quân
    sự; Quân sự; CHQS
agency levelled | Đoàn Thanh niên | Đoàn TN; Đoàn TNCS; Đoàn TNCS Hồ Chí Minh; Đoàn TNCSHCM;
    Đoàn TNCS HCM; Đoàn Thanh niên CSHCM; Đoàn Thanh niên Cộng sản Hồ Chí Minh; Đoàn TN Cộng sản
    Hồ Chí Minh
central_branch tinh | Cục Thuế
central_branch tinh | Thuế | Thuế tỉnh
central_branch huyen | Chi cục Thuế | Chi cục Thuế khu vực
central_branch tinh | Cục Thống kê | Cục TK
central_branch huyen | Chi cục Thống kê | Chi cục TK
central_branch tinh | Cục Hải quan
central_branch tinh | Cục Quản lý thị trường | Cục QLTT
central_branch tinh | Cục Thi hành án dân sự | Cục THADS
central_branch tinh | Ngân hàng Nhà nước - Chi nhánh tỉnh | Ngân hàng Nhà nước Chi nhánh; Ngân
    hàng Nhà nước VN Chi nhánh; NHNN Chi nhánh; NHNNVN Chi nhánh; Ngân hàng Nhà nước Việt Nam
    Chi nhánh; NHNN Việt Nam Chi nhánh; Chi nhánh Ngân hàng Nhà nước; Chi nhánh NHNN; Chi nhánh
    Ngân hàng Nhà nước Việt Nam; Chi nhánh NHNN Việt Nam
central_branch | Ngân hàng Chính sách xã hội | NHCSXH; Ngân hàng CSXH; NH Chính sách xã hội
agency tinh | Đài Phát thanh và Truyền hình | Đài PTTH; Đài PT TH; Đài Phát thanh Truyền hình
agency tinh | Báo và Đài Phát thanh, Truyền hình | Báo và Đài PTTH; Báo Đài PTTH
agency | Đài Truyền thanh | Đài TT huyện
agency tinh | Cổng Thông tin điện tử | Cổng TTĐT
agency tinh | Ban Dân tộc
agency tinh | Ban Quản lý Khu kinh tế | BQL Khu kinh tế; BQL KKT; Ban QL KKT; Ban QL Khu kinh
    tế; Ban Quản lý KKT; Ban Quản lý các khu kinh tế
agency tinh | Ban Quản lý các khu công nghiệp | BQL KCN; Ban QL KCN; Ban Quản lý KCN; BQL các
    KCN; Ban QL các KCN; Ban Quản lý các KCN; BQL khu công nghiệp; Ban Quản lý khu công nghiệp;
    BQL các khu công nghiệp
agency tinh | Tỉnh ủy
agency huyen | Huyện ủy
agency tinh | Văn phòng Tỉnh ủy | VP Tỉnh ủy; VPTU
agency huyen | Văn phòng Huyện ủy | VP Huyện ủy
agency tinh | Ban Tuyên giáo Tỉnh ủy | Ban Tuyên giáo TU; BTG Tỉnh ủy
agency tinh | Ban Tổ chức Tỉnh ủy | Ban Tổ chức TU
agency tinh | Ban Tuyên giáo và Dân vận Tỉnh ủy | Ban TGDV Tỉnh ủy
agency tinh | Trung tâm Chuyển đổi số | TTCĐS; TT Chuyển đổi số; Trung tâm CĐS; TT CDS
agency tinh | Trung tâm Công nghệ thông tin và Truyền thông | Trung tâm CNTT TT; TT CNTT TT;
    Trung tâm CNTT và Truyền thông
agency | Trung tâm Phục vụ hành chính công | TTPVHCC; Trung tâm PVHCC; TT PVHCC; Trung tâm Hành
    chính công; TTHCC; Trung tâm phục vụ HCC; Trung tâm PV hành chính công
agency | Trung tâm Điều hành thông minh | TT IOC; Trung tâm IOC; IOC
agency huyen | Trung tâm Y tế | TTYT; TT Y tế
agency tinh | Trung tâm Kiểm soát bệnh tật | CDC; Trung tâm KSBT
agency huyen | Trung tâm Văn hóa, Thể thao và Truyền thanh | TT VHTT Truyền thanh;
    Trung tâm VHTT Truyền thanh
agency huyen | Trung tâm Văn hóa, Thông tin và Thể thao | Trung tâm VH Thông tin Thể thao
agency xa | Trạm Y tế | TYT
school tinh | Trường Chính trị
enterprise | Bưu điện | Bưu điện VN
enterprise tinh | Viễn thông
enterprise tinh | VNPT | Viễn thông VNPT
enterprise tinh | Viettel | Viettel chi nhánh; Chi nhánh Viettel
enterprise tinh | MobiFone
enterprise | Điện lực | Công ty Điện lực
agency | Hiệp hội Doanh nghiệp | HHDN; Hiệp hội DN
agency tinh | Liên minh Hợp tác xã | Liên minh HTX; LMHTX
agency tinh | Liên hiệp các Hội Khoa học và Kỹ thuật | Liên hiệp các hội KHKT; LHH KHKT; Liên
    hiệp Hội Khoa học Kỹ thuật
agency | Bộ phận Một cửa | Bộ phận TN TKQ; Bộ phận Tiếp nhận và Trả kết quả; BP một cửa
enterprise | Quỹ tín dụng nhân dân | Quỹ TDND
committee | Tổ công tác triển khai Đề án 06 | Tổ công tác Đề án 06; TCT Đề án 06; Tổ Đề án 06
central_branch tinh doubtful | Ngân hàng Nhà nước - Chi nhánh tỉnh | Ngân hàng Nhà nước; NHNN
agency tinh | Thành đoàn
agency tinh | Tỉnh đoàn | Đoàn TNCS Hồ Chí Minh tỉnh
agency huyen | Huyện đoàn
agency named | Báo
role xa | Công chức Văn hóa - Xã hội | Công chức VHXH; CC VHXH; VHXH; Văn hóa Xã hội
role xa | Công chức Văn phòng - Thống kê | Công chức VPTK; CC VPTK; Văn phòng Thống kê; VPTK
role xa | Công chức Tư pháp - Hộ tịch | Công chức TPHT; CC TPHT; Tư pháp Hộ tịch
role xa | Công chức Tài chính - Kế toán | Công chức TCKT; CC TCKT; Tài chính Kế toán
role xa | Công chức Địa chính | Địa chính
ministry | Chính phủ
ministry | Thủ tướng Chính phủ | TTg; TTCP
ministry | Văn phòng Chính phủ | VPCP; VP Chính phủ
ministry | Thanh tra Chính phủ
ministry | Ngân hàng Nhà nước Việt Nam | NHNN Việt Nam; NHNN VN; Ngân hàng Nhà nước VN
ministry | Ủy ban Dân tộc | UBDT
ministry | Bảo hiểm xã hội Việt Nam | BHXH Việt Nam; BHXH VN
ministry | Ban Cơ yếu Chính phủ
ministry | Ủy ban Quốc gia về chuyển đổi số | UBQG về chuyển đổi số; Ủy ban Quốc gia về CĐS;
    UBQGCĐS
ministry | Tổng cục Thống kê | TCTK
"""

AT_LEVEL = {
    ("Ban Chỉ huy Quân sự", "tinh"): "Bộ Chỉ huy Quân sự tỉnh",
    ("Đoàn Thanh niên", "tinh"): "Tỉnh đoàn",
    ("Đoàn Thanh niên", "huyen"): "Huyện đoàn",
}
"""Where an agency has another name at a level."""

PROVINCES = """
An Giang; Bà Rịa - Vũng Tàu; Bạc Liêu; Bắc Giang; Bắc Kạn; Bắc Ninh; Bến Tre; Bình Dương; Bình
Định; Bình Phước; Bình Thuận; Cà Mau; Cao Bằng; Cần Thơ; Đà Nẵng; Đắk Lắk; Đắk Nông; Điện Biên;
Đồng Nai; Đồng Tháp; Gia Lai; Hà Giang; Hà Nam; Hà Nội; Hà Tĩnh; Hải Dương; Hải Phòng; Hậu
Giang; Hòa Bình; Hồ Chí Minh; Huế; Hưng Yên; Khánh Hòa; Kiên Giang; Kon Tum; Lai Châu; Lạng Sơn;
Lào Cai; Lâm Đồng; Long An; Nam Định; Nghệ An; Ninh Bình; Ninh Thuận; Phú Thọ; Phú Yên; Quảng
Bình; Quảng Nam; Quảng Ngãi; Quảng Ninh; Quảng Trị; Sóc Trăng; Sơn La; Tây Ninh; Thái Bình; Thái
Nguyên; Thanh Hóa; Thừa Thiên Huế; Tiền Giang; Trà Vinh; Tuyên Quang; Vĩnh Long; Vĩnh Phúc; Yên
Bái
"""
"""The provinces and cities of the country, before and after 1 July 2025, by their own names."""

CITIES = frozenset({"Cần Thơ", "Đà Nẵng", "Hà Nội", "Hải Phòng", "Hồ Chí Minh", "Huế"})
"""Those that are cities: their level is *thành phố*."""
