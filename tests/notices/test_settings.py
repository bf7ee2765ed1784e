"""The mail server is named by one address; one that isn't understood stops the start."""

from pathlib import Path

import pytest

from backup.cast import Place


def told(folder: Path, **named: str) -> tuple[int, str]:
    """What a command says with these settings."""
    done = Place(folder / "data", more=named).run("ledger", "verify")
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"KIEMDIEM_EMAIL_URL": "pigeon://a@b:1"}, "KIEMDIEM_EMAIL_URL phải có dạng smtp+tls://"),
        ({"KIEMDIEM_EMAIL_URL": "smtp+tls://a:b@c:port"}, "KIEMDIEM_EMAIL_URL phải có dạng smtp+tls://"),
        ({"KIEMDIEM_EMAIL_URL": "smtp+tls://a:b@c:587"}, "KIEMDIEM_EMAIL_FROM phải là địa chỉ thư điện tử"),
    ],
)
def test_a_mail_server_not_understood_stops_the_start(tmp_path: Path, named: dict[str, str], says: str) -> None:
    code, sentence = told(tmp_path, **named)
    assert (code, says in sentence, sentence.count("\n")) == (2, True, 1), sentence


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"KIEMDIEM_EMAIL_URL": "smtp+tls://a%40b.vn:c@d:587"},
        {"KIEMDIEM_EMAIL_URL": "smtp://d:25", "KIEMDIEM_EMAIL_FROM": "kiemdiem@b.vn"},
    ],
)
def test_a_mail_server_understood_or_none_lets_it_start(tmp_path: Path, named: dict[str, str]) -> None:
    assert "hãy xem DATABASE_URL" in told(tmp_path, **named)[1]
