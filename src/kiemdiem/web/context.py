"""Khung trang: what the frame of every page shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kiemdiem.accounts.actor import AccountActor
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.roles import GRANT, HELP, OPEN, READ_LEDGER, Role
from kiemdiem.organisations.models import Person
from kiemdiem.web.request import acting, today

# name of the address, words, the rooms whose pages belong there
STAFF_MENU = (
    ("home", _("Việc cần làm"), ("home",)),
    ("unit_own", _("Đơn vị"), ("units", "people")),
    ("cycle_own", _("Tiến độ"), ("cycles",)),
    ("own_papers", _("Kiểm điểm"), ("reviews",)),
    ("suggestions", _("Gợi ý"), ("suggestions",)),
    ("ratings_own", _("Xếp loại"), ("ratings",)),
)
KEEPER_MENU = (("home", _("Việc cần làm"), ("home",)), ("accounts", _("Tài khoản"), ("signin",)))
MEMBER_MENU = (
    ("home", _("Việc cần làm"), ("home",)),
    ("unit_own", _("Chi bộ"), ("units", "cycles")),
    ("own_papers", _("Kiểm điểm"), ("reviews", "suggestions")),
    ("own_file", _("Hồ sơ của tôi"), ("people", "ratings")),
)
PERSONAL = (
    ("own_file", _("Hồ sơ của tôi")),
    ("notices", _("Thông báo")),
    ("acting", _("Làm thay người khác")),
    ("security", _("Bảo mật tài khoản")),
)
KEEPING = (("accounts", _("Tài khoản trong phạm vi")),)
WATCHING = (("ledger", _("Sổ cái")),)
ROOMS = "kiemdiem.web."


def frame(request: HttpRequest) -> dict[str, Any]:
    """Tên cấp ủy, mục lục, người đang làm việc; asked of the database only by pages that show it."""
    return {
        "site": settings.SITE,
        "demo": settings.DEMO,
        "demo_day": settings.DEMO_DAY,
        "actor": getattr(request, "actor", None),
        "frame": SimpleLazyObject(lambda: _frame(request)),
    }


def quiet_frame() -> dict[str, Any]:
    """Khung của người chưa đăng nhập và của trang báo lỗi: no menu and no form, the same for everybody."""
    return {"full": False, "home": address("home") or "/", "help": address("help")}


def is_staff(actor: AccountActor) -> bool:
    """Có giữ vai trò nào ngoài đảng viên không."""
    return any(role is not Role.MEMBER for role, _path in actor.grants)


def keeps_accounts(actor: AccountActor) -> bool:
    """Có giữ tài khoản của người khác ở đâu không."""
    return any(actor.reach(action) for action in (OPEN, GRANT, HELP))


def menu_of(actor: AccountActor) -> tuple[tuple[str, Any, tuple[str, ...]], ...]:
    """Mục lục theo vai trò: who only keeps accounts has no content to open."""
    roles = {role for role, _path in actor.grants}
    if roles == {Role.ADMINISTRATOR}:
        return KEEPER_MENU
    return STAFF_MENU if is_staff(actor) else MEMBER_MENU


def personal_of(actor: AccountActor) -> tuple[tuple[str, Any], ...]:
    """Mục của người đang làm việc, with what one keeps for others."""
    more = KEEPING if keeps_accounts(actor) else ()
    return (*PERSONAL, *more, *(WATCHING if actor.reach(READ_LEDGER) else ()))


def address(name: str) -> str:
    """Địa chỉ của một trang; "" when there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _frame(request: Any) -> dict[str, Any]:
    quiet = quiet_frame() | {"languages": _languages()}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return quiet
    request.today = getattr(request, "today", None) or today()
    actor = getattr(request, "actor", None) or acting(request)
    return quiet | {
        "full": True,
        "now": now(),
        "menu": _menu(request, menu_of(actor)),
        "search": address("search"),
        "name": str(request.user),
        "post": actor.post,
        "personal": [{"address": address(name), "label": label} for name, label in personal_of(actor) if address(name)],
        "sign_out": address("sign_out"),
        "acting_for": _name_of(actor.acting_for),
        "acting": address("acting"),
        "year": getattr(request, "year", None),
    }


def _menu(request: Any, table: tuple[tuple[str, Any, tuple[str, ...]], ...]) -> list[dict[str, Any]]:
    room = _room(request)
    counts = {"home": getattr(request, "task_count", None)}
    return [
        {"address": address(name), "label": label, "current": room in rooms, "count": counts.get(name)}
        for name, label, rooms in table
        if address(name)
    ]


def _room(request: Any) -> str:
    """The folder of the view that answers."""
    match = request.resolver_match
    return match.func.__module__.removeprefix(ROOMS).split(".")[0] if match else ""


def _languages() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]


def _name_of(key: str) -> str:
    """Name of whose work it is, from the person's code or the account's key."""
    if not key:
        return ""
    if key.startswith("account:"):
        return Account.objects.values_list("name", flat=True).get(pk=key.removeprefix("account:"))
    return str(Person.objects.values_list("name", flat=True).get(code=key))
