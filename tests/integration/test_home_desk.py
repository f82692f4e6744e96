"""The home page of the admin: what waits for each person, inside the walls of their countries."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core import clock
from portal.countries import roles
from portal.countries.roles import PROGRAMME, Role
from services_map.models import Proposal, Report, VisibilityRequest
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories import services as make
from tests.factories.translations import make_translation

pytestmark = pytest.mark.django_db
HOME = "/cms/"
TODAY = clock.today("Europe/Prague")


@pytest.fixture
def abroad():
    return make_country("otherland", "XO")


@pytest.fixture
def person(django_user_model):
    """A client signed in as somebody with these (role, country[, language])."""

    def sign_in(*held: tuple, groups=()) -> SiteClient:
        user = django_user_model.objects.create_user(f"somebody{django_user_model.objects.count()}")
        user.groups.add(*(roles.group(country, role, *language) for role, country, *language in held), *groups)
        client = SiteClient("localhost")
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def programme(person, django_user_model):
    from django.contrib.auth.models import Group, Permission

    group, _created = Group.objects.get_or_create(name=PROGRAMME)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return person(groups=[group])


def tiles(client, query: str = "") -> dict[str, int]:
    """What the desk counts, by its words."""
    page = BeautifulSoup(client.get(HOME + query).content, "html.parser")
    return {tile.contents[-1]: int(tile.strong.text) for tile in page.select(".portal-desk .desk-counts a")}


def overdue(country, slug="old", name="Old listing"):
    return make.make_service(country, slug, name=name, checked_on=TODAY - dt.timedelta(days=100))


def test_an_officer_sees_what_waits_in_the_directory(person, country, abroad):
    service = overdue(country)
    overdue(abroad, name="Needle abroad")
    make.make_service(country, "due", name="Due listing", checked_on=TODAY - dt.timedelta(days=80))
    Report.objects.create(service=service, reason="closed", reported_on=TODAY)
    Proposal.objects.create(service=service, field="name", old="a", new="b", proposed_on=TODAY)
    place, second = make.make_location(country, "hidden"), make.make_officer(country, "second")
    VisibilityRequest.objects.create(location=place, wanted="area", reason="Public now.", requested_by=second)
    client = person((Role.OFFICER, country))
    assert tiles(client) == {
        "Services that readers report": 1,
        "Services overdue for a check": 1,
        "Services due for a check": 1,
        "Services without a translation": 2,
        "Requests to show a place": 1,
        "Corrections by organizations": 1,
    }
    text = client.get(HOME).content.decode()
    assert "Old listing" in text
    assert "Needle" not in text
    own = SiteClient("localhost")
    own.force_login(second)
    assert "Requests to show a place" not in tiles(own)


def test_every_tile_leads_to_what_it_counts(person, country):
    overdue(country)
    client = person((Role.OFFICER, country))
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    links = {link["href"] for link in page.select(".portal-desk a[href]")}
    assert any("state=overdue" in link for link in links)
    for link in links:
        assert client.get(link).status_code == 200, link
    listed = client.get(next(link for link in links if "state=overdue" in link)).content.decode()
    assert "Old listing" in listed


def test_a_translator_sees_the_own_languages_and_an_editor_all(person, country, abroad):
    article = make_article(country)
    make_translation(article, "uk")
    make_translation(article, "ar")
    country.translation_states.filter(subject=article.translation_key).update(state="outdated")
    make_translation(make_article(country, "b-guide"), "uk", "in_progress")
    make_translation(make_article(abroad, title="Abroad"), "uk", "outdated")
    client = person((Role.TRANSLATOR, country, "uk"))
    assert tiles(client) == {"Outdated translations": 1}
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    text = page.select_one(".portal-desk").get_text()
    assert "Українська" in text
    assert "العربية" not in text
    assert "Abroad" not in text
    assert tiles(person((Role.EDITOR, country)))["Outdated translations"] == 2
    assert tiles(person((Role.OFFICER, country))) == {}


def test_somebody_with_several_countries_chooses_one(person, country, abroad):
    overdue(country)
    overdue(abroad, name="Abroad")
    overdue(abroad, "second")
    client = person((Role.OFFICER, country), (Role.OFFICER, abroad))
    assert tiles(client)["Services overdue for a check"] == 3
    assert tiles(client, "?country=testland")["Services overdue for a check"] == 1
    assert tiles(client, "?country=otherland")["Services overdue for a check"] == 2
    assert tiles(client, "?country=moldova")["Services overdue for a check"] == 3  # none of theirs
    assert "Abroad" not in client.get(f"{HOME}?country=testland").content.decode()


def test_a_role_counts_in_its_own_country_only(person, country, abroad):
    overdue(country)
    make_translation(make_article(country), "uk", "outdated")
    client = person((Role.EDITOR, country), (Role.OFFICER, abroad))
    assert tiles(client) == {"Outdated translations": 1}


def test_programme_staff_see_all_countries_and_a_manager_the_way_to_the_numbers(programme, person, country, abroad):
    overdue(country)
    overdue(abroad, name="Abroad")
    assert tiles(programme)["Services overdue for a check"] >= 2
    for client, shown in (
        (programme, True),
        (person((Role.MANAGER, country)), True),
        (person((Role.EDITOR, country)), False),
    ):
        assert ("/cms/coverage/" in client.get(HOME).content.decode()) is shown


def test_wagtails_own_panels_look_over_the_walls_and_are_gone(programme):
    page = BeautifulSoup(programme.get(HOME).content, "html.parser")
    assert len(page.select(".w-dashboard section.portal-desk")) == 1
    assert not page.select(".w-dashboard .w-summary, .w-dashboard [data-controller='w-upgrade']")


def test_a_desk_without_work_says_so(person, country):
    assert "Nothing waits for you" in person((Role.OFFICER, country)).get(HOME).content.decode()
    assert "Nothing waits for you" in person((Role.EDITOR, country)).get(HOME).content.decode()


def test_the_number_of_queries_does_not_grow(person, country):
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            overdue(country, f"old-{number}")
            article = make_article(country, f"guide-{number}", checked_on=TODAY - dt.timedelta(days=400))
            make_translation(article, "uk", "outdated")
            make_translation(article, "ar", "in_progress")

    held = [(role, country) for role in Role if role != Role.TRANSLATOR]
    client = person(*held)
    counted = []
    for first, last in ((0, 2), (2, 12)):
        fill(first, last)
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 60, counted
