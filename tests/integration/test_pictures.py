"""Pictures: light formats, credit, words in every language."""

import io

import pytest
from django.core.cache import caches
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageDraw

from portal.countries import sites
from portal.media import pictures
from portal.media.models import ImageText, PortalImage, PortalRendition
from tests.conftest import SiteClient
from tests.factories import make_article

pytestmark = pytest.mark.django_db
PATH = "/housing/a-guide/"


def make_image(country, **fields) -> PortalImage:
    """A photograph-like picture of a telephone's making."""
    drawn = Image.radial_gradient("L").resize((1600, 1200)).convert("RGB")
    ImageDraw.Draw(drawn).rectangle((200, 200, 900, 700), fill="orange", outline="navy", width=20)
    file = io.BytesIO()
    drawn.save(file, "JPEG")
    file.seek(0)
    return PortalImage.objects.create(
        title="A picture", file=ImageFile(file, "picture.jpg"), collection=country.collection, **fields
    )


def word(image, **words) -> None:
    for code, alt in words.items():
        ImageText.objects.create(image=image, locale=sites.locale(code), alt=alt)


def article_with(country, image, alt="", **fields):
    return make_article(country, body=[("picture", {"image": image, "alt": alt, "caption": ""})], **fields)


def read(language="en") -> str:
    return SiteClient("testland.localhost").get(f"/{language}{PATH}").text


def test_light_formats_with_a_fallback_and_a_size(country):
    image = make_image(country, credit="A photographer, CC BY 4.0")
    article_with(country, image, "A queue")
    stored = {item.filter_spec: item for item in PortalRendition.objects.filter(image=image)}
    assert set(stored) == set(pictures.SPECS.values())  # made when it was published
    page = read()
    assert '<source type="image/avif" srcset="/media/' in page
    assert '<source type="image/webp" srcset="/media/' in page
    assert 'alt="A queue" width="640" height="480" loading="lazy"' in page
    assert "<small>A photographer, CC BY 4.0</small>" in page
    sizes = {name: stored[spec].file.size for name, spec in pictures.SPECS.items()}
    assert sizes["avif"] < sizes["jpeg"] < 46_000
    assert PortalRendition.objects.filter(image=image).count() == len(pictures.SPECS)
    for item in stored.values():
        assert SiteClient("testland.localhost").get(item.url).status_code == 200


def test_its_own_words_stand_where_a_page_has_none(country):
    image = make_image(country)
    word(image, en="People in a queue", uk="Люди в черзі")
    article_with(country, image)
    assert 'alt="People in a queue" width' in read()
    assert 'alt="People in a queue" width' in read("uk")  # the article itself is shown in English
    ImageText.objects.filter(image=image, locale=sites.locale("en")).delete()
    assert 'alt="Люди в черзі" lang="uk" width' in read()
    ImageText.objects.all().delete()
    assert 'alt="" width' in read()


def test_a_page_may_say_something_else(country):
    image = make_image(country)
    word(image, en="People in a queue")
    article_with(country, image, "Where to stand")
    assert 'alt="Where to stand" width' in read()


def test_what_publishing_asks(country):
    image = make_image(country)
    word(image, en="People in a queue")
    assert pictures.has_alternative_text(image.pk, {"alt": "Words"}, "uk")
    assert pictures.has_alternative_text(image.pk, {"alt": " "}, "en")
    assert not pictures.has_alternative_text(image.pk, {"alt": ""}, "uk")
    assert not pictures.has_alternative_text(image.pk, {}, "ar")


def test_many_pictures_cost_one_query(country):
    counts = []
    for size in (1, 6):
        images = [make_image(country) for _ in range(size)]
        for image in images:
            word(image, en="Words", uk="Слова", ar="كلمات")
        body = [("picture", {"image": image, "alt": "", "caption": ""}) for image in images]
        make_article(country, f"guide-{size}", body=body)
        client = SiteClient("testland.localhost")
        path = f"/en/housing/guide-{size}/"
        client.get(path)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).text.count("<picture>") == size
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 4


class TestAdmin:
    @pytest.fixture
    def address(self, country):
        return reverse("wagtailimages:edit", args=[make_image(country).pk])

    def form(self, country, **changes) -> dict:
        return {"title": "A picture", "collection": country.collection_id, "tags": "", "credit": "", **changes}

    def test_words_in_each_language_of_the_country(self, country, address, admin_client):
        host = {"headers": {"host": "localhost:8000"}}
        page = admin_client.get(address, **host).text
        assert all(f'name="alt_{code}"' in page for code in ("en", "uk", "ar"))
        assert 'name="alt_cs"' not in page
        data = self.form(country, alt_en=" A queue ", alt_uk="Черга", credit="Somebody")
        assert admin_client.post(address, data, **host).status_code == 302
        words = dict(ImageText.objects.values_list("locale__language_code", "alt"))
        assert words == {"en": "A queue", "uk": "Черга"}
        assert len(set(ImageText.objects.values_list("translation_key", flat=True))) == 1
        admin_client.post(address, self.form(country, alt_en="Another", alt_uk=""), **host)
        assert dict(ImageText.objects.values_list("locale__language_code", "alt")) == {"en": "Another"}

    def test_too_many_words(self, country, address, admin_client):
        data = self.form(country, alt_en="x" * 301, alt_uk="Черга")
        answer = admin_client.post(address, data, headers={"host": "localhost:8000"})
        assert "at most 300 characters" in answer.text
        assert "Черга" in answer.text
        assert not ImageText.objects.exists()
