"""Facts inside sentences: stored by reference, shown in every language's format, and not to be broken by translators."""

import datetime as dt

import polib
import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from articles.localize_fixes import NotComplete
from articles.models import ArticlePage, TranslationState
from articles.references import facts_used
from portal.core.blocks.text import FEATURES
from portal.countries import fact_strings, fact_text, purge, sites
from portal.countries.models import Fact, FactText
from portal.demo import translate
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact

P_R = "\u202fр."  # what Ukrainian writes after a year
PATH = "/housing/a-guide/"


def sentence(fact: Fact, words: str = "Apply before {}.") -> str:
    return f"<p>{words.format(fact_text.stored(fact.pk, fact.key))}</p>"


def read(language: str = "en", path: str = PATH) -> BeautifulSoup:
    return BeautifulSoup(SiteClient("testland.localhost").get(f"/{language}{path}").content, "html.parser").article


def translated(article: ArticlePage, code: str, text: str) -> None:
    """Published in a language by a translator."""
    body = ArticlePage.body.field.stream_block.to_python([{**article.body.raw_data[0], "value": text}])
    translate.publish(article, ArticlePage(title="A", slug="a-guide", summary="S", body=body), sites.locale(code))


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def day(country):
    return make_fact(country, "last-day", label="The last day")


class TestReading:
    def test_each_language_writes_the_value_its_own_way(self, country, day):
        article = make_article(country, body=[("text", sentence(day))])
        for code, words in (("uk", "Подайте до {}."), ("ar", "قدّم قبل {}.")):
            translated(article, code, sentence(day, words))
        shown = {code: read(code).find("time") for code in ("en", "uk", "ar")}
        assert {time["datetime"] for time in shown.values()} == {"2027-03-04"}
        assert [shown[code].text for code in ("en", "uk")] == ["4 March 2027", f"4 березня 2027{P_R}"]
        assert len({time.text for time in shown.values()}) == 3
        assert shown["ar"].parent.name == "bdi"  # a value of the other direction does not turn the sentence over
        assert "{fact" not in str(read("ar"))

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"type": "phone", "phone_value": "0800 11 22"}, '<a class="phone" href="tel:08001122"><bdi dir="ltr">'),
            (
                {"type": "money", "number_value": 1500, "currency": "EUR", "per": "month"},
                "<bdi>1,500\xa0EUR</bdi> per month",
            ),
            ({"type": "period", "number_value": 15, "unit": "day"}, "<bdi>15 days</bdi>"),
        ],
    )
    def test_every_type_is_shown_as_what_it_is(self, country, fields, expected):
        make_article(country, body=[("text", sentence(make_fact(country, "value", **fields)))])
        assert expected in str(read())

    def test_a_text_in_another_language_is_marked_in_a_sentence(self, country):
        fact = make_fact(country, "office", type="text")
        FactText.objects.filter(fact=fact).update(text="Any office")
        article = make_article(country, body=[("text", sentence(fact))])
        translated(article, "ar", sentence(fact, "قدّم في {}."))
        assert '<bdi dir="ltr" lang="en">Any office</bdi>' in str(read("ar")) or (
            '<bdi lang="en" dir="ltr">Any office</bdi>' in str(read("ar"))
        )

    def test_what_has_run_out_says_so_in_words(self, country):
        gone = make_fact(country, "gone", valid_until=dt.date(2020, 1, 1))
        make_article(country, body=[("text", sentence(gone))])
        assert read().find("del").time["datetime"] == "2027-03-04"
        assert "(no longer valid)" in read().text
        page = SiteClient("testland.localhost").get(f"/uk{PATH}").content
        assert BeautifulSoup(page, "html.parser").select("div.warning:not([hidden])")

    def test_a_page_whose_facts_hold_has_no_such_notice(self, country, day):
        make_fact(country, "gone", valid_until=dt.date(2020, 1, 1))
        make_article(country, body=[("text", sentence(day))])
        page = SiteClient("testland.localhost").get(f"/en{PATH}").content
        assert not BeautifulSoup(page, "html.parser").select("div.warning:not([hidden])")

    def test_facts_stand_in_every_block_with_text(self, country, day):
        text = sentence(day)
        body = [
            ("text", text),
            ("steps", [{"title": "Go", "text": text}] * 2),
            ("questions", [{"question": "When?", "answer": text}]),
            ("warning", {"title": "Late", "text": text}),
            ("note", {"title": "Note", "text": text}),
            ("documents", {"text": text, "papers": ["One"]}),
            ("contact", {"name": "We", "text": text, "phones": []}),
        ]
        article = make_article(country, body=body)
        assert len(read().find_all("time", datetime="2027-03-04")) == 8
        assert facts_used(article) == [day.pk]

    def test_a_copy_in_another_country_finds_the_own_fact_by_its_key(self, country, day):
        other = make_country("otherland", "XO")
        make_fact(other, "last-day", type="date", date_value=dt.date(2028, 5, 6))
        make_article(other, body=[("text", sentence(day))])
        page = SiteClient("otherland.localhost").get(f"/en{PATH}").text
        assert "6 May 2028" in page
        assert "4 March 2027" not in page

    def test_a_fact_that_is_gone_leaves_a_sentence_that_says_so(self, country, day):
        make_article(country, body=[("text", sentence(day))])
        day.delete()
        assert "Apply before (not known at present)." in read().text

    def test_a_text_of_a_visitor_is_never_taken_for_markup(self, country):
        fact = make_fact(country, "office", type="text")
        FactText.objects.filter(fact=fact).update(text="<script>alert(1)</script>")
        make_article(country, body=[("text", sentence(fact))])
        assert read().find("script") is None


