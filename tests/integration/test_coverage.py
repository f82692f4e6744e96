"""Coverage: how fresh and how far translated each country is, for managers and programme staff alone."""

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core import clock
from portal.countries import coverage, roles
from portal.countries.roles import PROGRAMME, Role
from services_map.models import ServiceText
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories import services as make
from tests.factories.translations import make_translation

pytestmark = pytest.mark.django_db
PAGE, FILE = "/cms/coverage/", "/cms/coverage/coverage.csv"
TODAY = clock.today("Europe/Prague")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def signed_in(django_user_model, name: str, group: Group) -> SiteClient:
    user = django_user_model.objects.create_user(name)
    user.groups.add(group)
    client = SiteClient("localhost")
    client.force_login(user)
    return client


@pytest.fixture
def manager(django_user_model, country):
    return signed_in(django_user_model, "manager", roles.group(country, Role.MANAGER))


@pytest.fixture
def programme(django_user_model):
    group, _created = Group.objects.get_or_create(name=PROGRAMME)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return signed_in(django_user_model, "programme", group)


def numbers(client) -> dict[tuple[str, ...], int]:
    """The file, by measure, country, language and state."""
    response = client.get(FILE)
    assert response["Content-Type"] == "text/csv"
    assert "no-store" in response["Cache-Control"]
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert tuple(table[0]) == coverage.CSV_COLUMNS
    return {tuple(row[:-1]): int(row[-1]) for row in table[1:]}


def of(found, measure: str, language: str = "", country: str = "testland") -> dict[str, int]:
    return {key[3]: value for key, value in found.items() if key[:3] == (measure, country, language) and value}


def test_articles_and_their_translations_are_counted_by_state(manager, country):
    new, old = make_article(country, "new"), make_article(country, "old", checked_on=ago(800))
    make_article(country, "never", checked_on=None)
    make_article(country, "draft").unpublish()
    make_translation(new, "uk")
    make_translation(old, "uk", "outdated")
    make_translation(new, "ar", "machine")
    found = numbers(manager)
    assert of(found, "articles") == {"current": 1, "overdue": 1, "never": 1}
    assert of(found, "article-translations", "uk") == {"current": 1, "outdated": 1, "missing": 1}
    assert of(found, "article-translations", "ar") == {"machine": 1, "missing": 2}
    assert of(found, "article-translations", "en") == {}


def test_services_and_their_words_are_counted_by_state(manager, country):
    make.make_service(country, "fresh", checked_on=ago(1), texts={"uk": "Допомога"})
    make.make_service(country, "due", checked_on=ago(80), texts={"uk": "Допомога"})
    make.make_service(country, "overdue", checked_on=ago(100), texts={"ar": "مساعدة"})
    make.make_service(country, "withdrawn", checked_on=ago(300))
    make.make_service(country, "ended", ends_on=ago(3))
    make.make_service(country, "draft", status="draft")
    ServiceText.objects.filter(service__slug="due", locale__language_code="en").update(name="Other words")
    ServiceText.objects.filter(service__slug="overdue", locale__language_code="ar").update(machine=True)
    found = numbers(manager)
    assert of(found, "services") == {"current": 1, "due": 1, "overdue": 1, "withdrawn": 1}
    assert of(found, "service-translations", "uk") == {"current": 1, "outdated": 1, "missing": 2}
    assert of(found, "service-translations", "ar") == {"machine": 1, "missing": 3}


def test_the_page_says_the_same_as_the_file_and_shows_it(manager, country):
    make_article(country)
    make_translation(make_article(country, "second"), "uk", "outdated")
    page = BeautifulSoup(manager.get(PAGE).content, "html.parser")
    table = page.select_one("[aria-labelledby='coverage-article-translations'] table")
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert rows[0][1:] == ["4", "0", "0", "0", "1", "3", "0 %"]
    assert [str(len(table.select(f"tbody tr:nth-child(2) rect.coverage-{tone}"))) for tone in ("bad", "none")] == [
        "1",
        "1",
    ]
    people = page.select_one("[aria-labelledby='coverage-people'] tbody").get_text(" ", strip=True)
    assert people.endswith("0 0 0 0 0 1")


def test_a_manager_sees_the_own_country_and_programme_staff_all(manager, programme, country, django_user_model):
    make_country("otherland", "XO")
    assert {key[1] for key in numbers(manager)} == {"testland"}
    assert {key[1] for key in numbers(programme)} > {"testland", "otherland", "moldova"}
    assert "otherland" not in manager.get(PAGE).content.decode().lower()
    for role in (Role.EDITOR, Role.TRANSLATOR, Role.REVIEWER, Role.PUBLISHER, Role.OFFICER):
        client = signed_in(django_user_model, str(role), roles.group(country, role))
        assert {client.get(path).status_code for path in (PAGE, FILE)} <= {302, 403}, role
    assert SiteClient("localhost").get(PAGE).status_code == 302


def test_nothing_that_a_person_wrote_or_is_called_is_told(programme, country, django_user_model):
    django_user_model.objects.filter(username="programme").update(first_name="Needle")
    article = make_article(country, "needle-guide", title="Needle", summary="Needle")
    make_translation(article, "uk", "outdated", "Needle")
    make.make_service(country, "needle", name="Needle", checked_on=ago(300))
    assert "needle" not in programme.get(FILE).content.decode().lower()
    main = BeautifulSoup(programme.get(PAGE).content, "html.parser").select_one("main").get_text()
    assert "needle" not in main.lower()


def test_cells_that_look_like_formulas_are_guarded(country):
    measure = coverage.Measure("=1+1", "", (coverage.State("@state", "", "good"),), {(country.pk, "-x"): {"@state": 3}})
    assert coverage.as_csv([measure], [country]).decode("utf-8-sig").splitlines()[1] == "'=1+1,testland,'-x,'@state,3"


def test_the_number_of_queries_does_not_grow(programme, country):
    counted = []
    for first, last in ((0, 2), (2, 12)):
        for number in range(first, last):
            make_translation(make_article(country, f"guide-{number}"), "uk", "outdated")
            make.make_service(country, f"service-{number}", texts={"uk": "Допомога"})
        programme.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            programme.get(PAGE)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 45, counted
