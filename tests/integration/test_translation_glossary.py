"""The glossary: terms found in a text, kept by those who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.glossary import occurs
from articles.models import GlossaryTerm, TranslationJob, TranslationState
from portal.countries import sites
from portal.countries.roles import Role
from tests.factories import make_article, make_country, make_programme_staff
from tests.factories.translations import client, person
from tests.integration.test_translation import submit

State = TranslationState.State
Kind = TranslationJob.Kind
pytestmark = pytest.mark.django_db


class TestGlossary:
    def test_terms_of_a_text_are_found(self):
        assert occurs("asylum", "Apply for Asylum.")
        assert occurs("temporary  protection", "Temporary\nprotection is given.")
        assert occurs("guardian", "Ask your guardians.")
        assert occurs("allowance (benefit)", "Your allowance")
        assert not occurs("asylum", "asylumseekers")
        assert not occurs("source", "resource")
        assert not occurs("(x)", "anything")

    def test_a_manager_writes_terms_and_a_translator_the_own_words_only(self, country, manager):
        url = reverse("translation_glossary_add")
        uk, ar = (f"word_{sites.locale(code).pk}" for code in ("uk", "ar"))
        client(manager).post(url, {"locale": sites.locale("en").pk, "term": "rare term", uk: "рідкісне"})
        term = GlossaryTerm.objects.get(term="rare term")
        translator = person(country, Role.TRANSLATOR, "ar")
        edit = reverse("translation_glossary_edit", args=[term.pk])
        client(translator).post(edit, {"term": "changed", uk: "changed", ar: "نادر"})
        term.refresh_from_db()
        words = {word.locale.language_code: word.word for word in term.words.all()}
        assert (term.term, words) == ("rare term", {"uk": "рідкісне", "ar": "نادر"})
        assert client(translator).post(reverse("translation_glossary_delete", args=[term.pk])).status_code in (302, 403)
        assert GlossaryTerm.objects.filter(pk=term.pk).exists()

    def test_a_translator_changes_the_own_words_that_stand_and_the_old_ones_stay_on_record(self, country):
        term = GlossaryTerm.objects.create(locale=sites.locale("en"), term="shared term")
        for code, word in (("uk", "спільне"), ("ar", "قديم")):
            term.words.create(locale=sites.locale(code), word=word)
        translator = client(person(country, Role.TRANSLATOR, "ar"))
        edit = reverse("translation_glossary_edit", args=[term.pk])
        uk, ar = (f"word_{sites.locale(code).pk}" for code in ("uk", "ar"))
        translator.post(edit, {uk: "changed", ar: "جديد"})
        words = {word.locale.language_code: word.word for word in term.words.all()}
        assert words == {"uk": "спільне", "ar": "جديد"}
        page = translator.get(edit).content.decode()
        assert "قديم" in page
        assert "translator.testlandar" in page
        translator.post(edit, {ar: ""})
        assert term.words.get(locale=sites.locale("ar")).word == "جديد"

    def test_a_term_is_changed_and_a_word_taken_away_by_programme_staff_alone(self, country, manager):
        term = GlossaryTerm.objects.create(locale=sites.locale("en"), term="shared term", note="Known.")
        term.words.create(locale=sites.locale("uk"), word="спільне")
        uk, ar = (f"word_{sites.locale(code).pk}" for code in ("uk", "ar"))
        edit, delete = (reverse(f"translation_glossary_{name}", args=[term.pk]) for name in ("edit", "delete"))
        changed = {"locale": sites.locale("en").pk, "term": "changed", "note": "", uk: "", ar: "مشترك"}
        assert client(manager).post(edit, changed).status_code == 302
        term.refresh_from_db()
        words = {word.locale.language_code: word.word for word in term.words.all()}
        assert (term.term, term.note, words) == ("shared term", "Known.", {"uk": "спільне", "ar": "مشترك"})
        assert b"Delete the term" not in client(manager).get(edit).content
        client(manager).post(delete)
        assert GlossaryTerm.objects.filter(pk=term.pk).exists()
        staff = client(make_programme_staff())
        staff.post(edit, changed)
        term.refresh_from_db()
        assert (term.term, [word.locale.language_code for word in term.words.all()]) == ("changed", ["ar"])
        staff.post(delete)
        assert not GlossaryTerm.objects.filter(pk=term.pk).exists()

    def test_a_term_in_a_language_that_the_own_country_does_not_write_in_gets_its_words(self, country):
        term = GlossaryTerm.objects.create(locale=sites.locale("ru"), term="beyond")
        ar = sites.locale("ar")
        edit = reverse("translation_glossary_edit", args=[term.pk])
        client(person(country, Role.TRANSLATOR, "ar")).post(edit, {f"word_{ar.pk}": "وراء"})
        assert term.words.get(locale=ar).word == "وراء"

    def test_a_term_stands_once(self, country, manager):
        data = {"locale": sites.locale("en").pk, "term": "Twice"}
        client(manager).post(reverse("translation_glossary_add"), data)
        response = client(manager).post(reverse("translation_glossary_add"), {**data, "term": "twice"})
        assert response.status_code == 200
        assert GlossaryTerm.objects.filter(term__iexact="twice").count() == 1

    def test_the_editor_gets_terms_and_directions_of_its_own_pages_only(self, country, manager):
        article = make_article(country, title="Your zebrafish")
        found = submit(article, "ar")
        term = GlossaryTerm.objects.create(locale=sites.locale("en"), term="zebrafish")
        term.words.create(locale=sites.locale("ar"), word="وصي")
        url = reverse("translation_terms", args=[found.pk])
        answer = client(manager).get(url).json()
        assert answer["target"] == {"tag": "ar", "direction": "rtl", "name": "العربية"}
        assert {"term": "zebrafish", "word": "وصي", "note": ""} in answer["terms"]
        stranger = person(make_country("elsewhere", "XE"), Role.MANAGER)
        assert client(stranger).get(url, HTTP_ACCEPT="application/json").status_code in (302, 403)

    def test_costs_the_same_however_many_terms(self, country, manager):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get("/cms/translations/glossary/").status_code == 200
            return len(queries)

        browser = client(manager)
        GlossaryTerm.objects.create(locale=sites.locale("en"), term="one").words.create(
            locale=sites.locale("uk"), word="1"
        )
        cost()
        few = cost()
        for number in range(20):
            term = GlossaryTerm.objects.create(locale=sites.locale("en"), term=f"term {number}")
            term.words.create(locale=sites.locale("uk"), word="1")
        assert cost() == few
