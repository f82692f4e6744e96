"""Leaving quickly: which pages have the way out, what they say to browsers, where the way leads."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from portal.countries import purge
from portal.countries.models import Country
from portal.countries.models.country import check_leave_to
from services_map.models import Category
from tests.factories import make_article, make_country
from tests.factories.services import make_category, make_service

pytestmark = pytest.mark.django_db
WEATHER = "https://weather.example.org/today"
ELSEWHERE = {"HTTP_SEC_FETCH_SITE": "cross-site"}


@pytest.fixture
def country() -> Country:
    """A country with a sensitive and another article, in one topic each, and services of two kinds."""
    country = make_country()
    make_article(country, "a-shelter", title="Beaten at home", summary="Whom to call.", sensitive=True)
    make_article(country, "a-doctor", title="A doctor", topic="health")
    make_service(country, "a-helper", name="A helper", category=make_category("violence-support", parent="protection"))
    make_service(country, "a-lawyer", name="A lawyer", category=make_category("legal-aid", parent="legal"))
    return country


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


SENSITIVE = [
    "/en/housing/a-shelter/",
    "/uk/housing/a-shelter/",  # in its fallback
    "/ar/housing/",
    "/en/services/a-helper/",
    "/ar/services/a-helper/report/",
    "/uk/services/?category=violence-support",
    "/uk/services/?category=protection",
    "/en/services/?q=helper",
    "/en/services/map/?q=helper",
    "/en/search/?q=beaten",
    "/en/search/?q=helper",
    "/en/leave-safely/",
    "/ar/leave-safely/",
]
OTHERS = [
    "/en/",
    "/en/housing/a-shelter/nothing/",
    "/en/health/",
    "/en/health/a-doctor/",
    "/en/services/",
    "/en/services/a-lawyer/",
    "/en/services/a-lawyer/report/",
    "/en/services/?category=legal-aid",
    "/en/search/",
    "/en/search/?q=doctor",
    "/en/alerts/",
    "/en/changes/",
]


def test_sensitive_pages_have_the_way_out_and_stay_nowhere(site, country):
    client = site("testland")
    for path in SENSITIVE * 2:  # rendered, then kept by the application
        answer = client.get(path)
        page = soup(answer)
        assert answer.status_code == 200, path
        first = page.body.find(["a", "button", "input", "summary"])
        assert (first["href"], "data-leave" in first.attrs) == ("/leave/", True), path
        assert len(page.select("[data-leave]")) == 2, path
        assert "no-store" in answer["Cache-Control"], path
        assert "public" not in answer["Cache-Control"], path
        language = path.split("/")[1]
        assert page.select(f'.foot a[href="/{language}/leave-safely/"]'), path
        # The tab shows neither what is read nor whose page it is.
        assert page.title.text.startswith(country.name_in(language)), path
        shown = page.title.text + page.find("meta", property="og:title")["content"]
        assert page.h1.text.strip() not in shown, path
        assert page.find("meta", property="og:description") is None, path
        assert "neutral" in page.find("link", rel="icon")["href"], path


def test_no_other_page_has_it(site, country):
    for path in OTHERS:
        answer = site("testland").get(path)
        page = soup(answer)
        assert not page.select("[data-leave], .leave, #leave-status"), path
        assert "leave-safely" not in answer.content.decode(), path
        if answer.status_code == 200:
            assert "favicon" in page.find("link", rel="icon")["href"], path


def test_the_application_keeps_a_sensitive_page_all_the_same(site, country, django_assert_num_queries):
    client = site("testland")
    first = client.get("/en/housing/a-shelter/")
    client.get("/en/housing/a-shelter/")
    with django_assert_num_queries(0):
        assert client.get("/en/housing/a-shelter/").content == first.content


def test_whether_an_article_is_sensitive_is_said_by_the_original(site, country):
    original = make_article(country, "a-letter", topic="health", title="A letter")
    translation = original.copy_for_translation(country.languages.get(locale__language_code="uk").locale)
    translation.sensitive = True  # older than the original's
    translation.save_revision().publish()
    assert "data-leave" not in site("testland").get("/uk/health/a-letter/").content.decode()
    assert "data-leave" not in site("testland").get("/uk/health/").content.decode()
    original.sensitive = True
    original.save_revision().publish()
    assert "data-leave" in site("testland").get("/uk/health/a-letter/").content.decode()
    assert "data-leave" in site("testland").get("/uk/health/").content.decode()


def test_help_by_phone_comes_first(site, country):
    demo = soup(site("serbia").get("/en/safety/trafficking/"))
    order = [tag for tag in demo.body.find_all(["nav", "section", "main"]) if tag.get("id") in ("emergency", "main")]
    assert [tag["id"] for tag in order] == ["emergency", "main"]
    assert demo.select('#emergency a[href^="tel:"]')
    plain = soup(site("serbia").get("/en/asylum/how-to-ask-for-asylum/"))
    order = [tag for tag in plain.body.find_all(["section", "main"]) if tag.get("id") in ("emergency", "main")]
    assert [tag["id"] for tag in order] == ["main", "emergency"]


def test_a_category_is_sensitive_with_the_one_above_it_or_when_its_places_are_hidden():
    sensitive = set(Category.objects.with_sensitivity().filter(is_sensitive=True).values_list("slug", flat=True))
    assert {"protection", "helplines", "crisis-line", "womens-shelter", "violence-support"} <= sensitive
    assert not {"legal", "legal-aid", "clinic"} & sensitive


class TestLeaving:
    """``/leave/``."""

    def test_it_erases_and_leads_to_the_encyclopedia_in_the_countrys_language(self, site):
        for slug, home, method in (("moldova", "ro", "get"), ("serbia", "sr", "post"), ("czechia", "cs", "head")):
            answer = getattr(site(slug), method)("/leave/")
            assert (answer.status_code, answer["Location"]) == (303, f"https://{home}.wikipedia.org/")
            assert answer["Clear-Site-Data"] == '"cookies", "storage"'
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["X-Robots-Tag"] == "noindex"
            assert not answer.cookies

    def test_nothing_in_the_request_changes_the_way(self, site):
        serbia = Country.objects.get(slug="serbia")
        Country.objects.filter(pk=serbia.pk).update(leave_to=WEATHER)
        purge.country(serbia)
        client = site("serbia")
        for query in (
            "to=https://evil.example",
            "next=//evil.example",
            "url=https://evil.example/",
            "https://evil.example",
        ):
            assert client.get(f"/leave/?{query}")["Location"] == WEATHER
        named = {"next": "https://evil.example", "to": "https://evil.example"}
        assert client.post("/leave/", named, HTTP_X_FORWARDED_HOST="evil.example")["Location"] == WEATHER
        assert client.get("/leave//evil.example/").status_code == 404

    def test_another_website_cannot_erase_what_people_saved(self, site):
        answer = site("moldova").get("/leave/", **ELSEWHERE)
        assert answer.status_code == 303
        assert "Clear-Site-Data" not in answer

    def test_the_front_door_has_none(self, site):
        assert site("").get("/leave/").status_code == 404

    def test_robots_stay_out(self, site):
        assert "Disallow: /leave/" in site("moldova").get("/robots.txt").content.decode()
        assert "leave-safely" not in site("moldova").get("/sitemap.xml").content.decode()
        assert (
            soup(site("moldova").get("/uk/leave-safely/")).find("meta", attrs={"name": "robots"})["content"]
            == "noindex"
        )


class TestTheAddress:
    """What a country may choose as the place to go."""

    @pytest.mark.parametrize("address", [WEATHER, "https://example.org"])
    def test_another_website_over_https(self, address):
        check_leave_to(address)

    @pytest.mark.parametrize(
        "address",
        [
            "http://example.org/", "javascript:alert(1)", "//example.org/", "https://me:secret@example.org/", "ftp://example.org/",
            "https://moldova.localhost/", "https://localhost/", "weather",
        ],
    )  # fmt: skip
    def test_nothing_else(self, address):
        with pytest.raises(ValidationError):
            check_leave_to(address)

    def test_the_form_asks_the_same_and_may_be_empty(self):
        serbia = Country.objects.get(slug="serbia")
        serbia.full_clean()
        serbia.leave_to = "http://example.org/"
        with pytest.raises(ValidationError, match="https://"):
            serbia.full_clean()

    def test_the_database_holds_to_https(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            Country.objects.filter(slug="serbia").update(leave_to="http://example.org/")


def test_in_a_copy_for_a_disk_the_way_leads_straight_to_the_other_website(country, tmp_path: Path):
    Country.objects.filter(pk=country.pk).update(leave_to=WEATHER)
    call_command("export_static", "testland", to=str(tmp_path / "copy"), verbosity=0)
    page = BeautifulSoup((tmp_path / "copy/en/housing/a-shelter/index.html").read_bytes(), "html.parser")
    assert {way["href"] for way in page.select("[data-leave]")} == {WEATHER}
    assert (tmp_path / "copy/en/leave-safely/index.html").is_file()
    assert not list((tmp_path / "copy").rglob("leave/*"))
