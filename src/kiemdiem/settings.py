"""Thiết lập: everything a site may set, from the environment; a value not understood stops the start.

KIEMDIEM_DATA      folder for the database, keys and files (default: ./kiemdiem-data)
DATABASE_URL       postgres://… for a city; SQLite in the data folder when not set
KIEMDIEM_SITE      the committee's name, as checkpoints of the ledger state it
KIEMDIEM_HOSTS     names by which browsers reach the site, with commas (default: localhost,127.0.0.1,[::1])
KIEMDIEM_HTTPS     yes when browsers reach it over https: cookies then never travel in the open (default: no)
KIEMDIEM_DEMO      yes for a demonstration with fictional names (default: no)
KIEMDIEM_DEMO_DAY  the day on which the demonstration stands, as 2022-12-08; only with KIEMDIEM_DEMO (default: today)
KIEMDIEM_SECRECY   highest degree of secrecy this site may hold: open (default), secret, top, highest
KIEMDIEM_EMAIL_URL   smtp+tls://user:password@host:587 when notices may also go by e-mail (default: they don't)
KIEMDIEM_EMAIL_FROM  whom mail comes from (default: the user of that address, if it is one of e-mail)
KIEMDIEM_PROXIES   how many proxies of the site's own stand before it, whose X-Forwarded-For is believed (default: 0)
KIEMDIEM_IDLE_MEMBER, KIEMDIEM_IDLE_STAFF, KIEMDIEM_IDLE_ADMINISTRATOR
                   minutes after which an idle session ends (default: 30, 15, 5)
KIEMDIEM_LONGEST_SESSION  hours after which any session ends (default: 12)
KIEMDIEM_SECRET_KEY  the key for signing sessions (default: made once, kept in the data folder)
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
DATA = Path(env("KIEMDIEM_DATA", default="kiemdiem-data")).absolute()
SITE = env("KIEMDIEM_SITE", default="Cấp ủy")
SECRECY = env("KIEMDIEM_SECRECY", default="open")
if SECRECY not in ("open", "secret", "top", "highest"):
    raise ImproperlyConfigured("KIEMDIEM_SECRECY phải là open, secret, top hoặc highest.")


def _flag(name: str) -> bool:
    """Có hay không: a word that is neither stops the start."""
    word = str(env(name, default="no")).strip().lower()
    if word not in ("yes", "no", "1", "0", "true", "false"):
        raise ImproperlyConfigured(f"{name} phải là yes hoặc no.")
    return word in ("yes", "1", "true")


def _whole(name: str, usual: int, least: int = 1) -> int:
    """Số nguyên không nhỏ hơn `least`."""
    figure = str(env(name, default=str(usual))).strip()
    if not figure.isdecimal() or int(figure) < least:
        raise ImproperlyConfigured(f"{name} phải là số nguyên từ {least} trở lên.")
    return int(figure)


def _day(name: str) -> date | None:
    """Ngày dạng 2022-12-08; None when it isn't set."""
    word = str(env(name, default="")).strip()
    try:
        return date.fromisoformat(word) if word else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} phải là một ngày, dạng 2022-12-08.") from None


def _hosts() -> list[str]:
    """Tên máy của trang; a wildcard would let anybody's name in."""
    hosts = [host.strip() for host in env("KIEMDIEM_HOSTS", default="localhost,127.0.0.1,[::1]").split(",")]
    if not all(hosts) or any("*" in host or "/" in host for host in hosts):
        raise ImproperlyConfigured(
            "KIEMDIEM_HOSTS phải là các tên máy, ngăn bằng dấu phẩy, ví dụ kiemdiem.tinh.vn; không dùng dấu *."
        )
    return hosts


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
        options = {"connect_timeout": 5} | named.get("OPTIONS", {})
        if env("KIEMDIEM_PROCESS", default="") == "web":  # set by `kiemdiem serve`: its threads share connections
            options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
        return named | {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}
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


def _mail() -> dict[str, Any]:
    """Máy chủ thư, as Django calls its parts; nothing leaves the machine when none is named."""
    address, sender = env("KIEMDIEM_EMAIL_URL", default=""), env("KIEMDIEM_EMAIL_FROM", default="")
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        named = dict(env.email_url_config(address))
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured("KIEMDIEM_EMAIL_URL phải có dạng smtp+tls://tên:mật-khẩu@máy:587.") from None
    sender = sender or named.get("EMAIL_HOST_USER") or ""
    if "@" not in sender:
        raise ImproperlyConfigured("KIEMDIEM_EMAIL_FROM phải là địa chỉ thư điện tử mà hệ thống gửi đi.")
    named.pop("OPTIONS", None)
    return named | {"EMAIL_TIMEOUT": 20, "DEFAULT_FROM_EMAIL": sender}


SECRET_KEY = _secret()
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False  # acts open their own short transactions
DEBUG = False
DEMO = _flag("KIEMDIEM_DEMO")
DEMO_DAY = _day("KIEMDIEM_DEMO_DAY") if DEMO else None  # a real year never stands still
HTTPS = _flag("KIEMDIEM_HTTPS")
ALLOWED_HOSTS = _hosts()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "kiemdiem.jobs",
    "kiemdiem.ledger",
    "kiemdiem.ballots",
    "kiemdiem.organisations",
    "kiemdiem.accounts",
    "kiemdiem.notices",
    "kiemdiem.documents",
    "kiemdiem.cycles",
    "kiemdiem.suggestions",
    "kiemdiem.reviews",
    "kiemdiem.ratings",
    "kiemdiem.web",
]
AUTH_USER_MODEL = "accounts.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kiemdiem.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name"]},
    },
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "sign_in", "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kiemdiem.web.middleware.chosen_language",
    "kiemdiem.web.middleware.nothing_kept",
    "kiemdiem.web.middleware.plain_text",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kiemdiem.web.signin.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
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
LOCALE_PATHS = [Path(__file__).parent / "web" / "locale"]
FORM_RENDERER = "kiemdiem.web.forms.Renderer"
CSRF_FAILURE_VIEW = "kiemdiem.web.errors.stale_form"

LOGGING = {  # what breaks is told on standard error; Django would only send mail
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": True}},
}

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend"}
}  # jobs are rows: given out and given up with the act

MAIL = bool(env("KIEMDIEM_EMAIL_URL", default=""))
globals().update(_mail())

MEDIA_ROOT = DATA / "files"  # what is handed in; a backup takes this folder along

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# A name with __Host- can't be set by another site of the same domain; browsers take it over https only.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the record of a meeting has five fields for each member of the cell

# Signing in: allauth keeps the steps and the second factor, axes counts wrong tries; pages and addresses are our own.
ALLAUTH_TRUSTED_PROXY_COUNT = _whole("KIEMDIEM_PROXIES", 0, least=0)
ACCOUNT_ADAPTER = "kiemdiem.web.signin.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_USER_MODEL_EMAIL_FIELD = "name", None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "kiemdiem.accounts.factor_adapter.FactorAdapter"
MFA_TOTP_ISSUER = SITE
AXES_HANDLER = "kiemdiem.web.signin.lockout.CountedFirst"
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "kiemdiem.web.signin.lockout.locked"
AXES_VERBOSE = False
IDLE_MINUTES = {
    "member": _whole("KIEMDIEM_IDLE_MEMBER", 30),
    "staff": _whole("KIEMDIEM_IDLE_STAFF", 15),
    "administrator": _whole("KIEMDIEM_IDLE_ADMINISTRATOR", 5),
}
SESSION_COOKIE_AGE = _whole("KIEMDIEM_LONGEST_SESSION", 12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # office machines are shared
