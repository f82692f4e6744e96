"""Partners and donors: credit lines on every page, where an article names them, and on a page of their own."""

import io

import pytest
from django.core.cache import caches
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from portal.countries import sites
from portal.countries.models import Partner, PartnerText
from portal.countries.roles import Role
from portal.media.models import PortalImage, PortalRendition
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.alerts import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    made = make_country()
    make_article(made)
    return made


def make_partner(country, key="fund", *, lines=None, **fields) -> Partner:
    values = {"name": "Example Fund", "kind": "donor", "everywhere": False, **fields}
    partner = Partner.objects.create(country=country, key=key, **values)
    for code, line in (lines or {"en": "With the support of the Example Fund."}).items():
        PartnerText.objects.create(partner=partner, locale=sites.locale(code), credit=line)
    return partner


def make_image(country, name="logo.png") -> PortalImage:
    file = io.BytesIO()
    Image.new("RGB", (600, 300), "teal").save(file, "PNG")
    file.seek(0)
    return PortalImage.objects.create(title="A logo", file=ImageFile(file, name), collection=country.collection)


def read(path: str) -> str:
    return SiteClient("testland.localhost").get(path).text


def test_at_the_foot_of_every_page_in_the_readers_language(country):
    assert "/partners/" not in read("/en/")
    make_partner(country, everywhere=True, lines={"en": "Paid by the Fund.", "uk": "За кошти Фонду."})
    for path in ("/en/", "/en/housing/a-guide/", "/en/services/"):
        assert '<p class="credit">Paid by the Fund.</p>' in read(path)
    assert "За кошти Фонду." in read("/uk/")
    assert '<p class="credit" lang="en" dir="ltr">Paid by the Fund.</p>' in read("/ar/")
    Partner.objects.get(country=country).delete()
    assert "Paid by the Fund." not in read("/en/")


def test_where_an_article_names_it_in_every_language_of_the_article(country):
    make_partner(country)
    make_article(country, "named", credits=["fund", "of-another-country"])
    assert "With the support" in read("/en/housing/named/")
    assert "With the support" in read("/uk/housing/named/")
    assert "With the support" not in read("/en/housing/a-guide/")
    assert "With the support" not in read("/en/")


def test_the_page_of_partners_has_the_logos(country):
    logo = make_image(country)
    make_partner(country, logo=logo, url="https://example.org/")
    make_partner(country, "helper", name="Helper", kind="partner", lines={"en": "Helps us."})
    assert PortalRendition.objects.filter(image=logo).count() == 1  # made when it was saved
    before = PortalRendition.objects.count()
    page = read("/en/partners/")
    assert page.index("Helper") < page.index("Example Fund")
    assert 'alt="" width="192" height="96" loading="lazy"' in page
    assert PortalRendition.objects.count() == before
    assert "<img" not in read("/en/")
    assert SiteClient("localhost").get("/en/partners/").status_code == 404
    assert "No partner" in SiteClient("moldova.localhost").get("/en/partners/").text


def test_the_cost_does_not_grow(country):
    logo = make_image(country)
    counts = {}
    for size in (2, 30):
        while Partner.objects.filter(country=country).count() < size:
            make_partner(country, f"p{Partner.objects.filter(country=country).count()}", everywhere=True, logo=logo)
        for path in ("/en/housing/a-guide/", "/en/partners/"):
            read(path)
            for warm in (False, True):
                caches["pages"].clear()
                if not warm:
                    country.save()
                with CaptureQueriesContext(connection) as captured:
                    read(path)
                counts[size, path, warm] = len(captured)
    for (_size, path, warm), count in counts.items():
        assert count == counts[2, path, warm] <= 10


class TestAdmin:
    @pytest.fixture
    def manager(self, country):
        client = Client(HTTP_HOST="localhost:8000")
        client.force_login(make_member(country, Role.MANAGER))
        return client

    def form(self, country, **changes) -> dict:
        data = {"country": country.pk, "key": "fund", "name": "Fund", "kind": "donor", "url": "", "logo": ""}
        data |= {"sort_order": "0", "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0", "texts-MIN_NUM_FORMS": "0"}
        data |= {"texts-MAX_NUM_FORMS": "1000", "texts-0-locale": sites.locale("en").pk, "texts-0-credit": "Paid."}
        return {**data, "texts-0-ORDER": "1", "texts-0-id": "", "texts-0-DELETE": "", **changes}

    def test_a_manager_adds_one(self, country, manager):
        assert manager.post(reverse("countries_partner:add"), self.form(country)).status_code == 302
        assert Partner.objects.get(country=country).texts.get().credit == "Paid."

    def test_a_logo_of_another_country_and_a_line_too_long(self, country, manager):
        foreign = make_image(make_country("otherland", "XO"))
        answer = manager.post(reverse("countries_partner:add"), self.form(country, logo=foreign.pk))
        assert "This picture belongs to another collection" in answer.text
        answer = manager.post(reverse("countries_partner:add"), self.form(country, **{"texts-0-credit": "x" * 201}))
        assert "at most 200 characters" in answer.text
        assert not Partner.objects.filter(country=country).exists()

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.MANAGER, Role.OFFICER])
    def test_walls(self, country, role):
        partner = make_partner(make_country("needleland", "XN"), name="Needle")
        client = Client(HTTP_HOST="localhost:8000")
        client.force_login(make_member(country, role, name="somebody"))
        for name in ("edit", "delete", "history", "usage"):
            for method in (client.get, client.post):
                assert "Needle" not in method(reverse(f"countries_partner:{name}", args=[partner.pk]), follow=True).text
        for name in ("countries_partner:list", "countries_partner_chooser:choose"):
            assert "Needle" not in client.get(reverse(name), follow=True).text
        assert Partner.objects.filter(pk=partner.pk).exists()

    def test_the_form_of_an_article_offers_those_of_its_country(self, country, manager, admin_client):
        make_partner(country)
        make_partner(make_country("needleland", "XN"), "needle", name="Needle")
        article = make_article(country, "another")
        page = admin_client.get(
            reverse("wagtailadmin_pages:edit", args=[article.pk]), headers={"host": "localhost:8000"}
        ).text
        assert 'name="credits" value="fund"' in page
        assert "needle" not in page
