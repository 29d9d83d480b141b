# SPDX-License-Identifier: Apache-2.0
"""Django's settings for one installation, read from its home folder.

``GUNGHO_HOME`` names the folder (set by the command line); everything else about the
installation lies in it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gungho.doors.listening import door_of
from gungho.node.database import settings_of

HOME = Path(os.environ.get("GUNGHO_HOME", "home")).resolve()
WEB = Path(__file__).resolve().parent.parent / "doors" / "web"
_SECRET = HOME / "keys" / "web.secret"

SECRET_KEY = (
    _SECRET.read_text("ascii").strip() if _SECRET.is_file() else "not-serving-" * 5
)
DEBUG = False
GUNGHO_DOOR = door_of(os.environ.get("GUNGHO_DOOR", ""))
_HERE = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ALLOWED_HOSTS = [*_HERE, GUNGHO_DOOR.address, *GUNGHO_DOOR.names]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in GUNGHO_DOOR.names]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = GUNGHO_DOOR.is_beyond
LANGUAGE_COOKIE_SECURE = GUNGHO_DOOR.is_beyond
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if GUNGHO_DOOR.proxy else None
)
ROOT_URLCONF = "gungho.node.urls"
WSGI_APPLICATION = "gungho.node.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "gungho.store",
    "gungho.store.people.apps.PeopleConfig",
    "gungho.doors.web",
    "gungho.store.people.apps.NoContentTypes",
    "gungho.store.people.apps.SigningIn",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIGRATION_MODULES = {
    app: f"gungho.store.people.others.migrations.{app}"
    for app in ("auth", "contenttypes", "sessions", "account", "mfa", "usersessions")
}
MIDDLEWARE = [
    "gungho.doors.web.middleware.SecurityHeaders",
    "gungho.doors.web.middleware.OnlyByTheDoor",
    "gungho.doors.web.middleware.OnlySoMuch",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gungho.doors.web.gate.Gate",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "gungho.doors.web.context.movement",
                "gungho.doors.web.context.acting",
            ],
        },
    }
]
DATABASES: dict[str, dict[str, Any]] = {"default": settings_of(HOME)}
GUNGHO_SUBMIT = "gungho.node.wiring.submit"
GUNGHO_KEEP_CARDS = "gungho.node.wiring.keep_cards"
GUNGHO_READ_PARCEL = "gungho.node.wiring.read_parcel"
GUNGHO_TAKE_PARCEL = "gungho.node.wiring.take_parcel"
GUNGHO_MAKE_PARCEL = "gungho.node.wiring.make_parcel"
GUNGHO_START_JOB = "gungho.node.wiring.start_job"
GUNGHO_OPENED = "gungho.node.wiring.opened"
GUNGHO_WITH_BOOKS = "gungho.node.wiring.with_books"
GUNGHO_NOW = "gungho.node.wiring.now"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gungho.doors.web.pages.problems.stale_form"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# argon2-cffi does the hashing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_CHECKS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _CHECKS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _CHECKS + "CommonPasswordValidator"},
    {"NAME": _CHECKS + "NumericPasswordValidator"},
    {
        "NAME": _CHECKS + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name",)},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_FORMS = {"login": "gungho.doors.web.signing_forms.SignIn"}
ACCOUNT_ADAPTER = "gungho.doors.web.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "gungho.doors.web.signing_in.SecondFactor"
MFA_TOTP_ISSUER = "Gungho"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODE_COUNT = 10
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None
