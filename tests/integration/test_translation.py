"""Translation with wagtail-localize: submit, translate, publish, PO files, states that stay right."""

import polib
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import override_settings
from wagtail.models import Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from articles.models import ArticlePage, TranslationState
from portal.core.pages import BasePage
from portal.countries import sites
from portal.countries.models import Country, CountryLanguage, FactText, HomePage
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact

State = TranslationState.State
# Words of the target script around the source's, so that markup survives and a missing string shows.
MARKS = {"uk": "«{}» укр", "ar": "«{}» عربي"}


def submit(page, code: str) -> Translation:
    translate_object(page, [sites.locale(code)])
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=sites.locale(code))


def fill(translation: Translation, code: str, kind: str = StringTranslation.TRANSLATION_TYPE_MANUAL) -> int:
    segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
    for segment in segments:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": MARKS[code].format(segment.string.data), "translation_type": kind},
        )
    return len(segments)


def translated(page, code: str) -> BasePage:
    return Page.objects.get(translation_key=page.translation_key, locale=sites.locale(code)).specific


def state(page, code: str = "uk") -> TranslationState:
    return TranslationState.objects.get(page__translation_key=page.translation_key, page__locale=sites.locale(code))


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["uk", "ar"])
@pytest.mark.parametrize("country", ["bulgaria", "czechia", "hungary", "moldova", "romania", "serbia", "slovakia"])
def test_every_demonstration_page_goes_through_submit_translate_publish(country, code):
    """Left to right and right to left: no word of the source is left over, no markup is lost, the page is served."""
    root = Country.objects.get(slug=country)
    CountryLanguage.objects.get_or_create(country=root, locale=sites.locale(code), defaults={"sort_order": 99})
    sources = Page.objects.filter(
        url_path__startswith=f"/{country}/en/", locale=root.source_language, live=True
    ).specific()
    for page in sources:
        translation = submit(page, code)
        assert fill(translation, code) > 0
        translation.save_target(publish=True)
        target = translated(page, code)
        assert target.live
        assert target.title == MARKS[code].format(page.title)
        assert target.slug == (code if isinstance(page, HomePage) else page.slug)
        assert state(page, code).state == State.CURRENT
        if isinstance(target, ArticlePage):
            html = BeautifulSoup(str(target.body), "html.parser")
            assert [block.block_type for block in target.body] == [block.block_type for block in page.body]
            assert len(html.find_all("li")) == len(BeautifulSoup(str(page.body), "html.parser").find_all("li"))


@pytest.mark.django_db
def test_a_copy_is_not_public_before_it_is_translated():
    country = make_country()
    article = make_article(country)
    submit(article, "uk")
    assert not translated(article, "uk").live
    page = BeautifulSoup(SiteClient("testland.localhost").get("/uk/housing/a-guide/").content, "html.parser")
    assert page.article["lang"] == "en"


@pytest.mark.django_db
def test_po_files_go_out_and_come_back():
    country = make_country()
    article = make_article(country, body=[("steps", [{"title": "Go", "text": "<p>There.</p>"}] * 2)])
    translation = submit(article, "uk")
    po = polib.pofile(str(translation.export_po()))
    assert {"A guide", "Go", "There."} <= {entry.msgid for entry in po}
    for entry in po:
        entry.msgstr = entry.msgid + " укр"
    assert translation.import_po(po) == []
    translation.save_target(publish=True)
    assert "There. укр" in str(translated(article, "uk").body)


@pytest.mark.django_db
def test_the_words_of_a_fact_are_translated_and_its_value_is_not():
    country = make_country()
    words = FactText.objects.get(fact=make_fact(country, "until", label="Valid until"))
    translation = submit(words, "uk")
    assert {segment.string.data for segment in translation.source.stringsegment_set.all()} == {"Valid until"}
    fill(translation, "uk")
    translation.save_target(publish=True)
    target = FactText.objects.get(fact=words.fact, locale=sites.locale("uk"))
    assert target.label == "«Valid until» укр"


