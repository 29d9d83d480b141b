# SPDX-License-Identifier: Apache-2.0
"""Django's settings for one installation, read from its home folder.

``GUNGHO_HOME`` names the folder (set by the command line); everything else about the
installation lies in it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gungho.node.database import settings_of

HOME = Path(os.environ.get("GUNGHO_HOME", "home")).resolve()
WEB = Path(__file__).resolve().parent.parent / "doors" / "web"
_SECRET = HOME / "keys" / "web.secret"

SECRET_KEY = (
    _SECRET.read_text("ascii").strip() if _SECRET.is_file() else "not-serving-" * 5
)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ROOT_URLCONF = "gungho.node.urls"
WSGI_APPLICATION = "gungho.node.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "gungho.store", "gungho.doors.web"]
MIDDLEWARE = [
    "gungho.doors.web.middleware.SecurityHeaders",
    "gungho.doors.web.middleware.OnlyThisMachine",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "gungho.doors.web.context.movement",
            ],
        },
    }
]
DATABASES: dict[str, dict[str, Any]] = {"default": settings_of(HOME)}
GUNGHO_SUBMIT = "gungho.node.wiring.submit"
GUNGHO_KEEP_CARDS = "gungho.node.wiring.keep_cards"
GUNGHO_READ_PARCEL = "gungho.node.wiring.read_parcel"
GUNGHO_START_JOB = "gungho.node.wiring.start_job"
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
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None
