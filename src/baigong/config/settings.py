"""All settings (of pages in `pages`): three profiles, and production refuses what is unsafe (decisions A15)."""

from __future__ import annotations

from pathlib import Path

from baigong.config import env
from baigong.config.pages import *  # noqa: F403 (Django reads them here)
from baigong.foundation.access.passwords import OFFICE_PASSWORDS
from baigong.foundation.shared_pages.options import SharedPages

PROJECT_FOLDER = Path(__file__).resolve().parents[3]
PROFILE = env.profile()
IS_PRODUCTION = PROFILE == "production"
VAR_FOLDER = env.folder("VAR", PROJECT_FOLDER / "var")

# --- keys and files ------------------------------------------------------------------------------
BAIGONG_KEY_FILE = env.folder("KEY_FILE", VAR_FOLDER / "keys" / "keys.json")
BAIGONG_ANCHOR_FILE = env.folder("ANCHOR_FILE", VAR_FOLDER / "anchor" / "audit-anchor.txt")
# Who was erased, kept beside the anchor and not in any backup: a restore erases them once more.
BAIGONG_ERASURE_FILE = env.folder("ERASURE_FILE", BAIGONG_ANCHOR_FILE.parent / "erasures.txt")
BAIGONG_FILE_FOLDER = env.folder("FILE_FOLDER", VAR_FOLDER / "files")
# The clamd that looks at what is sent, as tcp://HOST:PORT or unix:///PATH; empty: nothing is scanned.
BAIGONG_SCANNER = env.text("SCANNER")
BAIGONG_UPLOAD_MEGABYTES = int(env.text("UPLOAD_MEGABYTES", "500"))  # what one sign-in may send in a day
# Where departments lay their files; a mount of its own that senders may write to.
BAIGONG_FEED_FOLDER = env.folder("FEED_FOLDER", VAR_FOLDER / "feeds")
BAIGONG_BACKUP_FOLDER = env.folder("BACKUP_FOLDER", VAR_FOLDER / "backups")
BAIGONG_PACKS = [PROJECT_FOLDER / "packs", *(Path(p) for p in env.text("PACKS").split(":") if p)]
BAIGONG_ENCRYPTION = env.text("ENCRYPTION", "AES-256-GCM")

