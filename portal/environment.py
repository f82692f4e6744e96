"""The environment, typed and checked at start. Every variable is explained in ``.env.example``, which is made from this file.

A wrong value stops the start with the variable's name, what is wrong and an example; nothing is guessed.
"""

import os
import secrets
import sys
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent


def _database_url(value: str) -> str:
    if not value.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise ValueError("must start with postgres:// or sqlite:///")
    return value


def _domain(value: str) -> str:
    if "/" in value or ":" in value or not value.strip("."):
        raise ValueError("must be a host name alone, without scheme, port or path")
    return value.lower()


# What a file may hold instead, named by SECRET_KEY_FILE and so on: container engines hand secrets over as files.
SECRETS = ("secret_key", "confidential_keys", "database_url", "email_password", "machine_translator_key")


def _proxies(values: list[str]) -> list[str]:
    for value in values:
        address = urlsplit(value)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError("must be addresses that start with http:// or https://")
    return values


def _bucket(value: str) -> str:
    address = urlsplit(value)
    if value and (address.scheme != "s3" or not address.hostname):
        raise ValueError("must start with s3:// and a bucket")
    return value


class Environment(BaseSettings):
    """Each field is one environment variable, in capitals."""

    model_config = SettingsConfigDict(env_file=BASE_DIR / ".env", extra="ignore", env_ignore_empty=True)

    debug: bool = Field(
        False, description="Development only: error pages with code, files reloaded.", examples=["false"]
    )
    secret_key: str = Field(
        "",
        description="Signs sessions and links; 50 characters or more, kept secret. Left empty, a key is made under var/ at first start.",
        examples=["(50 random characters)"],
    )
    domain: Annotated[str, AfterValidator(_domain)] = Field(
        "localhost",
        description="The front door's host name; country sites are <country>.<domain> unless they name their own.",
        examples=["help.example.org"],
    )
    confidential_keys: Annotated[list[str], NoDecode] = Field(
        [],
        description="Seal the true places of hidden services, separated by commas; the first seals, all open. "
        "Keep them apart from backups of the database. Left empty, a key is made under var/ at first start.",
        examples=["(50 random characters)"],
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        [], description="Further host names to answer on, separated by commas.", examples=["moldova.example.net"]
    )
    port: int = Field(8000, ge=1, le=65535, description="The port that the server listens on.", examples=["8000"])
    public_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="The port that readers reach the portal at without https, where a proxy listens at another. Left empty: PORT.",
        examples=["80"],
    )
    host: str = Field("127.0.0.1", description="The address that the server listens on.", examples=["0.0.0.0"])
    workers: int = Field(2, ge=1, le=64, description="Server processes.", examples=["2"])
    https: bool = Field(
        False, description="The portal is reached by https: secure cookies, HSTS, redirects.", examples=["true"]
    )
    behind_proxy: bool = Field(
        False,
        description="A proxy of ours stands in front and sets X-Forwarded-Proto. Never true without one: a visitor could forge it.",
        examples=["true"],
    )
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}",
        description="SQLite file (default: var/portal.sqlite3) or PostgreSQL.",
        examples=["postgres://portal:password@127.0.0.1:5432/portal"],
    )
    cache_url: str = Field(
        "",
        description="Redis, shared by processes and hosts. Left empty: memory and a folder under var/ (one host).",
        examples=["redis://127.0.0.1:6379/1"],
    )
    page_copies: str = Field(
        "",
        description="The folder for copies of pages, which readers get while the database is down. Left empty: one under var/cache.",
        examples=["/srv/portal/var/cache/pages"],
    )
    warm_pages: bool = Field(
        True,
        description="One process renders missing and changed pages ahead of the readers, at most a fifth of the time.",
        examples=["true"],
    )
    cache_purge_urls: Annotated[list[str], NoDecode, AfterValidator(_proxies)] = Field(
        [],
        description="Caching proxies that are told of every change (BAN), separated by commas; pages may then stay there for minutes. "
        "Left empty: proxies keep a page for one second.",
        examples=["http://127.0.0.1:6081"],
    )
    cache_purge_token: str = Field(
        "",
        description="Proves to those proxies that we are who asks; 32 characters or more.",
        examples=["(50 random characters)"],
    )
    health_token: str = Field(
        "",
        description="Whoever sends it as X-Health-Token is told by /readyz what is wrong; others only that something is. 32 characters or more.",
        examples=["(50 random characters)"],
    )
    media_root: Path = Field(
        BASE_DIR / "var" / "media", description="Where uploaded files are kept.", examples=["/srv/portal/media"]
    )
    media_storage: Annotated[str, AfterValidator(_bucket)] = Field(
        "",
        description="A private bucket for uploads instead of that folder, with S3's protocol; needed on more than one host. "
        "endpoint: address of a storage that is not Amazon's; region where it asks for one.",
        examples=["s3://portal-media?endpoint=https://objects.example.org&region=eu-1"],
    )
    media_storage_key: str = Field("", description="Access key of the bucket.", examples=["(key)"])
    media_storage_secret: str = Field("", description="Its secret.", examples=["(secret)"])
    tasks: Literal["immediate", "database"] = Field(
        "immediate",
        description="Background work at once, or by a worker: manage.py db_worker.",
        examples=["database"],
    )
    machine_translator: Literal["", "deepl", "google", "libretranslate", "dummy"] = Field(
        "",
        description="Machine translation offered to translators; off when empty. dummy is for trials.",
        examples=["deepl"],
    )
    machine_translator_key: str = Field(
        "",
        description="The provider's key (DeepL, LibreTranslate) or JSON credentials (Google).",
        examples=["(key)"],
    )
    machine_translator_url: str = Field("", description="LibreTranslate's address.", examples=["http://127.0.0.1:5000"])
    email_host: str = Field(
        "",
        description="Mail server for reminders to officers, invitations and forgotten passwords; nothing is mailed when empty.",
        examples=["mail.example.org"],
    )
    email_port: int = Field(587, ge=1, le=65535, description="Its port; STARTTLS is used.", examples=["587"])
    email_user: str = Field("", description="Account at the mail server.", examples=["portal"])
    email_password: str = Field("", description="Its password.", examples=["(password)"])
    email_from: str = Field(
        "portal@localhost", description="The sender of what is mailed.", examples=["portal@example.org"]
    )
    map_tiles: str = Field(
        "",
        description="Map tiles on a server of yours, as a Leaflet template. Left empty: the country's outline, no request to anybody else.",
        examples=["https://tiles.example.org/{z}/{x}/{y}.png"],
    )
    map_attribution: str = Field(
        "© OpenStreetMap contributors",
        description="Whose map the tiles show, written below it; without tiles not used.",
        examples=["© OpenStreetMap contributors"],
    )
    second_factor: bool = Field(
        True,
        description="Everybody who signs in needs a second factor besides the password. "
        "Left empty, it is needed too, except where `make run` shows the demonstration without https.",
        examples=["true"],
    )
    demo_password: str = Field(
        "",
        description="Password of the demonstration accounts; random when empty.",
        examples=["(a long password)"],
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING",
        description="Logs hold no address and no query of a visitor at any level.",
        examples=["WARNING"],
    )

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, values: dict[str, object]) -> dict[str, object]:
        for name in SECRETS:
            file = os.environ.get(f"{name.upper()}_FILE")
            if file and name not in values:
                try:
                    values[name] = Path(file).read_text(encoding="utf-8").strip()
                except OSError as problem:
                    raise ValueError(f"{name.upper()}_FILE cannot be read ({problem.strerror})") from problem
        return cls._split_lists(values)

    @classmethod
    def _split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        for name in ("allowed_hosts", "confidential_keys", "cache_purge_urls"):
            listed = values.get(name)
            if isinstance(listed, str):
                values[name] = [item.strip() for item in listed.split(",") if item.strip()]
        return values

    @model_validator(mode="after")
    def _reached_at(self) -> "Environment":
        self.public_port = self.public_port or self.port
        return self

    @model_validator(mode="after")
    def _production(self) -> "Environment":
        if self.https and self.secret_key and len(self.secret_key) < 50:
            raise ValueError("SECRET_KEY must have 50 characters or more")
        if self.https and any(len(key) < 50 for key in self.confidential_keys):
            raise ValueError("CONFIDENTIAL_KEYS must have 50 characters or more each")
        if self.cache_purge_urls and len(self.cache_purge_token) < 32:
            raise ValueError("CACHE_PURGE_URLS needs CACHE_PURGE_TOKEN, of 32 characters or more")
        if self.media_storage and not (self.media_storage_key and self.media_storage_secret):
            raise ValueError("MEDIA_STORAGE needs MEDIA_STORAGE_KEY and MEDIA_STORAGE_SECRET")
        if self.health_token and len(self.health_token) < 32:
            raise ValueError("HEALTH_TOKEN must have 32 characters or more")
        if self.machine_translator in ("deepl", "google", "libretranslate") and not self.machine_translator_key:
            raise ValueError("MACHINE_TRANSLATOR needs MACHINE_TRANSLATOR_KEY")
        if self.machine_translator == "libretranslate" and not self.machine_translator_url:
            raise ValueError("MACHINE_TRANSLATOR=libretranslate needs MACHINE_TRANSLATOR_URL")
        return self


