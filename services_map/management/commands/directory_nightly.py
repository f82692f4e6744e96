import datetime as dt
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.mail import send_mail
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import clock
from portal.countries.models import Country, Stage
from services_map import digest, reports, stamp
from services_map.digest import Tasks

_KEPT = 40 * 86_400  # seconds
_LAST = "directory_nightly:last:{}"
_SENT = "directory_nightly:sent:{}"


class Command(BaseCommand):
    help = (
        "Once a night: find what became due, overdue or withdrawn in the service directory, refresh the pages that show it, and send "
        "each officer one digest by e-mail. Reports of readers are deleted 90 days after "
        "they were dealt with. Without a mail server it prints what it found. Running it again on the same day sends nothing twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for country in Country.objects.all():
            if forgotten := reports.forget(country, clock.today(country.time_zone)):
                self.stdout.write(f"{country.slug}: {forgotten} old reports deleted")
        tasks: dict[int, list[Tasks]] = defaultdict(list)
        kept_up = Country.objects.public().filter(stage__in=[Stage.ACTIVE, Stage.WINDING_DOWN])
        for country in kept_up.select_related("site"):
            night = digest.night(country, *_days(country))
            if night.changed:
                stamp.change(country)
            self.stdout.write(night.summary())
            for officer, found in night.tasks.items():
                tasks[officer].append(found)
        users = get_user_model()._default_manager.filter(pk__in=tasks, is_active=True)
        for user in users.select_related("wagtail_userprofile").order_by("pk"):
            self._tell(user, tasks[user.pk])

    def _tell(self, user: Any, tasks: list[Tasks]) -> None:
        """Send a digest, once a day; without mail, say only how much there is."""
        counts = ", ".join(
            f"{len(of.due)} due, {len(of.overdue)} overdue, {len(of.withdrawn)} withdrawn, {len(of.reported)} reported, "
            f"{len(of.proposed)} with corrections in {of.country.slug}"
            for of in tasks
        )
        self.stdout.write(f"{user.get_username()}: {counts}")
        today = clock.today(settings.TIME_ZONE).isoformat()
        sent = _SENT.format(user.pk)
        if not settings.EMAIL_HOST or not user.email or cache.get(sent) == today:
            return
        language = digest.language_of(user)
        with translation.override(language):
            subject = _("Service directory: what is to do")
        try:
            send_mail(subject, digest.text(tasks, language), None, [user.email])
        except Exception as problem:  # whatever the mail server says, the other officers get theirs
            self.stderr.write(f"{user.get_username()}: not sent ({type(problem).__name__})")
            return
        cache.set(sent, today, _KEPT)


def _days(country: Country) -> tuple[dt.date, dt.date]:
    """(day of the run before, today) in the country. The day before is the cache's; without one it is yesterday."""
    today = clock.today(country.time_zone)
    kept: tuple[str, str] = cache.get(_LAST.format(country.pk)) or ("", "")
    if kept[1] == today.isoformat():
        return dt.date.fromisoformat(kept[0]), today  # a second run finds what the first one found
    since = dt.date.fromisoformat(kept[1]) if kept[1] else today - dt.timedelta(days=1)
    cache.set(_LAST.format(country.pk), (since.isoformat(), today.isoformat()), _KEPT)
    return since, today
