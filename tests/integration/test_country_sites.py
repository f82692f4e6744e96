"""Hosts, languages, fallbacks: who gets what at which address."""

import pytest
from bs4 import BeautifulSoup

from locales import languages
from portal.countries import sites
from portal.countries.models import Country, CountryLanguage, Topic
from tests.conftest import SiteClient
from tests.factories import make_article, make_country

OFFER = {
    "bulgaria": "bg uk ru en ar fa ur",
    "czechia": "cs uk ru en",
    "hungary": "hu uk ru en",
    "moldova": "ro uk ru en rom-x-ursari rom-x-kelder rom-x-lovari rom-x-servi rom-x-chisin",
    "romania": "ro uk ru en",
    "serbia": "sr-latn en uk ru ar fa ps ur",
    "slovakia": "sk uk ru en ar",
}
PAIRS = [(country, code) for country, codes in OFFER.items() for code in codes.split()]


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(("country", "codes"), OFFER.items())
def test_every_country_offers_its_languages_in_its_order(site, country, codes):
    page = soup(site(country).get("/en/"))
    menu = [link["href"].strip("/") for link in page.select(".langs a")]
    assert menu == codes.split()
    assert [link.text for link in page.select(".langs a")] == [languages.get(code).endonym for code in codes.split()]


@pytest.mark.parametrize(("country", "code"), PAIRS)
def test_language_and_direction_are_right_on_every_home_page(site, country, code):
    response = site(country).get(f"/{code}/")
    html = soup(response).html
    assert response.status_code == 200
    assert html["lang"].lower() == code
    assert html["dir"] == languages.direction(code)
    assert response["Content-Language"] == code


def test_romani_pages_speak_romanian_around_their_own_words(site):
    page = soup(site("moldova").get("/rom-x-ursari/"))
    assert page.html["lang"] == "rom-x-ursari"
    assert page.select_one(".emergency").parent["lang"] == "ro"
    assert page.find("audio") is not None
    recordings, topics = page.select_one(".recordings"), page.select_one(".topics")
    assert recordings.sourceline < topics.sourceline  # audio first


@pytest.mark.parametrize(
    ("country", "code"), [("moldova", "ar"), ("serbia", "ro"), ("hungary", "de"), ("czechia", "xx")]
)
def test_a_language_that_the_country_lacks_is_a_404_that_offers_those_it_has(site, country, code):
    response = site(country).get(f"/{code}/")
    offered = [link["href"].strip("/") for link in soup(response).select(".endonyms a")]
    assert response.status_code == 404
    assert offered == OFFER[country].split()


def test_the_404_for_a_language_speaks_it_where_it_can(site):
    page = soup(site("moldova").get("/ar/"))
    assert page.html["lang"] == "ar"
    assert page.html["dir"] == "rtl"


@pytest.mark.parametrize(
    ("country", "header", "target"),
    [
        ("moldova", "uk-UA,uk;q=0.9", "/uk/"),
        ("moldova", "rom", "/rom-x-ursari/"),
        ("serbia", "sr-Cyrl,sr;q=0.8", "/sr-latn/"),
        ("serbia", "prs-AF", "/fa/"),
        ("slovakia", "ar-SY", "/ar/"),
        ("", "ps", "/ps/"),
    ],
)
def test_the_sites_address_leads_to_the_best_language(site, country, header, target):
    response = site(country).get("/", headers={"accept-language": header})
    assert response.status_code == 302
    assert response["Location"] == target
    assert "Accept-Language" in response["Vary"]


def test_a_browser_that_asks_for_none_of_the_languages_gets_the_whole_list(site):
    response = site("moldova").get("/", headers={"accept-language": "ja"})
    assert response.status_code == 200
    assert [link["href"].strip("/") for link in soup(response).select(".endonyms a")] == OFFER["moldova"].split()


def test_the_front_door_lists_countries_in_the_readers_language_and_languages_by_their_own_name(site):
    page = soup(site().get("/uk/"))
    names = [item.text.strip() for item in page.select(".countries b")]
    assert set(names) == {"Болгарія", "Чехія", "Угорщина", "Молдова", "Румунія", "Сербія", "Словаччина"}
    assert {"العربية", "فارسی", "پښتو", "اردو", "Українська"} <= {item.text for item in page.select(".endonyms a")}
    assert page.select_one(".countries a")["href"].startswith("http://bulgaria.localhost:8000/uk/")


