"""Imprint, privacy notice, accessibility statement and terms: in every language of every country, naming who answers for them."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from portal.core import clock
from portal.countries import policies
from portal.countries.models import Country
from services_map.models import Report
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.services import make_service

pytestmark = pytest.mark.django_db


def soup(slug: str, path: str) -> BeautifulSoup:
    response = SiteClient(f"{slug}.localhost").get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.once
def test_every_language_of_every_country_has_them_and_leads_there():
    for country in Country.objects.public():
        for code in country.languages.values_list("locale__language_code", flat=True):
            home = soup(country.slug, f"/{code}/")
            linked = {link["href"] for link in home.select("footer a")}
            assert {f"/{code}/imprint/", f"/{code}/privacy/"} <= linked
            for slug in policies.BY_SLUG:
                page = soup(country.slug, f"/{code}/{slug}/")
                assert country.team in page.main.text
                assert page.select_one(f"main a[href='mailto:{country.contact_email}']")
                assert len(page.select("main p")) > 3
                assert not page.select("meta[name=robots]"), "to be found by search engines"
                others = {f"/{code}/{other}/" for other in policies.BY_SLUG if other != slug}
                assert others <= {link["href"] for link in page.select("main a")}


def test_the_responsible_organization_and_its_address_stand_in_for_the_team():
    country = make_country()
    Country.objects.filter(pk=country.pk).update(
        responsible="Aid Association", contact_address="Main Street 1, Town", contact_email=""
    )
    text = soup(country.slug, "/en/privacy/").main
    assert "Aid Association" in text.text
    assert "Main Street 1, Town" in text.text
    assert not text.select("a[href^=mailto]")


def test_a_page_of_the_teams_own_takes_the_place_of_ours():
    country = make_country()
    home = country.site.root_page
    own = make_article(country, slug="our-privacy", title="How our team handles data")
    own.move(home, pos="last-child")
    own.refresh_from_db()
    own.slug = "privacy"
    own.save_revision().publish()
    assert soup(country.slug, "/en/privacy/").h1.text == "How our team handles data"
    assert soup(country.slug, "/en/imprint/").h1.text == "About this site"


def test_the_front_door_has_none(site):
    assert site().get("/en/privacy/").status_code == 404


def test_reports_are_forgotten_as_the_notice_says():
    country = make_country()
    service = make_service(country)
    today = clock.today(country.time_zone)

    def report(days: int | None) -> int:
        handled = None if days is None else today - dt.timedelta(days=days)
        return Report.objects.create(service=service, reason="closed", reported_on=today, handled_on=handled).pk

    open_one, recent, old = report(None), report(89), report(90)
    call_command("directory_nightly")
    assert set(Report.objects.filter(service=service).values_list("pk", flat=True)) == {open_one, recent}
    assert old
