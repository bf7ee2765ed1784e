"""Thiết lập của địa phương: a city's own texts, citations and parameters, laid over the national law.

An overlay is one YAML file: shipped (`overlays/<name>.yaml`) or given by its path. It may cite a local text
beside the national one, set a date that the national law leaves open, raise the share of *excellent* for named
scopes where the law lets the competent authority decide it, and set a rule of the review whose clause nobody has read
(`verified: no`); nothing else can be loosened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from kiemdiem.regulation import parameters
from kiemdiem.regulation.parameters import Parameter, read_row
from kiemdiem.regulation.texts import Text, national, read_text, rule_day
from kiemdiem.regulation.verdicts import BrokenOverlay, Severity

LOCAL_KEYS = {"quota.excellent_share", "decision.late", "correction.deadline"}
_READINGS = ("review.", "head.new")  # rules of the review, and of a head newly come: those not yet read are settings
DEFAULT_OVERLAY = "can-tho"
_SHARE = "quota.excellent_share"
_LATE = "decision.late"
_BY_DECISION = {"reading_by_decision", "rounding", "small_group"}


@dataclass(frozen=True, slots=True)
class LocalCitation:
    """Căn cứ bổ sung: a clause of a local text that says the same as the national rule `code`."""

    code: str
    cite: str
    start: date
    end: date | None
    verified: bool

    def covers(self, on: date) -> bool:
        """Whether the local text speaks for a rating year with that rule day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Thiết lập của một địa phương; `name` is what reports call it, empty for none."""

    name: str
    title: str
    texts: Mapping[str, Text]
    citations: tuple[LocalCitation, ...]
    parameters: Mapping[str, tuple[Parameter, ...]]

    def texts_for(self, days: Iterable[date]) -> tuple[Text, ...]:
        """Văn bản của địa phương cho các ngày ấy: those in force on one of the days, or cited for it.

        A dispatch may speak of a year before its own date, as 608-CV/TU of 2022 does of 2021.
        """
        wanted = {key for on in days for key in self._speaking(on)}
        return tuple(text for text in self.texts.values() if text.key in wanted)

    def _speaking(self, on: date) -> set[str]:
        cites = [extra.cite for extra in self.citations if extra.covers(on)]
        for rows in self.parameters.values():
            cites += [cite for row in rows if row.spans(on) for cite in row.cite]
        return {cite.partition(", ")[0] for cite in cites} | {
            key for key, text in self.texts.items() if text.covers(on)
        }


NO_OVERLAY = Overlay("", "", MappingProxyType({}), (), MappingProxyType({}))


def shipped() -> list[str]:
    """Names of the overlays that come with the program."""
    root = files("kiemdiem.regulation") / "overlays"
    return sorted(entry.name.removesuffix(".yaml") for entry in root.iterdir() if entry.name.endswith(".yaml"))


def load_overlay(name: str) -> Overlay:
    """An overlay by its shipped name, by the path of a file, or `none`.

    Raises BrokenOverlay with one sentence: what is wrong in which file and what to do.
    """
    if name == "none":
        return NO_OVERLAY
    if name in shipped():
        return _shipped(name)
    path = Path(name)
    if not path.is_file():
        raise BrokenOverlay(
            f"Không có thiết lập “{name}”: hãy dùng tên có sẵn ({', '.join(shipped())}), đường dẫn tới một tệp .yaml "
            "hoặc none."
        )
    try:
        return _read(path.read_text(encoding="utf-8-sig"), name)
    except UnicodeDecodeError:
        raise BrokenOverlay(f"Tệp thiết lập “{name}” không phải văn bản UTF-8: hãy lưu lại dưới dạng UTF-8.") from None


@cache
def _shipped(name: str) -> Overlay:
    """Read once: the files of the package don't change while it runs."""
    source = files("kiemdiem.regulation") / "overlays" / f"{name}.yaml"
    return _read(source.read_text(encoding="utf-8"), name)


