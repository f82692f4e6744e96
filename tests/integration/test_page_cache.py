"""What stands in front of Django, what processes remember of stamps, and what pages of a language share."""

import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory

from portal.core import stamps
from portal.core.pagecache import CachedPages
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact

HOST = "testland.localhost:8000"
PATH = "/en/housing/a-guide/"
PASSED_ON = [b"Django's answer"]


def front(path: str = PATH, method: str = "GET", query: str = "", **headers: str):
    """(status line, headers, body) of the front layer; ``PASSED_ON`` where it leaves the request to what is behind it."""
    sent: list = ["", []]

    def start_response(status: str, answered: list[tuple[str, str]]) -> None:
        sent[:] = status, answered

    environ = RequestFactory().generic(method, path, QUERY_STRING=query, **{"HTTP_HOST": HOST, **headers}).environ
    body = CachedPages(lambda environ, start_response: PASSED_ON)(environ, start_response)
    return sent[0], dict(sent[1]), body if body is PASSED_ON else b"".join(body)


@pytest.fixture
def article(db):
    """An article that has been read twice: its page is kept."""
    made = make_article(make_country())
    for _ in range(2):
        SiteClient("testland.localhost").get(PATH)
    return made


@pytest.mark.usefixtures("article")
class TestInFrontOfDjango:
    def test_a_kept_page_is_the_same_as_django_gives(self):
        status, headers, body = front(HTTP_ACCEPT_ENCODING="br, gzip")
        through_django = SiteClient("testland.localhost").get(PATH, headers={"accept-encoding": "br, gzip"})
        assert (status, body) == ("200 OK", through_django.content)
        assert headers == dict(through_django.items())
        assert {"ETag", "Content-Security-Policy", "Content-Language", "Cache-Control"} <= headers.keys()

    def test_nginx_is_told_the_end_of_the_second_by_its_own_clock(self):
        now = int(time.time())
        _, headers, _ = front(HTTP_X_PROXY_SECOND=f"{now}.987")
        assert headers["X-Accel-Expires"] == f"@{now}"
        assert list(headers).index("Cache-Control") < list(headers).index("X-Accel-Expires")
        _, unchanged, body = front(HTTP_X_PROXY_SECOND=f"{now}.987", HTTP_IF_NONE_MATCH=headers["ETag"])
        assert (unchanged["X-Accel-Expires"], body) == (f"@{now}", b"")
        for strange in ("", "soon", f"{now + 3600}", f"00{now}0", "\u0661", "9" * 5000):
            assert "X-Accel-Expires" not in front(HTTP_X_PROXY_SECOND=strange)[1]

    def test_each_form_is_made_when_it_is_asked_for(self):
        plain = front()
        packed = front(HTTP_ACCEPT_ENCODING="gzip")
        assert "Content-Encoding" not in plain[1]
        assert packed[1]["Content-Encoding"] == "gzip"
        assert int(packed[1]["Content-Length"]) == len(packed[2]) < len(plain[2])

    def test_head_has_no_body_and_an_unchanged_page_none_either(self):
        plain = front()
        head = front(method="HEAD")
        assert (head[1], head[2]) == (plain[1], b"")
        status, headers, body = front(HTTP_IF_NONE_MATCH=plain[1]["ETag"])
        assert (status, body) == ("304 Not Modified", b"")
        assert headers.keys() == {"Cache-Control", "Vary", "Content-Language", "ETag"}

    @pytest.mark.parametrize(
        "request_",
        [
            {"method": "POST"},
            {"query": "n=1"},
            {"path": "/en/housing/"},
            {"HTTP_HOST": "stranger.localhost:8000"},
            {"HTTP_HOST": "testland.localhost:9000"},
            {"HTTP_HOST": "elsewhere.example"},
            {"HTTP_HOST": ""},
            {"HTTP_COOKIE": f"a=b; {settings.SESSION_COOKIE_NAME}=abc"},
        ],
        ids=str,
    )
    def test_everything_else_is_left_to_django(self, request_):
        assert front()[2] is not PASSED_ON
        assert front(**request_)[2] is PASSED_ON

    def test_a_cookie_of_somebody_else_is_no_session(self):
        assert front(HTTP_COOKIE="sessionid=old; my-session=1; consent=session")[0] == "200 OK"
        assert front(HTTP_COOKIE="a=b;session=abc")[2] is PASSED_ON

    def test_a_page_under_https_is_not_given_to_http(self, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        secure = Client(HTTP_HOST=HOST, HTTP_X_FORWARDED_PROTO="https")
        assert f"https://{HOST}{PATH}" in secure.get(PATH).text
        assert f"https://{HOST}{PATH}".encode() in front(HTTP_X_FORWARDED_PROTO="https")[2]
        assert f"https://{HOST}".encode() not in front(HTTP_X_FORWARDED_PROTO="http")[2]

    def test_what_a_visitor_writes_as_scheme_makes_no_page_of_its_own(self, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        Client(HTTP_HOST=HOST, HTTP_X_FORWARDED_PROTO="https").get(PATH)
        assert front(HTTP_X_FORWARDED_PROTO="https")[2] == front(HTTP_X_FORWARDED_PROTO="https, strange")[2]
        assert front(HTTP_X_FORWARDED_PROTO="strange")[2] == front(HTTP_X_FORWARDED_PROTO="http")[2]

    def test_what_was_published_is_not_hidden(self, article):
        article.title = "A new title"
        article.save_revision().publish()
        assert front()[2] is PASSED_ON


def test_a_change_in_another_process_is_seen_within_a_second():
    stamps.current("testland.localhost")
    old = stamps.peek("testland.localhost")
    cache.set("stamp:testland.localhost", "new")  # as another process does
    assert stamps.peek("testland.localhost") == old
    time.sleep(stamps.REMEMBERED_FOR + 0.05)
    assert stamps.peek("testland.localhost") == "new"
    assert stamps.REMEMBERED_FOR < 1


@pytest.mark.django_db
class TestPartsThatPagesShare:
    def test_they_follow_the_language_and_the_interface(self):
        make_country(languages=("en", "ro", "rom-x-ursari"))
        client = SiteClient("testland.localhost")
        for path in ("/ro/", "/rom-x-ursari/", "/en/", "/ro/housing/", "/rom-x-ursari/housing/"):
            page = client.get(path).text
            code = path.split("/")[1]
            assert f'<a class="brand" href="/{code}/">' in page
            assert ("Alte țări" in page) == (code != "en"), path
            assert page.count('aria-current="true"') == 1

    def test_links_in_them_lead_to_this_page_and_this_port(self):
        make_article(make_country())
        for port in ("8000", "8443"):
            page = Client(HTTP_HOST=f"testland.localhost:{port}").get(PATH).text
            assert f'<a href="http://localhost:{port}/en/">' in page
            assert '<a href="/uk/housing/a-guide/"' in page

    def test_a_number_that_changes_changes_on_every_page(self):
        line = make_fact(make_country(), "line", type="phone", phone_value="112", emergency_order=1)
        client = SiteClient("testland.localhost")
        assert "tel:112" in client.get("/en/").text
        line.phone_value = "911"
        line.save()
        for path in ("/en/", "/en/housing/"):
            page = client.get(path).text
            assert "tel:911" in page
            assert "tel:112" not in page
