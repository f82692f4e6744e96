"""What lies outside the portal, as Django and its packages want it described: made from the environment for ``portal/settings.py``."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from portal.environment import Environment


def media_storage(environment: Environment) -> dict[str, object]:
    """Where uploads go, as Django's setting ``STORAGES["default"]``: the bucket, or the folder."""
    if not environment.media_storage:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    address = urlsplit(environment.media_storage)
    options = dict(parse_qsl(address.query))
    return {
        "BACKEND": "portal.media.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": address.netloc,
            "location": address.path.strip("/"),
            "endpoint_url": options.get("endpoint"),
            "region_name": options.get("region"),
            "access_key": environment.media_storage_key,
            "secret_key": environment.media_storage_secret,
            "default_acl": None,  # private
            "file_overwrite": False,
            "signature_version": "s3v4",
            "addressing_style": "path" if options.get("endpoint") else None,
        },
    }


def machine_translator(environment: Environment) -> dict[str, Any] | None:
    """wagtail-localize's settings of the machine translator that is configured; None for none."""
    key, url = environment.machine_translator_key, environment.machine_translator_url
    kind, options = {
        "": ("", {}),
        "dummy": ("dummy.DummyTranslator", {}),
        "deepl": ("deepl.DeepLTranslator", {"AUTH_KEY": key, "TIMEOUT": 30}),
        "google": ("google.GoogleCloudTranslator", {"CREDENTIALS": key}),
        "libretranslate": (
            "libretranslate.LibreTranslator",
            {"LIBRETRANSLATE_URL": url, "API_KEY": key, "TIMEOUT": 30},
        ),
    }[environment.machine_translator]
    return {"CLASS": f"wagtail_localize.machine_translators.{kind}", "OPTIONS": options} if kind else None
