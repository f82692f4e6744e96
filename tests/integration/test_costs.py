"""What a page costs: the same number of queries whatever the size of the site, no write, no cookie."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ArticleCheck, ArticlePage
from portal.countries import purge
from portal.countries.models import Country
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact, topic_page
from tests.factories.alerts import make_alert

BUDGET = 10
PATHS = {
    "home": "/uk/",
    "topic": "/uk/housing/",
    "article": "/uk/housing/guide-3/",
    "article in fallback": "/ar/housing/guide-3/",
    "feed": "/en/feed.atom",
    "sitemap": "/sitemap.xml",
    "missing": "/uk/housing/nothing/",
}


def grow(country, total: int) -> None:
    """More articles, as cheaply as the database allows."""
    parent = topic_page(country)
    start = ArticlePage.objects.child_of(parent).count()
    if start == 0:
        first = make_fact(country, "a")
        second = make_fact(country, "line", type="phone", phone_value="112", emergency_order=1)
        for number in range(10):
            body = [("facts", [first.pk, second.pk]), ("text", "<p>Words.</p>")]
            make_article(country, f"guide-{number}", title=f"Guide {number}", body=body)
        related = list(ArticlePage.objects.child_of(parent).values_list("pk", flat=True)[:4])
        page = ArticlePage.objects.get(slug="guide-3", locale=parent.locale)
        page.body = [("facts", [first.pk, second.pk]), ("related", related), ("heading", "One")]
        page.save_revision().publish()
        start = 10
    pages = [
        ArticlePage(
            title=f"Guide {number}",
            draft_title=f"Guide {number}",
            slug=f"guide-{number}",
            summary="Words.",
            body=[("text", "<p>Words.</p>")],
            locale=parent.locale,
            live=True,
        )
        for number in range(start, total)
    ]
    for page in pages:
        parent.add_child(instance=page)
    ArticleCheck.objects.bulk_create(
        ArticleCheck(
            translation_key=page.translation_key,
            checked_on=timezone.localdate(),
            checked_by="Test team",
            next_check_on=timezone.localdate() + timezone.timedelta(days=30),
        )
        for page in pages
    )


def queries(path: str, *, cold: bool) -> CaptureQueriesContext:
    """``cold``: the first reader after something of the country has changed."""
    caches["pages"].clear()
    if cold:
        purge.country(Country.objects.get(slug="testland"))
    with CaptureQueriesContext(connection) as captured:
        response = SiteClient("testland.localhost").get(path)
    assert response.status_code == (404 if "nothing" in path else 200)
    assert not response.cookies
    return captured


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_site():
    country = make_country()
    counts = {}
    for size in (10, 1000):
        grow(country, size)
        for name, path in PATHS.items():
            queries(path, cold=True)  # content types and the like are learned once per process
            for cold in (True, False):
                captured = queries(path, cold=cold)
                counts[name, cold, size] = len(captured)
                writes = [item["sql"] for item in captured if not item["sql"].lstrip("( ").upper().startswith("SELECT")]
                assert not [sql for sql in writes if "SAVEPOINT" not in sql], writes
    for name in PATHS:
        for cold in (True, False):
            small, large = counts[name, cold, 10], counts[name, cold, 1000]
            assert small == large, (name, cold, small, large)
            assert large <= BUDGET, (name, cold, large)
    print({f"{name} {'cold' if cold else 'warm'}": counts[name, cold, 10] for name in PATHS for cold in (True, False)})


@pytest.mark.parametrize(
    ("country", "path"),
    [
        ("hungary", "/uk/temporary-protection/card-valid-longer/"),
        ("moldova", "/rom-x-chisin/first-days/romani-language-information/"),  # a fallback with recordings too
    ],
)
def test_an_article_with_a_picture_keeps_to_the_budget(site, country, path):
    client = site(country)
    make_alert(Country.objects.get(slug=country))
    client.get(path)
    for cold, budget in ((True, BUDGET), (False, 4)):
        caches["pages"].clear()
        if cold:
            purge.country(Country.objects.get(slug=country))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(path).text
        assert '<figure class="picture">' in page
        assert "The office is closed" in page
        assert len(captured) <= budget, [item["sql"] for item in captured]


@pytest.mark.django_db
def test_a_page_from_the_cache_costs_no_query():
    make_article(make_country())
    client = SiteClient("testland.localhost")
    client.get("/uk/housing/a-guide/")
    first = client.get("/uk/housing/a-guide/")
    with CaptureQueriesContext(connection) as captured:
        again = client.get("/uk/housing/a-guide/")
    assert len(captured) == 0
    assert again.content == first.content


@pytest.mark.django_db
class TestPageCache:
    def test_a_publish_is_visible_at_once_in_every_language(self):
        article = make_article(make_country())
        client = SiteClient("testland.localhost")
        for path in ("/en/housing/a-guide/", "/uk/housing/a-guide/", "/en/housing/", "/en/"):
            client.get(path)
            client.get(path)
        article.title = "A new title"
        article.save_revision().publish()
        for path in ("/en/housing/a-guide/", "/uk/housing/a-guide/", "/en/housing/"):
            assert "A new title" in client.get(path).text

    def test_a_browser_that_has_the_page_gets_304(self):
        make_article(make_country())
        client = SiteClient("testland.localhost")
        client.get("/en/housing/a-guide/")
        etag = client.get("/en/housing/a-guide/")["ETag"]
        again = client.get("/en/housing/a-guide/", headers={"if-none-match": etag})
        assert again.status_code == 304
        assert again.content == b""

    def test_bodies_are_compressed_as_the_browser_likes(self):
        import gzip

        import brotli

        make_article(make_country())
        client = SiteClient("testland.localhost")
        client.get("/en/housing/a-guide/")
        plain = client.get("/en/housing/a-guide/")
        assert "Content-Encoding" not in plain
        br = client.get("/en/housing/a-guide/", headers={"accept-encoding": "gzip, br"})
        gz = client.get("/en/housing/a-guide/", headers={"accept-encoding": "gzip"})
        assert (br["Content-Encoding"], gz["Content-Encoding"]) == ("br", "gzip")
        assert brotli.decompress(br.content) == gzip.decompress(gz.content) == plain.content
        assert "Accept-Encoding" in br["Vary"]

    def test_staff_never_fill_the_cache_for_readers(self, admin_user):
        make_article(make_country())
        client = SiteClient("testland.localhost")
        client.force_login(admin_user)
        response = client.get("/en/housing/a-guide/")
        assert "public" not in response.get("Cache-Control", "")

    def test_answers_are_kept_apart_by_host(self, site):
        assert site("moldova").get("/uk/").content != site("serbia").get("/uk/").content
        assert site("moldova").get("/uk/").content != site("serbia").get("/uk/").content

    def test_strangers_host_names_leave_nothing_behind(self, site):
        caches["default"].clear()
        SiteClient("stranger.localhost").get("/uk/")
        assert not [key for key in caches["default"]._cache if "stranger" in key]
