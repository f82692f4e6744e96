"""Copies to take along that hold a place which readers shall not find any more."""

import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from portal.lifecycle import copies, zim
from portal.lifecycle.models import TakeAlong
from services_map import places, stamp
from tests.conftest import TEST_MEDIA
from tests.factories import make_country
from tests.factories import services as make

pytestmark = pytest.mark.django_db
SHOWN = {"town": "prague", "address": "Known street 1", "latitude": 50.0875, "longitude": 14.4213}


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path, monkeypatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(TEST_MEDIA / "recordings", settings.MEDIA_ROOT / "recordings")
    monkeypatch.setattr(zim, "is_possible", lambda: False)


@pytest.fixture
def country():
    return make_country(languages=("en",))


def words() -> bytes:
    """Everything in the copy that is offered."""
    with zipfile.ZipFile(default_storage.open(TakeAlong.objects.get(country__slug="testland").name)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".html"))


@pytest.mark.parametrize("how", ["place", "category", "sheet"])
def test_they_can_be_loaded_no_longer(country, site, how):
    """Whoever must not find a shelter must not find it in the copy of last night, nor in the one that it replaced."""
    location = make.make_location(country, address="Known street 1")
    service = make.make_service(country, "house", locations=(location,))
    copies.make(country=country)
    copies.make(country=country)
    assert b"Known street 1" in words()
    urls = [default_storage.url(name) for name in copies.files(country)]
    assert [site("testland").get(url).status_code for url in urls] == [200, 200]
    if how == "place":
        places.hide(location)
    elif how == "category":
        service.category = make.make_category("womens-shelter", confidential=True)
        service.save()
        places.hide_for_categories(service)
    else:
        places.save_many(country, [(location, places.Place(visibility="hidden", address="Known street 1"))])
        stamp.change(country)  # as who saves many does
    assert [site("testland").get(url).status_code for url in urls] == [404, 404]
    assert "There is no copy in this language yet." in site("testland").get("/en/take-along/").text
    copies.make(country=country)
    assert b"house" in words()
    assert b"Known street 1" not in words()


def test_other_changes_of_places_leave_them(country):
    town = make.make_town(country)
    one, two = make.make_location(country, "area"), make.make_location(country, "hidden")
    copies.make(country=country)
    place = places.Place(**{**SHOWN, "town": town, "visibility": "exact"})
    places.change(one, place)
    places.change(one, places.Place(**{**SHOWN, "town": town, "visibility": "exact", "address": "Other street 2"}))
    new = one.__class__(country=country, visibility="exact")
    places.save_many(country, [(two, places.Place(visibility="hidden", note="x")), (new, place)])
    names = copies.files(country)
    assert names
    assert all(default_storage.exists(name) for name in names)
