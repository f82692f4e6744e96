"""A leaflet says what readers see: in every script, with the day of the check, the number of its edition and a code."""

import datetime as dt
import logging
import shutil
from itertools import pairwise

import pytest
from django.core.files.storage import default_storage

from articles.models import ArticlePage
from portal.core import clock
from portal.countries.models import Country
from portal.leaflets import codes, drawing, folding, fonts, keeping
from portal.leaflets.layouts import Layout
from portal.leaflets.problems import NotThere, TooMany
from services_map import places, stamp
from services_map.models import Service
from tests.factories import make_article, make_fact
from tests.factories.leaflets import compose, picture, reader, scanned, spoken, text_of
from tests.factories.services import make_category, make_location, make_service, make_town
from tests.integration.test_hidden_places import MARKS, hidden

pytestmark = pytest.mark.django_db
POPPLER = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm (poppler-utils)")
A5, A4, FOLDED = (420, 595), (595, 842), (842, 595)


def pdf_of(composed, layout=Layout.A5, number=None) -> bytes:
    html = keeping.html_of(composed, layout, number)
    pdf = drawing.draw(html, origin=codes.origin(composed.frame), tagged=layout != Layout.FOLDED)
    rtl = composed.screen.language.direction == "rtl"
    return folding.fold(pdf, rtl=rtl) if layout == Layout.FOLDED else pdf


def demonstration(country: str, slug: str) -> ArticlePage:
    return ArticlePage.objects.filter(slug=slug, url_path__startswith=f"/{country}/en/").get()


def size(page) -> tuple[int, int]:
    return round(float(page.mediabox.width)), round(float(page.mediabox.height))


class TestWhatItSays:
    def test_an_article_with_facts_emergency_numbers_check_and_source(self, country):
        fact = make_fact(country, "until", label="Valid until")
        make_fact(country, "emergency", label="Emergency", type="phone", phone_value="112", emergency_order=1)
        body = [
            ("text", "<p>First words.</p>"),
            ("facts", [fact.pk]),
            ("questions", [{"question": "Why?", "answer": "<p>Because.</p>"}]),
        ]
        article = make_article(country, body=body)
        text = text_of(pdf_of(compose(country, "en", article)))
        for words in ("A guide", "First words.", "Valid until", "4 March 2027", "Why?", "Because.", "112", "Test team"):
            assert words in text, words
        assert "Printed from the page as checked on" in text
        assert "Edition" not in text

    def test_dates_and_interface_are_in_the_language_of_the_leaflet(self):
        text = text_of(pdf_of(compose("serbia", "uk", demonstration("serbia", "how-to-ask-for-asylum"))))
        assert "Перевірено: 10 листопада 2026" in text
        assert "Ви в небезпеці?" in text
        assert "72 години" in text

    @pytest.mark.parametrize(
        ("country", "language", "slug", "words"),
        [
            ("serbia", "ar", "how-to-ask-for-asylum", "ماذا تفعل"),
            ("serbia", "ur", "how-to-ask-for-asylum", "پناہ کیسے مانگیں"),
            ("serbia", "fa", "children-alone", "۱۱۲"),
            ("serbia", "ps", "how-to-ask-for-asylum", "پناه"),
        ],
    )
    def test_arabic_letters_can_be_read_aloud_and_have_their_own_face(self, country, language, slug, words):
        composed = compose(country, language, demonstration(country, slug))
        pdf = pdf_of(composed)
        said = spoken(pdf)
        if composed.title_language == language:
            assert composed.title.split(":")[0] in said
        assert any("\u0600" <= letter <= "\u06ff" for letter in said)
        embedded = {
            str(font.get_object()["/BaseFont"]).split("+")[-1]
            for page in reader(pdf).pages for font in page["/Resources"]["/Font"].values()
        }  # fmt: skip
        family = "leaflet-aran" if language == "ur" else "leaflet-arab"
        assert any(name.startswith(family) for name in embedded), embedded
        assert not [name for name in embedded if not name.startswith("leaflet-")], "a face of the machine"

    @POPPLER
    @pytest.mark.parametrize("language", ["ar", "ur"])
    def test_arabic_letters_join(self, language):
        """Joined letters are fewer separate shapes than letters: the title as drawn against its letters set apart."""
        joined, apart = (self._shapes(text, language) for text in ("مستشفى", "م‌س‌ت‌ش‌ف‌ى"))
        assert joined < apart

    @staticmethod
    def _shapes(text: str, language: str) -> int:
        html = f'<html lang="{language}" dir="rtl"><title>T</title><body>{text}</body></html>'
        style = f"<style>{fonts.rules(html)} @page {{ size: A5 }} html {{ font-size: 60pt }}</style>"
        image = picture(drawing.draw(html.replace("<body>", f"{style}<body>"), origin="http://x", tagged=False))
        columns = [min(image.crop((x, 0, x + 1, image.height)).tobytes()) < 128 for x in range(image.width)]
        return sum(1 for before, now in pairwise(columns) if now and not before)

    def test_what_is_not_translated_is_there_in_the_best_other_language(self, country):
        composed = compose(country, "ar", make_article(country))
        pdf = pdf_of(composed)
        assert "First words." in text_of(pdf)
        assert "هذه الصفحة" in spoken(pdf)
        assert reader(pdf).trailer["/Root"]["/Lang"] == "ar"

    def test_demonstration_content_says_so_and_other_content_does_not(self, country):
        article = make_article(country)
        assert "Demonstration content" not in text_of(pdf_of(compose(country, "en", article)))
        shown = text_of(pdf_of(compose("serbia", "en", demonstration("serbia", "how-to-ask-for-asylum"))))
        assert "Demonstration content" in shown

    def test_an_overdue_check_is_told(self, country):
        article = make_article(country, checked_on=clock.today(country.time_zone) - dt.timedelta(days=900))
        text = text_of(pdf_of(compose(country, "en", article)))
        assert "This page should have been checked again" in text
        assert "The check is overdue" in text

    def test_several_articles_in_one(self, country):
        pages = [make_article(country, f"guide-{n}", title=f"Guide {n}") for n in range(3)]
        composed = compose(country, "en", *pages)
        text = text_of(pdf_of(composed))
        assert [text.count(f"Guide {n}") >= 1 for n in range(3)] == [True] * 3
        assert composed.address.endswith("/en/")

    def test_too_many_articles_are_refused(self, country):
        pages = [make_article(country, f"guide-{n}", title=f"Guide {n}") for n in range(13)]
        with pytest.raises(TooMany):
            compose(country, "en", *pages)


