"""Moving a country site from one stage of its life to another."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.countries import purge, sites
from portal.countries.models import Country, Stage, StageText
from services_map import stamp

ACTION = "lifecycle.stage"


@transaction.atomic
def change(
    *,
    country: Country,
    stage: Stage,
    since: dt.date,
    closes_on: dt.date | None = None,
    successor: str = "",
    keep_paths: bool = True,
    words: Mapping[str, str],
    user: Any = None,
) -> None:
    """Put a country into a stage; readers see it at once.

    ``closes_on``: the last day of a site that is winding down. ``successor``: the address to turn to instead; with ``keep_paths`` the
    same pages are there. ``words``: what the team says about it, by language code; an empty one takes the words of that language
    away. Raises ValidationError, by field, for what does not go together.
    """
    check(stage=stage, since=since, closes_on=closes_on, successor=successor)
    before = country.stage
    country.stage, country.stage_since = stage, since
    country.closes_on = closes_on if stage == Stage.WINDING_DOWN else None
    country.successor, country.keep_paths = successor, keep_paths
    country.save(update_fields=["stage", "stage_since", "closes_on", "successor", "keep_paths"])
    for code, text in words.items():
        if text.strip():
            StageText.objects.update_or_create(
                country=country, locale=sites.locale(code), defaults={"text": text.strip()}
            )
        else:
            StageText.objects.filter(country=country, locale__language_code=code).delete()
    log(instance=country, action=ACTION, user=user, data={"from": before, "to": str(stage), "since": since.isoformat()})
    purge.country(country)
    stamp.change(country)


def check(*, stage: Stage, since: dt.date | None, closes_on: dt.date | None, successor: str) -> None:
    """Raises ValidationError, by field, where a stage lacks what readers must be told."""
    problems = {}
    if since is None:
        problems["since"] = _("Write the day from which this holds.")
    if stage == Stage.WINDING_DOWN and closes_on is None:
        problems["closes_on"] = _("Write the last day, so that readers know how long they can count on the site.")
    elif stage == Stage.WINDING_DOWN and closes_on and since and closes_on < since:
        problems["closes_on"] = _("The end comes before the start.")
    if stage == Stage.HANDED_OVER and not successor:
        problems["successor"] = _("Write the address to which readers are led.")
    if problems:
        raise ValidationError(problems)
