"""Large text and text only, as addresses; and what a browser gets that saves data."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

pytestmark = pytest.mark.django_db
PICTURED = "/uk/temporary-protection/card-valid-longer/"


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("view", ["large", "text"])
def test_a_view_stays_until_it_is_left(site, view):
    client = site("hungary")
    answer = client.get(f"{PICTURED}?view={view}")
    page = soup(answer)
    assert page.html["data-view"] == view
    inside = [link["href"] for link in page.select('a[href^="/uk/"], a[href^="/hu/"]') if link["href"].endswith("/")]
    assert inside == []
    assert page.select(f'a[href="/uk/?view={view}"]')
    assert page.select('.tools a[href="./"]')
    assert page.find("link", rel="canonical")["href"] == f"http://hungary.localhost:8000{PICTURED}"
    assert answer["X-Robots-Tag"] == "noindex"


def test_forms_and_redirects_carry_the_view(site):
    client = site("hungary")
    page = soup(client.get("/uk/services/?view=large"))
    assert page.select_one("form.find input[name=view]")["value"] == "large"
    assert client.get("/uk/services/?near=47.49801,19.03991&view=large")["Location"].count("view=large") == 1
    assert client.get("/UK/?view=large")["Location"] == "/uk/?view=large"


def test_text_only_says_what_a_picture_shows_and_where_it_is(site):
    usual, text = (soup(site("hungary").get(PICTURED + query)) for query in ("", "?view=text"))
    image = usual.select_one(".picture img")
    assert image
    assert not text.select("img, source")
    figure = text.select_one(".picture")
    assert image["alt"] in figure.text
    assert figure.a["href"].endswith(".webp")


def test_a_browser_that_saves_data_gets_no_picture_and_caches_are_told(site):
    client = site("hungary")
    usual = client.get(PICTURED)
    saving = client.get(PICTURED, headers={"save-data": "on"})
    again = client.get(PICTURED)
    assert "save-data" in usual["Vary"].lower()
    assert "save-data" in saving["Vary"].lower()
    assert soup(usual).select("img")
    assert not soup(saving).select("img")
    assert again.content == usual.content
    assert usual["ETag"] != saving["ETag"]


def test_views_come_from_the_cache_and_other_questions_do_not(django_assert_num_queries, site):
    client = site("hungary")
    client.get("/uk/")  # a host without a stamp is not kept
    first = {query: client.get(f"/uk/{query}").content for query in ("", "?view=large", "?view=text")}
    assert len(set(first.values())) == 3
    with django_assert_num_queries(0):
        assert {query: client.get(f"/uk/{query}").content for query in first} == first
    assert b"data-view" not in site("hungary").get("/uk/?view=huge").content


def test_only_large_text_is_large(site):
    assert b"150%" in site("serbia").get("/ur/?view=large").content
    assert b"150%" not in site("serbia").get("/ur/?view=text").content


def test_a_page_of_a_view_has_its_whole_length(site):
    answer = site("hungary").get(f"{PICTURED}?view=large", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}=x"})
    assert int(answer["Content-Length"]) == len(answer.content)


def test_an_error_keeps_the_view(site):
    page = BeautifulSoup(site("hungary").get("/uk/nothing/?view=text").content, "html.parser")
    assert page.select_one("a.button")["href"] == "/uk/?view=text"


def test_recordings_in_the_reader_s_language_come_before_the_device_s_voice(site):
    client = site("moldova")
    path = "/{}/first-days/romani-language-information/"
    link = soup(client.get(path.format("rom-x-ursari"))).select_one(".tools a")
    assert link["href"].startswith("#recording-")
    assert not link.has_attr("data-module")
    other = soup(client.get(path.format("en"))).select_one(".tools a")
    assert other["href"] == "/en/listen/"
    assert other["data-module"].endswith(".js")
