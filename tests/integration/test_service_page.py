"""The page of a service: what, for whom, when, how to reach it; in the best language, and never a dead end."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from portal.core import short_codes
from portal.countries import short_links
from services_map.models import FormerSlug, HoursException, Service, ServiceCheck, ServiceText
from tests.conftest import SiteClient
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_service

pytestmark = pytest.mark.django_db
TODAY = dt.datetime.now(dt.UTC).date()


def get(path: str, expected: int = 200) -> BeautifulSoup:
    response = SiteClient("testland.localhost").get(path)
    assert response.status_code == expected, response.status_code
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def country():
    return make_country(languages=("en", "uk", "ar"))


CONTACTS = (
    ("phone", "+420 601 123 456"), ("short-code", "116 111"), ("whatsapp", "+380 67 123 45 67"), ("viber", "+373 69 123 456"),
    ("telegram", "demo_help"), ("signal", "+40 721 123 456"), ("email", "help@example.org"), ("website", "https://example.org/"),
)  # fmt: skip


def test_each_contact_opens_its_own_application(country):
    make_service(country, contacts=CONTACTS)
    links = [link["href"] for link in get("/en/services/a-service/").select(".reach a")]
    assert links == [
        "tel:+420601123456",
        "tel:116111",
        "https://wa.me/380671234567",
        "viber://chat?number=%2B37369123456",
        "https://t.me/demo_help",
        "https://signal.me/#p/+40721123456",
        "mailto:help@example.org",
        "https://example.org/",
    ]


def test_the_address_can_be_shown_to_a_driver_and_opened_in_a_map(country):
    make_service(country, locations=(make_location(country, address="Hlavní 12", latitude=50.08, longitude=14.42),))
    page = get("/ar/services/a-service/")
    driver = page.select_one(".driver bdi")
    assert driver["lang"] == "en"  # the first language on offer is the country's own
    assert "Hlavní 12" in driver.text
    assert page.select_one("a[href^='geo:']")["href"] == "geo:50.08000,14.42000?q=50.08000,14.42000"
    assert page.html["dir"] == "rtl"


def test_an_area_shows_the_town_only(country):
    make_service(country, locations=(make_location(country, "area", address="Secret 5"),))
    page = get("/en/services/a-service/")
    assert "Prague" in page.select_one(".place").text
    assert "Secret" not in page.text
    assert not page.select("a[href^='geo:']")


def test_a_missing_translation_is_shown_in_the_fallback_and_marked(country):
    make_service(country, name="A lawyer")
    page = get("/uk/services/a-service/")
    assert page.select_one("h1")["lang"] == "en"
    assert page.select_one(".notice")
    assert page.find("meta", {"name": "robots"})["content"] == "noindex"


def test_a_translation_whose_source_changed_says_so(country):
    service = make_service(country, name="A lawyer", texts={"uk": "Юрист"})
    assert "original" not in get("/uk/services/a-service/").text.lower()
    source = ServiceText.objects.get(service=service, locale__language_code="en")
    source.description = "Something else now."
    source.save()
    assert get("/uk/services/a-service/").select('a[hreflang="en"]')
    translated = ServiceText.objects.get(service=service, locale__language_code="uk")
    translated.description = "Тепер інше."
    translated.save()
    assert not get("/uk/services/a-service/").select('.notice a[hreflang="en"]')


def test_overdue_unreachable_and_temporarily_closed_are_said(country):
    service = make_service(country, checked_on=TODAY - dt.timedelta(days=100))
    assert "not since" in get("/en/services/a-service/").select_one(".warning").text
    ServiceCheck.objects.create(service=service, outcome="unreachable", checked_on=TODAY, checked_by="Test team")
    page = get("/en/services/a-service/")
    assert page.select(".warning")  # not reached is not checked
    assert "could not reach" in page.text
    ServiceCheck.objects.create(
        service=service,
        outcome="temporarily-closed",
        checked_on=TODAY,
        until=TODAY + dt.timedelta(days=9),
        checked_by="T",
    )
    page = get("/en/services/a-service/")
    assert "Temporarily closed" in page.text
    assert page.select_one(".door")["class"] == ["door", "closed"]


def test_hours_of_the_week_and_their_exceptions(country):
    service = make_service(country, hours="Mo-Su 09:00-12:00,13:00-17:00")
    HoursException.objects.create(service=service, first=TODAY, last=TODAY, hours="off", reason="holiday")
    rows = {row.th.text: row.td.text for row in get("/en/services/a-service/").select(".hours tr")}
    assert "closed public holiday" in rows[TODAY.strftime("%A")]
    assert any("09:00–12:00, 13:00–17:00" in hours for hours in rows.values())


@pytest.mark.parametrize("how", ["closed", "ended", "archived", "unchecked"])
def test_a_withdrawn_service_leaves_a_page_with_alternatives(country, how):
    make_service(country, "other", name="Another lawyer")
    service = make_service(
        country, name="A lawyer", checked_on=TODAY - dt.timedelta(days=400 if how == "unchecked" else 1)
    )
    if how == "closed":
        ServiceCheck.objects.create(service=service, outcome="closed", checked_on=TODAY, checked_by="Test team")
    if how == "ended":
        service.ends_on = TODAY - dt.timedelta(days=3)
        service.save()
    if how == "archived":
        service.status = Service.Status.ARCHIVED
        service.save()
    page = get("/uk/services/a-service/", 410)
    assert page.h1.text == "A lawyer"
    assert [link.text for link in page.select(".links a")] == ["Another lawyer"]


def test_of_a_confidential_service_not_even_the_name_stays(country):
    category = make_category("womens-shelter", confidential=True)
    make_service(
        country, "shelter", name="Safe house Rose", category=category, checked_on=TODAY - dt.timedelta(days=400)
    )
    assert "Rose" not in get("/en/services/shelter/", 410).text


def test_nor_of_one_that_is_confidential_by_a_further_category(country):
    """Neither its page, nor an older address, nor a short link tells the name of a safe house that has left the list."""
    long_ago = TODAY - dt.timedelta(days=400)
    service = make_service(country, "house", name="Safe house Rose", checked_on=long_ago)
    service.other_categories.add(make_category("womens-shelter", confidential=True))
    service.slug = "rose-street"
    service.save()
    draft = make_service(country, "a-draft", status=Service.Status.DRAFT)
    draft.slug = "coming-soon"
    draft.save()
    assert "Rose" not in get("/en/services/rose-street/", 410).text
    get("/en/services/house/", 404)
    get("/en/services/a-draft/", 404)
    get(short_links.path(short_codes.encode("s", service.public_id), "en"), 404)


def test_drafts_and_unknown_addresses_are_not_found_and_old_ones_lead_on(country):
    service = make_service(country)
    make_service(country, "draft", status=Service.Status.DRAFT)
    service.slug = "old-name"
    service.save()
    service.slug = "a-service"
    service.save()
    assert FormerSlug.objects.filter(slug="old-name", service=service).exists()
    get("/en/services/draft/", 404)
    get("/en/services/nothing/", 404)
    response = SiteClient("testland.localhost").get("/uk/services/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/uk/services/a-service/")


def test_a_check_is_visible_at_once(country):
    service = make_service(country, checked_on=TODAY - dt.timedelta(days=100))
    client = SiteClient("testland.localhost")

    def seen() -> str:
        page = BeautifulSoup(client.get("/en/services/a-service/").content, "html.parser")
        for hidden in page.select("[hidden]"):
            hidden.decompose()
        return page.get_text()

    for _ in range(2):
        assert "not since" in seen()
    ServiceCheck.objects.create(service=service, outcome="confirmed", checked_on=TODAY, checked_by="Test team")
    assert "not since" not in seen()
