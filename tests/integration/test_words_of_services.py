"""Words of services in the admin and in wagtail-localize: for officers and for translators of the language, inside the walls."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail_localize.models import TranslationSource

from portal.countries import roles, sites
from portal.countries.roles import Role
from services_map.models import ServiceText
from tests.factories import make_country
from tests.factories import services as make

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_services_map_servicetext"


@pytest.fixture
def service(country):
    place = make.make_location(country, "hidden", address="Krátká 12345")
    return make.make_service(country, name="Legal help", texts={"uk": "Допомога", "ar": "مساعدة"}, locations=(place,))


@pytest.fixture
def translator(site, country, django_user_model):
    user = django_user_model.objects.create_user("translator")
    user.groups.add(roles.group(country, Role.TRANSLATOR, "uk"))
    client = site("")
    client.force_login(user)
    return client


def words(service, code) -> ServiceText:
    return ServiceText.objects.get(service=service, locale__language_code=code)


def test_a_translator_finds_the_words_in_their_language_only(translator, service):
    make.make_service(make_country("otherland", "XO"), name="Abroad", texts={"uk": "За кордоном"})
    page = translator.get(reverse(f"{NAMES}:list")).content.decode()
    assert "Допомога" in page
    assert "مساعدة" not in page
    assert "За кордоном" not in page
    assert translator.get(reverse(f"{NAMES}:edit", args=[words(service, "uk").pk])).status_code == 200
    assert translator.get(reverse(f"{NAMES}:edit", args=[words(service, "ar").pk])).status_code in (302, 403)
    assert reverse(f"{NAMES}:list") in translator.get("/cms/").content.decode()


def test_a_translator_writes_beside_the_source(translator, service):
    url = reverse("services_map_translate", args=[service.pk, "uk"])
    page = translator.get(url).content.decode()
    assert "Legal help" in page
    assert f'href="{reverse("services_map_desk")}"' not in page
    response = translator.post(url, {"name": "Правова допомога", "description": "Слова"})
    assert response["Location"] == reverse(f"{NAMES}:list")
    assert words(service, "uk").made_from == words(service, "en").digest
    assert translator.post(reverse("services_map_translate", args=[service.pk, "ar"]), {"name": "x"}).status_code == 302
    assert words(service, "ar").name == "مساعدة"
    assert translator.get(reverse("services_map_desk")).status_code in (302, 403)
    assert translator.get(reverse("services_map_translations", args=[service.pk])).status_code in (302, 403)


def test_no_form_takes_words_that_give_away_a_hidden_place(translator, service):
    data = {"name": "Допомога", "directions": "Krátká 12345"}
    for url in (
        reverse("services_map_translate", args=[service.pk, "uk"]),
        reverse(f"{NAMES}:edit", args=[words(service, "uk").pk]),
    ):
        assert "give away" in translator.post(url, data).content.decode()
    assert words(service, "uk").directions == ""


def test_wagtail_localize_writes_them_and_is_held_to_the_same_rule(service):
    ServiceText.objects.filter(service=service).exclude(locale__language_code="en").delete()
    source, _created = TranslationSource.get_or_create_from_instance(words(service, "en"))
    source.create_or_update_translation(sites.locale("uk"), fallback=True)
    made = words(service, "uk")
    assert (made.service, made.name, made.translation_key) == (
        service,
        "Legal help",
        words(service, "en").translation_key,
    )
    ServiceText.objects.filter(pk=words(service, "en").pk).update(directions="Krátká 12345")
    source.update_from_db()
    with pytest.raises(ValidationError):
        source.create_or_update_translation(sites.locale("ar"), fallback=True)
    assert not ServiceText.objects.filter(service=service, locale__language_code="ar").exists()
