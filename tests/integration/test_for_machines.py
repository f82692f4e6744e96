"""Feeds, sitemaps, robots and the JSON API: complete, valid, and nothing that is not published."""

import datetime as dt
import json
import xml.etree.ElementTree as ET

import pytest
from wagtail.models import Page

from articles.models import ArticlePage, ChangeNote
from portal.countries import sites
from portal.countries.models import Country
from tests.conftest import SiteClient
from tests.factories import make_article, make_country

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def api(path, **parameters):
    response = SiteClient("localhost").get(f"/api/v1{path}", parameters)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.django_db
class TestSitemap:
    def test_it_lists_every_published_page_once_with_its_translations(self, site):
        root = ET.fromstring(site("serbia").get("/sitemap.xml").content)
        addresses = [url.findtext(f"{MAP}loc") for url in root if "/services/" not in url.findtext(f"{MAP}loc")]
        published = Page.objects.live().filter(url_path__startswith="/serbia/", depth__gt=2)
        assert len(addresses) == len(set(addresses)) == published.count()
        asylum = next(url for url in root if url.findtext(f"{MAP}loc").endswith("/en/asylum/how-to-ask-for-asylum/"))
        tags = {link.get("hreflang") for link in asylum.findall(f"{XHTML}link")}
        assert tags == {"sr-Latn", "en", "uk", "ru", "ar", "fa", "ps", "ur"}

    def test_every_address_in_it_answers(self, site):
        root = ET.fromstring(site("moldova").get("/sitemap.xml").content)
        for url in root:
            path = url.findtext(f"{MAP}loc").removeprefix("http://moldova.localhost:8000")
            response = site("moldova").get(path)
            assert response.status_code == 200, path
            assert "noindex" not in response.text

    def test_the_front_door_lists_the_countries_sitemaps(self, site):
        root = ET.fromstring(site().get("/sitemap.xml").content)
        assert len(root) == 7

    def test_robots(self, site):
        text = site("moldova").get("/robots.txt").text
        assert "Sitemap: http://moldova.localhost:8000/sitemap.xml" in text
        assert "Disallow: /cms/" in text


@pytest.mark.django_db
class TestFeed:
    def test_it_holds_the_articles_of_its_language(self, site):
        response = site("moldova").get("/uk/feed.atom")
        root = ET.fromstring(response.content)
        assert response["Content-Type"].startswith("application/atom+xml")
        entries = root.findall(f"{ATOM}entry")
        articles = ArticlePage.objects.live().filter(url_path__startswith="/moldova/uk/")
        notes = ChangeNote.objects.public(Country.objects.get(slug="moldova"))
        assert len(entries) == articles.count() + notes.count()
        assert all("/uk/" in entry.find(f"{ATOM}link").get("href") for entry in entries)

    def test_there_is_none_at_the_front_door_nor_in_a_language_that_is_not_offered(self, site):
        assert site().get("/uk/feed.atom").status_code == 404
        assert site("moldova").get("/ar/feed.atom").status_code == 404


@pytest.mark.django_db
class TestApi:
    def test_countries_with_their_languages(self):
        found = {country["slug"]: country for country in api("/countries")}
        assert len(found) == 7
        assert [item["code"] for item in found["slovakia"]["languages"]] == ["sk", "uk", "ru", "en", "ar"]
        assert found["slovakia"]["languages"][-1]["direction"] == "rtl"

    def test_topics_in_a_language(self):
        topics = api("/countries/moldova/topics", language="uk")
        assert topics[0]["language"] == "uk"
        assert topics[0]["url"].startswith("http://moldova.localhost:8000/uk/")

    def test_articles_of_all_languages_or_one(self):
        everything = api("/countries/moldova/articles", limit=200)
        ukrainian = api("/countries/moldova/articles", language="uk", limit=200)
        assert everything["count"] == len(everything["items"]) > ukrainian["count"] > 0
        assert {item["language"] for item in ukrainian["items"]} == {"uk"}

    def test_an_article_with_its_blocks_facts_sources_check_and_translations(self):
        found = api("/countries/hungary/articles/card-valid-longer", language="hu")
        assert found["language"] == "hu"
        assert {block["type"] for block in found["body"]} >= {"text", "facts", "steps", "picture"}
        assert {fact["key"] for fact in found["facts"]} >= {"card-until"}
        assert found["sources"]
        assert found["checked_on"] == "2026-11-10"
        assert {item["language"] for item in found["translations"]} == {"en", "uk", "ru"}
        states = {item["language"]: item["translation_state"] for item in found["translations"]}
        assert states == {"en": None, "uk": "outdated", "ru": "current"}

    def test_drafts_stay_inside(self):
        country = make_country()
        article = make_article(country, title="Published")
        draft = article.copy_for_translation(sites.locale("uk"))
        draft.title = "A secret draft"
        draft.save_revision()
        make_article(country, "gone", title="A withdrawn guide").unpublish()
        text = json.dumps(api("/countries/testland/articles"))
        assert "Published" in text
        assert "secret" not in text
        assert "withdrawn" not in text
        assert SiteClient("localhost").get("/api/v1/countries/testland/articles/gone").status_code == 404

    def test_unpublished_edits_stay_inside(self):
        article = make_article(make_country(), title="As published")
        article.title = "Edited in secret"
        article.save_revision()
        assert "Edited in secret" not in json.dumps(api("/countries/testland/articles/a-guide"))

    @pytest.mark.parametrize("parameters", [{"limit": 0}, {"limit": 10**9}, {"offset": -1}, {"limit": "x"}])
    def test_parameters_are_checked(self, parameters):
        response = SiteClient("localhost").get("/api/v1/countries/moldova/articles", parameters)
        assert response.status_code == 422

    def test_it_describes_itself(self):
        document = api("/openapi.json")
        assert document["openapi"].startswith("3.")
        assert set(document["paths"]) == {
            "/api/v1/countries",
            "/api/v1/countries/{slug}",
            "/api/v1/countries/{slug}/alerts",
            "/api/v1/countries/{slug}/topics",
            "/api/v1/countries/{slug}/articles",
            "/api/v1/countries/{slug}/articles/{article}",
        }

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_it_is_read_only(self, method):
        assert getattr(SiteClient("localhost"), method)("/api/v1/countries").status_code in (403, 405)

    @pytest.mark.parametrize("path", ["/cms/api/main/", "/api/v2/pages/", "/api/v3/pages/"])
    def test_wagtails_own_apis_are_not_open(self, path):
        assert SiteClient("localhost").get(path).status_code in (302, 403, 404)


@pytest.mark.django_db
def test_a_fact_that_ran_out_is_marked_for_machines_too():
    from tests.factories import make_fact

    country = make_country()
    fact = make_fact(country, "until", valid_until=dt.date(2020, 1, 1))
    make_article(country, body=[("facts", [fact.pk])])
    assert api("/countries/testland/articles/a-guide")["facts"][0]["expired"] is True