class TestPaper:
    @pytest.mark.parametrize(("layout", "expected"), [(Layout.A5, A5), (Layout.A4, A4), (Layout.FOLDED, FOLDED)])
    @pytest.mark.parametrize("language", ["uk", "ur"])
    def test_the_sizes_of_pages(self, layout, expected, language):
        pages = reader(
            pdf_of(compose("serbia", language, demonstration("serbia", "how-to-ask-for-asylum")), layout)
        ).pages
        assert {size(page) for page in pages} == {expected}
        assert 1 <= len(pages) <= 5

    @pytest.mark.parametrize(("language", "first", "last"), [("uk", "right", "left"), ("ur", "left", "right")])
    def test_the_cover_of_a_folded_leaflet_is_on_its_side(self, language, first, last):
        """The title stands on the half of the first side that is in front when the sheet is folded."""
        composed = compose("serbia", language, demonstration("serbia", "how-to-ask-for-asylum"))
        places = {"left": "", "right": ""}
        page = reader(pdf_of(composed, Layout.FOLDED)).pages[0]
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: self._take(places, text, cm, tm))
        assert "serbia.localhost" in places[first]
        assert "serbia.localhost" not in places[last]

    @staticmethod
    def _take(places, text, cm, tm) -> None:
        if text.strip():
            across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            places["left" if across < FOLDED[0] / 2 else "right"] += text

    def test_a_pdf_is_small_tagged_titled_and_in_its_language(self):
        pdf = pdf_of(compose("serbia", "ur", demonstration("serbia", "how-to-ask-for-asylum")))
        assert len(pdf) < 150_000
        root = reader(pdf).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/StructTreeRoot"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert root["/Lang"] == "ur"
        assert reader(pdf).metadata.title

    @POPPLER
    @pytest.mark.parametrize("layout", [Layout.A5, Layout.A4])
    @pytest.mark.parametrize("language", ["uk", "ar"])
    def test_a_camera_reads_the_code_from_the_page(self, site, layout, language):
        composed = compose("serbia", language, demonstration("serbia", "how-to-ask-for-asylum"))
        assert scanned(pdf_of(composed, layout)) == [composed.address]
        assert composed.address.endswith(f"-{language}")
        path = composed.address.split(":8000", 1)[1]
        assert site("serbia").get(path)["Location"] == f"/{language}/asylum/how-to-ask-for-asylum/"


