"""The frame of every page: what it shows whom, the errors' way out, the policy, the words in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.forms import CharField, ChoiceField
from django.template import engines
from django.test import Client, RequestFactory, override_settings

from accounts.cast import account, city
from kiemdiem.accounts.models import Delegation
from kiemdiem.accounts.roles import Role
from kiemdiem.web import errors
from kiemdiem.web.forms import DayField, Form
from kiemdiem.web.paging import page_of
from kiemdiem.web.shapes import bars, shape
from kiemdiem.web.templatetags import kd

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "kiemdiem" / "web"


def html(text: str, **context: Any) -> str:
    """A template's text, rendered for a plain request."""
    return engines["django"].from_string(text).render(context, RequestFactory().get("/x/", {"q": "an", "trang": "2"}))


def menu(page: str) -> list[str]:
    """The words of the menu."""
    shown = re.search(r'id="muc-luc">(.*?)</ul>', page, re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]+)", shown.group(1)) if shown else []


def test_a_stranger_sees_a_quiet_frame(client: Client) -> None:
    page = client.get("/tro-giup/").content.decode()
    assert menu(page) == []
    assert "kd-person" not in page
    assert 'href="#noi-dung"' in page


@pytest.mark.django_db
def test_staff_and_members_see_their_own_menu_and_only_pages_that_exist(client: Client) -> None:
    city()
    client.force_login(account("minh", of="M"), "django.contrib.auth.backends.ModelBackend")
    mine = menu(client.get("/tro-giup/").content.decode())
    assert "Chi bộ" in mine
    assert "Đơn vị" not in mine
    client.force_login(account("lan", (Role.HEAD, "Q1"), of="L"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/tro-giup/").content.decode()
    assert "Đơn vị" in menu(page)
    assert "Lê Thị Lan" in page
    assert "Bí thư, người đứng đầu, Q1" in page
    assert 'href=""' not in page


@pytest.mark.django_db
def test_whoever_acts_for_somebody_is_told_so_on_every_page(client: Client) -> None:
    city()
    lan, minh = account("lan", (Role.HEAD, "Q1"), of="L"), account("minh", of="M")
    Delegation.objects.create(absent=lan, deputy=minh, since=date(2000, 1, 1), until=date(2199, 1, 1), reason="Đi học")
    client.force_login(minh, "django.contrib.auth.backends.ModelBackend")
    assert "Làm thay đồng chí" not in client.get("/tro-giup/").content.decode()
    session = client.session
    session["acting_for"] = lan.pk
    session.save()
    assert "Làm thay đồng chí Lê Thị Lan" in client.get("/tro-giup/").content.decode()


def test_the_menu_says_where_one_is_and_how_many_tasks_wait(rf: RequestFactory) -> None:
    from django.urls import resolve

    from kiemdiem.web.context import _menu

    request: Any = rf.get("/tro-giup/")
    request.resolver_match, request.task_count = resolve("/tro-giup/"), 8
    (one,) = _menu(request, (("help", "Trợ giúp", ("help",)),))
    assert (one["address"], one["current"], one["count"]) == ("/tro-giup/", True, None)


def test_unknown_addresses_look_the_same_whatever_they_name(client: Client) -> None:
    pages = [client.get(address) for address in ("/khong-co/", "/khong-co/TP-1/?a=1")]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content
    assert "Không có trang này, hoặc đồng chí không được giao việc ở đây." in pages[0].content.decode()


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (errors.not_yours, 403, "không thuộc phần việc được giao cho đồng chí"),
        (errors.bad_request, 400, "không đọc được"),
        (lambda request, _error: errors.stale_form(request), 403, "Trang đã mở quá lâu"),
        (lambda request, _error: errors.broken(request), 500, "một lỗi của máy chủ"),
    ],
)
def test_errors_say_what_happened_without_asking_the_database(
    rf: RequestFactory, view: Any, status: int, says: str
) -> None:
    page = view(rf.get("/"), Exception())  # without the django_db mark a query would raise
    assert page.status_code == status
    assert says in page.content.decode()


def test_a_form_from_elsewhere_is_refused_with_our_own_page() -> None:
    page = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})
    assert page.status_code == 403
    assert "Chưa có gì thay đổi" in page.content.decode()


def test_every_page_forbids_what_is_not_ours_and_stays_out_of_the_cache(client: Client) -> None:
    for address in ("/tro-giup/", "/khong-co/"):
        headers = client.get(address).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"


