"""wagtail-localize inside the walls: own pages, the country's languages, a translator's own."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation

from articles.models import ArticlePage
from portal.countries import sites
from portal.countries.models import AlertText
from portal.countries.roles import Role
from tests.factories import make_article, make_country, make_person
from tests.factories.lands import Land

pytestmark = pytest.mark.django_db


@pytest.fixture
def abroad(db) -> Land:
    return Land("otherland", "XN", "Needle", 987654)


def signed_in(site, *chosen: Role, **options):
    client = site("")
    client.force_login(make_person(options.pop("country"), *chosen, **options))
    return client


def locale_keys(*codes: str) -> list[int]:
    return [sites.locale(code).pk for code in codes]


def test_only_the_countrys_languages_are_offered_and_taken(site):
    country = make_country()
    article = make_article(country)
    url = reverse("wagtail_localize:submit_page_translation", args=[article.pk])
    client = signed_in(site, Role.EDITOR, country=country)
    offered = client.get(url).context["form"].fields["locales"].queryset
    assert set(offered.values_list("language_code", flat=True)) == {"uk", "ar"}
    response = client.post(url, {"locales": locale_keys("ro")})
    assert "locales" in response.context["form"].errors
    assert not Page.objects.filter(translation_key=article.translation_key, locale__language_code="ro").exists()
    client.post(url, {"locales": locale_keys("uk")})
    assert ArticlePage.objects.filter(translation_key=article.translation_key, locale__language_code="uk").exists()


def test_a_translator_sends_pages_into_the_own_language_only(site):
    country = make_country()
    article = make_article(country)
    url = reverse("wagtail_localize:submit_page_translation", args=[article.pk])
    client = signed_in(site, Role.TRANSLATOR, country=country, languages=("ar",))
    assert "locales" in client.post(url, {"locales": locale_keys("uk")}).context["form"].errors
    client.post(url, {"locales": locale_keys("ar")})
    codes = Page.objects.filter(translation_key=article.translation_key).values_list("locale__language_code", flat=True)
    assert set(codes) == {"en", "ar"}


def test_a_foreign_page_is_neither_sent_nor_published(site, abroad):
    client = signed_in(site, *Role, country=make_country())
    before = abroad.standing()
    submit = reverse("wagtail_localize:submit_page_translation", args=[abroad.article.pk])
    update = reverse("wagtail_localize:update_translations", args=[abroad.numbers["translation_source_id"]])
    assert client.post(submit, {"locales": locale_keys("ar")}).status_code == 302
    assert client.post(update, {"publish_translations": "on"}).status_code == 302
    assert abroad.standing() == before


def test_publishing_all_translations_is_for_those_who_may_publish(site, abroad):
    update = reverse("wagtail_localize:update_translations", args=[abroad.numbers["translation_source_id"]])
    translated = ArticlePage.objects.get(translation_key=abroad.article.translation_key, locale=sites.locale("uk"))
    for segment in StringSegment.objects.filter(source=abroad.numbers["translation_source_id"]):
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=translated.locale, data="слова"
        )
    for role, live in ((Role.EDITOR, False), (Role.PUBLISHER, True)):
        signed_in(site, role, country=abroad.country).post(update, {"publish_translations": "on"})
        translated.refresh_from_db()
        assert translated.live is live, role


def test_words_without_drafts_are_not_sent(site, abroad):
    """wagtail-localize would show readers the source's words as a translation."""
    client, words = signed_in(site, Role.EDITOR, country=abroad.country), AlertText.objects.filter(alert=abroad.key)
    original = words.get(locale__language_code="en")
    url = reverse("wagtail_localize:submit_snippet_translation", args=["countries", "alerttext", original.pk])
    listed = client.get(reverse("countries_alert_text:list")).content.decode()
    assert "Needle alert" in listed
    assert url not in listed
    assert client.get(url).status_code == 302
    assert client.post(url, {"locales": locale_keys("ar")}).status_code == 302
    assert words.count() == 2


def test_strings_are_written_by_translators_of_that_language(site, abroad):
    url = reverse(
        "wagtail_localize:edit_string_translation",
        args=[abroad.numbers["translation_id"], abroad.numbers["string_segment_id"]],
    )
    written = StringTranslation.objects.filter(locale=sites.locale("uk"))

    def put(client) -> int:
        return client.put(url, "value=words", content_type="application/x-www-form-urlencoded").status_code

    assert put(signed_in(site, Role.TRANSLATOR, country=abroad.country, languages=("ar",))) == 403
    assert put(signed_in(site, *Role, country=make_country())) in (302, 403)
    count = written.count()
    assert put(signed_in(site, Role.TRANSLATOR, country=abroad.country, name="right")) == 201
    assert written.count() == count + 1


def test_the_report_shows_own_translations_only(site, abroad):
    report = reverse("wagtail_localize:translations_report")
    stranger = signed_in(site, *Role, country=make_country()).get(report).content.decode()
    assert "Needle" not in stranger
    assert "Needle guide" in signed_in(site, Role.EDITOR, country=abroad.country).get(report).content.decode()


def test_a_live_page_becomes_an_alias_only_by_those_who_publish(site, abroad):
    translated = ArticlePage.objects.get(translation_key=abroad.article.translation_key, locale=sites.locale("uk"))
    translated.save_revision().publish()
    url = reverse("wagtail_localize:convert_to_alias", args=[translated.pk])
    assert signed_in(site, Role.TRANSLATOR, country=abroad.country).post(url).status_code == 302
    translated.refresh_from_db()
    assert translated.alias_of is None