def _read(content: str, name: str) -> Overlay:
    try:
        data = yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}” sai cú pháp YAML ở dòng {line}: hãy sửa lại theo mẫu trong docs/overlays.md."
        ) from None
    try:
        overlay = Overlay(
            name=str(data["overlay"]),
            title=str(data["title"]),
            texts=MappingProxyType({row["key"]: read_text(row) for row in data.get("texts", ())}),
            citations=tuple(_citation(row) for row in data.get("citations", ())),
            parameters=MappingProxyType(
                {key: tuple(read_row(key, row) for row in rows) for key, rows in data.get("parameters", {}).items()}
            ),
        )
    except KeyError as error:
        raise BrokenOverlay(f"Tệp thiết lập “{name}” thiếu mục {error}: hãy bổ sung theo docs/overlays.md.") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}” có giá trị không đọc được ({error}): hãy sửa theo docs/overlays.md."
        ) from None
    _check(overlay, name)
    return overlay


def _citation(row: Mapping[str, Any]) -> LocalCitation:
    return LocalCitation(row["code"], row["cite"], row["from"], row.get("to"), bool(row["verified"]))


def _check(overlay: Overlay, name: str) -> None:
    cites = [extra.cite for extra in overlay.citations]
    cites += [cite for rows in overlay.parameters.values() for row in rows for cite in row.cite]
    for cite in cites:
        key = cite.partition(", ")[0]
        if key not in overlay.texts and key not in national():
            raise BrokenOverlay(f"Tệp thiết lập “{name}” dẫn văn bản “{key}” mà không khai văn bản ấy ở mục texts.")
    for key, rows in overlay.parameters.items():
        if key not in LOCAL_KEYS and not (key.startswith(_READINGS) and key in parameters.national()):
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}” đặt lại “{key}”: địa phương chỉ được đặt {', '.join(sorted(LOCAL_KEYS))} và "
                f"điều chưa đọc được câu chữ ({'…, '.join(_READINGS)}…)."
            )
        for row in rows:
            if key.startswith(_READINGS):
                _check_reading(row, name)
                continue
            _check_severity(row, name)
            (_check_share if key == _SHARE else _check_deadline)(row, name)


def _check_reading(row: Parameter, name: str) -> None:
    """Cách hiểu của địa phương: only for years whose own clause nobody has read, with values of the same kind."""
    if row.severity not in (Severity.BREACH, Severity.WARNING, Severity.NONE):
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}” đặt {row.key} là severity {row.severity.value}: chỉ nhận breach, warning "
            "hoặc none."
        )
    for day in _rule_days(row, name):
        law = parameters.in_force(parameters.national()[row.key], day, None, None)
        if law is None or law.verified:
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}” đặt {row.key} cho năm {day.year}: quy định năm đó đã đọc được hoặc chưa có, "
                "địa phương không đặt lại; hãy giới hạn from, to."
            )
        odd = sorted(set(row.values) ^ set(law.values))
        odd += [key for key, value in row.values.items() if key in law.values and not _alike(value, law.values[key])]
        if odd:
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}”: {row.key} có {', '.join(odd)} khác kiểu với quy định; hãy ghi theo mẫu trong "
                "docs/overlays.md."
            )


def _alike(value: Any, law: Any) -> bool:
    """Whether a value is of the same kind: a number above zero (or none where there is none), a group of such."""
    if isinstance(law, Mapping):
        return isinstance(value, Mapping) and set(value) == set(law) and all(_alike(value[k], law[k]) for k in law)
    if value is None:
        return law is None
    if isinstance(law, list | str | bool):
        return type(value) is type(law)
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _check_severity(row: Parameter, name: str) -> None:
    if row.severity is not Severity.BREACH:
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}” đặt {row.key} là severity {row.severity.value}: địa phương không được giảm mức "
            "vi phạm, hãy bỏ mục severity."
        )


