"""Pages while the database does not answer: the last good copy with a notice, or a kind 503."""

import re
import time
from contextlib import contextmanager

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection

from portal.core import copies, outage, stamps
from portal.core.copies import Address
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact

PATH = "/en/housing/a-guide/"
ADDRESS = Address("http", "testland.localhost:8000", PATH)


@pytest.fixture(autouse=True)
def _breaker():
    yield
    outage.breaker.note_success()


@pytest.fixture
def country(db):
    return make_country(languages=("en", "ar"))


@pytest.fixture
def article(country):
    """An article that has been read twice, so that there is a copy of it."""
    make_fact(country, "line", type="phone", phone_value="112", emergency_order=1)
    made = make_article(country)
    for _ in range(2):
        client().get(PATH)
    return made


def client() -> SiteClient:
    made = SiteClient("testland.localhost")
    made.raise_request_exception = False
    return made


@contextmanager
def no_database(after: float = 0):
    """Every query fails as it does when the server is gone; ``after``: seconds that each takes to find out."""

    def fail(execute, sql, params, many, context):
        time.sleep(after)
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        yield


def an_hour_later(monkeypatch) -> None:
    """Memory and the hour's keys are of no use any more; the country's frame is outdated too."""
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3 * 3600)


class TestCopies:
    def test_the_last_copy_is_shown_hours_later_and_says_so(self, article, monkeypatch):
        whole = client().get(PATH)
        an_hour_later(monkeypatch)
        with no_database():
            answer = client().get(PATH)
        assert answer.status_code == 200
        assert "last-good-copy" in answer["Cache-Status"]
        assert answer["Cache-Control"] == "public, max-age=0, s-maxage=1"
        assert answer["ETag"] != whole["ETag"]
        assert answer["Content-Security-Policy"] == whole["Content-Security-Policy"]
        note = re.search(
            r'<main id="main"><div class="callout notice" role="note" lang="en" dir="ltr">.*?</div>', answer.text
        )
        assert note
        assert re.search(r"as it was on \d{1,2} \w+ \d{4} at \d\d:\d\d", note[0])
        assert answer.text.replace(note[0], '<main id="main">') == whole.text

    def test_each_form_and_304_and_head(self, article, monkeypatch):
        an_hour_later(monkeypatch)
        with no_database():
            plain = client().get(PATH)
            assert client().get(PATH, headers={"if-none-match": plain["ETag"]}).status_code == 304
            assert client().head(PATH).status_code == 200
            for form in ("br", "gzip"):
                assert client().get(PATH, headers={"accept-encoding": form})["Content-Encoding"] == form

    @pytest.mark.parametrize("after", [0, outage.SLOW + 0.1])
    def test_the_page_itself_comes_back(self, article, monkeypatch, after):
        an_hour_later(monkeypatch)
        with no_database(after):
            assert "last-good-copy" in client().get(PATH)["Cache-Status"]
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + outage.PAUSE + 0.1)
        monotonic = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: monotonic() + outage.LONGEST_PAUSE + 1)
        answer = client().get(PATH)
        assert "Cache-Status" not in answer
        assert "as it was on" not in answer.text
        assert not outage.breaker.failing

    def test_what_has_changed_since_never_comes_back(self, article, monkeypatch):
        article.title = "A new title"
        article.save_revision().publish()
        an_hour_later(monkeypatch)
        with no_database():
            assert client().get(PATH).status_code == 503

    def test_a_page_that_is_gone_leaves_no_copy(self, article):
        assert copies.read(ADDRESS)
        article.unpublish()
        assert client().get(PATH).status_code == 404
        assert copies.read(ADDRESS) is None

    def test_another_process_of_the_same_start_reads_the_copy(self, article, django_assert_num_queries):
        caches["pages"].clear()
        with django_assert_num_queries(0):
            assert "Cache-Status" not in client().get(PATH)

    def test_a_new_start_renders_anew(self, article, monkeypatch):
        caches["pages"].clear()
        monkeypatch.setattr(copies, "boot", lambda: "another")
        assert copies.fresh(ADDRESS, copies.read(ADDRESS).key) is None

    def test_staff_never_get_a_copy(self, article, monkeypatch, settings):
        an_hour_later(monkeypatch)
        with no_database():
            signed_in = client()
            signed_in.cookies[settings.SESSION_COOKIE_NAME] = "abc"
            answer = signed_in.get(PATH)
        assert answer.status_code == 503
        assert answer["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("port", ["6666", "8001"])
    def test_strange_ports_leave_nothing_on_the_disk(self, article, port):
        for _ in range(2):
            SiteClient("testland.localhost").get(PATH, headers={"host": f"testland.localhost:{port}"})
        assert copies.read(Address("http", f"testland.localhost:{port}", PATH)) is None

    def test_a_site_has_so_many_copies_and_no_more(self, country, monkeypatch):
        make_article(country)
        monkeypatch.setattr(copies, "MOST", 0)
        for _ in range(2):
            SiteClient("testland.localhost").get(PATH)
        assert copies.read(Address("http", "testland.localhost", PATH)) is None

    def test_a_broken_copy_is_no_copy(self, article):
        copies._file(ADDRESS).write_bytes(b'{"half": ')
        assert copies.read(ADDRESS) is None


class TestWithoutACopy:
    def test_a_kind_503_in_the_readers_language_with_the_emergency_numbers(self, article, monkeypatch):
        client().get("/ar/")
        client().get("/ar/")
        an_hour_later(monkeypatch)
        with no_database():
            answer = client().get("/ar/housing/", headers={"accept-language": "de"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert '<html lang="ar" dir="rtl">' in answer.text
        assert "tel:112" in answer.text
        assert answer["Cache-Control"] == "no-store"

    def test_nothing_in_memory_is_still_a_page(self, country, monkeypatch):
        monkeypatch.setattr("portal.countries.frame._frames", {})
        with no_database():
            answer = client().get("/en/", headers={"accept-language": "uk"})
        assert answer.status_code == 503
        assert "112" in answer.text


class TestTheSharedCacheIsDown:
    @pytest.fixture
    def down(self, monkeypatch):
        def fail(*args, **kwargs):
            raise ConnectionError("no cache")

        monkeypatch.setattr(stamps, "cache", type("Down", (), {"get": fail, "set": fail, "add": fail}))
        yield
        monkeypatch.undo()
        stamps._owed.clear()
        stamps._failed_at = None

    def test_pages_are_read_and_a_change_shows_within_a_second(self, article, down):
        assert client().get(PATH).status_code == 200
        article.title = "A new title"
        article.save_revision().publish()
        time.sleep(1.05)
        assert "A new title" in client().get(PATH).text

    def test_a_process_that_starts_then_reads_too(self, article, down, monkeypatch):
        monkeypatch.setattr(stamps, "_known", {})
        monkeypatch.setattr(stamps, "_seen", {})
        monkeypatch.setattr("portal.countries.frame._frames", {})
        assert client().get(PATH).status_code == 200

    def test_the_last_copy_is_shown_when_both_are_down(self, article, down, monkeypatch):
        an_hour_later(monkeypatch)
        with no_database():
            assert client().get(PATH).status_code == 200

    def test_what_changed_meanwhile_is_told_later(self, article, monkeypatch, down):
        before = stamps._known["testland.localhost"]
        stamps.bump("testland.localhost")
        assert "testland.localhost" in stamps._owed
        monkeypatch.undo()
        time.sleep(stamps.LEFT_ALONE_FOR + 0.1)
        assert stamps.peek("testland.localhost") not in (None, before)
        assert stamps._owed == set()


class TestReadiness:
    def test_strangers_learn_no_detail(self, db, settings, monkeypatch):
        settings.HEALTH_TOKEN = "t" * 40
        monkeypatch.setattr("portal.core.health._found", None)
        assert client().get("/readyz").content == b"ready\n"
        detail = client().get("/readyz", headers={"x-health-token": "t" * 40}).json()
        assert detail == {"ready": True, "database": True, "migrations": True, "cache": True, "media": True}
        monkeypatch.setattr("portal.core.health._found", None)
        with no_database():
            answer = client().get("/readyz")
            assert (answer.status_code, answer.content) == (503, b"not ready\n")
            told = client().get("/readyz", headers={"x-health-token": "t" * 40}).json()
            wrong = client().get("/readyz", headers={"x-health-token": "t" * 39}).content
            assert client().get("/healthz").status_code == 200
        assert (told["database"], told["cache"], wrong) == (False, True, b"not ready\n")
        assert client().post("/readyz").status_code in (403, 405)
