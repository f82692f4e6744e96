"""The search: what people type finds what answers it, in their language first; nothing of it is kept."""

from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles.models import ArticlePage
from portal.countries import frame, sites
from portal.countries.models import Country, Fact
from portal.demo.synthetic_services import PREFIX
from portal.search import finding, indexing, missed, results
from portal.search.models import Entry, Missed, Posting, Synonym, Word
from services_map.models import Service
from tests.factories.services import make_service

DATA = Path(__file__).parents[1] / "data"
CASES = {
    name: yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    for name in ("searches.yaml", "searches_by_another.yaml")
}
SHELVES = [
    (name, country, language) for name, cases in CASES.items() for country in cases for language in cases[country]
]


def names(found: results.Results) -> list[str]:
    """The short names of the first three articles and services."""
    articles = [item.article.path for item in found.articles[:3]]
    return [path.strip("/").rsplit("/", 1)[-1] for path in (*articles, *(card.path for card in found.services[:3]))]


def look(country: str, language: str, text: str) -> results.Results:
    with translation.override(language):
        return results.of(frame.at_host(f"{country}.localhost"), language, text, timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("name, country, language", SHELVES)
def test_what_people_type_finds_the_page_that_answers_it(name, country, language):
    cases = CASES[name][country][language]
    wrong = [(typed, wanted) for typed, wanted in cases if wanted not in names(look(country, language, str(typed)))]
    assert len(cases) >= 25
    assert len(wrong) <= len(cases) / 10, wrong


@pytest.mark.django_db
def test_what_exists_in_another_language_comes_after_and_is_marked(site):
    text = site("moldova").get("/uk/search/", {"q": "kindergarten"}).content.decode()
    assert 'school-and-kindergarten/" lang="en"' in text
    found = look("moldova", "uk", "Кишинів kindergarten passport")
    languages = [item.article.language for item in found.articles]
    assert languages == sorted(languages, key=lambda code: code != "uk")


@pytest.mark.django_db
def test_the_page_says_what_was_found_and_where(site):
    answer = site("moldova").get("/uk/search/", {"q": "паспорту"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "/uk/documents/passports-and-birth-records/" in text
    assert "<mark>" in text
    assert answer["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer
    assert "max-age" in site("moldova").get("/uk/search/")["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000, "паспорт " * 2000, "\0\x01\x02", "' OR 1=1 --", '"', "%_\\", "( [ { *", "AND OR NOT", "😀 👩‍👧",
        "паспорт مرحبا passport", "\u202eпаспорт\u202c", "\u200f\u200e", "1" * 300, "ー", "<script>alert(1)</script>", "  ", "\ud7ff",
    ],
)  # fmt: skip
def test_whatever_is_typed_gets_an_answer(site, typed):
    for path in ("/uk/search/", "/uk/search/suggest/"):
        answer = site("moldova").get(path, {"q": typed})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


@pytest.mark.django_db
def test_numbers_are_found_however_they_are_grouped():
    for typed in ("0 800 800 11", "080080011", "0800-80011", "(0800) 800 11"):
        assert "refugee-green-line" in names(look("moldova", "uk", typed)) or look("moldova", "uk", typed).services
    assert any(line.dial == "112" for line in look("moldova", "uk", "112").lines)


@pytest.mark.django_db
def test_values_of_facts_are_found_and_follow_them():
    assert "how-to-ask-for-asylum" in names(look("serbia", "ru", "72 часа"))
    fact = Fact.objects.get(country__slug="serbia", type="period", number_value=72)
    fact.number_value = 7231
    fact.save()
    assert names(look("serbia", "ru", "7231")) == ["how-to-ask-for-asylum"]


@pytest.mark.django_db
def test_towns_are_found_in_their_forms():
    assert look("moldova", "uk", "в Кишиневі").towns[0].slug == "chisinau"
    assert look("moldova", "ru", "кишинев").towns[0].slug == "chisinau"


@pytest.mark.django_db
def test_what_is_published_is_found_at_once_and_not_when_it_is_taken_away(client):
    page = ArticlePage.objects.get(slug="passports-and-birth-records", locale__language_code="uk")
    assert not look("moldova", "uk", "шпілястохвіст").count
    page.summary += " Шпилястохвіст."
    page.save_revision().publish()
    assert names(look("moldova", "uk", "шпилястохвости")) == ["passports-and-birth-records"]
    page.unpublish()
    assert "passports-and-birth-records" not in names(look("moldova", "uk", "шпилястохвіст"))
    assert not Entry.objects.filter(kind="article", target=page.pk).exists()


@pytest.mark.django_db
def test_services_follow_the_directory():
    country = Country.objects.get(slug="czechia")
    service = make_service(country, "quibble-office", name="Quibbleworth office")
    assert names(look("czechia", "en", "quibbleworth")) == ["quibble-office"]
    service.status = Service.Status.DRAFT
    service.save()
    assert not look("czechia", "en", "quibbleworth").services
    service.delete()
    assert not Entry.objects.filter(kind="service", target=service.pk).exists()


@pytest.mark.django_db
def test_private_pages_are_not_found(site):
    from wagtail.models import PageViewRestriction

    page = ArticlePage.objects.get(slug="passports-and-birth-records", locale__language_code="uk")
    for variant in ArticlePage.objects.filter(translation_key=page.translation_key):
        PageViewRestriction.objects.create(page=variant, restriction_type="login")
    assert "passports-and-birth-records" not in names(look("moldova", "uk", "паспорт"))
    assert "паспорт" not in site("moldova").get("/uk/search/suggest/", {"q": "пасп"}).json()


@pytest.mark.django_db
def test_private_pages_stand_in_no_list_and_in_nothing_for_machines(site):
    from wagtail.models import PageViewRestriction

    page = ArticlePage.objects.get(slug="passports-and-birth-records", locale__language_code="uk")
    topic = page.path_on_site.removesuffix("passports-and-birth-records/")
    api = f"/api/v1/countries/moldova/articles/{page.slug}?language=uk"
    places = [
        topic,
        "/uk/feed.atom",
        "/uk/changes/",
        "/sitemap.xml",
        "/uk/search/?q=паспорт",
        "/api/v1/countries/moldova/articles?language=uk",
    ]
    browser = site("moldova")
    found = [place for place in places if page.slug in browser.get(place).content.decode()]
    assert {topic, "/sitemap.xml"} <= set(found)
    assert browser.get(api).status_code == 200
    for variant in ArticlePage.objects.filter(translation_key=page.translation_key):
        PageViewRestriction.objects.create(page=variant, restriction_type="login")
    for place in places:
        said = browser.get(place).content.decode()
        assert page.slug not in said, place
        assert page.title not in said, place
    assert browser.get(api).status_code == 404


@pytest.mark.django_db
def test_synonyms_work_as_soon_as_they_are_written():
    assert "passports-and-birth-records" not in names(look("moldova", "uk", "книжечка"))
    Synonym.objects.create(locale=sites.locale("uk"), words="книжечка\nпаспорт")
    assert "passports-and-birth-records" in names(look("moldova", "uk", "книжечка"))


@pytest.mark.django_db
def test_suggestions_are_titles_of_what_there_is(site):
    answer = site("moldova").get("/uk/search/suggest/", {"q": "пасп"})
    assert any("Паспорти" in title for title in answer.json())
    assert answer["Cache-Control"] == "private, no-store"
    assert site("moldova").get("/uk/search/suggest/", {"q": "п"}).json() == []


@pytest.mark.django_db
def test_nothing_of_a_question_is_kept_unless_many_ask_it():
    moldova = frame.at_host("moldova.localhost")
    for number in range(missed.ENOUGH - 1):
        missed.note(moldova, "uk", "Квазілюмінесценція", f"sender-{number}")
    assert not Missed.objects.exists()
    missed.note(moldova, "uk", "квазілюмінесценція", "another")
    row = Missed.objects.get()
    assert (row.term, row.count, row.language) == ("квазілюмінесценція", missed.ENOUGH, "uk")
    missed.note(moldova, "uk", "квазілюмінесценція", "yet-another")
    assert Missed.objects.get().count == missed.ENOUGH + 1


@pytest.mark.django_db
def test_what_one_person_repeats_is_not_counted(site):
    browser = site("moldova")
    for _ in range(missed.ENOUGH + 1):
        assert browser.get("/uk/search/", {"q": "Ксенофонтівщина"}).status_code == 200
    assert not Missed.objects.exists()


@pytest.mark.django_db
def test_one_sender_makes_few_terms_count():
    moldova = frame.at_host("moldova.localhost")
    terms = [f"загублене{letter}" for letter in "абвгдежзиклмнопрстуфхцчш"]
    for number in range(missed.ENOUGH):
        for term in terms:
            missed.note(moldova, "uk", term, f"flood-{number}")
    assert Missed.objects.count() == missed.MOST_TERMS < len(terms)


@pytest.mark.parametrize(
    "typed",
    ["anna@example.org", "+373 69 123 456", "call 069123456", "https://x.org", "a b c d e f", "w" * 90, "AB1234567"],
)
def test_what_may_point_to_a_person_is_never_counted(typed):
    assert missed.redacted(typed) == ""


@pytest.mark.django_db
def test_a_search_costs_the_same_at_any_size():
    def cost() -> int:
        look("czechia", "en", "legal help")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look("czechia", "en", "legal help")
        return len(queries)

    few = cost()
    country = Country.objects.get(slug="czechia")
    for number in range(25):
        make_service(country, f"{PREFIX}{number}", name=f"Legal help {number}")
    assert cost() == few
    assert few <= 16


@pytest.mark.django_db
def test_reading_writes_nothing(site):
    with CaptureQueriesContext(connection) as queries:
        site("moldova").get("/uk/search/", {"q": "паспорт"})
        site("moldova").get("/uk/search/", {"q": "немаєтакого"})
    assert not [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


@pytest.mark.django_db
def test_rebuilding_gives_what_publishing_gave():
    country = Country.objects.get(slug="hungary")

    def index() -> set:
        rows = Posting.objects.filter(shelf__country=country)
        return set(rows.values_list("shelf__locale__language_code", "stem", "entry__kind", "entry__key", "weight"))

    before = index()
    assert before
    indexing.rebuild(country)
    assert index() == before
    assert Word.objects.filter(shelf__country=country).exists()


def test_typed_words_are_few_and_clean():
    assert finding.typed_words("Де   ДЕ жити?") == ["де", "жити"]
    assert len(finding.typed_words("a b c d e f g h i j k l")) == 8
    assert finding.typed_words("50/20") == ["50", "20"]
