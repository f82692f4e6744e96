"""Whatever is sent, the answer is a proper 4xx page in a language of the reader, never a 500."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import SiteClient

PATHS = [
    "/uk/nothing/",
    "/uk/housing/nothing/",
    "/uk/" + "a/" * 300,
    "/uk/" + "a" * 3000 + "/",
    "/uk/%00/",
    "/uk/%E0%A4%A/",
    "/uk/%ff%fe/",
    "/uk/..%2f..%2fetc/passwd",
    "/uk//housing//",
    "/uk/housing/%F0%9F%98%80/",
    "/%2e%2e/",
    "/xx-yy-zz-aa/",
    "/media/../portal/settings.py",
    "/media/%2e%2e/%2e%2e/manage.py",
    "/media/nothing.mp3",
    "/static/nothing.css",
    "/api/v1/countries/nowhere",
    "/api/v1/countries/moldova/articles?language=xx",
    "/documents/999/x.pdf",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("country", ["moldova", ""])
def test_odd_paths(site, country, path):
    client = site(country)
    client.raise_request_exception = False
    status = client.get(path).status_code
    assert 400 <= status < 500 or status in (301, 302), status


def test_the_404_speaks_the_language_of_the_address_and_leads_onward(site):
    response = site("serbia").get("/fa/nothing/")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert page.html["lang"] == "fa"
    assert page.html["dir"] == "rtl"
    assert page.select_one('a[href="/fa/"]') is not None
    assert page.select_one('a[href="/fa/asylum/"]') is not None


@pytest.mark.parametrize("host", ["france.localhost", "a.b.moldova.localhost"])
def test_an_unknown_host_lists_the_countries(db, host):
    response = SiteClient(host).get("/", headers={"accept-language": "uk"})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert page.html["lang"] == "uk"
    assert "http://moldova.localhost:8000/uk/" in {link["href"] for link in page.select(".countries a")}


@pytest.mark.parametrize("host", ["evil.example.com", "moldova.localhost.evil.com", "a_b\x7f", "[::1", "x" * 300, ""])
def test_a_host_that_is_not_ours_is_refused_in_the_readers_language(db, host):
    client = SiteClient("localhost")
    client.raise_request_exception = False
    response = client.get("/", HTTP_HOST=host, headers={"accept-language": "ar"})
    assert response.status_code == 400
    assert BeautifulSoup(response.content, "html.parser").html["lang"] == "ar"


@pytest.mark.parametrize("header", ["\x00", "a" * 10_000, "uk;q=abc", "*;q=0", ",,,;;;", "uk;q=1e400", "-", "x-" * 500])
def test_odd_language_headers(site, header):
    for country in ("moldova", ""):
        assert site(country).get("/", headers={"accept-language": header}).status_code in (200, 302)


@pytest.mark.parametrize(
    "headers",
    [
        {"if-none-match": "W/" * 1000},
        {"if-modified-since": "yesterday"},
        {"accept-encoding": "br;q=x, \x00"},
        {"cookie": "session=\x00;;;=;csrf"},
        {"range": "bytes=9-1"},
        {"x-forwarded-host": "evil.example.com"},
    ],
)
def test_odd_headers(site, headers):
    response = site("moldova").get("/uk/", headers=headers)
    assert response.status_code == 200
    assert b"evil.example.com" not in response.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_read_only(site, method):
    assert getattr(site("moldova"), method)("/uk/").status_code in (403, 405)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_no_path_breaks_the_portal(site, path):
    client = site("moldova")
    client.raise_request_exception = False
    assert client.get("/uk/" + path.replace("?", "").replace("#", "")).status_code < 500


def test_a_form_without_its_token_is_refused_in_the_readers_language(db):
    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000")
    response = client.post("/cms/login/", {"username": "a"}, headers={"accept-language": "uk"})
    assert response.status_code == 403
    assert BeautifulSoup(response.content, "html.parser").html["lang"] == "uk"


def test_a_failure_of_ours_is_told_in_the_readers_language(site, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr("portal.countries.routing.find", broken)
    client = site("serbia")
    client.raise_request_exception = False
    response = client.get("/ur/safety/")
    assert response.status_code == 500
    assert BeautifulSoup(response.content, "html.parser").html["lang"] == "ur"
    assert "boom" not in response.text
