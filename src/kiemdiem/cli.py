"""Lệnh `kiemdiem`: the command line; every refusal is one Vietnamese sentence on standard error and exit 2."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from kiemdiem import __version__

READINGS = ("good_only", "good_or_better", "all_rated")
OK, BREACH, REFUSED = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Wrong use is refused in one Vietnamese sentence, like everything else."""

    def error(self, message: str) -> NoReturn:
        refuse(f"Lệnh chưa đúng ({message}); xem {self.prog} --help.")


def refuse(sentence: str) -> NoReturn:
    """One sentence on standard error, exit 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(REFUSED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the `kiemdiem` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        refuse("Đã dừng theo yêu cầu; chưa ghi kết quả nào.")
    except BrokenPipeError:
        sys.stderr.close()
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="kiemdiem", description="Kiểm điểm, đánh giá, xếp loại chất lượng hằng năm.")
    parser.add_argument("--version", action="version", version=f"kiemdiem {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH", parser_class=_Parser)

    audit = commands.add_parser(
        "audit",
        help="rà soát kết quả xếp loại trong tệp",
        description="Rà soát kết quả xếp loại trong tệp .xlsx, .ods, .csv, .parquet hoặc cả thư mục. "
        "Mã thoát: 0 không thấy vi phạm, 1 có vi phạm, 2 không rà soát được.",
    )
    audit.add_argument("paths", nargs="*", type=Path, metavar="TỆP", help="tệp hoặc thư mục")
    audit.add_argument("--database", action="store_true", help="rà soát kết quả đã ban hành trong hệ thống")
    audit.add_argument("--as-of", type=_day, metavar="NGÀY", help="với --database: như tại ngày này (dd/mm/yyyy)")
    audit.add_argument("--year", type=int, metavar="NĂM", help="chỉ xét năm này; là năm của dòng không ghi năm")
    audit.add_argument("--sheet", metavar="TRANG", help="tên trang cần xét, hoặc all")
    audit.add_argument("--reading", choices=READINGS, default="good_only", help="mẫu số của tỷ lệ 20%%")
    audit.add_argument("--overlay", default="can-tho", metavar="TÊN|TỆP|none", help="thiết lập của địa phương")
    audit.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="bộ máy đếm")
    audit.add_argument("--strict", action="store_true", help="coi điểm cần xem lại như vi phạm")
    audit.add_argument("--format", choices=("text", "json", "xlsx"), default="text", help="dạng báo cáo")
    audit.add_argument("-o", "--output", type=Path, metavar="TỆP", help="ghi báo cáo vào tệp")
    audit.set_defaults(run=_audit)

    simulate = commands.add_parser(
        "simulate",
        help="tạo số liệu giả định có lỗi biết trước",
        description="Tạo kết quả xếp loại của một nơi không có thật, với các lỗi cài sẵn ghi ở violations.json.",
    )
    simulate.add_argument("--members", type=int, required=True, metavar="SỐ", help="số đảng viên")
    simulate.add_argument("--year", type=int, required=True, metavar="NĂM", help="năm xếp loại")
    simulate.add_argument("--format", choices=("parquet", "xlsx", "csv"), default="parquet", help="dạng tệp")
    simulate.add_argument("-o", "--output", type=Path, required=True, metavar="THƯ_MỤC", help="thư mục nhận tệp")
    simulate.add_argument("--seed", type=int, default=2022, metavar="SỐ", help="cùng hạt giống cho cùng số liệu")
    simulate.add_argument("--per-thousand", type=float, default=1.0, metavar="TỶ_LỆ", help="lỗi trên 1.000 đối tượng")
    simulate.set_defaults(run=_simulate)
    _system_commands(commands)
    return parser


def _system_commands(commands: Any) -> None:
    """Các lệnh của hệ thống có cơ sở dữ liệu."""
    migrate = commands.add_parser("migrate", help="lập hoặc nâng cấp cơ sở dữ liệu")
    migrate.set_defaults(run=_system("migrate"))

    demo = commands.add_parser("demo", help="thành phố hư cấu để xem và làm thử")
    demo.add_argument("--members", type=int, metavar="SỐ", help="số đảng viên (mặc định 6000)")
    demo.add_argument("--port", type=_whole, default=8000, metavar="CỔNG", help="cổng (mặc định 8000)")
    demo.add_argument("--no-serve", action="store_true", help="chỉ lập dữ liệu, không chạy")
    demo.add_argument("--data", type=Path, default=Path("kiemdiem-demo"), metavar="THƯ_MỤC", help="thư mục dữ liệu")
    demo.set_defaults(run=_system("demo"))
    serve = commands.add_parser("serve", help="chạy hệ thống: các trang và việc nền")
    serve.add_argument("--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="địa chỉ máy này; 0.0.0.0: mọi địa chỉ")
    serve.add_argument("--port", type=_whole, default=8000, metavar="CỔNG", help="cổng (mặc định 8000)")
    serve.add_argument("--workers", type=_whole, metavar="SỐ", help="số tiến trình phục vụ, khi dùng PostgreSQL")
    serve.set_defaults(run=_system("serve"))
    worker = commands.add_parser("worker", help="chỉ chạy việc nền")
    worker.set_defaults(run=_system("worker"))

    backup = commands.add_parser("backup", help="sao lưu cả hệ thống vào một tệp")
    backup.add_argument("-o", "--output", type=Path, required=True, metavar="TỆP", help="tệp mới, ví dụ sao-luu.zip")
    backup.add_argument("--without-keys", action="store_true", help="không kèm khóa; khóa phải được cất riêng")
    backup.set_defaults(run=_system("backup"))
    restore = commands.add_parser("restore", help="khôi phục vào cơ sở dữ liệu và thư mục trống")
    restore.add_argument("file", type=Path, metavar="TỆP", help="tệp sao lưu")
    restore.set_defaults(run=_system("restore"))
    fingerprint = commands.add_parser("fingerprint", help="mã băm của toàn bộ nội dung, để so sánh")
    fingerprint.set_defaults(run=_system("fingerprint"))

    roster = _group(commands, "import", "nhập danh sách").add_parser(
        "roster", help="đơn vị, người, chức vụ từ sổ .xlsx"
    )
    roster.add_argument("file", type=Path, metavar="TỆP", help="sổ danh sách (docs/files.md)")
    roster.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
    roster.set_defaults(run=_system("import_roster"))

    export = _group(commands, "export", "xuất danh sách").add_parser("roster", help="sổ danh sách hiện có")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="TỆP", help="nơi ghi, đuôi .xlsx")
    export.add_argument("--template", action="store_true", help="mẫu trống để điền")
    export.set_defaults(run=_system("export_roster"))

    account = _group(commands, "account", "tài khoản").add_parser("open", help="mở tài khoản, in mã kích hoạt")
    account.add_argument("name", metavar="TÊN", help="tên đăng nhập; là mã người thì tài khoản thuộc người đó")
    account.add_argument("--role", required=True, metavar="VAI_TRÒ", help="ví dụ administrator, organisation_board")
    account.add_argument("--unit", required=True, metavar="MÃ", help="mã đơn vị nơi giữ vai trò")
    account.set_defaults(run=_system("account_open"))

    ledger = _group(commands, "ledger", "sổ cái")
    verify = ledger.add_parser("verify", help="kiểm tra sổ cái")
    verify.add_argument("--checkpoint", type=Path, metavar="TỆP", help="mốc đã lập trước đây")
    verify.set_defaults(run=_system("ledger_verify"))
    checkpoint = ledger.add_parser("checkpoint", help="lập mốc để đem ra khỏi máy")
    checkpoint.add_argument("-o", "--output", type=Path, required=True, metavar="TỆP", help="nơi ghi mốc")
    checkpoint.set_defaults(run=_system("ledger_checkpoint"))


def _whole(text: str) -> int:
    """A number from 1 up to that of the last port."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError
    return number


