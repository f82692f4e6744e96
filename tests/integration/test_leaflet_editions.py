"""Numbers of editions, and the leaflet that everybody gets from a page."""

import datetime as dt

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from articles import freshness
from portal.core import clock
from portal.countries import purge
from portal.leaflets import checks, drawing, editions, keeping
from portal.leaflets.models import Edition
from tests.factories import make_article, make_fact
from tests.factories.leaflets import compose, reader, text_of
from tests.integration.test_leaflets import A4, FOLDED, pdf_of, size

pytestmark = pytest.mark.django_db


class TestEditions:
    def register(self, composed) -> Edition:
        return editions.register(
            composed.worded, title=composed.title, checked_on=composed.checked_on, on=dt.date(2026, 11, 1)
        )

    def change(self, article, title: str) -> None:
        article.title = title
        article.save_revision().publish()

    def test_same_words_same_edition_other_words_the_next(self, country):
        article = make_article(country)
        first = self.register(compose(country, "en", article))
        assert first.number == 1
        assert self.register(compose(country, "en", article)).pk == first.pk
        self.change(article, "A better guide")
        assert editions.number_of(compose(country, "en", article).worded) is None
        second = self.register(compose(country, "en", article))
        assert second.number == 2
        self.change(article, "A guide")
        assert self.register(compose(country, "en", article)).number == 3

    def test_each_language_counts_for_itself(self, country):
        article = make_article(country)
        assert self.register(compose(country, "en", article)).number == 1
        assert self.register(compose(country, "uk", article)).number == 1

    def test_a_check_without_a_change_keeps_the_number_and_shows_its_day(self, country):
        today = clock.today(country.time_zone)
        article = make_article(country, checked_on=today - dt.timedelta(days=10))
        first = self.register(compose(country, "en", article))
        freshness.record_check(article=article, country=country, checked_on=today)
        again = compose(country, "en", article)
        assert self.register(again).pk == first.pk
        assert again.checked_on == today

    def test_a_changed_fact_is_a_new_edition(self, country):
        fact = make_fact(country, "until")
        article = make_article(country, body=[("facts", [fact.pk])])
        self.register(compose(country, "en", article))
        fact.date_value = dt.date(2028, 1, 1)
        fact.save()
        assert self.register(compose(country, "en", article)).number == 2

    def test_the_leaflet_bears_the_number(self, country):
        article = make_article(country)
        self.register(compose(country, "en", article))
        pdf = pdf_of(compose(country, "en", article), number=editions.number_of(compose(country, "en", article).worded))
        assert "Edition 1." in text_of(pdf)


class TestForEverybody:
    PATH = "/en/housing/a-guide/leaflet.pdf"

    def test_the_page_leads_to_its_leaflet_and_says_its_size_once_known(self, country, site):
        make_article(country)
        client = site("testland")
        page = client.get("/en/housing/a-guide/").text
        assert f'href="{self.PATH}"' in page
        response = client.get(self.PATH)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Robots-Tag"] == "noindex"
        pdf = b"".join(response.streaming_content)
        assert int(response["Content-Length"]) == len(pdf)
        assert "First words." in text_of(pdf)
        purge.country(country)
        assert "PDF, " in client.get("/en/housing/a-guide/").text

    def test_reading_it_writes_nothing_to_the_database_and_draws_once(self, country, site):
        make_article(country)
        client = site("testland")
        b"".join(client.get(self.PATH).streaming_content)
        names = keeping._names("testland")
        with CaptureQueriesContext(connection) as captured:
            response = client.get(self.PATH)
            etag = response["ETag"]
        assert not [
            q for q in captured if not q["sql"].lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]
        assert keeping._names("testland") == names
        assert Edition.objects.count() == 0
        assert client.get(self.PATH, headers={"if-none-match": etag}).status_code == 304

    def test_nothing_on_the_way_keeps_the_leaflet_of_a_sensitive_article(self, country, site):
        article = make_article(country)
        client = site("testland")
        assert client.get(self.PATH)["Cache-Control"].startswith("public")
        article.sensitive = True
        article.save_revision().publish()
        answer = client.get(self.PATH)
        again = client.get(self.PATH, headers={"if-none-match": answer["ETag"]})
        assert (answer.status_code, again.status_code) == (200, 304)
        assert answer["Cache-Control"] == again["Cache-Control"] == "private, no-store"

    def test_other_papers(self, country, site):
        make_article(country)
        for ending, expected in (("-a4", A4), ("-folded", FOLDED)):
            response = site("testland").get(f"/en/housing/a-guide/leaflet{ending}.pdf")
            assert {size(page) for page in reader(b"".join(response.streaming_content)).pages} == {expected}

    @pytest.mark.parametrize(
        "path",
        [
            "/en/housing/nothing/leaflet.pdf",
            "/en/housing/leaflet.pdf",
            "/en/leaflet.pdf",
            "/ur/housing/a-guide/leaflet.pdf",
            "/en/housing/a-guide/leaflet-a3.pdf",
            "/en/services/leaflet.pdf",
        ],
    )
    def test_what_has_no_leaflet_is_404(self, country, site, path):
        make_article(country)
        assert site("testland").get(path).status_code == 404
        assert site("").get(path).status_code in (302, 404)

    def test_a_page_behind_a_password_has_none(self, country, site):
        article = make_article(country)
        PageViewRestriction.objects.create(page=article, restriction_type="password", password="x")
        purge.country(country)
        assert site("testland").get(self.PATH).status_code == 404

    def test_only_one_is_drawn_at_a_time(self, country, site):
        make_article(country)
        keeping.clear("testland")
        with keeping._turn(0):
            response = site("testland").get(self.PATH)
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert response["Cache-Control"] == "no-store"
        assert site("testland").get(self.PATH).status_code == 200

    def test_without_pango_everything_else_works(self, country, site, monkeypatch):
        make_article(country)
        keeping.clear("testland")
        monkeypatch.setitem(drawing.LIBRARIES, "libpango-1.0-0", ("libno-such-library.so.0",))
        page = site("testland").get("/en/housing/a-guide/")
        assert page.status_code == 200
        assert "leaflet.pdf" not in page.text
        answer = site("testland").get(self.PATH)
        assert answer.status_code == 503
        assert "libpango-1.0-0" in answer.text
        assert [warning.id for warning in checks.leaflets_can_be_drawn()] == ["leaflets.W001"]

    def test_the_way_to_it_costs_no_query(self, country, site):
        make_article(country)
        client = site("testland")
        client.get("/en/housing/a-guide/")
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            client.get("/en/housing/a-guide/")
        assert len(captured) <= 4