class TestOneEdit:
    def test_changes_every_language_the_api_and_nothing_about_translations(self, country, day):
        article = make_article(country, body=[("text", sentence(day))])
        translated(article, "uk", sentence(day, "До {}."))
        api = "/api/v1/countries/testland/articles/a-guide?language=uk"
        assert "4 березня 2027" in read("uk").text
        assert "4 березня 2027" in SiteClient("localhost").get(api).json()["body"][0]["value"]
        before = list(TranslationState.objects.filter(page__url_path__startswith="/testland/").values())
        day.date_value = dt.date(2028, 1, 2)
        day.save()
        assert "2 January 2028" in read("en").text
        assert "2 січня 2028" in read("uk").text
        answer = SiteClient("localhost").get(api).json()
        assert '<time datetime="2028-01-02">2 січня 2028\u202fр.</time>' in answer["body"][0]["value"]
        assert [fact["key"] for fact in answer["facts"]] == ["last-day"]
        assert list(TranslationState.objects.filter(page__url_path__startswith="/testland/").values()) == before

    def test_leaves_an_outdated_translation_outdated(self, country, day):
        article = make_article(country, body=[("text", sentence(day))])
        translated(article, "uk", sentence(day, "До {}."))
        article.title = "Another title"
        article.save_revision().publish()
        day.date_value = dt.date(2028, 1, 2)
        day.save()
        state = TranslationState.objects.get(page__url_path="/testland/uk/housing/a-guide/")
        assert state.state == TranslationState.State.OUTDATED


