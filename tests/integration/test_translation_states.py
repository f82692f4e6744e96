"""The states of translations after every path: a table of cases, and a rebuild that finds the same."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, TranslationSource

from articles import translation, worded
from articles.models import ArticlePage, TranslationState
from portal.countries import sites
from portal.countries.models import CountryLanguage, Fact, FactText
from tests.factories import make_article, make_country, make_fact, topic_page
from tests.factories import services as make
from tests.integration.test_translation import fill, submit, translated

State = TranslationState.State
pytestmark = pytest.mark.django_db


class World:
    """A country with one article, translated into Ukrainian; Arabic is missing."""

    def __init__(self) -> None:
        self.country = make_country()
        self.article = make_article(self.country)
        self.translation = submit(self.article, "uk")
        fill(self.translation, "uk")
        self.translation.save_target(publish=True)

    @property
    def source(self) -> ArticlePage:
        return ArticlePage.objects.get(pk=self.article.pk)

    @property
    def uk(self) -> Any:
        return translated(self.article, "uk")

    def edit(self, **fields: Any) -> None:
        page = self.source
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()

    def state(self, code: str = "uk") -> str:
        row = TranslationState.objects.filter(
            subject=str(self.article.translation_key), locale=sites.locale(code), country__isnull=False
        ).first()
        return row.state if row else "no row"


def minor(world: World) -> None:
    page = world.source
    page.title = "A guide."
    page.save_revision().publish()
    # What the form does for a change that it calls minor.
    TranslationState.objects.filter(page=world.uk).update(state=State.CURRENT)
    translation.source_published(world.source, minor=True)


def by_hand(world: World) -> None:
    page = world.source.copy_for_translation(sites.locale("ar"), copy_parents=True)
    page.title = "دليل"
    page.save_revision().publish()


def sync(world: World) -> None:
    TranslationSource.objects.get(object_id=world.article.translation_key).update_from_db()


def draft_of_new_words(world: World) -> None:
    world.edit(title="Other words")
    world.translation.refresh_from_db()
    fill(world.translation, "uk")
    world.translation.save_target(publish=False)


def published_later(world: World) -> None:
    draft_of_new_words(world)
    world.uk.get_latest_revision().publish()


def machine(world: World) -> None:
    world.edit(title="Other words")
    world.translation.refresh_from_db()
    StringTranslation.objects.filter(locale=sites.locale("uk")).delete()
    fill(world.translation, "uk", StringTranslation.TRANSLATION_TYPE_MACHINE)
    world.translation.save_target(publish=True)


def alias(world: World) -> None:
    parent = topic_page(world.country, "housing", "ar")
    world.source.create_alias(parent=parent, update_locale=sites.locale("ar"), update_slug="a-guide")


def language_removed(world: World) -> None:
    CountryLanguage.objects.get(country=world.country, locale=sites.locale("ar")).delete()


def language_added(world: World) -> None:
    language_removed(world)
    CountryLanguage.objects.create(country=world.country, locale=sites.locale("ar"), sort_order=9)


def fact_changed(world: World) -> None:
    fact = make_fact(world.country, "until")
    page = world.source
    page.body.append(("facts", [fact]))
    page.save_revision().publish()
    fact.source_title = "Another source"
    fact.save()


def settled(world: World) -> None:
    world.edit(title="Other words")
    row = TranslationState.objects.get(page=world.uk)
    translation.no_change_needed(row, user=get_user_model().objects.create(username="somebody"))


# What happened -> the state of Ukrainian, of Arabic.
CASES: dict[str, tuple[Callable[[World], Any], str, str]] = {
    "translated": (lambda w: None, State.CURRENT, State.MISSING),
    "source edited": (lambda w: w.edit(title="Other words"), State.OUTDATED, State.MISSING),
    "source published again unchanged": (lambda w: w.edit(), State.CURRENT, State.MISSING),
    "something that is no word": (lambda w: w.edit(audience=["women"]), State.CURRENT, State.MISSING),
    "edited and taken back": (lambda w: (w.edit(title="X"), w.edit(title="A guide")), State.CURRENT, State.MISSING),
    "draft of the source saved": (lambda w: w.source.save_revision(), State.CURRENT, State.MISSING),
    "minor edit": (minor, State.CURRENT, State.MISSING),
    "a fact changed": (fact_changed, State.CURRENT, State.MISSING),
    "synchronised": (lambda w: (w.edit(title="X"), sync(w)), State.OUTDATED, State.MISSING),
    "translation published again": (
        lambda w: (w.edit(title="X"), w.uk.save_revision().publish()),
        State.OUTDATED,
        State.MISSING,
    ),
    "new words in a draft": (draft_of_new_words, State.OUTDATED, State.MISSING),
    "that draft published": (published_later, State.CURRENT, State.MISSING),
    "by machine": (machine, State.MACHINE, State.MISSING),
    "no change needed": (settled, State.CURRENT, State.MISSING),
    "sent, nothing translated": (lambda w: submit(w.article, "ar"), State.CURRENT, State.IN_PROGRESS),
    "sent, translated, not published": (
        lambda w: (fill(t := submit(w.article, "ar"), "ar"), t.save_target(publish=False)),
        State.CURRENT,
        State.IN_PROGRESS,
    ),
    "written by hand": (by_hand, State.CURRENT, State.CURRENT),
    "alias of the source": (alias, State.CURRENT, State.MISSING),
    "translation unpublished": (lambda w: w.uk.unpublish(), State.IN_PROGRESS, State.MISSING),
    "translation deleted": (lambda w: w.uk.delete(), State.MISSING, State.MISSING),
    "source unpublished": (lambda w: w.source.unpublish(), State.CURRENT, "no row"),
    "source deleted": (lambda w: w.source.delete(), "no row", "no row"),
    "moved": (lambda w: w.source.move(topic_page(w.country, "health"), "last-child"), State.CURRENT, State.MISSING),
    "language removed": (language_removed, State.CURRENT, "no row"),
    "language added": (language_added, State.CURRENT, State.MISSING),
}


@pytest.mark.parametrize("name", CASES)
def test_after(name):
    """Whatever happens, the stored state is right at once, and a rebuild changes nothing; from nothing it finds the same."""
    happens, uk, ar = CASES[name]
    world = World()
    happens(world)
    assert (world.state("uk"), world.state("ar")) == (uk, ar)
    before = facts()
    call_command("rebuild_translation_states", "testland", stdout=StringIO())
    assert facts() == before
    if name in NOT_IN_THE_RECORDS:
        return
    TranslationState.objects.filter(country=world.country).delete()
    call_command("rebuild_translation_states", "testland", stdout=StringIO())
    assert (world.state("uk"), world.state("ar")) == (uk, ar)


# What a person said is kept in the states alone.
NOT_IN_THE_RECORDS = {"minor edit", "no change needed"}


def facts() -> list[dict[str, Any]]:
    rows = TranslationState.objects.filter(country__slug="testland").order_by("content_type", "subject", "locale")
    return [row.facts() for row in rows]


def test_a_copy_of_a_subtree_is_to_be_translated_and_its_original_stays_as_it_was():
    world = World()
    parent = topic_page(world.country)
    parent.copy(to=parent.get_parent(), recursive=True, update_attrs={"slug": "copied", "title": "Copied"})
    copied = ArticlePage.objects.get(url_path="/testland/en/copied/a-guide/")
    rows = TranslationState.objects.filter(subject=str(copied.translation_key))
    assert {row.locale.language_code: row.state for row in rows} == {"uk": State.MISSING, "ar": State.MISSING}
    assert world.state() == State.CURRENT


def test_translations_follow_a_moved_page():
    world = World()
    world.source.move(topic_page(world.country, "health"), "last-child")
    assert world.uk.url_path == "/testland/uk/health/a-guide/"
    assert Page.find_problems() == ([], [], [], [], [])


def test_translations_follow_a_changed_address():
    world = World()
    world.edit(slug="another-guide")
    assert world.uk.slug == "another-guide"


def test_an_alias_in_another_language_is_not_shown_as_a_translation(site):
    world = World()
    alias(world)
    page = site("testland").get("/ar/housing/a-guide/").content.decode()
    assert '<article lang="en"' in page or 'lang="en"' in page.split("<article", 1)[1][:200]


def test_a_minor_edit_keeps_the_strings_of_translators():
    world = World()
    minor(world)
    world.translation.refresh_from_db()
    assert world.translation.get_progress()[0] == world.translation.get_progress()[1]


class TestWords:
    @pytest.fixture
    def fact(self) -> Fact:
        return make_fact(make_country(), "until", label="Valid until")

    def states(self, subject, model=FactText) -> dict[str, str]:
        rows = TranslationState.objects.filter(content_type=worded.content_type(model), subject=str(subject))
        return {row.locale.language_code: row.state for row in rows}

    def test_what_nobody_has_translated_is_missing(self, fact):
        assert self.states(fact.pk) == {"uk": State.MISSING, "ar": State.MISSING}

    def test_a_change_of_the_source_makes_them_outdated_and_a_translation_current(self, fact):
        uk = FactText.objects.create(fact=fact, locale=sites.locale("uk"), label="Діє до")
        assert self.states(fact.pk)["uk"] == State.CURRENT
        source = FactText.objects.get(fact=fact, locale=sites.locale("en"))
        source.label = "Valid up to"
        source.save()
        assert self.states(fact.pk)["uk"] == State.OUTDATED
        uk.save()
        assert self.states(fact.pk)["uk"] == State.OUTDATED
        uk.label = "Дійсне до"
        uk.save()
        assert self.states(fact.pk)["uk"] == State.CURRENT
        uk.delete()
        assert self.states(fact.pk)["uk"] == State.MISSING

    def test_a_value_is_no_word(self, fact):
        FactText.objects.create(fact=fact, locale=sites.locale("uk"), label="Діє до")
        fact.source_title = "Another"
        fact.save()
        assert self.states(fact.pk)["uk"] == State.CURRENT

    def test_a_copy_by_wagtail_localize_is_in_progress(self, fact):
        submit(FactText.objects.get(fact=fact), "uk")
        assert self.states(fact.pk)["uk"] == State.IN_PROGRESS

    def test_deleting_the_fact_leaves_nothing(self, fact):
        key = fact.pk
        fact.delete()
        assert self.states(key) == {}

    def test_a_service_says_itself_what_its_words_were_made_from(self):
        from services_map.models import ServiceText

        country = make_country()
        service = make.make_service(country, "one", name="One")
        text = ServiceText.objects.create(service=service, locale=sites.locale("uk"), name="Один")
        assert self.states(service.pk, ServiceText)["uk"] == State.CURRENT
        source = ServiceText.objects.get(service=service, locale=sites.locale("en"))
        source.name = "Another"
        source.save()
        assert self.states(service.pk, ServiceText)["uk"] == State.OUTDATED
        ServiceText.objects.filter(pk=text.pk).update(machine=True, made_from=source.digest)
        call_command("rebuild_translation_states", "testland", stdout=StringIO())
        assert self.states(service.pk, ServiceText)["uk"] == State.MACHINE


def test_an_unknown_country_is_refused():
    with pytest.raises(CommandError, match="atlantis"):
        call_command("rebuild_translation_states", "atlantis")
