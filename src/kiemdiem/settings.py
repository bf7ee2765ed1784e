"""Thiết lập: everything a site may set, from the environment; a value not understood stops the start.

KIEMDIEM_DATA      folder for the database, keys and files (default: ./kiemdiem-data)
DATABASE_URL       postgres://… for a city; SQLite in the data folder when not set
KIEMDIEM_SITE      the committee's name, as checkpoints of the ledger state it
KIEMDIEM_SECRET_KEY  the key for signing sessions (default: made once, kept in the data folder)
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
DATA = Path(env("KIEMDIEM_DATA", default="kiemdiem-data")).absolute()
SITE = env("KIEMDIEM_SITE", default="Cấp ủy")


def _secret() -> str:
    """Khóa ký phiên làm việc: from the environment, else made once and kept in the data folder."""
    if given := env("KIEMDIEM_SECRET_KEY", default=""):
        return str(given)
    kept = DATA / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii")


def _database() -> dict[str, Any]:
    """PostgreSQL by its address, else SQLite with the settings without which writers fail (decision 0014)."""
    if address := env("DATABASE_URL", default=""):
        if not address.startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured("DATABASE_URL phải có dạng postgres://tên:mật-khẩu@máy/cơ-sở-dữ-liệu.")
        named = dict(env.db_url_config(address))
        return named | {"OPTIONS": {"connect_timeout": 5} | named.get("OPTIONS", {}), "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "kiemdiem.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;",
        },
    }


SECRET_KEY = _secret()
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False  # acts open their own short transactions
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "kiemdiem.ledger",
    "kiemdiem.organisations",
    "kiemdiem.accounts",
    "kiemdiem.cycles",
    "kiemdiem.reviews",
    "kiemdiem.ratings",
    "kiemdiem.web",
]
AUTH_USER_MODEL = "accounts.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name"]},
    },
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "kiemdiem.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kiemdiem.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "kiemdiem.web.templatetags.kd"],
        },
    }
]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