class TestServices:
    def test_a_town_and_a_category(self, country):
        town, other = make_town(country), make_town(country, "brno", (49.2, 16.6))
        legal, health = make_category(), make_category("health-clinic")
        make_service(country, "one", name="Legal one", category=legal, locations=(make_location(country, town=town),))
        make_service(country, "two", name="Clinic two", category=health, locations=(make_location(country, town=town),))
        make_service(
            country, "three", name="Legal three", category=legal, locations=(make_location(country, town=other),)
        )
        text = text_of(pdf_of(compose(country, "en", town="prague", category="legal-aid")))
        for words in ("Legal one", "Hlavní 1", "09:00–17:00", "0 000 00 01", "Demo organization", "Call before you go"):
            assert words in text, words
        assert "Clinic two" not in text
        assert "Legal three" not in text
        everything = text_of(pdf_of(compose(country, "en")))
        assert all(name in everything for name in ("Legal one", "Clinic two", "Legal three"))

    def test_hidden_places_are_in_none(self, country):
        shelter = make_category("womens-shelter", confidential=True)
        make_service(country, "shelter", name="A shelter", category=shelter, locations=(hidden(country),))
        make_service(country, "area", name="An area", category=shelter, locations=(hidden(country, "area"),))
        article = make_article(country, body=[("services", [Service.objects.get(slug="shelter").pk])])
        for language in ("en", "uk", "ar"):
            for composed in (compose(country, language), compose(country, language, article)):
                for layout in Layout:
                    html = keeping.html_of(composed, layout, 1)
                    assert not [mark for mark in MARKS if mark.lower() in html.lower()]
        text = text_of(pdf_of(compose(country, "en")))
        assert "The place is not shown" in text
        assert not [mark for mark in MARKS if mark in text]

    def test_a_place_that_becomes_hidden_is_in_no_file_that_was_drawn_before(self, country):
        location = make_location(country, address="Known street 1")
        make_service(country, locations=(location,))
        kept = keeping.keep(compose(country, "en"), Layout.A5)
        assert default_storage.exists(kept.name)
        location.visibility = "area"
        location.address, location.latitude, location.longitude = "", None, None
        location.save()
        assert not default_storage.exists(kept.name)

    def test_nor_is_one_that_a_spreadsheet_hides(self, country):
        location = make_location(country, address="Known street 1")
        make_service(country, locations=(location,))
        kept = keeping.keep(compose(country, "en"), Layout.A5)
        places.save_many(country, [(location, places.Place(visibility="hidden", address="Known street 1"))])
        assert not default_storage.exists(kept.name)

    def test_what_is_withdrawn_or_unknown_is_not_there(self, country):
        service = make_service(country, locations=(make_location(country),))
        Service.objects.filter(pk=service.pk).update(status="withdrawn")
        stamp.change(country)
        for asked in ({"town": "prague"}, {"town": "nowhere"}, {"category": "nothing"}, {}):
            with pytest.raises(NotThere):
                compose(country, "en", **asked)
        with pytest.raises(NotThere):
            compose(country, "ur", make_article(country))


@pytest.mark.once
def test_every_language_of_the_demonstration_has_its_leaflet():
    """The first article of each country in each of its languages, without a letter that no face has."""
    country = Country.objects.get(slug="serbia")
    article = demonstration("serbia", "how-to-ask-for-asylum")
    logger, seen = logging.getLogger("weasyprint"), []
    handler = logging.Handler()
    handler.emit = lambda record: seen.append(record.getMessage())
    logger.addHandler(handler)
    try:
        for language in country.languages.values_list("locale__language_code", flat=True):
            pdf_of(compose(country, language, article))
    finally:
        logger.removeHandler(handler)
    assert not [line for line in seen if "notdef" in line]
    assert not seen, seen
