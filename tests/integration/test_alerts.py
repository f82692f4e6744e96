"""Alerts in front of readers: at once, in their time, the worst first, in every language, at no cost."""

import datetime as dt
import json
import time
import xml.etree.ElementTree as ET

import pytest
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import clock
from portal.countries.models import Alert, AlertText, Topic
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.alerts import HOUR, make_alert

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
ATOM = "{http://www.w3.org/2005/Atom}"
PATHS = ("/en/", "/en/housing/", "/en/housing/a-guide/", "/en/services/", "/en/services/map/", "/en/nothing/")


@pytest.fixture
def country():
    made = make_country()
    make_article(made)
    return made


@pytest.fixture
def wait(monkeypatch):
    """``wait(MINUTE)``: so much later, for the portal and for what it keeps."""
    now, seconds, waited = timezone.now, time.time, [dt.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: now() + waited[0])
    monkeypatch.setattr(time, "time", lambda: seconds() + waited[0].total_seconds())

    def later(by: dt.timedelta) -> None:
        waited[0] += by

    return later


def read(path: str = "/en/", **headers: str) -> str:
    return SiteClient("testland.localhost").get(path, **headers).text


class TestWhere:
    @pytest.mark.parametrize("path", PATHS)
    def test_on_every_page_of_the_country_at_once(self, country, path):
        for _ in range(2):
            assert "The office is closed" not in read(path)
        alert = make_alert(country)
        page = read(path)
        assert page.count("The office is closed") == 1
        assert "Call instead." in page
        alert.status = Alert.Status.DRAFT
        alert.save()
        assert "The office is closed" not in read(path)

    def test_not_in_another_country(self, country):
        make_alert(country)
        make_country("otherland", "XO")
        assert "The office is closed" not in SiteClient("otherland.localhost").get("/en/").text

    def test_one_of_a_topic_stands_on_its_pages_only(self, country):
        make_article(country, "another", topic="health")
        make_alert(country, topic=Topic.objects.get(slug="housing"))
        for path in ("/en/housing/", "/en/housing/a-guide/", "/ar/housing/a-guide/", "/en/alerts/"):
            assert "The office is closed" in read(path), path
        for path in ("/en/", "/en/health/", "/en/health/another/", "/en/services/"):
            assert "The office is closed" not in read(path), path

    def test_three_on_a_page_the_worst_first_and_the_way_to_the_rest(self, country):
        for number in range(3):
            make_alert(country, f"Information {number}", kind=Alert.Kind.INFORMATION)
        make_alert(country, "Warned", kind=Alert.Kind.WARNING)
        assert "/en/alerts/" in read()
        make_alert(country, "Dangerous", kind=Alert.Kind.DANGER)
        page = read()
        assert page.index("Dangerous") < page.index("Warned") < page.index("Information 2")
        assert "Information 0" not in page
        everything = read("/en/alerts/")
        assert all(title in everything for title in ("Dangerous", "Warned", "Information 0", "Information 2"))

    def test_the_page_of_alerts_says_when_there_is_none(self, country):
        assert "There is no alert now." in read("/en/alerts/")
        assert SiteClient("localhost").get("/en/alerts/").status_code == 404


class TestWords:
    def test_in_the_readers_language_else_marked_as_another(self, country):
        make_alert(country, words={"uk": "Офіс зачинено"}, region="Prague")
        assert "Офіс зачинено" in read("/uk/")
        arabic = read("/ar/")
        assert '<span lang="en" dir="ltr">The office is closed</span>' in arabic
        assert '<bdi lang="en" dir="ltr">Prague</bdi>' in arabic

    def test_a_translation_shows_at_once(self, country):
        alert = make_alert(country)
        assert "The office is closed" in read("/uk/")
        from portal.countries import sites

        AlertText.objects.create(alert=alert, locale=sites.locale("uk"), title="Офіс зачинено")
        assert "Офіс зачинено" in read("/uk/")

    def test_what_it_leads_to(self, country):
        article = make_article(country, "news")
        alert = make_alert(country, page=article)
        assert 'href="/uk/housing/news/">' in read("/uk/")
        article.unpublish()
        assert 'href="/uk/housing/news/">' not in read("/uk/")
        alert.page, alert.url = None, "https://example.org/"
        alert.save()
        assert 'href="https://example.org/"' in read("/uk/")

    def test_words_are_no_markup(self, country):
        make_alert(country, "<b>Bold</b>", text="<script>alert(1)</script>")
        assert "<b>Bold" not in read()
        assert "<script>alert" not in read()

    def test_one_that_cannot_be_closed_is_no_details(self, country):
        alert = make_alert(country)
        assert f'<details open id="alert-{alert.pk}"' in read()
        alert.dismissable = False
        alert.save()
        assert f'<div id="alert-{alert.pk}"' in read()


