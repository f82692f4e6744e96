"""Reading without a network, as the server gives it: the worker, the manifest, packs and their sizes, and what is in none of them."""

import datetime as dt
import json

import brotli
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from portal.countries import frame as frames
from portal.countries.models import Country
from portal.offline import packs
from services_map import hours
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.services import make_category, make_service
from tests.integration.test_hidden_places import MARKS, hidden

pytestmark = pytest.mark.django_db
ESSENTIALS, ALL = 150_000, 1_000_000  # bytes over the wire
COUNTRIES = ["bulgaria", "czechia", "hungary", "moldova", "romania", "serbia", "slovakia"]


def pack_of(client: SiteClient, code: str) -> dict:
    return client.get(f"/{code}/offline/pack.json").json()


def content(client: SiteClient, part: dict) -> dict:
    return client.get(part["address"]).json()


def weight(pack: dict, *levels: str) -> int:
    return sum(part["bytes"] for part in pack["parts"] if part["level"] in levels)


class TestPacks:
    @pytest.mark.once
    @pytest.mark.parametrize("country", COUNTRIES)
    def test_every_language_of_every_country_keeps_to_its_sizes(self, site, country):
        client = site(country)
        for code in Country.objects.get(slug=country).languages.values_list("locale__language_code", flat=True):
            pack = pack_of(client, code)
            assert weight(pack, "essentials") <= ESSENTIALS, (country, code)
            assert weight(pack, "essentials", "all", "sensitive") <= ALL, (country, code)
            for part in pack["parts"]:
                sent = client.get(part["address"], headers={"accept-encoding": "gzip, br"})
                assert sent["Content-Encoding"] == "br"
                assert len(sent.content) == part["bytes"]
                assert json.loads(brotli.decompress(sent.content)) == content(client, part)
            print(f"{country} {code}: {weight(pack, 'essentials')} {weight(pack, 'essentials', 'all')} bytes")

    def test_it_holds_the_country_in_the_readers_language_with_marked_fallbacks(self, site):
        client = site("serbia")
        pack = pack_of(client, "ur")
        pages = {path: page for part in pack["parts"] for path, page in content(client, part)["pages"].items()}
        articles = (
            ArticlePage.objects.live().filter(url_path__startswith="/serbia/").values("translation_key").distinct()
        )
        assert (
            len(
                [
                    path
                    for path in pages
                    if path.count("/") == 4 and not path.startswith(("/ur/services", "/ur/offline"))
                ]
            )
            == articles.count()
        )
        assert "/ur/" in pages
        assert "/ur/alerts/" in pages
        fallback = pages["/ur/safety/trafficking/"]["m"]
        assert 'lang="en"' in fallback
        assert any(path.startswith("/ur/services/demo-") for path in pages)
        shell = content(client, pack["parts"][0])["shell"]
        assert '<html lang="ur" dir="rtl">' in shell
        assert 'id="emergency"' in shell
        assert "/ar/{{path}}" in shell
        for page in pages.values():
            assert "data-now" not in page["m"]
            assert "data-copy" not in page["m"]

    def test_sensitive_pages_are_in_parts_of_their_own(self, site):
        client = site("serbia")
        pack = pack_of(client, "uk")
        open_pages, sensitive = {}, {}
        for part in pack["parts"]:
            found = content(client, part)
            (sensitive if part["level"] == "sensitive" else open_pages).update(found["pages"])
            if part["level"] == "sensitive":
                assert part["pages"] == []
        marked = ArticlePage.objects.filter(url_path__startswith="/serbia/en/", sensitive=True)
        wanted = {article.path_on_site.replace("/en/", "/uk/") for article in marked}
        assert len(wanted) >= 2
        assert wanted <= set(sensitive)
        assert not wanted & set(open_pages)
        for path, page in open_pages.items():
            # A topic that lists one of them is there without that entry.
            listing = path.count("/") == 3 and "no-store" in client.get(path)["Cache-Control"]
            assert listing or "no-store" not in client.get(path)["Cache-Control"], path
            assert not listing or not any(f'href="{hidden}"' in page["m"] for hidden in wanted), path

    def test_a_service_for_survivors_is_not_in_the_list_that_everybody_saves(self):
        country = make_country()
        make_service(country, "open-one", name="Open to all")
        make_service(
            country, "quiet-one", name="A quiet one", category=make_category("counselling", parent="protection")
        )
        client = SiteClient("testland.localhost")
        lists = [
            (part["level"], [service["n"] for service in content(client, part).get("services", [])])
            for part in pack_of(client, "en")["parts"]
        ]
        assert ("essentials", ["Open to all"]) in lists
        assert ("sensitive", ["A quiet one"]) in lists

    @pytest.mark.parametrize("visibility", ["hidden", "area"])
    def test_a_hidden_place_is_in_no_part(self, visibility):
        country = make_country()
        make_service(country, "shelter", name="A shelter", locations=(hidden(country, visibility),))
        client = SiteClient("testland.localhost")
        pack = pack_of(client, "en")
        for part in [*pack["parts"]]:
            text = client.get(part["address"]).text
            assert not [mark for mark in MARKS if mark in text]

    def test_it_is_made_once_and_anew_after_a_change_without_a_write(self):
        article = make_article(make_country(), title="Before")
        client = SiteClient("testland.localhost")
        with CaptureQueriesContext(connection) as captured:
            first = pack_of(client, "en")
        writes = [
            item["sql"]
            for item in captured
            if not item["sql"].lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]
        assert writes == []
        with CaptureQueriesContext(connection) as captured:
            assert pack_of(client, "en") == first
            for part in first["parts"]:
                client.get(part["address"])
        assert len(captured) == 0
        article.title = "After"
        article.save_revision().publish()
        again = pack_of(client, "en")
        kept = {part["hash"] for part in first["parts"]} & {part["hash"] for part in again["parts"]}
        assert any("After" in client.get(part["address"]).text for part in again["parts"])
        assert kept, "a part without the article stays as it is"

    def test_while_another_process_makes_it_the_answer_says_when_to_come_again(self):
        make_article(make_country())
        client = SiteClient("testland.localhost")
        client.get("/en/")
        frame = frames.at_host("testland.localhost")
        assert frame
        cache.add(f"{packs._key(frame, 'en')}:building", 1, 60)
        answer = client.get("/en/offline/pack.json")
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert "no-store" in answer["Cache-Control"]

    def test_one_pack_is_made_at_a_time(self):
        make_article(make_country(languages=("en", "uk")))
        client = SiteClient("testland.localhost")
        cache.add(packs._TURN, 1, 60)  # as another process does that makes another one
        assert client.get("/uk/offline/pack.json").status_code == 503
        cache.delete(packs._TURN)
        assert client.get("/uk/offline/pack.json").status_code == 200
        assert cache.get(packs._TURN) is None

    def test_a_part_of_the_past_is_404(self, site):
        assert site("serbia").get("/uk/offline/parts/0123456789abcdef.json").status_code == 404
        assert site("serbia").get("/uk/offline/parts/../pack.json").status_code == 404

    def test_a_private_page_is_in_no_pack(self):
        article = make_article(make_country(), title="A private page")
        PageViewRestriction.objects.create(page=article, restriction_type="password", password="x")
        client = SiteClient("testland.localhost")
        for part in pack_of(client, "en")["parts"]:
            assert "A private page" not in client.get(part["address"]).text


