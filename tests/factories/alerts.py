"""Alerts for tests."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from portal.core import clock
from portal.countries import roles, sites
from portal.countries.models import Alert, AlertText, Country
from portal.countries.roles import Role

HOUR = dt.timedelta(hours=1)


def make_alert(
    country: Country, title: str = "The office is closed", *, words: dict[str, str] | None = None, **fields
) -> Alert:
    """A published alert of now, worded in English; ``words``: titles in more languages. ``text`` is that of all of them."""
    text, region = fields.pop("text", "Call instead."), fields.pop("region", "")
    now = clock.now()
    values = {
        "kind": Alert.Kind.WARNING,
        "status": Alert.Status.PUBLISHED,
        "starts_at": now - HOUR,
        "ends_at": now + 72 * HOUR,
        "source_title": "The office",
    }
    alert = Alert(country=country, **{**values, **fields})
    alert.full_clean()
    alert.save()
    for code, own in {"en": title, **(words or {})}.items():
        AlertText.objects.create(alert=alert, locale=sites.locale(code), title=own, text=text, region=region)
    return alert


def make_member(country: Country, role: Role, language: str = "", name: str = "") -> AbstractUser:
    """Somebody who has a role in a country."""
    user = get_user_model().objects.create_user(username=name or f"{role}-of-{country.slug}", password="secret")
    user.groups.add(roles.group(country, role, language))
    return user
