"""Settings shared by every way of running the portal. Only this file reads the environment."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ

from portal.settings.beats import BEATS
from portal.settings.papers import papers_scanner, papers_store

django_stubs_ext.monkeypatch()  # lets Django's generic classes be subscripted where types are named

ROOT = Path(__file__).resolve().parents[3]
env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
IDENTITY_KEY = env.str("IDENTITY_KEY")
NATIONAL_SIGNING_KEY = env.str("NATIONAL_SIGNING_KEY")
NATIONAL_SIGNING_KEY_ID = env.str("NATIONAL_SIGNING_KEY_ID", default="jilin-1")
NATIONAL_RECEIPT_KEY = env.str("NATIONAL_RECEIPT_KEY")
NATIONAL_RECEIPT_KEY_ID = env.str("NATIONAL_RECEIPT_KEY_ID", default="national-1")
# Keys of receipts that were signed before the national platform changed its key: id=key,id=key.
NATIONAL_RECEIPT_OLD_KEYS = env.dict("NATIONAL_RECEIPT_OLD_KEYS", default={})
NATIONAL_URL = env.str("NATIONAL_URL")
# Keys of the approval systems: SYSTEM.id=key,SYSTEM.id=key; several ids of one system while it changes its key.
INTAKE_KEYS = env.dict("INTAKE_KEYS", default={})
# The Merkle log of the history: its public key with its name; the secret half is the sequencer's alone.
LEDGER_PUBLIC_KEY = env.str("LEDGER_PUBLIC_KEY")
LEDGER_SIGNING_KEY = env.str("LEDGER_SIGNING_KEY", default="")
LEDGER_EXPORT_KEY = env.str("LEDGER_EXPORT_KEY", default="")  # signs what auditors take along; never the log's own key
LEDGER_SM3 = env.bool("LEDGER_SM3", default=False)  # a second tree by SM3, whose root is signed with the first's
LEDGER_FOLDER = env.path("LEDGER_FOLDER", default=str(ROOT / "var" / "checkpoints"))
LEDGER_WITNESS = env.str("LEDGER_WITNESS", default="")  # the witness's public key; without one nobody is asked
LEDGER_WITNESS_URL = env.str("LEDGER_WITNESS_URL", default="") or f"{NATIONAL_URL}/witness"
NATIONAL_IDENTITY_RESOLVER = "accounts.vault.numbers_for_delivery"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEBUG = False

INSTALLED_APPS = [
    "portal",
    "errata",
    "confirmation",
    "grading",
    "projects",
    "accounts",
    "national",
    "audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "csp",
    "django_structlog",
    "drf_spectacular",
    "guardian",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.EnterpriseChoiceMiddleware",
    "portal.middleware.SlidingSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "portal.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.frame",
            ],
            "builtins": ["django.templatetags.static", "portal.templatetags.components"],
        },
    },
]
FORM_RENDERER = "portal.forms.ComponentRenderer"

# Actions open their own transactions, so that lock-out counters survive a refused request.
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
# What a statement of a web request may take, in seconds; 0 for no limit. Workers and commands have none.
WEB_STATEMENT_SECONDS = env.int("WEB_STATEMENT_SECONDS", default=30)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "public-home"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "portal/locked_out.html"
AXES_VERBOSE = False  # a greeting in the log of every command

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # scans are shown beside the fields
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY, which would hide the scans
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(ROOT / "var" / "media"))
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
UPLOAD_MAX_CASE_BYTES = 500 * 1024 * 1024
PAPERS_READ_SECONDS = 300  # 50 MB at 170 kB/s
PAPERS_SCANNER_URL = papers_scanner(env.str("PAPERS_SCANNER_URL", default=""))
PAPERS_SCAN_SECONDS = 60.0  # for one paper, whatever the scanner does
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "papers": papers_store(
        bucket=env.str("PAPERS_S3_BUCKET", default=""),
        endpoint=env.str("PAPERS_S3_ENDPOINT", default=""),
        key=env.str("PAPERS_S3_KEY", default=""),
        secret=env.str("PAPERS_S3_SECRET", default=""),
        region=env.str("PAPERS_S3_REGION", default="us-east-1"),
    ),
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a case's page has two inputs beside each of its facts (X04)
DATA_UPLOAD_MAX_NUMBER_FILES = 10

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "portal.api.explain",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "吉林省建筑市场监管公共服务平台 · 工程项目信息接口",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_TIME_LIMIT = 600  # below visibility_timeout, or a task runs twice
CELERY_TASK_PUBLISH_RETRY = False  # the sweep is the guarantee; a request never waits for the broker
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = BEATS

# Notices leave the portal by mail and text message; an empty address means that the channel is not offered.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_KEY = env.str("SMS_GATEWAY_KEY", default="")
SMS_GATEWAY_TIMEOUT = 5.0  # seconds

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("pikepdf", "weasyprint", "fontTools")},
}
