"""Phiên làm việc: how long it lasts, what counts as work, and what a page is told when it is over.

For pages that save by themselves: every request counts as work, so a POST that saves what has just been typed keeps the
session alive, and an open page alone doesn't. A page that asks again and again without anybody doing anything (a
counter of progress) sends the header `X-Background: 1`; that doesn't count. After a save without a page load, tell the
clock of the notice with `document.dispatchEvent(new Event("kd:worked"))`.

When the session is over, a request that asks for JSON (`Accept: application/json`) gets 401 and {"sentence": …}; one by
htmx gets 401 with the same sentence and the address of the sign-in page in `HX-Redirect`. The page then keeps what was
typed on the machine. Before it leaves for the sign-in page the script of the notice fires `kd:session-over` on the
document, cancelable, so that a page with text not yet saved can keep it first. A form sent as a page after the end gets
401 too, with what was typed on it, to be copied.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _

from kiemdiem.accounts.roles import Role
from kiemdiem.web.signin import acting

SEEN, SINCE = "seen", "since"  # keys of the session: when work was last done, when it began
BACKGROUND = "X-Background"
_LEAST = 15  # seconds between two writes of SEEN


def idle_seconds(roles: Collection[Role]) -> int:
    """Được nghỉ tay bao lâu: an administrator the shortest, an ordinary member the longest."""
    kind = "administrator" if Role.ADMINISTRATOR in roles else "staff" if set(roles) - {Role.MEMBER} else "member"
    return int(settings.IDLE_MINUTES[kind]) * 60


def warned_minutes(idle: int) -> int:
    """Báo trước bao nhiêu phút: five, or one where the session is short."""
    return 5 if idle > 10 * 60 else 1


def is_over(request: HttpRequest, idle: int) -> bool:
    """Phiên đã hết chưa: idle for too long, or too long altogether."""
    at = now().timestamp()
    seen, since = request.session.get(SEEN, at), request.session.get(SINCE, at)
    return bool(at - seen > idle or at - since > settings.SESSION_COOKIE_AGE)


def count_as_work(request: HttpRequest) -> None:
    """Ghi nhận đang làm việc, but for what a page asks by itself."""
    at = now().timestamp()
    if SINCE not in request.session:
        request.session[SINCE] = at
    if request.headers.get(BACKGROUND) != "1" and at - request.session.get(SEEN, 0) >= _LEAST:
        request.session[SEEN] = at


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """Kết thúc phiên and say why, in the form in which the request was made; `reason` is a key of `sentences`."""
    acting.leave(request)
    logout(request)
    if wants_sentence(request):
        return refused_quietly(request, sentences()[reason])
    if request.method == "GET":
        return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path(), 'vi': reason})}")
    return render(request, "signin/over.html", {"sentence": sentences()[reason], "typed": _typed(request)}, status=401)


def refused_quietly(request: HttpRequest, sentence: str) -> JsonResponse:
    """Câu trả lời 401 cho trang tự lưu."""
    answer = JsonResponse({"sentence": sentence}, status=401)
    if "HX-Request" in request.headers:
        answer.headers["HX-Redirect"] = reverse("sign_in")
    return answer


def wants_sentence(request: HttpRequest) -> bool:
    """Is it a script that asks, not a page?"""
    return "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json")


def sentences() -> dict[str, str]:
    """Vì sao phải đăng nhập lại."""
    return {
        "het-phien": _("Phiên làm việc đã hết vì lâu không thao tác. Mời đồng chí đăng nhập lại để làm tiếp."),
        "xac-thuc": _("Vai trò của đồng chí cần xác thực hai bước. Mời đồng chí đăng nhập lại bằng mật khẩu và mã."),
        "dang-nhap": _("Mời đồng chí đăng nhập."),
    }


def _typed(request: Any) -> list[str]:
    """What stood in the form, but for what nobody should read from a screen."""
    hidden = {"csrfmiddlewaretoken", "password", "old", "new", "code"}
    return [text for name, texts in request.POST.lists() if name not in hidden for text in texts if len(text) > 20]
