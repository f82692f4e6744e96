"""Words that are no page, on the board: what changed in their source since they were translated."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from articles import rebuilding, worded
from articles.models import TranslationState
from portal.countries.models import FactText
from services_map import places
from services_map.models import ServiceText
from tests.factories import make_fact
from tests.factories import services as make
from tests.factories.translations import change_words as change
from tests.factories.translations import client
from tests.factories.translations import words_cell as cell
from tests.factories.translations import words_of as words
from tests.factories.translations import write_words as write

State = TranslationState.State
pytestmark = pytest.mark.django_db


def seen(user, thing, view: str = "translation_cell") -> BeautifulSoup:
    return BeautifulSoup(client(user).get(reverse(view, args=[cell(thing).pk])).content, "html.parser")


class TestWhatChanged:
    @pytest.mark.parametrize("view", ["translation_cell", "translation_words"])
    def test_is_told_word_by_word_field_by_field(self, manager, fact, view):
        write(manager, fact, label="Дійсний до", note="Запитайте")
        change(FactText, fact, label="Valid only until")
        assert cell(fact).state == State.OUTDATED
        changes = seen(manager, fact, view).select(".board-change")
        assert [part.get_text() for part in changes] == ["Valid only until"]
        assert changes[0].ins.get_text().strip() == "only"
        assert changes[0].find("del") is None

    def test_of_a_service(self, country, manager):
        service = make.make_service(country, name="Legal help", texts={"uk": "Допомога"})
        change(ServiceText, service, name="Legal aid")
        told = seen(manager, service).select_one(".board-change")
        assert (told.find("del").get_text(), told.find("ins").get_text()) == ("help", "aid")

    def test_is_counted_from_what_the_translator_saw_last(self, manager, fact):
        write(manager, fact, label="Дійсний до", note="")
        change(FactText, fact, label="Valid till")
        write(manager, fact, label="Дійсний до", note="")  # saved without a change
        assert cell(fact).state == State.CURRENT
        change(FactText, fact, label="Ends")
        assert seen(manager, fact).select_one(".board-change del").get_text() == "Valid till"

    def test_starts_anew_when_no_change_was_needed(self, manager, fact):
        write(manager, fact, label="Дійсний до", note="")
        change(FactText, fact, label="Valid till")
        client(manager).post(reverse("translation_settle", args=[cell(fact).pk]))
        assert (cell(fact).state, cell(fact).settled_by) == (State.CURRENT, manager)
        change(FactText, fact, label="Ends")
        assert seen(manager, fact).select_one(".board-change del").get_text() == "Valid till"

    def test_is_not_known_where_nothing_was_kept_and_that_is_said(self, manager, fact):
        write(manager, fact, label="Дійсний до", note="")
        change(FactText, fact, label="Ends")
        TranslationState.objects.filter(pk=cell(fact).pk).update(source_words=None)
        page = seen(manager, fact)
        assert "was not kept" in page.get_text()
        assert not page.select(".board-change")

    @pytest.mark.parametrize("brought", [{"label": "Something else"}, {"label": 1}, ["Valid until"], "Valid until"])
    def test_words_that_do_not_fit_the_fingerprint_are_not_believed(self, manager, fact, brought):
        write(manager, fact, label="Дійсний до", note="")
        change(FactText, fact, label="Ends")
        TranslationState.objects.filter(pk=cell(fact).pk).update(source_words=brought)
        assert "was not kept" in seen(manager, fact).get_text()

    def test_nothing_is_said_of_what_is_current(self, manager, fact):
        write(manager, fact, label="Дійсний до", note="")
        assert "What changed" not in seen(manager, fact).get_text()

    def test_a_rebuild_keeps_what_is_known_and_fills_in_what_is_current(self, country, manager, fact):
        other = make_fact(country, "other", label="Other")
        for thing in (fact, other):
            write(manager, thing, label="Факт", note="")
        TranslationState.objects.filter(pk=cell(other).pk).update(source_words=None)
        change(FactText, fact, label="Ends")
        rebuilding.rebuild(country)
        assert cell(fact).source_words["label"] == "Valid until"
        assert cell(other).source_words["label"] == "Other"

    def test_nothing_is_kept_of_a_translation_that_is_gone(self, manager, fact):
        write(manager, fact, label="Дійсний до", note="")
        words(FactText, fact).delete()
        assert (cell(fact).state, cell(fact).source_words) == (State.MISSING, None)


class TestWhatIsKeptGivesNoHiddenPlaceAway:
    ADDRESS = "Krátká 12345"

    @pytest.fixture
    def place(self, country):
        return make.make_location(country, "exact", address=self.ADDRESS)

    @pytest.fixture
    def service(self, country, place):
        found = make.make_service(country, name="Help", texts={"uk": "Допомога"}, locations=(place,))
        change(ServiceText, found, directions=f"Ring at {self.ADDRESS}")
        change(ServiceText, found, "uk", name="Допомога!")  # made from the words with the address
        assert self.ADDRESS in cell(found).source_words["directions"]
        return found

    def test_when_the_place_is_hidden_later(self, service, place, manager):
        change(ServiceText, service, directions="Call first")
        assert cell(service).state == State.OUTDATED
        places.hide(place)
        assert cell(service).source_words is None
        page = seen(manager, service).get_text()
        assert "was not kept" in page
        assert self.ADDRESS not in page

    def test_when_the_service_moves_to_a_hidden_place(self, service, place, country):
        change(ServiceText, service, directions="Call first")
        service.places.all().delete()
        places.hide(place)
        make.ServiceAtLocation.objects.create(service=service, location=place)
        assert cell(service).source_words is None

    def test_when_everything_is_written_in_bulk(self, service, place, country):
        places.hide(place)
        TranslationState.objects.filter(pk=cell(service).pk).update(
            source_words=words(ServiceText, service, "en").by_field
        )
        worded.settle_all(country)
        assert cell(service).source_words is None

    def test_when_no_key_opens_the_place(self, service, place, settings):
        change(ServiceText, service, directions="")
        change(ServiceText, service, "uk", name="Допомога?")
        assert cell(service).source_words
        places.hide(place)
        settings.CONFIDENTIAL_KEYS = ["another key of thirty-two letters or more"]
        worded.settle(ServiceText, service.country, [service.pk])
        assert cell(service).source_words is None
