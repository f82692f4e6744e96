"""What is withdrawn is not handed out in a copy to take along any more, whichever way it was withdrawn."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from portal.countries.models import Country, TopicPage
from portal.countries.roles import Role
from portal.lifecycle import copies, jobs, static_site, withdrawals, zim
from portal.lifecycle.models import Held, SiteJob, TakeAlong
from portal.media.models import Recording
from services_map import places
from services_map.models import Location, Service
from tests.conftest import TEST_MEDIA
from tests.factories import make_article, make_country, make_person
from tests.factories import services as make
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, monkeypatch, tmp_path: Path) -> Path:
    """Uploaded files that a test may add to; ZIM files, which take long, are kept like the others."""
    folder = tmp_path / "media"
    shutil.copytree(TEST_MEDIA / "recordings", folder / "recordings")
    settings.MEDIA_ROOT, settings.EXPORT_ROOT = folder, tmp_path / "exports"
    monkeypatch.setattr(zim, "is_possible", lambda: False)
    return folder


@pytest.fixture
def country() -> Country:
    country = make_country(languages=("en", "ar"))
    make_article(country, "a-guide", title="A guide")
    make_article(country, "quiet", title="A quiet one", sensitive=True)
    place = make.make_location(country, "exact", address="Long street 5")
    make.make_service(country, "office", name="Office", locations=(place,))
    make_recording(country)
    return country


def article() -> ArticlePage:
    return ArticlePage.objects.get(slug="a-guide", locale__language_code="en")


def service() -> Service:
    return Service.objects.get(slug="office")


def mark_sensitive() -> None:
    page = article()
    page.sensitive = True
    page.save_revision().publish()


def mark_category() -> None:
    category = service().category
    category.sensitive = True
    category.save()


def hide(visibility: str) -> None:
    """As an officer does, who makes a place more confidential."""
    place = Location.objects.get(address="Long street 5")
    town = place.town if visibility == "area" else None
    true = {"address": place.address, "latitude": place.latitude, "longitude": place.longitude}
    places.change(place, places.Place(visibility=visibility, town=town, **true))


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")


def archive() -> None:
    office = service()
    office.status = Service.Status.ARCHIVED
    office.save()


def recategorize() -> None:
    office = service()
    office.category = make.make_category("counselling", parent="protection")
    office.save()


def add_category() -> None:
    office = service()
    office.other_categories = [make.make_category("counselling", parent="protection")]
    office.save()


WAYS: dict[str, Callable[[], object]] = {
    "a page is unpublished": lambda: article().unpublish(),
    "a page is deleted": lambda: article().delete(),
    "a page expires": lambda: article().unpublish(set_expired=True),
    "a page becomes sensitive": mark_sensitive,
    "a page gets a privacy setting": lambda: restrict(article()),
    "the page above gets a privacy setting": lambda: restrict(TopicPage.objects.get(pk=article().get_parent().pk)),
    "a service is withdrawn": archive,
    "a service is deleted": lambda: service().delete(),
    "a service is confidential by its main category": recategorize,
    "a service is confidential by another category": add_category,
    "a category becomes sensitive": mark_category,
    "a place shows its town only": lambda: hide("area"),
    "a place is hidden": lambda: hide("hidden"),
    "a place is left": lambda: service().places.first().delete(),
    "a recording is deleted": lambda: Recording.objects.get(
        collection=Country.objects.get(slug="testland").collection
    ).delete(),
    "a language is withdrawn": lambda: Country.objects.get(slug="testland").languages.last().delete(),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_files_go_at_once(country, site, media, way):
    copies.make(country=country)
    copies.make(country=country)  # now there are files of the round before, too
    address = default_storage.url(TakeAlong.objects.filter(country=country).first().name)
    assert len(copies.files(country)) > TakeAlong.objects.filter(country=country).count()
    assert address in site("testland").get("/en/take-along/").text
    WAYS[way]()
    assert list((media / "copies").iterdir()) == []
    assert copies.files(country) == set()
    assert site("testland").get(address).status_code == 404
    assert "There is no copy in this language yet." in site("testland").get("/en/take-along/").text


def test_no_cache_on_the_way_gives_them_out_without_asking(country, site):
    copies.make(country=country)
    answer = site("testland").get(default_storage.url(TakeAlong.objects.filter(country=country).first().name))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-cache"
    assert answer["ETag"]


def test_they_are_made_again_without_it(country, media):
    copies.make(country=country)
    article().unpublish()
    copies.make(country=country)
    assert TakeAlong.objects.filter(country=country).exists()
    assert Held.objects.get(country=country).withdrawals == 1


def test_what_is_added_or_changed_leaves_them(country):
    copies.make(country=country)
    before = copies.files(country)
    page = article()
    page.title = "Another title"
    page.save_revision().publish()
    make_article(country, "new", title="New")
    office = service()
    office.capacity = "full"
    office.save()
    make.make_service(country, "second", name="Second")
    Service.objects.get(slug="second").delete()  # never in a copy
    assert copies.files(country) == before
    assert all(default_storage.exists(name) for name in before)
    # What a copy made since holds is watched too.
    copies.make(country=country)
    ArticlePage.objects.get(slug="new", locale__language_code="en").unpublish()
    assert copies.files(country) == set()


def test_another_country_keeps_its_own(country):
    other = make_country("otherland", "XU", languages=("en",))
    copies.make(country=other)
    copies.make(country=country)
    article().unpublish()
    assert copies.files(country) == set()
    assert copies.files(other)


def test_what_is_withdrawn_while_they_are_made(country, monkeypatch):
    """The copy that was begun before is not kept; it is begun anew, without it."""
    written, write = [], static_site.write

    def slow(**kwargs):
        found = write(**kwargs)
        if not written:
            article().unpublish()
        written.append(found)
        return found

    monkeypatch.setattr(static_site, "write", slow)
    copies.make(country=country)
    first, again = written[0].pages["en"], written[1].pages["en"]
    assert again == first - 1
    assert TakeAlong.objects.get(country=country, locale__language_code="en", recordings=False).pages == again


def test_a_copy_with_sensitive_pages_goes_too(country, monkeypatch):
    person = make_person(country, Role.MANAGER)
    job = jobs.create(kind=SiteJob.Kind.SENSITIVE, country=country, user=person, language="en")
    export = jobs.create(kind=SiteJob.Kind.EXPORT, country=country, user=person)
    assert job.path.exists()
    ArticlePage.objects.get(slug="quiet", locale__language_code="en").unpublish()
    assert not job.path.exists()
    assert export.path.exists(), "an export holds everything, for those who manage the country"


def test_it_is_compared_once_for_many_changes(country, monkeypatch):
    """A spreadsheet of a thousand rows is one transaction."""
    waiting: list[tuple[set[str], Callable[[], None], bool]] = []
    monkeypatch.setattr(transaction, "on_commit", lambda function, **kwargs: waiting.append((set(), function, False)))
    monkeypatch.setattr(connection, "run_on_commit", waiting)
    for number in range(5):
        make.make_service(country, f"more-{number}", name="More")
    assert len([entry for entry in waiting if entry[1] is withdrawals._compare(country.pk)]) == 1
