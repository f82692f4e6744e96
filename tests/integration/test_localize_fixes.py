"""What wagtail-localize does otherwise than translators and readers need (articles/localize_fixes.py)."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from articles.models import ArticlePage
from portal.core.words import words_of_countries
from portal.countries import sites
from portal.countries.models import FactText
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact
from tests.integration.test_translation import fill, submit, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(make_country())


@pytest.fixture
def boss():
    browser = Client(HTTP_HOST="localhost:8000")
    browser.force_login(get_user_model().objects.create_superuser("boss", "b@example.org", "x"))
    return browser


def publish(article):
    translation = submit(article, "uk")
    fill(translation, "uk")
    translation.save_target(publish=True)
    return translation


def edited(article, **fields):
    page = ArticlePage.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def test_a_language_that_the_country_does_not_offer_is_refused(article):
    with pytest.raises(ValidationError):
        translate_object(article, [sites.locale("hu")])
    assert not Page.objects.filter(translation_key=article.translation_key, locale=sites.locale("hu")).exists()


def test_words_are_kept_to_the_languages_of_their_country(article):
    fact = make_fact(make_country("elsewhere", "XE", ("en", "cs")), "until")
    with pytest.raises(ValidationError):
        translate_object(FactText.objects.get(fact=fact), [sites.locale("uk")])


def test_the_editor_says_in_plain_words_why_it_does_not_publish(article, boss):
    publish(article)
    edited(article, title="A better guide")
    page = translated(article, "uk")
    response = boss.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}, follow=True)
    assert "Not published: 2 of 3 texts are translated" in response.content.decode()
    assert translated(article, "uk").title == "«A guide» укр"


def test_sync_and_publish_leaves_readers_one_language(article, boss):
    publish(article)
    edited(article, title="A better guide")
    source = TranslationSource.objects.get(object_id=article.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    boss.post(url, {"publish_translations": "on"})
    assert (
        "A better guide"
        not in SiteClient("testland.localhost").get("/uk/housing/a-guide/").content.decode().split("<article")[1]
    )


def test_words_without_drafts_keep_the_old_translation_too():
    fact = make_fact(make_country(), "until", label="Valid until")
    source = FactText.objects.get(fact=fact)
    translation = submit(source, "uk")
    fill(translation, "uk")
    translation.save_target(publish=True)
    source.label = "Valid up to"
    source.save()
    translation.source.update_from_db()
    with pytest.raises(ValidationError):
        translation.save_target(publish=True)
    assert FactText.objects.get(fact=fact, locale=sites.locale("uk")).label == "«Valid until» укр"


def test_translators_get_the_newest_published_words_without_synchronising(article):
    translation = publish(article)
    edited(article, title="A better guide")
    texts = {segment.string.data for segment in translation.source.stringsegment_set.select_related("string")}
    assert "A better guide" in texts


def test_a_draft_of_the_source_changes_nothing_for_translators(article):
    translation = publish(article)
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = "Only a draft"
    page.save_revision()
    texts = {segment.string.data for segment in translation.source.stringsegment_set.select_related("string")}
    assert "Only a draft" not in texts


def test_a_translation_longer_than_its_field_is_refused_and_nothing_is_lost(article):
    translation = submit(article, "uk")
    fill(translation, "uk")
    title = StringTranslation.objects.get(context__object=article.translation_key, context__path="title")
    title.data = "щ" * 300
    title.save()
    with pytest.raises(ValidationError):
        translation.save_target(publish=True)
    assert StringTranslation.objects.get(pk=title.pk).data == "щ" * 300
    assert not translated(article, "uk").live


def test_translated_words_have_no_longest_length():
    """wagtail-localize saves a snippet before anything validates it: on PostgreSQL an over-long value would be a server error."""
    for model in words_of_countries():
        for name in model.word_fields():
            field = model._meta.get_field(name)
            assert isinstance(field, models.TextField), (
                f"{model.__name__}.{name}"
            )  # its length is no matter of the database


def test_long_words_are_kept_whole():
    fact = make_fact(make_country(), "until", label="Valid until")
    translation = submit(FactText.objects.get(fact=fact), "uk")
    StringTranslation.objects.create(
        translation_of=translation.source.stringsegment_set.get().string,
        context=translation.source.stringsegment_set.get().context,
        locale=sites.locale("uk"),
        data="щ" * 5000,
    )
    translation.save_target(publish=True)
    assert len(FactText.objects.get(fact=fact, locale=sites.locale("uk")).label) == 5000


def test_a_copy_of_a_page_is_not_public(article):
    submit(article, "uk")
    assert not translated(article, "uk").live
    assert Translation.objects.get(source__object_id=article.translation_key).enabled
