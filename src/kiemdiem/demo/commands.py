"""Lệnh `kiemdiem demo`, once Django is set up: the folder is filled when it is empty, and its accounts are told."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command

from kiemdiem.accounts.models import Account
from kiemdiem.demo.cast import PLAYERS
from kiemdiem.demo.refusals import PREPARED
from kiemdiem.demo.seed import seed
from kiemdiem.demo.sizes import FEWEST, MOST, USUAL
from kiemdiem.organisations.models import Person, Unit


class CannotShow(Exception):
    """Không lập được bản minh họa; the text is one Vietnamese sentence."""


def prepare(members: int | None) -> None:
    """Lập bản minh họa trong thư mục dữ liệu, or go on with the one that is there. Raises CannotShow."""
    if members is not None and not FEWEST <= members <= MOST:
        raise CannotShow(f"--members {members} không dùng được; hãy cho số từ {FEWEST} đến {MOST}.")
    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    shown = Account.objects.exclude(demo_note="")
    if not shown.exists():
        if Unit.objects.exists():
            raise CannotShow(
                f"Thư mục “{settings.DATA}” có dữ liệu không phải của bản minh họa; hãy chọn thư mục khác bằng --data."
            )
        _fill(members or USUAL)
    elif members and members != (there := Person.objects.count()):
        print(f"Dùng tiếp thành phố {there} đảng viên đã có ở “{settings.DATA}”; cỡ khác thì chọn thư mục khác.")
    _tell()


def _fill(members: int) -> None:
    print(f"Đang lập thành phố hư cấu {members} đảng viên ở “{settings.DATA}”:", flush=True)
    seed(members, tell=lambda step: print(f"  {step} ...", flush=True))


def _tell() -> None:
    """Tài khoản và việc đang chờ, lời từ chối có sẵn; one line each."""
    day = f"; ngày trong bản minh họa: {settings.DEMO_DAY:%d/%m/%Y}" if settings.DEMO_DAY else ""
    print(f"\nBản minh họa “{settings.SITE}”: mọi tên người và địa danh đều hư cấu{day}.")
    print("\nTài khoản (chọn ở trang đăng nhập, không cần mật khẩu):")
    names = {}
    for account in Account.objects.exclude(demo_note="").select_related("person").order_by("pk"):
        print(f"  {account} ({account.name}). {account.demo_note}")
        names[account.demo_note] = str(account)
    who = {player.key: names.get(player.note, "") for player in PLAYERS}
    print("\nLời từ chối có sẵn (docs/demo.md):")
    for each in PREPARED:
        print(f"  {each.title}: {who[each.who]}, {each.where}.")
    print(flush=True)
