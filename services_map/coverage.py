"""What the directory tells of coverage: how fresh its listings are, and how their words stand in each language."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.countries import coverage
from portal.countries.coverage import Measure
from portal.countries.models import Country
from services_map.desk import Survey
from services_map.freshness import State, Withdrawal
from services_map.models import Service, ServiceText

Counts = dict[tuple[int, str], Counter[str]]


def measures(countries: Iterable[Country]) -> Iterator[Measure]:
    """Two measures over the listings that should be before readers: not those that have ended or closed. A fixed number of queries."""
    countries = list(countries)
    over = (Withdrawal.ENDED, Withdrawal.CLOSED)
    running = [
        listing
        for listing in Survey(countries).listings
        if listing.status == Service.Status.LISTED and listing.fresh.withdrawal not in over
    ]
    fresh: Counts = {(country.pk, ""): Counter() for country in countries}
    for listing in running:
        fresh[listing.country, ""][listing.fresh.state] += 1
    states = (
        coverage.State(State.CURRENT, _("Current"), "good"),
        coverage.State(State.DUE, _("Due"), "soon"),
        coverage.State(State.OVERDUE, _("Overdue"), "bad"),
        coverage.State(State.WITHDRAWN, _("Withdrawn, unchecked"), "none"),
    )
    yield Measure("services", _("Services"), states, fresh, order=300)
    words = (
        coverage.State("current", _("Current"), "good"),
        coverage.State("machine", _("Machine"), "soon"),
        coverage.State("outdated", _("Outdated"), "bad"),
        coverage.State("missing", _("Missing"), "none"),
    )
    of_country = {listing.pk: listing.country for listing in running}
    counts = _translations(countries, of_country)
    yield Measure("service-translations", _("Translations of services"), words, counts, order=400)


def _translations(countries: list[Country], of_country: dict[int, int]) -> Counts:
    """Of the services in ``of_country`` (service: country), by language."""
    sources = {country.pk: country.source_language_id for country in countries}
    texts = ServiceText.objects.filter(service__country__in=list(sources)).exclude(name="").order_by()
    digests: dict[int, str] = {}
    made: list[tuple[Any, ...]] = []
    for text in texts.filter(locale__in=set(sources.values())):
        country = of_country.get(text.service_id)
        if country is not None and sources[country] == text.locale_id:
            digests[text.service_id] = text.digest
    for row in texts.values_list("service", "locale", "locale__language_code", "made_from", "machine"):
        if row[0] in of_country and row[1] != sources[of_country[row[0]]]:
            made.append(row)
    counted: Counts = defaultdict(Counter)
    for service, _locale, code, made_from, machine in made:
        state = "machine" if machine else "outdated" if made_from != digests.get(service) else "current"
        counted[of_country[service], code][state] += 1
    numbers = Counter(of_country.values())
    found = {}
    for country, codes in coverage.translated_into(countries).items():
        for code in codes:
            there = counted[country, code]
            there["missing"] = numbers[country] - sum(there.values())
            found[country, code] = there
    return found
