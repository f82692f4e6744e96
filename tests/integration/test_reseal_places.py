"""Changing the key of confidential places: everything is sealed anew, then the old key may go."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

from services_map import sealing
from services_map.models import ConfidentialPlace
from tests.factories import make_country
from tests.factories.services import make_location

pytestmark = pytest.mark.django_db
NEW = "a-new-key-of-this-test-alone-with-more-than-fifty-letters"
BOTH = override_settings(CONFIDENTIAL_KEYS=[NEW, *settings.CONFIDENTIAL_KEYS])
ONLY_NEW = override_settings(CONFIDENTIAL_KEYS=[NEW])


def run() -> str:
    out = io.StringIO()
    call_command("reseal_places", stdout=out)
    return out.getvalue()


def sealed() -> dict[int, str]:
    return dict(ConfidentialPlace.objects.values_list("pk", "sealed"))


@pytest.fixture
def place():
    location = make_location(make_country(), "hidden", address="Krátká 12345", note="Ring twice")
    ConfidentialPlace.objects.exclude(location=location).delete()
    other = make_location(location.country, "area", address="Dlouhá 6789")
    assert ConfidentialPlace.objects.filter(location=other).exists()
    return ConfidentialPlace.objects.get(location=location)


def test_the_old_key_may_go_afterwards(place):
    number = ConfidentialPlace.objects.count()
    with BOTH:
        assert f"{number} places, {number} of them sealed anew" in run()
        after = sealed()
        assert f"{number} places, 0 of them sealed anew" in run()
    assert sealed() == after
    with ONLY_NEW:
        opened = [sealing.unseal(text) for text in after.values()]
        assert (sealing.unseal(after[place.pk]).address, len(opened)) == ("Krátká 12345", number)
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(after[place.pk])


def test_one_that_no_key_opens_changes_none(place):
    ConfidentialPlace.objects.filter(pk=max(sealed())).update(sealed="spoiled")
    before = sealed()
    with BOTH, pytest.raises(CommandError, match="None was changed"):
        run()
    assert sealed() == before


def test_without_the_old_key_nothing_is_lost(place):
    before = sealed()
    with ONLY_NEW, pytest.raises(CommandError):
        run()
    assert sealed() == before