def secret_key(environment: Environment) -> str:
    """The key given, else one made once and kept in ``var/secret_key``."""
    return environment.secret_key or _made_once("secret_key")


def confidential_keys(environment: Environment) -> list[str]:
    """The keys given, else one made once and kept in ``var/confidential_key``."""
    return environment.confidential_keys or [_made_once("confidential_key")]


def _made_once(name: str) -> str:
    """A random secret in a file under ``var/`` that only its owner may read."""
    file = BASE_DIR / "var" / name
    file.parent.mkdir(exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key := secrets.token_urlsafe(50))
    return key


def explain(problems: ValidationError) -> str:
    """One line per wrong variable: its name, what is wrong, an example."""
    lines = []
    for problem in problems.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        field = Environment.model_fields.get(name)
        example = f" Example: {name.upper()}={field.examples[0]}" if field and field.examples else ""
        message = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{name.upper() or 'Environment'}: {message}.{example}")
    return "\n".join(lines)


def example_file() -> str:
    """The text of ``.env.example``."""
    lines = [
        "# Every variable that the portal reads. Copy to .env and change what differs; all have a safe default.",
        "# Secrets may stand in files: " + ", ".join(f"{name.upper()}_FILE" for name in SECRETS),
        "# name them in the environment of the process (not in this file).",
        "# Written by: python -m portal.environment > .env.example",
    ]
    for name, field in Environment.model_fields.items():
        example = (field.examples or [""])[0]
        lines += ["", f"# {field.description}", f"#{name.upper()}={example}"]
    return "\n".join(lines) + "\n"


@lru_cache
def load() -> Environment:
    """Read the environment, or stop the process and say which variable is wrong."""
    try:
        return Environment()
    except ValidationError as problems:
        sys.exit(f"The portal cannot start: the environment is not right.\n{explain(problems)}")


if __name__ == "__main__":
    print(example_file(), end="")