@pytest.mark.django_db
class TestStates:
    @pytest.fixture
    def article(self):
        return make_article(make_country())

    def make_translation(self, article, kind=StringTranslation.TRANSLATION_TYPE_MANUAL):
        translation = submit(article, "uk")
        fill(translation, "uk", kind)
        translation.save_target(publish=True)
        return translation

    def edit(self, article, **fields):
        article = ArticlePage.objects.get(pk=article.pk)
        for name, value in fields.items():
            setattr(article, name, value)
        article.save_revision().publish()

    def test_a_translation_is_current_and_knows_its_revision(self, article):
        self.make_translation(article)
        found = state(article)
        assert found.state == State.CURRENT
        assert found.made_from == ArticlePage.objects.get(pk=article.pk).live_revision

    def test_an_edit_of_the_words_makes_it_outdated_and_readers_are_told(self, article):
        self.make_translation(article)
        self.edit(article, title="A better guide")
        assert state(article).state == State.OUTDATED
        page = BeautifulSoup(SiteClient("testland.localhost").get("/uk/housing/a-guide/").content, "html.parser")
        notice = page.select_one(".notice:not([hidden])")
        assert notice.a["href"] == "/en/housing/a-guide/"

    def test_an_edit_of_something_else_does_not(self, article):
        self.make_translation(article)
        self.edit(article, audience=["women"])
        assert state(article).state == State.CURRENT

    def test_publishing_the_translation_again_does_not_make_it_current(self, article):
        self.make_translation(article)
        self.edit(article, title="A better guide")
        translated(article, "uk").save_revision().publish()
        assert state(article).state == State.OUTDATED

    def test_saving_it_again_from_the_old_source_does_not_either(self, article):
        translation = self.make_translation(article)
        self.edit(article, title="A better guide")
        with pytest.raises(ValidationError):
            translation.save_target(publish=True)
        assert state(article).state == State.OUTDATED

    def test_strings_of_the_source_are_not_published_in_place_of_missing_translations(self, article):
        """As "Sync translated pages, publish immediately" asks for: readers keep the old translation, marked as outdated."""
        translation = self.make_translation(article)
        self.edit(article, title="A better guide")
        translation.refresh_from_db()
        with pytest.raises(ValidationError):
            translation.save_target(publish=True)
        assert translated(article, "uk").title == "«A guide» укр"
        assert state(article).state == State.OUTDATED
        page = BeautifulSoup(SiteClient("testland.localhost").get("/uk/housing/a-guide/").content, "html.parser")
        assert page.select_one(".notice:not([hidden])") is not None

    def test_translating_the_new_words_does(self, article):
        translation = self.make_translation(article)
        self.edit(article, title="A better guide")
        TranslationSource.update_or_create_from_instance(ArticlePage.objects.get(pk=article.pk))
        translation.refresh_from_db()
        fill(translation, "uk")
        translation.save_target(publish=True)
        assert state(article).state == State.CURRENT

    def test_taking_the_edit_back_makes_it_current_again(self, article):
        self.make_translation(article)
        self.edit(article, title="A better guide")
        self.edit(article, title="A guide")
        assert state(article).state == State.CURRENT

    def test_readers_are_told_of_a_machine_translation(self, article):
        self.make_translation(article, StringTranslation.TRANSLATION_TYPE_MACHINE)
        assert state(article).state == State.MACHINE
        page = BeautifulSoup(SiteClient("testland.localhost").get("/uk/housing/a-guide/").content, "html.parser")
        assert page.select_one(".notice:not([hidden]) .icon") is not None
        assert "/en/housing/a-guide/" in str(page.select_one(".notice:not([hidden])"))


def test_machine_translation_is_off_unless_switched_on():
    assert get_machine_translator() is None
    dummy = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}
    with override_settings(WAGTAILLOCALIZE_MACHINE_TRANSLATOR=dummy):
        assert get_machine_translator() is not None
