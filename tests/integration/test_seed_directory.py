"""The demonstration's directory: complete in every country, and safe."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import ArticlePage
from locales.languages import CATALOGS
from portal.core import icons
from portal.countries import roles
from portal.countries.models import Country
from portal.demo import accounts, synthetic_services
from portal.demo.load import load
from services_map import access, contacts, hours
from services_map.models import (
    Category,
    ContactPoint,
    Location,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    ServiceText,
    Town,
)
from services_map.vocabulary import Visibility

pytestmark = pytest.mark.django_db
# The listings of the plan, by country; a country may have more.
PLANNED = {"bulgaria": 7, "czechia": 6, "hungary": 6, "moldova": 8, "romania": 4, "serbia": 7, "slovakia": 4}


def text_languages(country: Country) -> set[str]:
    return set(country.languages.filter(audio_first=False).values_list("locale__language_code", flat=True))


def test_42_listings_in_seven_countries():
    for slug, planned in PLANNED.items():
        assert Service.objects.filter(country__slug=slug).listed().count() >= planned, slug
    assert Service.objects.count() >= 42


def test_every_listing_has_words_in_every_text_language_of_its_country():
    for country in Country.objects.filter(demonstration=True):
        for service in Service.objects.filter(country=country):
            worded = {text.locale.language_code for text in service.texts.all() if text.name and text.description}
            assert worded >= text_languages(country), service.slug
            assert service.external_id == service.slug


def test_translations_were_made_from_the_words_that_stand_now():
    for service in Service.objects.filter(country__demonstration=True):
        made_from = {text.made_from for text in service.texts.all() if text.pk != service.source_text.pk}
        assert made_from <= {service.source_text.digest}, service.slug


def test_nothing_of_a_hidden_place_is_in_the_table():
    hidden = Location.objects.filter(visibility=Visibility.HIDDEN)
    assert hidden
    assert not hidden.exclude(town=None, address="", name="", postal_code="", latitude=None, longitude=None).exists()
    assert Location.objects.exclude(visibility=Visibility.EXACT).exclude(latitude=None).count() == 0


def test_places_of_confidential_categories_are_hidden():
    protected = Service.objects.filter(category__confidential=True) | Service.objects.filter(
        other_categories__confidential=True
    )
    there = ServiceAtLocation.objects.filter(service__in=protected)
    assert set(there.values_list("location__visibility", flat=True)) == {Visibility.HIDDEN}


def test_invented_listings_are_named_demo_and_real_ones_name_their_source():
    invented = Service.objects.filter(slug__startswith="demo-")
    assert invented
    for text in ServiceText.objects.filter(service__in=invented):
        assert text.name.startswith("Demo"), (text.service.slug, text.locale)
    assert not Service.objects.filter(source_title="").exists()


def test_categories_are_named_in_every_interface_language_and_have_icons():
    for category in Category.objects.all():
        assert icons.svg(category.icon)
        named = set(category.texts.values_list("locale__language_code", flat=True))
        assert set(CATALOGS) <= named, category.slug


def test_towns_are_named_in_every_text_language():
    for town in Town.objects.select_related("country"):
        named = set(town.texts.values_list("locale__language_code", flat=True))
        assert text_languages(town.country) <= named, town.slug


def test_loading_again_adds_only_the_directories_that_are_missing():
    serbia = Country.objects.get(slug="serbia")
    ServiceAtLocation.objects.filter(service__country=serbia).delete()
    Service.objects.filter(country=serbia).delete()
    elsewhere = Service.objects.exclude(country=serbia).count()
    load()
    assert Service.objects.filter(country=serbia).count() >= PLANNED["serbia"]
    assert Service.objects.exclude(country=serbia).count() == elsewhere


def test_every_demonstration_country_has_an_officer():
    password = accounts.staff()
    assert accounts.staff() == password
    moldova, serbia = Country.objects.get(slug="moldova"), Country.objects.get(slug="serbia")
    officer = roles.group(moldova, roles.Role.OFFICER).user_set.get()
    assert officer.username == "officer.moldova"
    assert officer.check_password(password)
    assert list(access.countries(officer)) == [moldova]
    assert officer.services.count() == Service.objects.filter(country=moldova).count()
    assert roles.group(serbia, roles.Role.OFFICER).user_set.get().username == "officer.serbia"


class TestSeedLoad:
    def test_it_fills_up_to_the_number_asked_for(self):
        for number in (30, 40):
            call_command("seed_load", services=number, articles=number // 10, country="hungary")
        made = Service.objects.filter(slug__startswith="load-test-")
        assert made.count() == 40
        assert {service.country.slug for service in made} == {"hungary"}
        assert ArticlePage.objects.filter(slug__startswith="load-test-", live=True).count() == 4
        assert ServiceText.objects.filter(service__in=made, name__startswith="Load test ").count() == 80

    def test_what_it_makes_could_have_been_written_by_an_officer(self):
        call_command("seed_load", services=100, country="hungary")
        for service in Service.objects.filter(slug__startswith="load-test-"):
            service.full_clean()
        for contact in ContactPoint.objects.filter(service__slug__startswith="load-test-"):
            assert contacts.check(contact.kind, contact.value, "HU") == contact.value
        written = synthetic_services.opening_hours()
        assert len(set(written)) == 300
        assert [hours.check(text) for text in written] == written
        assert ServiceCheck.objects.filter(service__slug__startswith="load-test-").count() > 100

    def test_a_missing_country_is_named(self):
        with pytest.raises(CommandError, match="no country atlantis here"):
            call_command("seed_load", services=1, country="atlantis")
