"""Lời dùng chung trong báo cáo: the words every form of output shares."""

from __future__ import annotations

from kiemdiem.compliance.findings import Report
from kiemdiem.regulation import Kind
from kiemdiem.regulation.sentences import number

READING_NAMES = {
    "good_only": "số xếp đúng mức “tốt” (theo chữ)",
    "good_or_better": "số xếp từ “tốt” trở lên",
    "all_rated": "tất cả số được xếp loại",
}
SEVERITY_NAMES = {"breach": "Vi phạm", "warning": "Cần xem lại"}
CODE_NAMES = {
    "quota.excellent": "Xuất sắc vượt tỷ lệ",
    "head.above_collective": "Người đứng đầu cao hơn tập thể",
    "collective.above_organisation": "Tập thể cao hơn tổ chức",
    "discipline.not_failed": "Bị kỷ luật vẫn xếp hoàn thành",
    "civil.mismatch": "Không khớp xếp loại CBCCVC",
    "sick_leave.above_completed": "Nghỉ ốm dài ngày xếp cao",
    "ineligible.rated": "Không thuộc diện mà có mức",
    "eligible.unrated": "Thuộc diện mà chưa xếp loại",
    "organisation.subordinates": "Tổ chức xuất sắc, cấp dưới chưa đủ",
    "decision.order": "Người đứng đầu quyết định trước",
    "duplicate.subject": "Sai quy cách tệp: đối tượng trùng",
    "totals.mismatch": "Sai quy cách tệp: số liệu không khớp tổng",
    "value.unknown": "Sai quy cách tệp: giá trị không đọc được",
    "decision.late": "Quyết định quá hạn",
}
FILE_FAULTS = frozenset({"duplicate.subject", "totals.mismatch", "value.unknown"})  # of the file, not of the law


def kind_name(kind: str) -> str:
    """The official name of a kind of subject; "" for none."""
    return Kind(kind).official if kind else ""


def yes_no(holds: bool | None) -> str:
    """Whether a reading holds, in a word."""
    return "chưa rõ" if holds is None else "đạt" if holds else "vượt"


def headline(report: Report) -> str:
    """Kết luận một câu: breaches and warnings of the law, and, apart from them, faults of the file's format."""
    if not report.findings:
        return "Không phát hiện vi phạm trong phạm vi đã xét."
    of_law = [finding.severity for finding in report.findings if finding.code not in FILE_FAULTS]
    faults = len(report.findings) - len(of_law)
    return (
        f"{number(of_law.count('breach'))} vi phạm, {number(of_law.count('warning'))} điểm cần xem lại, "
        f"{number(faults)} lỗi quy cách tệp."
    )


def basis_lines(report: Report) -> list[str]:
    """Căn cứ: texts, parameters, reading and version, one line each."""
    basis = report.basis
    years = ", ".join(str(year) for year in report.years)
    local = f"{basis.overlay} ({report.local_texts})" if report.local_texts else basis.overlay or "không dùng"
    return [
        f"Năm xếp loại: {years}; mỗi năm xét theo quy định có hiệu lực ngày 31/12 năm đó.",
        f"Văn bản: {'; '.join(basis.texts)}.",
        f"Thiết lập địa phương: {local}.",
        f"Cách đọc tỷ lệ 20%: so với {READING_NAMES[basis.reading]}; kèm hai cách đọc khác để đối chiếu.",
        f"Chương trình kiemdiem {basis.program}. Chương trình đếm và đối chiếu; cấp có thẩm quyền quyết định.",
    ]