class TestOpeningHours:
    def test_doors_are_written_as_the_server_would_say(self):
        """The changes that go along tell the same as the directory does, hour by hour, over nights and the clock change."""
        zone, country = "Europe/Prague", "CZ"
        first = dt.date(2026, 3, 22)
        for text in (
            "Mo-Fr 09:00-17:00; PH off",
            "Fr,Sa 22:00-04:00",
            "24/7",
            '"by appointment"',
            "",
            "Mo 08:00-12:00,13:00-16:00",
        ):
            found = hours.changes(text, first, 21, zone, country)
            at = dt.datetime(2026, 3, 23, tzinfo=dt.UTC)
            while at < dt.datetime(2026, 4, 10, tzinfo=dt.UTC):
                now = [status for moment, status in found if moment <= at][-1]
                assert now == hours.state(text, at, zone, country).status, (text, at)
                at += dt.timedelta(minutes=30)

    def test_at_least_four_weeks_are_known(self, site):
        client = site("czechia")
        data = next(found for part in pack_of(client, "uk")["parts"] if "doors" in (found := content(client, part)))
        today = dt.datetime.now(dt.UTC).date()
        assert dt.date.fromisoformat(data["until"]) - today >= dt.timedelta(days=27)
        assert data["from"] * 60 < dt.datetime.now(dt.UTC).timestamp()


class TestWorkerAndManifest:
    def test_the_worker_is_asked_for_at_every_visit_and_small(self, site):
        client = site("serbia")
        answer = client.get("/sw.js", headers={"accept-encoding": "br"})
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Content-Type"].startswith("text/javascript")
        assert len(answer.content) <= 3_000
        again = client.get("/sw.js", headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304
        assert site("").get("/sw.js").status_code == 404

    @pytest.mark.parametrize(("country", "code", "direction"), [("serbia", "ur", "rtl"), ("czechia", "uk", "ltr")])
    def test_the_manifest_of_each_language(self, site, country, code, direction):
        client = site(country)
        page = client.get(f"/{code}/").text
        assert f'<link rel="manifest" href="/{code}/manifest.webmanifest">' in page
        answer = client.get(f"/{code}/manifest.webmanifest")
        data = json.loads(answer.content)
        assert answer["Content-Type"] == "application/manifest+json"
        assert (data["lang"], data["dir"], data["start_url"], data["scope"]) == (code, direction, f"/{code}/", "/")
        assert data["display"] == "standalone"
        assert data["short_name"]
        assert {icon["purpose"] for icon in data["icons"]} == {"any", "maskable"}
        assert site("").get("/en/manifest.webmanifest").status_code == 404

    def test_pages_carry_what_the_worker_shows(self, site):
        client = site("serbia")
        page = client.get("/uk/asylum/how-to-ask-for-asylum/").text
        assert 'hidden data-copy="uk-u-ca-gregory-nu-latn"' in page
        assert "{date}" in page
        assert "data-due=" in page or "overdue" in page

    def test_nothing_is_offered_at_the_front_door(self, site):
        for path in ("/en/offline/", "/en/offline/find/", "/en/offline/pack.json"):
            assert site("").get(path).status_code == 404
