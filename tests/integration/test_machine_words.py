"""Words that are no page, on the board: written by a machine, or to be published."""

import pytest
from wagtail.models import ModelLogEntry
from wagtail_localize.machine_translators.dummy import DummyTranslator
from wagtail_localize.strings import StringValue

from articles import worded
from articles.board import jobs
from articles.models import TranslationJob, TranslationState
from portal.countries import sites
from portal.countries.models import AlertText, Country, FactText, Stage
from portal.countries.roles import Role
from services_map.models import ServiceText
from tests.factories import services as make
from tests.factories.alerts import make_alert
from tests.factories.translations import bulk, person, text
from tests.factories.translations import change_words as change
from tests.factories.translations import words_cell as cell
from tests.factories.translations import words_key as line
from tests.factories.translations import words_of as words
from tests.factories.translations import write_words as write

State = TranslationState.State
pytestmark = pytest.mark.django_db
TRANSLATOR = {"CLASS": "tests.integration.test_machine_words.Machine"}


class Machine(DummyTranslator):
    """Turns the words of a sentence round; ``answers`` says otherwise, ``meanwhile`` happens while it works."""

    answers: dict[str, str] = {}
    meanwhile = None

    def translate(self, source_locale, target_locale, strings):
        found = super().translate(source_locale, target_locale, strings)
        if Machine.meanwhile:
            Machine.meanwhile()
        own = {string: self.answers[string.data] for string in strings if string.data in self.answers}
        return found | {string: StringValue(said) for string, said in own.items()}


