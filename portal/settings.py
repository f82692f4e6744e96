"""All settings. What differs between installations comes from the environment (``portal/environment.py``)."""

import hashlib
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from locales.languages import LANGUAGES as REGISTRY
from portal import backends, environment

BASE_DIR = environment.BASE_DIR
ENVIRONMENT = environment.load()

DEBUG = ENVIRONMENT.debug
SECRET_KEY = environment.secret_key(ENVIRONMENT)
PORTAL_DOMAIN = ENVIRONMENT.domain
ALLOWED_HOSTS = [PORTAL_DOMAIN, f".{PORTAL_DOMAIN}", "127.0.0.1", *ENVIRONMENT.allowed_hosts]

INSTALLED_APPS = [
    "portal.search",
    "portal.leaflets",
    "articles",
    "services_map",
    "portal.demo",
    "portal.accounts",
    "portal.lifecycle",
    "portal.countries",
    "portal.media",
    "portal.core",
    "locales",
    "wagtail_localize",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",  # not allauth.usersessions: it stores addresses
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "portal.core.pagecache.PageCacheMiddleware",  # outermost: a page from the cache touches nothing below
    "portal.core.reading_views.ReadingViewMiddleware",  # outside everything that makes a page
    "portal.core.headers.HeadersMiddleware",
    "portal.core.middleware.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.core.middleware.BadRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.countries.middleware.CountryMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.countries.wagtail_walls.AdminWalls",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.StaffMiddleware",
    "portal.lifecycle.readonly.ArchivedCountriesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["portal.core.templatetags.portal", "django.templatetags.i18n"],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {**dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=60, conn_health_checks=True)}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing half-way
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
    # A file, so that the browser tests' server process sees it.
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / "test.sqlite3"}
else:
    # A database that has vanished without a word is noticed within seconds, not after the system's own quarter of an hour.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=3, keepalives_idle=5, keepalives_interval=2, keepalives_count=3, tcp_user_timeout=10_000
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_SHARED_CACHE: dict[str, Any] = (
    {
        "BACKEND": "portal.core.shared_cache.ForgivingRedisCache",
        "LOCATION": ENVIRONMENT.cache_url,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if ENVIRONMENT.cache_url
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": BASE_DIR / "var" / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
        "TIMEOUT": None,
    }
)
_ALOUD = {"BACKEND": "django.core.cache.backends.redis.RedisCache"} if ENVIRONMENT.cache_url else {}
# Two installations may share a cache without seeing each other's entries.
_INSTALLATION = hashlib.blake2b(ENVIRONMENT.database_url.encode(), digest_size=6).hexdigest()
CACHES = {
    "default": {**_SHARED_CACHE, "KEY_PREFIX": _INSTALLATION},
    "strict": {
        **_SHARED_CACHE,
        **_ALOUD,
        "KEY_PREFIX": _INSTALLATION,
    },  # the same entries; fails aloud (portal.core.stamps)
    "pages": {  # rendered pages; keyed by a stamp from the shared cache, so that no process can serve an old one
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}

# Copies of rendered pages on this host's disk: portal.core.copies. Whoever empties the shared cache's folder empties them too.
PAGE_COPIES = Path(ENVIRONMENT.page_copies or BASE_DIR / "var" / "cache" / "pages" / _INSTALLATION)
CACHE_PURGE_URLS = ENVIRONMENT.cache_purge_urls  # portal.core.purging
CACHE_PURGE_TOKEN = ENVIRONMENT.cache_purge_token
HEALTH_TOKEN = ENVIRONMENT.health_token

TASKS = {
    "default": {
        "BACKEND": {
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
        }[ENVIRONMENT.tasks],
    }
}

# Languages: what the registry knows; what a country offers is data.
LANGUAGE_CODE = "en"
LANGUAGES = [(code, language.name) for code, language in REGISTRY.items()]
LANGUAGES_BIDI = [code for code, language in REGISTRY.items() if language.direction == "rtl"]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locales"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/Bucharest"
FORMAT_MODULE_PATH = "portal.formats"  # days in the admin as readers see them
# Debian also lists "localtime", which browsers refuse: the page of the account stops there.
WAGTAIL_USER_TIME_ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    (code, REGISTRY[code].endonym) for code in ("en", "bg", "cs", "hu", "ro", "sk", "sr-latn", "uk", "ru")
]

