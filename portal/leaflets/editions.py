"""Numbers of editions: the same words keep their number, other words get the next one."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from portal.countries.models import Country
from portal.leaflets.models import Edition


@dataclass(frozen=True)
class Worded:
    """What an edition is known by."""

    country: Country
    subject: str
    language: str
    digest: str


def number_of(worded: Worded) -> int | None:
    """The number under which these words are registered; None where they are not, or not as the newest edition."""
    newest = _newest(worded)
    return newest.number if newest and newest.digest == worded.digest else None


@transaction.atomic
def register(worded: Worded, *, title: str, checked_on: dt.date | None, on: dt.date) -> Edition:
    """The edition of these words: the newest one where it says the same, else a new one.

    Words that come back after others get a new number too: the highest number is always what holds.
    """
    Country.objects.select_for_update().get(pk=worded.country.pk)  # two at once would take the same number
    newest = _newest(worded)
    if newest and newest.digest == worded.digest:
        return newest
    return Edition.objects.create(
        country=worded.country,
        subject=worded.subject,
        language=worded.language,
        number=newest.number + 1 if newest else 1,
        digest=worded.digest,
        title=title[:255],
        made_on=on,
        checked_on=checked_on,
    )


def _newest(worded: Worded) -> Edition | None:
    same = Edition.objects.filter(country=worded.country, subject=worded.subject, language=worded.language)
    return same.order_by("-number").first()