def test_no_template_has_a_style_a_script_of_its_own_or_an_address_elsewhere() -> None:
    forbidden = re.compile(
        r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]* src=)|(?:src|href)=[\"']?(?:https?:)?//|hx-on|js:"
    )
    found = [
        f"{path.name}: {hit.group()}"
        for path in SOURCE.rglob("*.html")
        for hit in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_language_is_vietnamese_until_the_reader_chooses(client: Client) -> None:
    asked = client.get("/tro-giup/", headers={"accept-language": "en-US"})
    assert '<html lang="vi">' in asked.content.decode()
    chosen = client.post("/ngon-ngu/", {"language": "en", "next": "/tro-giup/"}, follow=True)
    assert '<html lang="en">' in chosen.content.decode()
    assert "<h1>Help</h1>" in chosen.content.decode()
    assert chosen.headers["Content-Language"] == "en"


def test_every_sentence_has_its_english_translation() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "messages.py", "check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "Every sentence has its translation.\n"), done.stdout + done.stderr


@pytest.mark.parametrize("demo", [True, False])
def test_only_the_demonstration_says_its_names_are_made_up(client: Client, demo: bool) -> None:
    with override_settings(DEMO=demo):
        page = client.get("/tro-giup/").content.decode()
    assert ("Bản minh họa: tên người và địa danh đều hư cấu." in page) is demo


def test_a_badge_is_a_hidden_shape_and_words_that_cannot_carry_markup() -> None:
    drawn = html('{% badge "late" words %}', words="Quá hạn <b>3</b>")
    assert drawn == f'<span class="kd-badge kd-late">{shape("late")}<span>Quá hạn &lt;b&gt;3&lt;/b&gt;</span></span>'
    assert 'aria-hidden="true"' in drawn
    with pytest.raises(KeyError):
        shape("unknown")


@pytest.mark.parametrize("filled", [1, 2, 3, 4])
def test_a_level_is_as_many_filled_bars(filled: int) -> None:
    assert (bars(filled).count('"currentColor"'), bars(filled).count('fill="none"')) == (4 + filled, 4 - filled)


def test_levels_days_numbers_and_clauses() -> None:
    at = datetime(2022, 12, 8, 14, 32, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert "Hoàn thành tốt nhiệm vụ" in html("{% level 3 %}")
    assert ">Tốt<" in html("{% level 3 short=True %}")
    assert html("{% level none %}{% day none %}{% when none %}{{ none|day }}{% number none %}", none=None) == ""
    assert html("{% day d %}", d=date(2022, 12, 8)) == '<time datetime="2022-12-08">08/12/2022</time>'
    assert html("{{ d|day }}", d=date(2022, 12, 8)) == "08/12/2022"
    assert ">14:32 ngày 08/12/2022<" in html("{% when at %}", at=at)
    assert [kd.number(each) for each in (0, 999, 1284, 5400000)] == ["0", "999", "1.284", "5.400.000"]
    assert html('{% cite "608-CV/TU, mục 4" %}') == '<span class="kd-cite">608-CV/TU, mục 4</span>'


def test_boxes_keep_what_they_hold_and_escape_what_they_are_given() -> None:
    shown = html('{% box "stop" title=t focus=True %}<p>{{ t }}</p>{% endbox %}', t="A<i>")
    assert shown == (
        '<div class="kd-box kd-box-stop" role="alert" tabindex="-1" data-takes-focus><h2>A&lt;i&gt;</h2>'
        "<p>A&lt;i&gt;</p></div>"
    )
    assert "“A&lt;i&gt;”" in html('{% quote t "B" %}', t="A<i>")


def test_a_long_list_goes_page_by_page_and_keeps_the_rest_of_the_address(rf: RequestFactory) -> None:
    shown = html("{% pager page %}", page=page_of(rf.get("/", {"trang": "2"}), range(703)))
    assert "Đang xem 51 đến 100 trong 703" in " ".join(shown.split())
    assert '<a href="?q=an&amp;trang=3" rel="next">' in shown
    assert '<a href="?q=an&amp;trang=1" rel="prev">' in shown
    assert '<a href="?q=an&amp;trang=15">' in shown
    assert html("{% pager page %}", page=page_of(rf.get("/"), range(50))).strip() == ""
    assert page_of(rf.get("/", {"trang": "99"}), range(51)).number == 2
    assert page_of(rf.get("/", {"trang": "x"}), range(51)).number == 1


class Example(Form):
    """A form with one of each."""

    name = CharField(label="Họ và tên", help_text="Như trong lý lịch.")
    day = DayField(label="Ngày họp")
    few = ChoiceField(label="Kết quả", choices=[("", ""), *((n, f"Kết quả {n}") for n in range(1, 7))])
    many = ChoiceField(label="Đơn vị", choices=[("", ""), *((n, f"Đơn vị {n}") for n in range(1, 8))], required=False)


def test_a_form_names_each_error_at_its_field_and_in_the_summary() -> None:
    form = Example({"day": "31/02/2022"})
    shown = html("{{ form }}", form=form)
    assert '<a href="#id_name">Họ và tên</a>: Chưa điền mục này.' in shown
    assert '<a href="#id_few_0">Kết quả</a>' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert shown.count('type="radio"') == 6
    assert "<select" in shown
    assert form.errors["day"] == ["Ngày này không có; hãy gõ ngày/tháng/năm, ví dụ 14/12/2022."]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("14/12/2022", date(2022, 12, 14)), ("1-2-2022", date(2022, 2, 1)), ("2022-12-14", None), ("14/12/0202", None)],
)
def test_days_are_typed_day_month_year(typed: str, read: date | None) -> None:
    form = Example({"day": typed})
    form.is_valid()
    assert form.cleaned_data.get("day") == read


@pytest.mark.parametrize(
    ("setting", "value"),
    [("KIEMDIEM_HOSTS", "*"), ("KIEMDIEM_HOSTS", "a,,b"), ("KIEMDIEM_HTTPS", "maybe"), ("KIEMDIEM_DEMO", "")],
)
def test_a_setting_not_understood_stops_the_start(tmp_path: Path, setting: str, value: str) -> None:
    done = _settings(tmp_path, **{setting: value})
    assert done.returncode == 1
    assert f"{setting} phải là" in done.stderr


def test_over_https_cookies_never_travel_in_the_open(tmp_path: Path) -> None:
    done = _settings(tmp_path, KIEMDIEM_HTTPS="yes", KIEMDIEM_HOSTS="kiemdiem.example")
    assert done.stdout.split() == ["__Host-sessionid", "True", "True", "Lax", "['https://kiemdiem.example']"]


def _settings(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    show = (
        "from kiemdiem import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_TRUSTED_ORIGINS)"
    )
    return subprocess.run(
        [sys.executable, "-c", show],
        env={"KIEMDIEM_DATA": str(folder), "PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