# Translation (wagtail-localize)
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "synced"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a copy never goes live before it is translated
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = backends.machine_translator(ENVIRONMENT)

# Wagtail
WAGTAIL_SITE_NAME = "Refugee information portal"
WAGTAILADMIN_BASE_URL = f"{'https' if ENVIRONMENT.https else 'http'}://{PORTAL_DOMAIN}" + (
    "" if ENVIRONMENT.https else f":{ENVIRONMENT.public_port}"
)
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # the admin calls no outside host
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # a country's workflow writes to the country's people
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it can carry scripts
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "txt"]
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# E-mail: reminders to officers, invitations, forgotten passwords
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENVIRONMENT.email_host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = ENVIRONMENT.email_host, ENVIRONMENT.email_port, True
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.email_user, ENVIRONMENT.email_password
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from

MAP_TILES, MAP_ATTRIBUTION = ENVIRONMENT.map_tiles, ENVIRONMENT.map_attribution

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there yet
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    ("vendor/leaflet", NODE_MODULES / "leaflet" / "dist"),
    ("vendor/markercluster", NODE_MODULES / "leaflet.markercluster" / "dist"),
]
MEDIA_URL = "/media/"
MEDIA_ROOT, EXPORT_ROOT = ENVIRONMENT.media_root, BASE_DIR / "var" / "exports"  # for managers: portal.lifecycle.jobs
_PLAIN, _HASHED = "django.contrib.staticfiles.storage.Static", "whitenoise.storage.CompressedManifestStatic"
STORAGES = {
    "default": backends.media_storage(ENVIRONMENT),
    "staticfiles": {"BACKEND": f"{_PLAIN if DEBUG else _HASHED}FilesStorage"},
}

# Security
CONFIDENTIAL_KEYS = environment.confidential_keys(ENVIRONMENT)  # services_map.sealing
SIGN_IN_IDLE, SIGN_IN_LONGEST = timedelta(minutes=30), timedelta(hours=12)  # portal.accounts.sessions
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
_PREFIX = "__Host-" if ENVIRONMENT.https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_PREFIX}session", f"{_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(SIGN_IN_LONGEST.total_seconds())
CSRF_FAILURE_VIEW = "portal.countries.errors.csrf_failure"
CSRF_COOKIE_AGE = None  # ends with the browser's session
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 63_072_000 if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.https
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" breaks every form: browsers then send Origin: null
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # the admin and its previews: portal.core.headers
_FROM_HERE = ("style", "script", "img", "media", "font", "connect", "manifest", "worker")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/cms/",),  # portal.core.headers
    "DIRECTIVES": {  # style-src also has the inlined stylesheet by its hash: portal.core.middleware
        **{f"{kind}-src": [SELF] for kind in _FROM_HERE},
        **{name: [NONE] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")},
        "form-action": [SELF],
    },
}

# Sign-in (django-allauth), below /cms/: portal.accounts
SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "wagtailadmin_home"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False  # ours, beside the second factor
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # the address proves who somebody is
ACCOUNT_ADAPTER, MFA_ADAPTER = "portal.accounts.adapters.AccountAdapter", "portal.accounts.adapters.FactorAdapter"
ACCOUNT_FORMS = {"login": "portal.accounts.forms.SignInForm"}
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # whoever may not enter the admin would go round in circles
MFA_FORMS = {
    "activate_totp": "portal.accounts.forms.ActivateCodesForm",
    "login_webauthn": "portal.accounts.passkey_forms.LoginForm",
    "authenticate_webauthn": "portal.accounts.passkey_forms.AuthenticateForm",
    "reauthenticate_webauthn": "portal.accounts.passkey_forms.ReauthenticateForm",
    "add_webauthn": "portal.accounts.passkey_forms.AddForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.https else "http"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever got the invitation has the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = ACCOUNT_EMAIL_NOTIFICATIONS = False  # notifications would hold address and user agent
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here; every other session of the account ends
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}  # "ip" is a keyed hash: portal.accounts.adapters
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_ALLOW_UNVERIFIED_EMAIL = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = WAGTAIL_SITE_NAME
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key that anybody could touch would be one factor
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.https  # http://localhost
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page forms are long

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_request": {"()": "portal.core.logs.NoRequestData"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_request"]}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    # Django's own handlers would mail addresses and request data.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers' noise
    },
}
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.media.forms.ImageForm"