class TestTime:
    def test_not_before_its_start_nor_after_its_end(self, country):
        now = clock.now()
        make_alert(country, "To come", starts_at=now + HOUR, ends_at=now + 2 * HOUR)
        make_alert(country, "Gone", starts_at=now - 2 * HOUR, ends_at=now - HOUR)
        for path in ("/en/", "/en/alerts/", "/en/feed.atom"):
            assert "To come" not in read(path)
            assert "Gone" not in read(path)

    def test_a_kept_page_hides_no_start_and_outlives_no_end(self, country, wait):
        paths = ["/en/", "/en/housing/a-guide/", "/en/services/", "/en/alerts/", "/en/feed.atom"]

        def shown() -> set[bool]:
            """To the first reader, and to the second, who gets what is kept."""
            return {"The office is closed" in read(path) for path in paths for _ in range(2)}

        assert shown() == {False}
        start = clock.now() + MINUTE
        make_alert(country, starts_at=start, ends_at=start + MINUTE)
        assert shown() == {False}
        wait(1.5 * MINUTE)
        assert shown() == {True}
        wait(MINUTE)
        assert shown() == {False}

    def test_pages_are_kept_between(self, country):
        make_alert(country)
        read()
        with CaptureQueriesContext(connection) as captured:
            assert "The office is closed" in read()
        assert len(captured) == 0

    def test_the_api_too(self, country, wait):
        now = clock.now()
        make_alert(country, ends_at=now + MINUTE)
        client = SiteClient("localhost")
        address = "/api/v1/countries/testland/alerts"
        assert len(json.loads(client.get(address).content)) == 1
        client.get(address)
        wait(MINUTE)
        assert json.loads(client.get(address).content) == []


class TestCost:
    def test_the_same_however_many_there_are(self, country):
        counts = {}
        for size in (1, 40):
            while Alert.objects.filter(country=country).count() < size:
                make_alert(country, words={"uk": "Офіс зачинено", "ar": "مغلق"})
            for path in ("/uk/housing/a-guide/", "/uk/alerts/", "/uk/feed.atom"):
                read(path)
                for warm in (False, True):
                    caches["pages"].clear()
                    if not warm:
                        country.save()
                    with CaptureQueriesContext(connection) as captured:
                        read(path)
                    counts[size, path, warm] = len(captured)
        for (size, path, warm), count in counts.items():
            assert count == counts[1, path, warm], (size, path, warm)
            assert count <= (4 if warm else 10), (path, warm, [q["sql"] for q in captured])

    def test_an_article_with_three_alerts_fits_its_budget(self, site):
        from portal.countries.models import Country

        country = Country.objects.get(slug="bulgaria")
        for _ in range(3):
            make_alert(country, words={"ar": "المكتب مغلق اليوم بسبب العطلة"}, text="x" * 150)
        response = site("bulgaria").get(
            "/ar/temporary-protection/temporary-protection/", headers={"accept-encoding": "br"}
        )
        assert len(response.content) < 12_500  # the headers have their part of the 14 kB
        assert not response.cookies


class TestForMachines:
    def test_in_the_feed_with_an_id_that_stays(self, country):
        alert = make_alert(country, words={"uk": "Офіс зачинено"}, region="Prague")

        def entry() -> ET.Element:
            return ET.fromstring(read("/uk/feed.atom")).find(f"{ATOM}entry")

        first = entry()
        assert first.findtext(f"{ATOM}title") == "Prague: Офіс зачинено"
        assert first.findtext(f"{ATOM}id") == f"urn:uuid:{alert.uid}#uk"
        assert first.find(f"{ATOM}link").get("href") == f"http://testland.localhost:8000/uk/alerts/#alert-{alert.pk}"
        AlertText.objects.get(title="Офіс зачинено").save()
        again = entry()
        assert again.findtext(f"{ATOM}id") == first.findtext(f"{ATOM}id")
        assert again.findtext(f"{ATOM}updated") >= first.findtext(f"{ATOM}updated")

    def test_in_the_api(self, country):
        make_alert(country, topic=Topic.objects.get(slug="housing"), url="https://example.org/")
        make_alert(country, "A draft", status=Alert.Status.DRAFT)
        answer = SiteClient("localhost").get("/api/v1/countries/testland/alerts", {"language": "uk"}).json()
        assert [item["title"] for item in answer] == ["The office is closed"]
        assert answer[0]["language"] == "en"
        assert answer[0]["topic"] == "housing"
        assert answer[0]["link"] == "https://example.org/"
        assert SiteClient("localhost").get("/api/v1/countries/testland/alerts", {"language": "xx"}).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"source_title": ""},
    ],
)
def test_the_database_holds_the_rules(country, wrong):
    alert = make_alert(country)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**wrong)