def test_the_front_door_leads_to_the_countrys_own_choice_where_it_lacks_the_language(site):
    page = soup(site().get("/ps/"))
    targets = {link["href"] for link in page.select(".countries a")}
    assert "http://serbia.localhost:8000/ps/" in targets
    assert "http://moldova.localhost:8000/" in targets


def test_addresses_are_case_insensitive_in_the_language(site):
    response = site("serbia").get("/SR-Latn/safety/")
    assert response.status_code == 301
    assert response["Location"] == "/sr-latn/safety/"


class TestFallback:
    def test_a_missing_page_is_shown_in_the_best_language_and_marked(self, site):
        response = site("serbia").get("/ur/safety/trafficking/")
        page = soup(response)
        assert response.status_code == 200
        assert page.html["lang"] == "ur"
        assert page.article["lang"] == "en"
        assert page.article["dir"] == "ltr"
        assert page.select_one("meta[name=robots]")["content"] == "noindex"
        assert page.select_one("link[rel=canonical]")["href"].endswith("/en/safety/trafficking/")
        assert page.select_one(".notice") is not None
        assert not page.select("link[hreflang]")

    def test_pashto_readers_get_farsi_before_english(self, db):
        country = make_country(languages=("en", "fa", "ps"))
        article = make_article(country)
        farsi = article.copy_for_translation(sites.locale("fa"))
        farsi.title = "راهنما"
        farsi.save_revision().publish()
        page = soup(SiteClient("testland.localhost").get("/ps/housing/a-guide/"))
        assert page.article["lang"] == "fa"
        assert "dir" not in page.article.attrs  # the same direction as the page

    def test_a_page_in_the_readers_language_carries_no_notice(self, site):
        page = soup(site("serbia").get("/ur/asylum/how-to-ask-for-asylum/"))
        assert page.html["lang"] == "ur"
        assert "lang" not in page.article.attrs
        assert page.select_one(".notice:not([hidden])") is None
        assert {link["hreflang"] for link in page.select("link[hreflang]")} == {
            "sr-Latn",
            "en",
            "uk",
            "ru",
            "ar",
            "fa",
            "ps",
            "ur",
        }

    def test_lists_show_what_is_missing_in_the_fallback_language_marked(self, site):
        page = soup(site("serbia").get("/ur/safety/"))
        by_path = {link["href"]: link for link in page.select(".cards a")}
        assert by_path["/ur/safety/trafficking/"]["lang"] == "en"
        assert "lang" not in by_path["/ur/safety/emergency-numbers/"].attrs

    def test_a_draft_is_never_shown(self, db):
        country = make_country()
        article = make_article(country)
        draft = article.copy_for_translation(sites.locale("uk"))
        draft.title = "Чернетка"
        draft.save_revision()
        assert "Чернетка" not in SiteClient("testland.localhost").get("/uk/housing/a-guide/").text

    def test_an_unpublished_page_is_gone_in_all_languages(self, db):
        country = make_country()
        article = make_article(country)
        client = SiteClient("testland.localhost")
        assert client.get("/uk/housing/a-guide/").status_code == 200
        article.unpublish()
        assert client.get("/uk/housing/a-guide/").status_code == 404


class TestNewCountry:
    def test_a_country_is_data(self, db):
        make_country("poland", "PL", ("en", "pl", "uk"))
        client = SiteClient("poland.localhost")
        assert client.get("/pl/").status_code == 200
        assert client.get("/uk/housing/").status_code == 200
        assert client.get("/ru/").status_code == 404
        assert "Polska" in client.get("/pl/").text

    def test_a_language_is_data(self, db):
        country = make_country()
        CountryLanguage.objects.create(country=country, locale=sites.locale("ckb"), sort_order=9)
        sites.build(country, Topic.objects.filter(slug="housing"))
        response = SiteClient("testland.localhost").get("/ckb/housing/")
        assert response.status_code == 200
        assert soup(response).html["dir"] == "rtl"

    def test_building_again_changes_nothing(self, db):
        country = Country.objects.get(slug="moldova")
        before = country.container.get_descendant_count()
        sites.build(country, Topic.objects.filter(pages__url_path__startswith="/moldova/en/").distinct())
        country.refresh_from_db()
        assert country.container.get_descendant_count() == before
