"""Which parts make up the site, and how is each of them set?"""

import os
from pathlib import Path

from opencaio.site import workspace

PACKAGE = Path(__file__).resolve().parent.parent
OPENCAIO_HOME = workspace.home()
OPENCAIO_FILES = OPENCAIO_HOME / "files"
# Not set: the folder lake in the workspace. Else a folder, or an object store's address that fsspec knows.
OPENCAIO_LAKE = os.environ.get("OPENCAIO_LAKE", "")
# Engines for metrics besides DuckDB: Spark's master (not set: local), a PostgreSQL (not set: the workspace's own).
OPENCAIO_SPARK = os.environ.get("OPENCAIO_SPARK", "")
OPENCAIO_METRICS_POSTGRES = os.environ.get("OPENCAIO_METRICS_POSTGRES", "")

SECRET_KEY = workspace.secret_key(OPENCAIO_HOME)
DEBUG = False
PUBLIC_URL = os.environ.get("OPENCAIO_PUBLIC_URL", "")
SITE_ADDRESS = PUBLIC_URL or "http://127.0.0.1:8000"
BEHIND_TLS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "testserver",
    *os.environ.get("OPENCAIO_HOSTS", "").split(),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "opencaio.record",
    "opencaio.faces.web",
]

MIDDLEWARE = [
    "opencaio.faces.web.middleware.heads",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "opencaio.faces.web.middleware.content_security",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opencaio.faces.web.middleware.faults_as_pages",
]

ROOT_URLCONF = "opencaio.site.urls"
WSGI_APPLICATION = "opencaio.site.wsgi.application"
ASGI_APPLICATION = "opencaio.site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "faces/web/templates"],
        "OPTIONS": {
            # django-cotton's default app config would leave <c-…> unrendered beside other loaders.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opencaio.faces.web.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": workspace.database(OPENCAIO_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "record.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "brief"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "opencaio.faces.web.accounts.ClosedDoor"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# The sign-in limit counts by client: behind proxies the client is told by X-Forwarded-For, that far from its end.
ALLAUTH_TRUSTED_PROXY_COUNT = workspace.whole("OPENCAIO_PROXIES", default=0)
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OpenCAIO"

# Signed cookies: a sign-in during an import needs no database write.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"

# Letters go out by SMTP when a server is named; else none is written.
MAIL = workspace.mail()
MAIL_IS_ON = MAIL is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = (MAIL.host, MAIL.port) if MAIL else ("", 0)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (MAIL.user, MAIL.password) if MAIL else ("", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = (MAIL.starts_tls, MAIL.is_tls) if MAIL else (False, False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.sender if MAIL else "opencaio@localhost"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": OPENCAIO_HOME / "cache",
    }
}

SILENCED_SYSTEM_CHECKS = ["models.W047"]  # SQLite keeps no such constraint; the actions do

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "faces/web/static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