class TestTranslating:
    @pytest.fixture
    def translation(self, country, day) -> Translation:
        other = make_fact(country, "other-day")
        link = '<a href="https://example.org/">here</a>'
        words = f"Apply {link} before {fact_text.stored(day.pk, day.key)}."
        article = make_article(country, body=[("text", f"<p>{words}</p>{sentence(other, 'Or {}.')}")])
        translate_object(article, [sites.locale("uk")])
        return Translation.objects.get(source__object_id=article.translation_key, target_locale=sites.locale("uk"))

    def put(self, translation: Translation, source: str, data: str) -> StringTranslation:
        segment = StringSegment.objects.get(source=translation.source, string__data=source)
        found, _ = StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": data, "translation_type": "manual", "has_error": False},
        )
        return found

    def put_the_rest(self, translation: Translation) -> None:
        """Everything but SOURCE, as a translator would: only a complete translation is published."""
        for segment in translation.source.stringsegment_set.exclude(string__data=self.SOURCE):
            self.put(translation, segment.string.data, segment.string.data.replace("Or ", "Або "))

    SOURCE = 'Apply <a id="a1">here</a> before <a id="a2">{fact:last-day}</a>.'
    GOOD = 'До <a id="a2">{fact:last-day}</a> подайте <a id="a1">тут</a>.'

    def test_translators_see_one_sentence_with_the_mark_in_it(self, translation):
        strings = {segment.string.data for segment in translation.source.stringsegment_set.all()}
        assert {self.SOURCE, 'Or <a id="a1">{fact:other-day}</a>.'} <= strings

    def test_a_translation_may_move_the_fact(self, translation):
        self.put_the_rest(translation)
        assert not self.put(translation, self.SOURCE, self.GOOD).has_error
        translation.save_target(publish=True)
        assert f"До 4 березня 2027{P_R} подайте тут." in read("uk").text

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ('Подайте <a id="a1">тут</a>.', "is missing or was changed"),
            (GOOD + ' <a id="a2">{fact:last-day}</a>', "more often than in the original"),
            ('До <a id="a2">останнього дня</a> <a id="a1">тут</a>.', "is missing or was changed"),
            ('До <a id="a2">{fact:other-day}</a> <a id="a1">тут</a>.', "is missing or was changed"),
            ('До {fact:last-day} <a id="a1">тут</a>.', "is missing or was changed"),
            ('До <a id="a1">{fact:last-day}</a> <a id="a2">тут</a>.', "is missing or was changed"),
            (GOOD + " {fact:other-day}", "does not stand in the original"),
        ],
    )
    def test_one_that_breaks_it_is_refused_and_kept_for_mending(self, translation, data, message):
        broken = self.put(translation, self.SOURCE, data)
        broken.refresh_from_db()
        assert broken.has_error
        assert message in broken.get_error()
        assert broken.data == data
        self.put_the_rest(translation)
        with pytest.raises(NotComplete):  # readers get nothing of it
            translation.save_target(publish=True)
        assert "Apply" in read("uk").text

    def test_a_po_file_with_a_broken_mark_leaves_the_good_translation(self, translation):
        self.put(translation, self.SOURCE, self.GOOD)
        po = polib.pofile(str(translation.export_po()))
        for entry in po:
            entry.msgstr = entry.msgid.replace("last-day", "перший").replace("Or ", "Або ")
        warnings = translation.import_po(po)
        assert [type(item) for item in warnings] == [fact_strings.BrokenFact]
        assert "{fact:last-day}" in warnings[0].message
        translation.save_target(publish=True)
        assert f"До 4 березня 2027{P_R} подайте тут." in read("uk").text
        assert f"Або 4 березня 2027{P_R}\n" in read("uk").text  # one full stop, not two

    def test_the_upload_of_such_a_po_file_says_which_lines_were_left_out(self, translation, admin_user):
        self.put(translation, self.SOURCE, self.GOOD)
        po = polib.pofile(str(translation.export_po()))
        for entry in po:
            entry.msgstr = entry.msgid.replace("last-day", "перший").replace("Or ", "Або ")
        admin = SiteClient("localhost")
        admin.force_login(admin_user)
        url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
        answer = admin.post(url, {"file": ContentFile(str(po).encode(), "a.po")}, follow=True).text
        assert "were not taken in" in answer
        assert "{fact:last-day}" in answer
        for bad in ({"file": ContentFile(b'msgid ""\nmsgstr ""\n', "b.po")}, {}):
            assert "that was exported here" in admin.post(url, bad, follow=True).text


class TestEditor:
    def test_a_mark_is_no_word_to_search_for(self, country, day):
        article = make_article(country, body=[("text", sentence(day))])
        assert "Apply before ." in " ".join(ArticlePage.body.field.stream_block.get_searchable_content(article.body))

    def test_a_text_goes_through_the_editor_unchanged(self, country, day):
        html = sentence(day, "Apply <b>before {}</b>, not after.")
        converter = ContentstateConverter(features=FEATURES)
        state = converter.from_database_format(html)
        assert '"mutability": "IMMUTABLE"' in state
        assert BeautifulSoup(converter.to_database_format(state), "html.parser").get_text() == (
            "Apply before {fact:last-day}, not after."
        )
        assert list(fact_text.used(converter.to_database_format(state))) == [day.pk]

    def test_wagtail_knows_where_a_fact_is_used(self, country, day):
        article = make_article(country, body=[("text", sentence(day))])
        assert [str(article.pk)] == [
            row.object_id for row in ReferenceIndex.get_references_to(day) if row.content_type.model == "articlepage"
        ]


def test_facts_in_sentences_cost_no_query(country):
    """Neither the first reader after a change nor those after pay for them."""
    facts = [make_fact(country, f"fact-{number}") for number in range(20)]
    body = [("text", "".join(sentence(fact) for fact in facts))]
    make_article(country, "with", body=body)
    make_article(country, "without")
    counts = {}
    for slug in ("with", "without", "with", "without"):
        for cold in (True, False):
            caches["pages"].clear()
            if cold:
                purge.country(country)
            with CaptureQueriesContext(connection) as captured:
                page = SiteClient("testland.localhost").get(f"/uk/housing/{slug}/").text
            assert page.count("<time") == (20 if slug == "with" else 0)
            counts[slug, cold] = len(captured)
    print(counts)
    assert counts["with", True] == counts["without", True] <= 10
    assert counts["with", False] == counts["without", False] <= 4