def _check_share(row: Parameter, name: str) -> None:
    """Tỷ lệ cao hơn: only as high as the law of that day lets an authority decide, with the decision's number."""
    percent = row.values.get("percent")
    if not isinstance(percent, int) or percent < 0:
        raise BrokenOverlay(f"Tệp thiết lập “{name}”: percent phải là số nguyên không âm, đang là {percent!r}.")
    if loose := sorted(_BY_DECISION & set(row.values)):
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}” đặt {', '.join(loose)} của tỷ lệ xuất sắc: điều này do cấp có thẩm quyền quyết "
            "định và ghi ở trang thiết lập tỷ lệ của đợt, không ghi trong tệp."
        )
    for day in _rule_days(row, name):
        law = parameters.in_force(parameters.national()[_SHARE], day, None, None)
        if law is None:
            raise BrokenOverlay(f"Tệp thiết lập “{name}”: chưa có quy định được lưu cho năm {day.year}.")
        if percent > law["percent_by_decision"]:
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}” đặt tỷ lệ xuất sắc {percent}% cho năm {day.year}: quy định năm đó cho "
                f"tối đa {law['percent_by_decision']}%."
            )
        if percent > law["percent"] and not row.values.get("decision_no"):
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}” đặt tỷ lệ xuất sắc {percent}%, trên {law['percent']}%: phải ghi decision_no "
                "là số quyết định của cấp có thẩm quyền (366-QĐ/TW, Điều 11)."
            )
        if percent > law["percent"] and not row.scopes:
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}” đặt tỷ lệ xuất sắc {percent}%, trên {law['percent']}%: phải ghi scopes là mã "
                "các phạm vi được áp dụng (366-QĐ/TW, Điều 11)."
            )


def _rule_days(row: Parameter, name: str) -> list[date]:
    """The rule days a row covers, up to the year after the newest national text: the law may change on the way."""
    newest = max(law.start.year for law in parameters.national()[_SHARE])
    years = range(row.start.year, (row.end.year if row.end else max(newest, row.start.year) + 1) + 1)
    days = [rule_day(year) for year in years if row.covers(rule_day(year), None, next(iter(row.scopes), None))]
    if not days:
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}”: from, to không chứa ngày 31/12 nào nên không áp dụng được năm nào."
        )
    return days


def _check_deadline(row: Parameter, name: str) -> None:
    """Thời hạn: two days in order, and only where the national law leaves the day open."""
    warn_from, breach_from = (_edge(row, edge, name) for edge in ("warn_from", "breach_from"))
    if warn_from > breach_from:
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}”: {row.key} có warn_from sau breach_from; ngày nhắc phải trước hoặc trùng ngày "
            "tính quá hạn."
        )
    for day in _rule_days(row, name) if row.key == _LATE else ():
        law = parameters.in_force(parameters.national()[_LATE], day, None, None)
        if law is not None and law.severity is not Severity.UNCHECKED:
            raise BrokenOverlay(
                f"Tệp thiết lập “{name}” đặt {_LATE} cho năm {day.year}: quy định năm đó đã ấn định ngày, địa phương "
                "không đặt lại; hãy giới hạn from, to vào những năm quy định không nêu ngày."
            )


def _edge(row: Parameter, edge: str, name: str) -> date:
    """A month-day of the rating year or of the year after, as a day of 2001 or 2002 (neither has 29 February)."""
    value = row.values.get(edge)
    try:
        assert isinstance(value, Mapping)
        return date(2001 + int(value["year"]), *(int(part) for part in str(value["day"]).split("-")))
    except (AssertionError, KeyError, TypeError, ValueError):
        raise BrokenOverlay(
            f"Tệp thiết lập “{name}”: {edge} phải có dạng {{year: 0 hoặc 1, day: tháng-ngày}}, ví dụ "
            "{year: 1, day: 01-15}."
        ) from None
