"""Loads what stands around the pages of a country: its partners and donors, its alerts."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

from wagtail.models import Locale, Page

from portal.core import clock
from portal.countries.models import Alert, AlertText, Country, Partner, PartnerText, Topic
from portal.demo.reader import CountryContent

T = TypeVar("T")


def load_partners(country: Country, content: CountryContent, locales: Mapping[str, Locale]) -> None:
    """Partners and donors with their credit lines."""
    for order, (key, item) in enumerate(content.country.partners.items()):
        partner = Partner(
            country=country,
            key=key,
            name=item.name,
            kind=item.kind,
            url=str(item.url or ""),
            everywhere=item.everywhere,
            sort_order=order,
        )
        partner.full_clean()
        partner.save()
        lines = {code: site.partners.get(key) for code, site in content.sites.items()}
        for code, line in _source_first(lines, content):
            PartnerText.objects.create(partner=partner, locale=locales[code], credit=line)


def load_alerts(
    country: Country, content: CountryContent, locales: Mapping[str, Locale], pages: Mapping[str, Page]
) -> None:
    """Alerts with their words; ``pages``: the articles by their addresses."""
    zone = country.time_zone
    first = dt.datetime.combine(clock.today(zone), dt.time(0), ZoneInfo(zone))
    for key, item in content.country.alerts.items():
        begin = first + dt.timedelta(days=item.from_day)
        alert = Alert(
            country=country,
            kind=item.kind,
            status=Alert.Status.PUBLISHED,
            topic=Topic.objects.get(slug=item.topic) if item.topic else None,
            starts_at=begin,
            ends_at=begin + dt.timedelta(days=item.days),
            dismissable=item.dismissable,
            page=pages[item.article] if item.article else None,
            source_title=item.source.title,
            source_url=str(item.source.url or ""),
        )
        alert.full_clean()
        alert.save()
        words = {code: site.alerts.get(key) for code, site in content.sites.items()}
        for code, text in _source_first(words, content):
            AlertText.objects.create(
                alert=alert, locale=locales[code], title=text.title, text=text.text, region=text.region or ""
            )


def _source_first(words: Mapping[str, T | None], content: CountryContent) -> Iterator[tuple[str, T]]:
    """(language, words) where there are some, those of the source language before their translations."""
    for code in sorted(words, key=lambda code: code != content.country.source_language):
        found = words[code]
        if found is not None:
            yield code, found
