"""What articles tell of coverage: how fresh they are, and how their translations stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count
from django.utils.translation import gettext as _

from articles import freshness, placing
from articles.models import ArticlePage, TranslationState
from portal.core import clock
from portal.countries import coverage
from portal.countries.coverage import Measure
from portal.countries.models import Country, Fact


def measures(countries: Iterable[Country]) -> Iterator[Measure]:
    """Two measures in a fixed number of queries."""
    countries = list(countries)
    places = placing.containers(countries)
    pages = ArticlePage.objects.live().filter(placing.sources(places)).order_by().annotate(at=placing.container())
    sources = list(pages.values_list("at", "translation_key", "pk"))
    fresh: dict[tuple[int, str], Counter[str]] = {(country.pk, ""): Counter() for country in countries}
    checks = freshness.newest(key for _path, key, _pk in sources)
    facts = Fact.objects.filter(country__in=countries, valid_until__isnull=False)
    ends = freshness.ends_by_page(dict(facts.values_list("pk", "valid_until")))
    today = {country.pk: clock.today(country.time_zone) for country in countries}
    for path, key, pk in sources:
        country = places[path].pk
        of_page = freshness.of(checks.get(key), on=today[country], ends=ends.get(pk, ()))
        fresh[country, ""][str(of_page.state) if of_page.checked_on else "never"] += 1
    yield Measure("articles", _("Articles"), _freshness_states(), fresh, order=100)
    numbers = Counter(places[path].pk for path, _key, _pk in sources)
    yield Measure(
        "article-translations",
        _("Translations of articles"),
        translation_states(),
        _translations(countries, places, numbers),
        order=200,
    )


def _translations(
    countries: list[Country], places: dict[str, Country], numbers: Counter[int]
) -> dict[tuple[int, str], Counter[str]]:
    """Of each country's published articles, by language; what is not published in a language is missing there."""
    counted: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    published = ArticlePage.objects.live().filter(placing.sources(places)).order_by()
    states = TranslationState.objects.filter(
        placing.below(places, "page__"), page__live=True, page__translation_key__in=published.values("translation_key")
    )
    grouped = states.annotate(at=placing.container("page__")).order_by()
    for path, code, state, number in grouped.values_list("at", "page__locale__language_code", "state").annotate(
        number=Count("pk")
    ):
        counted[places[path].pk, code][state] = number
    found = {}
    for country, codes in coverage.translated_into(countries).items():
        for code in codes:
            there = counted[country, code]
            there[TranslationState.State.MISSING] = max(numbers[country] - sum(there.values()), 0)
            found[country, code] = there
    return found


def _freshness_states() -> tuple[coverage.State, ...]:
    return (
        coverage.State("current", _("Current"), "good"),
        coverage.State("due", _("Due"), "soon"),
        coverage.State("overdue", _("Overdue"), "bad"),
        coverage.State("never", _("Never checked"), "none"),
    )


def translation_states() -> tuple[coverage.State, ...]:
    """The states of translations, as the chart shows them."""
    return (
        coverage.State(TranslationState.State.CURRENT, _("Current"), "good"),
        coverage.State(TranslationState.State.MACHINE, _("Machine"), "soon"),
        coverage.State(TranslationState.State.IN_PROGRESS, _("In progress"), "doing"),
        coverage.State(TranslationState.State.OUTDATED, _("Outdated"), "bad"),
        coverage.State(TranslationState.State.MISSING, _("Missing"), "none"),
    )
