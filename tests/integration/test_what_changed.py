"""Notes on changes: written when an article is published, read by language, with fallbacks."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail_localize.operations import translate_object

from articles import changes
from articles.models import ArticlePage, ChangeNote, ChangeNoteText, TranslationState
from portal.core import clock
from portal.countries import sites
from portal.countries.roles import Role
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.team import make_member, page_form, sign_in
from tests.integration.test_translation import fill, submit

TODAY = clock.today("Europe/Prague")  # the test country's
pytestmark = pytest.mark.django_db
SOURCES = [("source", {"title": "The law", "url": "", "dated": None})]


@pytest.fixture
def article(country):
    return make_article(country, sources=SOURCES)


def read(path: str) -> BeautifulSoup:
    response = SiteClient("testland.localhost").get(path)
    assert response.status_code == 200
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def send(client, article, **fields):
    return client.post(f"/cms/pages/{article.pk}/edit/", page_form(article, **fields))


class TestWriting:
    def test_an_important_change_is_public_once_it_is_published(self, country, article):
        client = sign_in(make_member(country, Role.PUBLISHER))
        note = {"change_kind": "important", "change_text": "The deadline is now 4 March."}
        send(client, article, **note)  # a draft
        assert "4 March" not in read("/en/changes/").text
        form = BeautifulSoup(client.get(f"/cms/pages/{article.pk}/edit/").content, "html.parser")
        assert form.select_one("[name=change_text]").text.strip() == "The deadline is now 4 March."
        send(client, article, **note, **{"action-publish": "1"})
        assert "4 March" in read("/en/changes/").text
        kept = ChangeNote.objects.get(country=country)
        assert (kept.published_on, kept.country, kept.kind) == (TODAY, country, "important")
        form = BeautifulSoup(client.get(f"/cms/pages/{article.pk}/edit/").content, "html.parser")
        assert form.select_one("[name=change_text]").text.strip() == ""

    def test_an_ordinary_or_a_minor_edit_leaves_no_note(self, country, article):
        client = sign_in(make_member(country, Role.PUBLISHER))
        for kind in ("ordinary", "minor"):
            send(client, article, change_kind=kind, change_text="Not to be seen.", **{"action-publish": "1"})
        assert "Not to be seen" not in read("/en/changes/").text

    def test_what_was_written_can_be_taken_back(self, country, article):
        client = sign_in(make_member(country, Role.EDITOR))
        send(client, article, change_kind="important", change_text="A change.")
        send(client, article, change_kind="ordinary", change_text="A change.")
        assert not ChangeNote.objects.filter(country=country).exists()

    def test_a_note_that_is_too_long_is_refused_and_kept_in_the_form(self, country, article):
        client = sign_in(make_member(country, Role.EDITOR))
        response = send(client, article, change_kind="important", change_text="Long. " * 100)
        assert response.status_code == 200
        assert "Long. Long." in response.text
        assert not ChangeNote.objects.filter(country=country).exists()

    def test_previewing_writes_nothing(self, country, article):
        client = sign_in(make_member(country, Role.EDITOR))
        form = page_form(article, change_kind="important", change_text="A change.")
        client.post(f"/cms/pages/{article.pk}/edit/preview/", form)
        client.get(f"/cms/pages/{article.pk}/edit/preview/")
        assert not ChangeNote.objects.filter(country=country).exists()

    def test_a_translation_has_no_such_question(self, country, article):
        translated = article.copy_for_translation(sites.locale("uk"))
        translated.save_revision().publish()
        client = sign_in(make_member(country, Role.EDITOR))
        page = client.get(f"/cms/pages/{translated.pk}/edit/", follow=True)
        assert page.status_code == 200
        assert "change_kind" not in page.text

    def test_empty_words_are_no_note(self, country, article):
        with pytest.raises(ValueError, match="words"):
            changes.announce(country=country, text=" ", on=TODAY)
        note = changes.announce(country=country, text="Fees rise.", on=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            ChangeNoteText.objects.create(note=note, locale=sites.locale("uk"), text="")


class TestMinorEdits:
    @pytest.fixture
    def state(self, article):
        translation = submit(article, "uk")
        fill(translation, "uk")
        translation.save_target(publish=True)
        wanted = {"page__translation_key": article.translation_key, "page__locale": sites.locale("uk")}
        return lambda: TranslationState.objects.get(**wanted).state

    @pytest.mark.parametrize(
        ("kind", "expected"), [("ordinary", "outdated"), ("minor", "current"), ("important", "outdated")]
    )
    def test_only_a_minor_edit_of_the_words_keeps_translations_current(self, country, article, state, kind, expected):
        client = sign_in(make_member(country, Role.PUBLISHER))
        assert state() == "current"
        send(client, article, title="A guide!", change_kind=kind, change_text="What.", **{"action-publish": "1"})
        assert ArticlePage.objects.get(pk=article.pk).title == "A guide!"
        assert state() == expected

    def test_a_minor_edit_does_not_clear_what_was_outdated_before(self, country, article, state):
        client = sign_in(make_member(country, Role.PUBLISHER))
        send(client, article, title="Another guide", **{"action-publish": "1"})
        send(client, article, title="Another guide!", change_kind="minor", **{"action-publish": "1"})
        assert state() == "outdated"


class TestReading:
    def test_each_in_the_readers_language_or_marked_as_another(self, country, article):
        note = changes.announce(country=country, text="The rule changed.", on=dt.date(2026, 11, 3), article=article)
        ChangeNoteText.objects.create(note=note, locale=sites.locale("uk"), text="Правило змінилося.")
        uk, ar = read("/uk/changes/"), read("/ar/changes/")
        assert "Правило змінилося." in uk.select_one(".cards").text
        assert "3 листопада 2026" in uk.select_one(".cards").text
        fallback = ar.select_one(".cards p")
        assert (fallback.text, fallback["lang"], fallback["dir"]) == ("The rule changed.", "en", "ltr")
        assert ar.html["dir"] == "rtl"
        link = ar.select_one(".cards a")
        assert (link["href"], link["lang"]) == ("/ar/housing/a-guide/", "en")

    def test_the_article_says_when_it_changed_last(self, country, article):
        for day in (3, 9, 5):
            changes.announce(country=country, text="News.", on=dt.date(2026, 11, day), article=article)
        link = read("/uk/housing/a-guide/").select_one('article a[href="/uk/changes/"]')
        assert "9 листопада 2026" in link.text

    def test_newest_first_thirty_on_a_page(self, country, article):
        for number in range(35):
            day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
            changes.announce(country=country, text=f"Change {number}.", on=day, article=article)
        first, second = read("/en/changes/"), read("/en/changes/?page=2")
        assert [row.text for row in first.select(".cards p")] == [f"Change {number}." for number in range(34, 4, -1)]
        assert [row.text for row in second.select(".cards p")] == [f"Change {number}." for number in range(4, -1, -1)]
        assert first.select_one("a[rel=next]")["href"] == "?page=2"
        assert second.select_one("a[rel=next]") is None
        for odd in ("?page=0", "?page=-1", "?page=x", "?page=99999", "?page=９"):
            read(f"/en/changes/{odd}")

    def test_what_is_no_longer_published_and_another_country_are_left_out(self, country, article):
        other = make_article(make_country("elsewhere", "XE"), title="Elsewhere")
        changes.announce(country=sites.Country.objects.get(slug="elsewhere"), text="Secret.", on=TODAY, article=other)
        changes.announce(country=country, text="Gone.", on=TODAY, article=article)
        changes.announce(country=country, text="For all.", on=TODAY)
        assert "Secret" not in read("/en/changes/").text
        article.unpublish()
        assert [row.text for row in read("/en/changes/").select(".cards p")] == ["For all."]

    def test_a_correction_is_visible_at_once(self, country, article):
        note = changes.announce(country=country, text="The rule changed.", on=TODAY, article=article)
        read("/en/changes/")
        read("/en/changes/")
        client = sign_in(make_member(country, Role.PUBLISHER))
        text = note.texts.get()
        client.post(f"/cms/snippets/articles/changenotetext/edit/{text.pk}/", {"text": "It changed on 1 May."})
        assert "It changed on 1 May." in read("/en/changes/").text

    def test_it_is_in_the_feed_and_at_the_foot_of_pages(self, country, article):
        changes.announce(country=country, text="The rule changed.", on=TODAY, article=article)
        assert "The rule changed." in SiteClient("testland.localhost").get("/uk/feed.atom").text
        assert read("/uk/").select_one('footer a[href="/uk/changes/"]') is not None

    def test_there_is_none_at_the_front_door(self, country):
        assert SiteClient("localhost").get("/en/changes/").status_code == 404

    def test_queries_do_not_grow(self, country):
        counts = []
        for size in (3, 25):
            for number in range(size):
                page = make_article(country, f"g-{size}-{number}")
                translate_object(page, [sites.locale("uk")])
                changes.announce(country=country, text="News.", on=TODAY, article=page)
            read("/uk/changes/?page=1")
            with CaptureQueriesContext(connection) as captured:
                read("/uk/changes/?page=1")
            counts.append(len(captured))
        assert counts[0] == counts[1]
        assert counts[0] <= 4


def test_notes_of_another_country_are_behind_its_wall(country, article):
    other = make_country("elsewhere", "XE")
    note = changes.announce(country=other, text="Secret.", on=TODAY)
    client = sign_in(make_member(country, Role.MANAGER))
    for path in ("changenote/", f"changenote/edit/{note.pk}/", "changenotetext/"):
        assert "Secret" not in client.get(f"/cms/snippets/articles/{path}", follow=True).text
    text = note.texts.get()
    client.post(f"/cms/snippets/articles/changenotetext/edit/{text.pk}/", {"text": "Overwritten."})
    assert note.texts.get().text == "Secret."


def test_a_translator_corrects_the_own_languages_only(country, article):
    from portal.countries import roles

    note = changes.announce(country=country, text="News.", on=TODAY, article=article)
    words = {
        code: ChangeNoteText.objects.create(note=note, locale=sites.locale(code), text=f"News {code}.")
        for code in ("uk", "ar")
    }
    user = make_member(country, Role.TRANSLATOR)
    user.groups.add(roles.group(country, Role.TRANSLATOR, "uk"))
    client = sign_in(user)
    for text in words.values():
        client.post(f"/cms/snippets/articles/changenotetext/edit/{text.pk}/", {"text": "Новини."})
    assert [ChangeNoteText.objects.get(pk=text.pk).text for text in words.values()] == ["Новини.", "News ar."]


def test_writers_word_a_note_in_more_languages(country, article):
    note = changes.announce(country=country, text="News.", on=TODAY, article=article)
    client = sign_in(make_member(country, Role.EDITOR))
    assert "News." in client.get("/cms/snippets/articles/changenote/").text
    url = f"/cms/snippets/articles/changenote/edit/{note.pk}/"
    assert client.get(url).status_code == 200
    text = note.texts.get()
    form = {
        "texts-TOTAL_FORMS": 2,
        "texts-INITIAL_FORMS": 1,
        "texts-MIN_NUM_FORMS": 0,
        "texts-MAX_NUM_FORMS": 1000,
        "texts-0-id": text.pk,
        "texts-0-locale": text.locale_id,
        "texts-0-text": "News, corrected.",
        "texts-1-id": "",
        "texts-1-locale": sites.locale("uk").pk,
        "texts-1-text": "Новини.",
    }
    client.post(url, form)
    assert "Новини." in read("/uk/changes/").text
    assert "News, corrected." in read("/ar/changes/").text
    add = client.get("/cms/snippets/articles/changenote/add/", follow=True)
    assert "texts-TOTAL_FORMS" not in add.text


def test_the_demonstration_tells_what_changed(site):
    for slug, words in (("czechia", "Онлайн-реєстрації недостатньо"), ("serbia", "Остання дата")):
        assert words in site(slug).get("/uk/changes/").text
    page = BeautifulSoup(site("serbia").get("/ur/changes/").content, "html.parser")
    assert page.select_one(".cards p")["lang"] == "en"