SECRET_KEY = env.text("SECRET_KEY") or "baigong-demo-and-test-profiles-only-" + PROFILE
DEBUG = False
ALLOWED_HOSTS = [
    host for host in env.text("HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [origin for origin in env.text("ORIGINS").split(",") if origin]

# --- what is installed ---------------------------------------------------------------------------
FOUNDATION = [
    f"baigong.foundation.{name}"
    for name in (
        "engines",
        "scope",
        "facts",
        "access",
        "privacy",
        "files",
        "audit",
        "jobs",
        "parameters",
        "messages",
        "exchange",
        "feeds",
        "lists",
        "backup",
        "retention",
        "rotation",
        "freshness",
    )
]
DOMAINS = [
    f"baigong.domains.{name}"
    for name in (
        "places",
        "codes",
        "policies",
        "parties",
        "users",
        "claims",
        "facilities",
        "agreements",
        "activities",
        "units",
        "cohorts",
        "statuses",
        "groups",
        "commissioners",
        "measurements",
        "workers",
        "shortages",
        "vacancies",
        "placements",
        "duplicates",
        "canvass",
        "cases",
        "evidence",
        "seekers",
        "reports",
    )
]
FACES = [
    f"baigong.faces.{name}"
    for name in ("frame", "desk", "employer", "seeker", "portal", "account", "oversight", "survey", "bodies")
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    *FOUNDATION,
    *DOMAINS,
    *FACES,
    "allauth",  # after our faces: their pages in our look win
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "baigong.foundation.shared_pages.middleware.SharedPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "baigong.foundation.access.typed_text.TypedTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "baigong.foundation.access.csrf.OriginOrTokenMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "baigong.foundation.access.residue.ResidueMiddleware",
    "baigong.foundation.access.sessions.SessionLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "baigong.foundation.freshness.middleware.FreshnessMiddleware",
    "baigong.foundation.access.standing.StandingMiddleware",
    "baigong.faces.frame.moved_places.MovedPlaceMiddleware",
]
BAIGONG_STANDING = "baigong.domains.users.standing.standing_of_request"
# Routes made by others, read one by one: static files, and the sign-in pages.
BAIGONG_REVIEWED_ROUTES = ("static/", "sign-in/")

ROOT_URLCONF = "baigong.config.urls"
WSGI_APPLICATION = "baigong.config.wsgi.application"

# --- database ------------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR_FOLDER / "baigong.sqlite3")}
CACHES = {
    "default": {  # only what must be counted across processes: attempts to sign in
        "BACKEND": "baigong.foundation.access.counting.JsonDatabaseCache",
        "LOCATION": "access_attempts",
        "KEY_FUNCTION": "baigong.foundation.access.attempts.key_without_a_name",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # fewer, and a flood of names would push the counts out
    }
}
# How old what a process keeps in memory may be before it asks whether anything public was written.
BAIGONG_FRESHNESS_SECONDS = 0.0 if PROFILE == "test" else 0.1
# Pages of the portal that strangers share: kept a minute, and no longer than what they tell of stays as it is.
BAIGONG_SHARED_PAGES = SharedPages(
    seconds=0.0 if PROFILE == "test" else 60.0,
    topic="public-vacancies",
    also=("public-lists", "place-points", "plans"),
    cookie="display",
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people who sign in --------------------------------------------------------------------------
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "baigong.domains.users.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Who forgot a password gets another one from an administrator.
ACCOUNT_FORMS = {"reset_password": "baigong.faces.account.forms.NoResetForm"}
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/8m/key"}  # ten an account in 15 minutes
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_PRODUCTION else 0  # the limiter must see the visitor behind nginx
MFA_ADAPTER = "baigong.domains.users.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "百工"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]  # memory-hard, a tenth of a second
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": "baigong.domains.users.passwords.AccountPasswordValidator"},
]
BAIGONG_PASSWORDS = OFFICE_PASSWORDS[
    env.one_of("PASSWORD_PROFILE", env.text("PASSWORD_PROFILE", "nist"), tuple(OFFICE_PASSWORDS))
]

# --- messages out of the house: nothing is configured until the office says so -----------------------
BAIGONG_ADDRESS = next(iter(CSRF_TRUSTED_ORIGINS), "")  # what a link in a mail begins with
EMAIL_HOST, EMAIL_PORT = env.text("SMTP_HOST"), int(env.text("SMTP_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("SMTP_USER"), env.text("SMTP_PASSWORD")
EMAIL_USE_TLS, EMAIL_TIMEOUT = env.flag("SMTP_TLS"), 10
DEFAULT_FROM_EMAIL = env.text("SMTP_FROM", "noreply@localhost")
BAIGONG_PUSH_GATEWAYS = {
    "sms": (env.text("SMS_URL"), env.text("SMS_SECRET")),
    "wechat": (env.text("WECHAT_URL"), env.text("WECHAT_SECRET")),
}
# Where published policies and vacancies go, signed, by the code of a plan's channel: into a folder, or to an address.
BAIGONG_CHANNEL_FOLDERS = env.pairs("CHANNEL_FOLDERS", env.text("CHANNEL_FOLDERS"))
BAIGONG_CHANNEL_PUSH = env.pairs("CHANNEL_PUSH", env.text("CHANNEL_PUSH"))
BAIGONG_CHANNEL_SECRET = env.text("CHANNEL_SECRET")
BAIGONG_MESSAGE_DAYS = int(env.text("MESSAGE_DAYS", "400"))

# --- sessions, headers ---------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Seconds a session may rest, and may last: whoever acts for himself or his firm reads slowly.
BAIGONG_SESSION_LIMITS = {"strict": (30 * 60, 12 * 3600), "party": (2 * 3600, 12 * 3600)}
SESSION_COOKIE_AGE = 12 * 3600
BAIGONG_SECOND_FACTOR = PROFILE != "test"  # staff set one up before anything else; tests sign in without
# A browser takes a cookie of this name over https alone, for the whole site, and from no neighbouring domain.
BAIGONG_COOKIE_PREFIX = "__Host-" if IS_PRODUCTION else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    f"{BAIGONG_COOKIE_PREFIX}sessionid",
    f"{BAIGONG_COOKIE_PREFIX}csrftoken",
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "baigong.faces.frame.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024  # an upload never touches the disk unencrypted
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- language, time, static ----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
if not IS_PRODUCTION:
    (VAR_FOLDER / "static").mkdir(parents=True, exist_ok=True)
BAIGONG_DEMO = PROFILE == "demo"
STATIC_ROOT = VAR_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": f"whitenoise.storage.Compressed{'Manifest' if IS_PRODUCTION else ''}StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PROFILE == "test"
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"faults": {"()": "baigong.foundation.logs.FaultFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "faults"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}

if PROFILE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a live server's threads must let the test database go
if IS_PRODUCTION:
    from baigong.config.production import refuse_unsafe_values

    refuse_unsafe_values(globals())
