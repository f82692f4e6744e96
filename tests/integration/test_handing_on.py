"""Short links, QR codes, ways to share, and phrase cards: what is handed on leads somewhere, and gives nothing away."""

import io
import re

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from PIL import Image, ImageDraw
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from locales.languages import LANGUAGES
from portal.core import qr, short_codes
from portal.countries import phrase_cards, sharing, short_links
from portal.countries.models import Country
from services_map.models import Service
from tests.factories import make_article, make_country
from tests.factories import services as make

pytestmark = pytest.mark.django_db
CODE = re.compile(r"/s/[0-9a-z-]+")


def soup(response, expected: int = 200) -> BeautifulSoup:
    assert response.status_code == expected
    return BeautifulSoup(response.content, "html.parser")


def short(page: BeautifulSoup) -> str:
    """The short address that a page's tools hand on."""
    found = CODE.search(page.select_one(".tools [data-address]")["data-address"])
    assert found
    return found.group()


def painted(svg: str) -> Image.Image:
    """Draws the path of a code, as a camera would see it: each stroke is a run of dark modules."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)[1]
    scale = 6
    picture = Image.new("L", (size * scale, size * scale), 255)
    draw = ImageDraw.Draw(picture)
    x = y = 0.0
    for command, values in re.findall(r"([Mmh])([^Mmh]+)", path):
        numbers = [float(item) for item in re.findall(r"-?\d*\.?\d+", values)]
        if command == "h":
            draw.rectangle((x * scale, (y - 0.5) * scale, (x + numbers[0]) * scale - 1, (y + 0.5) * scale - 1), fill=0)
            x += numbers[0]
        elif command == "M":
            x, y = numbers
        else:
            x, y = x + numbers[0], y + numbers[1]
    return picture


def read(svg: str) -> str:
    found = zxingcpp.read_barcodes(painted(svg))
    assert len(found) == 1
    return found[0].text


class TestShortLinks:
    def test_a_page_that_is_kept_has_one_spelling(self, site):
        client = site("romania")
        code = short(soup(client.get("/uk/housing/housing-support/"))).removeprefix("/s/").removesuffix("-uk")
        assert client.get(f"/uk/share/{code}/").status_code == 200
        for other in (code.upper(), code[0] + code[1:].replace("0", "o").upper(), "C", "c-"):
            for file in ("", "qr.svg"):
                assert client.get(f"/uk/share/{other}/{file}").status_code == 404

    @pytest.mark.parametrize("path", ["/uk/", "/uk/housing/", "/uk/housing/housing-support/"])
    def test_a_page_is_found_in_the_code_s_language(self, site, path):
        client = site("romania")
        code = short(soup(client.get(path)))
        answer = client.get(code, headers={"accept-language": "ru"})
        assert (answer.status_code, answer["Location"]) == (302, path)
        assert "noindex" in answer["X-Robots-Tag"]

    def test_the_language_can_be_changed_by_hand_and_codes_be_read_from_paper(self, site):
        client = site("romania")
        code = short(soup(client.get("/uk/housing/housing-support/")))
        assert client.get(code.replace("-uk", "-ru"))["Location"] == "/ru/housing/housing-support/"
        assert client.get(code.upper().replace("/S/", "/s/").replace("0", "O"))["Location"].startswith("/uk/")
        assert client.get(f"{code}/")["Location"].startswith("/uk/")

    def test_a_code_lives_through_a_new_address(self, site):
        country = make_country(languages=("en", "ar"))
        article = make_article(country, "old-address")
        client = site("testland")
        code = short(soup(client.get("/ar/housing/old-address/")))
        article.slug = "new-address"
        article.save_revision().publish()
        assert client.get(code)["Location"] == "/ar/housing/new-address/"

    def test_a_page_that_is_gone_or_closed_is_a_404_in_the_code_s_language_that_leads_on(self, site):
        country = make_country(languages=("en", "ar"))
        article = make_article(country, "guide")
        client = site("testland")
        code = short(soup(client.get("/ar/housing/guide/")))
        PageViewRestriction.objects.create(page=article, restriction_type="login")
        assert client.get(code).status_code == 404
        PageViewRestriction.objects.all().delete()
        article.unpublish()
        page = soup(client.get(code, headers={"accept-language": "en"}), 404)
        assert page.html["lang"] == "ar"
        assert page.select_one("a.button")["href"] == "/ar/"

    def test_a_language_that_the_country_lacks_offers_those_that_it_has(self, site):
        client = site("romania")
        code = short(soup(client.get("/uk/")))
        page = soup(client.get(code.replace("-uk", "-fa")), 404)
        assert {link["href"] for link in page.select("nav a")} >= {"/uk/", "/ro/"}

    @pytest.mark.parametrize(
        "code", ["x", "p-uk", "pzzzzzzzz-uk", "p12345678", "q12345678-uk", "c-xx", "pukukukuk-nonsense"]
    )
    def test_nonsense_is_not_found(self, site, code):
        assert site("romania").get(f"/s/{code}").status_code == 404
        assert site().get(f"/s/{code}").status_code == 404

    def test_a_code_of_another_country_is_not_found_here(self, site):
        code = short(soup(site("romania").get("/uk/")))
        assert site("hungary").get(code).status_code == 404

    def test_services_by_their_own_identifier_whatever_they_are_called(self, site):
        country = make_country(languages=("en", "uk"))
        service = make.make_service(country, "first-name", name="Legal help")
        client = site("testland")
        code = short(soup(client.get("/uk/services/first-name/")))
        assert client.get(code)["Location"] == "/uk/services/first-name/"
        service.status = Service.Status.DRAFT
        service.save()
        assert client.get(code).status_code == 404

    def test_a_service_that_has_left_the_list_leads_to_what_to_turn_to_unless_it_is_confidential(self, site):
        country = make_country(languages=("en", "uk"))
        service = make.make_service(country, "help", name="Legal help")
        client = site("testland")
        code = short(soup(client.get("/uk/services/help/")))
        service.status = Service.Status.ARCHIVED
        service.save()
        assert client.get(code)["Location"] == "/uk/services/help/"
        assert client.get(f"/uk/share/{code.split('/')[2].split('-')[0]}/").status_code == 404
        service.category.confidential = True
        service.category.save()
        assert client.get(code).status_code == 404

    def test_cards(self, site):
        client = site("hungary")
        assert client.get("/s/c-uk")["Location"] == "/uk/show/"
        assert client.get("/s/cdoctor-uk")["Location"] == "/uk/show/#doctor"
        assert client.get("/s/cnothing-uk").status_code == 404

    def test_reading_is_bounded(self, django_assert_max_num_queries, site):
        client = site("romania")
        code = short(soup(client.get("/uk/housing/housing-support/")))
        with django_assert_max_num_queries(4):
            client.get(code)


class TestSharePage:
    def test_the_code_on_the_screen_leads_to_the_page(self, site):
        client = site("serbia")
        article = soup(client.get("/ur/asylum/how-to-ask-for-asylum/"))
        path = article.select_one('.tools [href*="/share/"]')["href"]
        answer = client.get(path)
        page = soup(answer)
        assert "noindex" in answer["X-Robots-Tag"]
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
        address = page.select_one(".address").text
        assert (
            read(answer.content.decode().partition('class="code"')[2])
            == address
            == f"http://serbia.localhost:8000{short(article)}"
        )
        assert read(client.get(f"{path}qr.svg").content.decode()) == address
        assert client.get(short(article))["Location"] == "/ur/asylum/how-to-ask-for-asylum/"

    def test_every_way_is_a_link_with_the_title_and_the_short_address(self, site):
        client = site("bulgaria")
        article = soup(client.get("/ar/temporary-protection/temporary-protection/"))
        page = soup(client.get(article.select_one('.tools [href*="/share/"]')["href"]))
        links = [link["href"] for link in page.select(".tools a[rel~=noopener]")]
        assert [link.split(":")[0] for link in links] == ["https", "https", "viber", "sms", "mailto"]
        code = short(article).rpartition("/")[2]
        assert all(code in link and "+" not in link for link in links)

    def test_a_service_whose_place_is_hidden_gives_no_place_away(self, site):
        page = soup(site("romania").get("/uk/services/demo-safe-space-women/"))
        assert not page.select(".showing")
        assert page.select_one('.tools [href*="/share/"]')

    @pytest.mark.parametrize("ref", ["p00000000", "nothing", "s00000000", "x"])
    def test_what_is_not_there_has_no_page_and_no_code(self, site, ref):
        client = site("romania")
        assert client.get(f"/uk/share/{ref}/").status_code == 404
        assert client.get(f"/uk/share/{ref}/qr.svg").status_code == 404
        assert site().get(f"/uk/share/{ref}/").status_code == 404

    def test_a_closed_page_offers_no_code(self, site, admin_user):
        country = make_country(languages=("en",))
        article = make_article(country, "inside")
        ref = short_links.page_ref(article.translation_key)
        PageViewRestriction.objects.create(page=article, restriction_type="login")
        assert site("testland").get(f"/en/share/{ref}/").status_code == 404
        assert not BeautifulSoup(site("testland").get("/en/").content, "html.parser").find(string=re.compile(ref))


class TestPhraseCards:
    @pytest.mark.parametrize(
        "country,reader,local,words",
        [("czechia", "uk", "cs", "en"), ("hungary", "ru", "hu", "en"), ("serbia", "ur", "sr-Latn", "en")],
    )
    def test_the_country_s_language_is_large_and_the_reader_s_small(self, site, country, reader, local, words):
        page = soup(site(country).get(f"/{reader}/show/"))
        cards = page.select(".showing")
        assert len(cards) == len(phrase_cards.PHRASES)
        assert {card.select_one(".local")["lang"] for card in cards} == {local}
        assert [link["href"] for link in page.select(".deck a")] == [f"#{card['id']}" for card in cards]

    def test_who_reads_the_country_s_language_sees_it_once(self, site):
        page = soup(site("hungary").get("/hu/show/"))
        assert page.select(".showing")
        assert not page.select(".showing .own")

    def test_the_interpreter_is_asked_for_by_the_name_that_the_official_knows(self, site):
        page = soup(site("czechia").get("/uk/show/"))
        card = page.select_one("#interpreter")
        assert "ukrajinština" in card.select_one(".local").text
        assert "українська" in card.select_one(".own").text

    def test_the_emergency_number_is_the_country_s_own(self, site):
        first = soup(site("serbia").get("/en/")).select_one(".emergency .call bdi").text
        assert first in soup(site("serbia").get("/en/show/")).select_one("#help .local").text

    def test_a_driver_gets_the_address_in_the_country_s_language(self, site):
        page = soup(site("czechia").get("/uk/services/kacpu-jihlava/"))
        card = page.select_one("#show-1")
        assert card.select_one(".local")["lang"] == "cs"
        assert "Jihlava" in card.select_one(".local").text
        assert page.select_one('a[href="#show-1"]')

    @pytest.mark.parametrize("visibility", ["area", "hidden"])
    def test_no_card_for_a_place_that_is_not_shown_exactly(self, site, visibility):
        country = make_country(languages=("en", "ar"))
        place = make.make_location(country, address="Secret street 5", visibility=visibility)
        make.make_service(country, "shelter", name="Shelter", locations=(place,))
        page = soup(site("testland").get("/ar/services/shelter/"))
        assert not page.select(".showing")
        assert "Secret street" not in str(page)

    def test_a_country_whose_language_nobody_offers_is_still_spoken_to_in_it(self):
        from locales import formats

        assert formats.local_language("CZ", ("uk", "en")) == "cs"
        assert formats.local_language("RS", ("en", "sr-latn")) == "sr-latn"
        assert formats.local_language("PL", ("pl", "uk")) == "pl"
        assert formats.local_language("XX", ("uk", "en")) == "uk"


def test_every_article_and_service_can_be_handed_on(site):
    """No two things of a country share a code."""
    for country in Country.objects.public():
        pages = ArticlePage.objects.filter(url_path__startswith=f"/{country.slug}/", live=True)
        keys = set(pages.values_list("translation_key", flat=True))
        assert len({short_codes.encode("p", key) for key in keys}) == len(keys)


def test_ways_write_spaces_so_that_every_application_reads_them():
    urls = [way.url for way in sharing.ways("http://x.localhost/s/p1-uk", "Де спати вночі")]
    assert all("%20" in url and "+" not in url for url in urls)


def test_the_longest_short_link_fits_a_small_code():
    longest = max((f"https://moldova.example.org/s/p00000000-{code}" for code in LANGUAGES), key=len)
    drawn = str(qr.svg(longest))
    assert int(re.search(r'viewBox="0 0 (\d+)', drawn)[1]) <= 41 + 8  # version 6 at most, with the quiet zone
    assert read(drawn) == longest
    buffer = io.BytesIO()
    painted(drawn).save(buffer, "PNG")
    assert zxingcpp.read_barcodes(Image.open(buffer))[0].text == longest