def _group(commands: Any, name: str, help_: str) -> Any:
    return commands.add_parser(name, help=help_).add_subparsers(dest="what", required=True, metavar="GÌ")


def _system(name: str) -> Any:
    """A command of `kiemdiem.system`, imported only when it runs."""

    def run(options: argparse.Namespace) -> int:
        from kiemdiem import system

        return int(getattr(system, name)(options))

    return run


def _audit(options: argparse.Namespace) -> int:
    """The files given, or what the system itself holds."""
    if options.database == bool(options.paths):
        refuse("Hãy nêu tệp cần rà soát, hoặc --database để rà soát kết quả trong hệ thống; không dùng cả hai.")
    if not options.database:
        if options.as_of:
            refuse("--as-of chỉ dùng với --database.")
        return _audit_files(options)
    from kiemdiem.system import write_ratings

    with tempfile.TemporaryDirectory(prefix="kiemdiem-") as folder:
        options.paths = [Path(folder) / "co-so-du-lieu.parquet"]
        refused = write_ratings(options)
        return refused or _audit_files(options)


def _day(text: str) -> date:
    """Ngày dd/mm/yyyy on the command line."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"ngày “{text}” không có, ví dụ 31/12/2022") from None


def _audit_files(options: argparse.Namespace) -> int:
    from kiemdiem.compliance import Options, audit
    from kiemdiem.regulation import RegulationError
    from kiemdiem.workbooks import Unreadable

    if options.engine == "spark":
        refuse("Bộ máy spark chưa có trong bản này; hãy dùng --engine duckdb (mặc định), đã chạy được hàng triệu dòng.")
    if options.format == "xlsx" and options.output is None:
        refuse("Báo cáo dạng xlsx cần nơi ghi; hãy thêm -o, ví dụ -o ra-soat.xlsx.")
    _refuse_output(options.output, options.paths)
    chosen = Options(
        year=options.year,
        sheet=options.sheet,
        reading=options.reading,
        overlay=options.overlay,
        terms=getattr(options, "terms", ()),
    )
    try:
        with _steps() as on_step:
            report = audit(options.paths, chosen, on_step)
    except (Unreadable, RegulationError) as refusal:
        refuse(str(refusal))
    try:
        _write(report, options)
    except OSError as error:
        refuse(f"Không ghi được báo cáo vào “{options.output}” ({error.strerror or error}); hãy chọn nơi khác.")
    return BREACH if report.count("breach") or (options.strict and report.findings) else OK


def _refuse_output(output: Path | None, inputs: Sequence[Path]) -> None:
    if output is None:
        return
    if output.is_dir() or not output.resolve().parent.is_dir():
        refuse(f"Không ghi được báo cáo vào “{output}”: hãy cho tên một tệp trong thư mục đã có.")
    if any(path.exists() and output.resolve() == path.resolve() for path in inputs):
        refuse(f"Không ghi đè “{output}”: đó là tệp đang rà soát; hãy chọn tên khác cho báo cáo.")


def _write(report: Any, options: argparse.Namespace) -> None:
    if options.format == "xlsx":
        from kiemdiem.compliance.report.workbook import write_workbook

        write_workbook(report, options.output)
        return
    if options.output:
        with options.output.open("w", encoding="utf-8") as out:
            _print(report, options.format, out)
    else:
        _print(report, options.format, sys.stdout)


def _print(report: Any, form: str, out: Any) -> None:
    if form == "json":
        from kiemdiem.compliance.report.json import write_json

        write_json(report, out)
        return
    from kiemdiem.compliance.report.text import write_text

    write_text(report, out)


def _steps() -> Any:
    """A progress bar on a terminal, for long work only; silence elsewhere."""
    from contextlib import contextmanager

    @contextmanager
    def silent() -> Any:
        yield lambda _step: None

    if not sys.stderr.isatty():
        return silent()
    from kiemdiem.progress import terminal_steps

    return terminal_steps()


def _simulate(options: argparse.Namespace) -> int:
    from kiemdiem.simulation import simulate

    try:
        summary = simulate(
            options.members,
            options.year,
            options.format,
            options.output,
            seed=options.seed,
            per_thousand=options.per_thousand,
        )
    except ValueError as refusal:
        refuse(str(refusal))
    except OSError as error:
        refuse(f"Không ghi được vào “{options.output}” ({error.strerror or error}); hãy chọn thư mục khác.")
    print(f"Đã ghi số liệu giả định vào “{options.output}”: {summary}")
    return OK
