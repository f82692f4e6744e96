"""Alerts as readers see them: worded for a language, in their time, the worst first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from locales import formats, languages
from portal.core import stylesheet
from portal.core.pages import path_on_site
from portal.countries.models import Alert, AlertText, Country

AT_MOST = 3  # on a page; the rest stands on the page of all alerts
ICONS = {Alert.Kind.DANGER: "octagon-alert", Alert.Kind.WARNING: "triangle-alert", Alert.Kind.INFORMATION: "info"}
_RANK = {kind: rank for rank, kind in enumerate(Alert.Kind)}


@dataclass(frozen=True)
class ShownAlert:
    """An alert for readers of one language.

    ``language`` is that of title, text and region: another one where the alert is not worded in the reader's. ``link``: a path on
    the site or an address elsewhere, empty for none. ``until``: the end in words, in the country's time.
    """

    pk: int
    uid: str
    kind: str
    icon: str
    title: str
    text: str
    region: str
    language: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    changed_at: dt.datetime
    until: str
    dismissable: bool
    topic: int | None
    link: str
    source_title: str
    source_url: str


@dataclass(frozen=True)
class Box:
    """The alerts at the top of a page, and how many more there are."""

    alerts: tuple[ShownAlert, ...]
    more: int


def lasting(country: Country, locales: Iterable[int], at: dt.datetime) -> list[AlertText]:
    """The words, in these languages, of the country's published alerts that have not ended; one query."""
    rows = AlertText.objects.filter(alert__in=Alert.objects.lasting(at).filter(country=country), locale__in=locales)
    return list(rows.select_related("alert__page"))


def show(texts: Iterable[AlertText], chain: Sequence[tuple[int, str]], country: Country) -> list[ShownAlert]:
    """Each alert in the first language of ``chain``, (locale id, code), that words it; the worst first, then the newest."""
    worded: dict[int, dict[int, AlertText]] = defaultdict(dict)
    for text in texts:
        worded[text.alert_id][text.locale_id] = text
    zone = ZoneInfo(country.time_zone)
    shown = []
    for words in worded.values():
        best = next(((words[pk], code) for pk, code in chain if pk in words), None)
        if best:
            shown.append(shown_alert(best[0].alert, *best, chain[0][1], zone))
    return sorted(shown, key=lambda alert: (_RANK[Alert.Kind(alert.kind)], -alert.starts_at.timestamp(), -alert.pk))


def shown_alert(alert: Alert, text: AlertText, words_language: str, language: str, zone: ZoneInfo) -> ShownAlert:
    """One alert with the words of ``text`` for a reader of ``language``."""
    end = alert.ends_at.astimezone(zone)
    link = alert.url
    if alert.page and alert.page.live:
        link = f"/{language}/" + path_on_site(alert.page.url_path).split("/", 2)[2]
    return ShownAlert(
        pk=alert.pk,
        uid=str(alert.uid),
        kind=alert.kind,
        icon=ICONS[Alert.Kind(alert.kind)],
        title=text.title,
        text=text.text,
        region=text.region,
        language=words_language,
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        changed_at=max(moment for moment in (alert.changed_at, text.changed_at, alert.starts_at) if moment),
        until=f"{formats.date(end.date(), language)}, {formats.time(end.time(), language)}",
        dismissable=alert.dismissable,
        topic=alert.topic_id,
        link=link,
        source_title=alert.source_title,
        source_url=alert.source_url,
    )


def preview(alert: Alert, code: str) -> dict[str, Any]:
    """The context of countries/alert_preview.html: an alert, saved or not, as it looks in a language that words it."""
    texts = {text.locale.language_code: text for text in alert.texts.all() if text.locale_id}
    code = code if code in texts else next(iter(texts), "en")
    shown = [shown_alert(alert, texts[code], code, code, ZoneInfo(alert.country.time_zone))] if texts else []
    return {
        "language": languages.get(code),
        "interface": languages.get(languages.get(code).catalog_code),
        "alerts": Box(tuple(shown), 0),
        "css": stylesheet.load().css,
    }


def now(alerts: Iterable[ShownAlert], at: dt.datetime) -> list[ShownAlert]:
    """Those that are shown at a moment."""
    return [alert for alert in alerts if alert.starts_at <= at < alert.ends_at]


def box(alerts: Iterable[ShownAlert], at: dt.datetime, topic: int | None) -> Box:
    """What stands at the top of a page: the country's alerts, and those of the page's topic."""
    found = [alert for alert in now(alerts, at) if alert.topic in (None, topic)]
    return Box(tuple(found[:AT_MOST]), len(found[AT_MOST:]))


def next_change(texts: Iterable[AlertText], after: dt.datetime) -> dt.datetime | None:
    """The first moment after ``after`` at which an alert appears or goes; None where none will."""
    moments = (moment for text in texts for moment in (text.alert.starts_at, text.alert.ends_at))
    return min((moment for moment in moments if moment > after), default=None)
