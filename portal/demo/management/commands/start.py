import hashlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection
from wagtail.models import Site

from articles.models import TranslationState
from portal.core import copies
from portal.countries import front_door
from portal.demo import accounts
from portal.environment import Environment
from portal.search import synonyms
from portal.search.models import Shelf

_TURN = 7_204_441  # any number that no other program uses on this database


class Command(BaseCommand):
    help = "Prepare everything (catalogs, database, demonstration content, static files) and serve with the production server."
    requires_system_checks = []  # run below, once the catalogs that they ask for are compiled

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Start with an empty portal.")
        parser.add_argument("--prepare-only", action="store_true", help="Do not serve.")
        parser.add_argument("--serve-only", action="store_true", help="Serve at once: another process prepares.")

    def handle(self, *args: Any, **options: Any) -> None:
        demo = not options["no_demo"]
        if _shows_demonstration(demo=demo):
            os.environ["SECOND_FACTOR"] = "false"  # read by the server that this process becomes
        if not options["serve_only"]:
            self._prepare(demo=demo, serves=not options["prepare_only"])
        if not options["prepare_only"]:
            _serve()

    def _prepare(self, *, demo: bool, serves: bool) -> None:
        call_command("compile_catalogs", verbosity=0, stdout=io.StringIO())
        call_command("check", verbosity=0, stdout=io.StringIO())
        _collect_static()
        try:
            with _one_at_a_time():
                call_command("migrate", verbosity=0)
                if demo:
                    call_command("seed_demo", if_empty=True, stdout=self.stdout)
                _catch_up()
                _follow_port()
            self._announce(demo=demo)
        except OperationalError as problem:
            if not serves:
                raise
            self.stderr.write(
                f"The database cannot be reached, nothing in it was prepared: {problem}\n"
                "Readers get the last copies of pages that this host has. Restart once the database answers."
            )

    def _announce(self, *, demo: bool) -> None:
        base = settings.WAGTAILADMIN_BASE_URL
        port = base.removeprefix("http://").removeprefix("https://").partition(":")[2]
        scheme = base.split("://")[0]
        lines = ["", f"Front door:  {base}/"]
        for entry in front_door.countries():
            address = f"{scheme}://{entry.host}" + (f":{port}" if port else "")
            lines.append(f"  {entry.slug:<10} {address}/")
        lines.append(f"Editors:     {base}/cms/")
        if demo:
            changed = "(changed since; DEMO_PASSWORD sets a new one)"
            password, of_staff = accounts.administrator() or changed, accounts.staff() or changed
            lines.append(f"  login      {accounts.ADMINISTRATOR}, {', '.join(accounts.names())}")
            lines.append(f"  password   {password}")
            if of_staff != password:
                lines.append(f"             of all but {accounts.ADMINISTRATOR}: {of_staff}")
            if _shows_demonstration(demo=demo):
                lines.append("  no second factor is asked for; SECOND_FACTOR=true does")
        self.stdout.write("\n".join([*lines, ""]))
        sys.stdout.flush()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Processes of several hosts that start together prepare one after the other. SQLite is for one host."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])


def _catch_up() -> None:
    """What a new version keeps beside the data and an older one did not: roles and workflows of its table, states, the search's index."""
    call_command("apply_roles", stdout=io.StringIO())
    call_command("apply_workflows", stdout=io.StringIO())
    if not TranslationState.objects.exists():
        call_command("rebuild_translation_states", stdout=io.StringIO())
    if not Shelf.objects.exists():
        synonyms.load()
        call_command("rebuild_search", stdout=io.StringIO())


def _shows_demonstration(*, demo: bool) -> bool:
    """Whether this is the demonstration on somebody's own machine, and nobody decided about the second factor."""
    environment = settings.ENVIRONMENT
    return demo and not environment.https and "second_factor" not in environment.model_fields_set


def _collect_static() -> None:
    """Collecting and compressing takes a quarter of a minute: only when packages or our own files have changed."""
    folders = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    ours = sorted(file for folder in folders for file in folder.rglob("*"))
    parts = [f"{file}:{file.stat().st_mtime_ns}" for file in ours if file.is_file()]
    parts += [(settings.BASE_DIR / "requirements.txt").read_text(), str(settings.DEBUG)]
    key = hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
    stamp = settings.STATIC_ROOT / ".collected"
    if not stamp.exists() or stamp.read_text() != key:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(key)


def _follow_port() -> None:
    """Country sites of the local machine move along when the port changes."""
    if settings.PORTAL_DOMAIN == "localhost":
        Site.objects.filter(hostname__endswith=".localhost").update(port=settings.ENVIRONMENT.public_port)


def server(environment: Environment) -> list[str]:
    """The command line of the production server. It writes no access log."""
    return [
        os.path.join(os.path.dirname(sys.executable), "granian"),
        "--interface",
        "wsgi",
        "--host",
        environment.host,
        "--port",
        str(environment.port),
        "--workers",
        str(environment.workers),
        "--blocking-threads",
        "2",
        "--respawn-failed-workers",
        "--no-access-log",
        "--log-level",
        "warning",
        "portal.wsgi:application",
    ]


def _serve() -> None:
    """Become the production server."""
    copies.new_boot()
    command = server(settings.ENVIRONMENT)
    os.execv(command[0], command)