@pytest.fixture(autouse=True)
def machine(settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = TRANSLATOR
    Machine.answers, Machine.meanwhile = {}, None
    yield Machine
    Machine.answers, Machine.meanwhile = {}, None


@pytest.fixture
def all_tell(monkeypatch):
    """As if readers saw of facts and alerts, too, that a machine wrote them: the rules are the same for all words."""
    for model in (FactText, AlertText):
        monkeypatch.setattr(model, "tells_machine", True)


def test_what_would_not_say_so_is_left_to_people(country, manager, fact):
    alert = make_alert(country)
    told = text(bulk(manager, country, "machine", [line(fact), line(alert)]))
    assert told.count("Readers would not see that a machine wrote it") == 2
    assert not FactText.objects.filter(fact=fact, locale__language_code="uk").exists()
    assert not AlertText.objects.filter(alert=alert, locale__language_code="uk").exists()


@pytest.mark.usefixtures("all_tell")
class TestMachine:
    def test_fills_in_what_is_missing(self, country, manager, fact):
        alert = make_alert(country, "The office is closed", text="Call instead")
        service = make.make_service(country, name="Legal help")
        response = bulk(manager, country, "machine", [line(thing) for thing in (fact, alert, service)])
        assert "Finished" in text(response)
        assert (words(FactText, fact).label, words(FactText, fact).note) == ("until Valid", "office the at Ask")
        assert (words(AlertText, alert).title, words(AlertText, alert).text) == ("closed is office The", "instead Call")
        assert words(ServiceText, service).name == "help Legal"
        assert {cell(thing).state for thing in (fact, alert, service)} == {State.MACHINE}
        assert TranslationState.objects.filter(state=State.MACHINE).count() == 3

    def test_tells_readers_and_history_of_a_service(self, country, manager, site):
        service = make.make_service(country, name="Legal help")
        bulk(manager, country, "machine", [line(service)])
        page = site("testland").get(f"/uk/services/{service.slug}/").content.decode()
        assert "help Legal" in page
        assert words(ServiceText, service).machine
        entry = ModelLogEntry.objects.filter(object_id=service.pk, action="wagtail.edit").latest("pk")
        assert (entry.user, entry.data["language"], entry.data["machine"]) == (manager, "uk", True)
        service.refresh_from_db()
        assert service.latest_revision.user == manager

    def test_a_person_who_saves_has_looked_also_without_a_change(self, country, manager, fact):
        service = make.make_service(country, name="Legal help")
        bulk(manager, country, "machine", [line(fact), line(service)])
        write(manager, fact, label="until Valid", note="office the at Ask")
        said = words(ServiceText, service)
        write(manager, service, **{name: getattr(said, name) for name in ServiceText.WORDS})
        assert {cell(thing).state for thing in (fact, service)} == {State.CURRENT}

    def test_a_persons_other_words_are_no_machines(self, country, manager):
        service = make.make_service(country, name="Legal help")
        bulk(manager, country, "machine", [line(service)])
        change(ServiceText, service, "uk", name="Правова допомога")
        assert not words(ServiceText, service).machine
        assert cell(service).state == State.CURRENT

    def test_writes_its_own_outdated_words_anew(self, country, manager, fact):
        service = make.make_service(country, name="Legal help")
        bulk(manager, country, "machine", [line(fact), line(service)])
        change(FactText, fact, label="Ends on", note="")
        change(ServiceText, service, name="Legal aid")
        assert {cell(thing).state for thing in (fact, service)} == {State.OUTDATED}
        bulk(manager, country, "machine", [line(fact), line(service)])
        assert (words(FactText, fact).label, words(FactText, fact).note) == ("on Ends", "")
        assert words(ServiceText, service).name == "aid Legal"
        assert {cell(thing).state for thing in (fact, service)} == {State.MACHINE}

    def test_becomes_current_to_the_source_also_where_it_says_the_same_again(self, country, manager, fact, machine):
        machine.answers = {"Valid until": "Дійсний до", "Valid till": "Дійсний до"}
        bulk(manager, country, "machine", [line(fact)])
        change(FactText, fact, label="Valid till")
        bulk(manager, country, "machine", [line(fact)])
        assert (cell(fact).state, cell(fact).source_words["label"]) == (State.MACHINE, "Valid till")

    def test_never_replaces_what_a_person_wrote(self, country, manager, fact):
        service = make.make_service(country, name="Legal help", texts={"uk": "Допомога"})
        write(manager, fact, label="Дійсний до", note="")
        assert "It is not outdated" in text(bulk(manager, country, "machine", [line(fact)]))
        change(FactText, fact, label="Ends on")
        change(ServiceText, service, name="Legal aid")
        told = text(bulk(manager, country, "machine", [line(fact), line(service)]))
        assert told.count("Somebody has written it; it is outdated: open the cell.") == 2
        assert words(FactText, fact).label == "Дійсний до"
        assert words(ServiceText, service).name == "Допомога"
        assert cell(fact).state == State.OUTDATED

    def test_fills_a_copy_that_still_says_the_sources_words(self, country, manager, fact):
        copy = FactText.objects.create(fact=fact, locale=sites.locale("uk"), label="Valid until")
        worded.copied(copy)
        assert cell(fact).state == State.IN_PROGRESS
        bulk(manager, country, "machine", [line(fact)])
        assert (cell(fact).state, words(FactText, fact).label) == (State.MACHINE, "until Valid")

    def test_leaves_a_copy_that_somebody_has_begun(self, country, manager, fact):
        copy = FactText.objects.create(
            fact=fact, locale=sites.locale("uk"), label="Дійсний до", note="Ask at the office"
        )
        worded.copied(copy)
        assert "Somebody has begun it" in text(bulk(manager, country, "machine", [line(fact)]))
        assert words(FactText, fact).note == "Ask at the office"

    def test_keeps_lines_and_characters(self, country, manager, machine):
        alert = make_alert(country, text="Tea & cake\r\nfor < 5")
        machine.answers = {"Tea &amp; cake<br/>for &lt; 5": "Чай &amp; торт<br/>за &lt; 5"}
        bulk(manager, country, "machine", [line(alert)])
        assert words(AlertText, alert).text == "Чай & торт\nза < 5"

    @pytest.mark.parametrize(
        ("said", "answer", "problem"),
        [
            ("Apply by {fact:until}", "{fact:bis} an", "The fact {fact:until} is missing or was changed"),
            ("Apply by then", "{fact:until} an", "does not stand in the original"),
            ("Ask {name}", "{ім'я} an", "The machine changed “{name}”"),
            ("See https://example.org/a.", "https://example.org/b an", "The machine changed “https://example.org/a”"),
            ("Write to help@example.org", "an", "The machine changed “help@example.org”"),
            ("Call us", "", "The machine did not translate all of it"),
            ("Call us", "x" * 501, "At most 500 characters; these are 501."),
        ],
    )
    def test_what_it_spoils_is_not_taken(self, country, manager, machine, said, answer, problem):
        alert = make_alert(country, text=said)
        machine.answers = {said: answer}
        told = text(bulk(manager, country, "machine", [line(alert)]))
        assert problem in told
        assert not AlertText.objects.filter(alert=alert, locale=sites.locale("uk")).exists()
        assert cell(alert).state == State.MISSING

    def test_marks_and_addresses_come_through(self, country, manager):
        alert = make_alert(country, text="Apply by {fact:until} at https://example.org/a?b=1 or help@example.org")
        bulk(manager, country, "machine", [line(alert)])
        assert words(AlertText, alert).text == "help@example.org or https://example.org/a?b=1 at {fact:until} by Apply"

    def test_gives_no_hidden_place_away(self, country, manager, machine):
        hidden = make.make_location(country, "hidden", address="Strada 12345", latitude=47.02, longitude=28.83)
        service = make.make_service(country, name="One", locations=(hidden,))
        machine.answers = {"One": "Strada 12345"}
        assert "give away" in text(bulk(manager, country, "machine", [line(service)]))
        assert not service.texts.filter(locale=sites.locale("uk")).exists()

    @pytest.mark.parametrize("who", ["translator", "source"])
    def test_does_not_write_over_what_changed_while_it_worked(self, country, manager, fact, machine, who):
        def meanwhile():
            if who == "translator":
                FactText.objects.create(fact=fact, locale=sites.locale("uk"), label="Дійсний до")
            else:
                change(FactText, fact, label="Ends")

        machine.meanwhile = staticmethod(meanwhile)
        assert "Somebody changed these words meanwhile" in text(bulk(manager, country, "machine", [line(fact)]))
        assert [found.label for found in FactText.objects.filter(fact=fact, locale=sites.locale("uk"))] != [
            "until Valid"
        ]

    def test_writes_only_the_languages_of_a_translator(self, country, fact):
        translator = person(country, Role.TRANSLATOR, "uk")
        bulk(translator, country, "machine", [line(fact)], to=("uk", "ar"))
        assert (cell(fact, "uk").state, cell(fact, "ar").state) == (State.MACHINE, State.MISSING)

    def test_stops_in_an_archived_country(self, country, manager, fact):
        job = jobs.create(kind=TranslationJob.Kind.MACHINE, country=country, user=manager, states=[cell(fact)])
        Country.objects.filter(pk=country.pk).update(stage=Stage.ARCHIVED, stage_since="2026-11-01")
        assert jobs.run_slice(job)
        assert cell(fact).state == State.MISSING
        answer = bulk(manager, country, "machine", [line(fact)])
        assert TranslationJob.objects.count() == 1
        assert answer.status_code in (200, 403)
        assert cell(fact).state == State.MISSING


class TestPublishing:
    def test_says_that_words_count_as_soon_as_they_are_saved(self, country, manager, fact):
        write(manager, fact, label="Дійсний до", note="")
        told = text(bulk(manager, country, "publish", [line(fact)], to=("uk", "ar")))
        assert "these words count as soon as they are saved" in told
        assert "It is not translated yet: open the cell." in told
        assert "It has not been sent" not in told

    def test_sending_says_where_they_are_written(self, country, manager, fact):
        assert "written on the board itself" in text(bulk(manager, country, "send", [line(fact)]))
