import hashlib
import io
import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from wagtail.models import Site

from portal.countries import front_door
from portal.demo import accounts


class Command(BaseCommand):
    help = "Prepare everything (catalogs, database, demonstration content, static files) and serve with the production server."
    requires_system_checks = []  # run below, once the catalogs that they ask for are compiled

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Start with an empty portal.")
        parser.add_argument("--prepare-only", action="store_true", help="Do not serve.")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("compile_catalogs", verbosity=0, stdout=io.StringIO())
        call_command("check", verbosity=0, stdout=io.StringIO())
        call_command("migrate", verbosity=0)
        _collect_static()
        if not options["no_demo"]:
            call_command("seed_demo", if_empty=True, stdout=self.stdout)
        _follow_port()
        self._announce(demo=not options["no_demo"])
        if not options["prepare_only"]:
            _serve()

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
            password, of_officers = accounts.administrator() or changed, accounts.officers() or changed
            lines.append(f"  login      {accounts.ADMINISTRATOR}, officer.<country> for service mapping officers")
            lines.append(f"  password   {password}")
            if of_officers != password:
                lines.append(f"             of officers: {of_officers}")
        self.stdout.write("\n".join([*lines, ""]))
        sys.stdout.flush()


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
        Site.objects.filter(hostname__endswith=".localhost").update(port=settings.ENVIRONMENT.port)


def _serve() -> None:
    """Become the production server."""
    environment = settings.ENVIRONMENT
    granian = os.path.join(os.path.dirname(sys.executable), "granian")
    os.execv(
        granian,
        [
            granian,
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
        ],
    )
