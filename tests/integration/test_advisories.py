"""Wagtail's advisories of 2026 of the kind "an editor sees or does what they must not": each tried across a wall."""

import pytest
from django.http import HttpResponseBase
from django.urls import reverse
from wagtail.models import Page

from portal.countries.models import Country
from portal.countries.roles import Role
from tests.factories import make_country, make_person, topic_page
from tests.factories.lands import Land

pytestmark = pytest.mark.django_db
KEY = 987654
# Identifier: the addresses concerned, with what they are given.
CASES: dict[str, list[tuple[str, dict]]] = {
    "CVE-2026-25517 previews without permission": [
        ("wagtailadmin_pages:preview_on_edit", {"page_id": KEY}),
        ("wagtailadmin_pages:view_draft", {"page_id": KEY}),
    ],
    "CVE-2026-44197 comparison of revisions": [
        ("wagtailadmin_pages:revisions_compare", {"pk": KEY, "revision_id_a": "earliest", "revision_id_b": "latest"}),
        ("services_map_service:revisions_compare", {"pk": KEY, "revision_id_a": "earliest", "revision_id_b": "latest"}),
    ],
    "CVE-2026-44198 history": [
        ("wagtailadmin_pages:history", {"page_id": KEY}),
        ("services_map_service:history", {"pk": KEY}),
        ("wagtailsnippets_media_recording:history", {"pk": KEY}),
    ],
    "CVE-2026-44200 copy": [("wagtailadmin_pages:copy", {"page_id": KEY})],
    "CVE-2026-44201 and GHSA-92hv-j533-69wc API of documents and images": [
        ("wagtailadmin_api:documents:detail", {"pk": KEY}),
        ("wagtailadmin_api:documents:listing", {}),
        ("wagtailadmin_api:images:detail", {"pk": KEY}),
        ("wagtailadmin_api:images:listing", {}),
    ],
    "CVE-2026-54259 what was chosen": [
        ("wagtailimages_chooser:chosen", {"pk": KEY}),
        ("wagtaildocs_chooser:chosen", {"pk": KEY}),
        ("wagtailimages_chooser:select_format", {"image_id": KEY}),
        ("services_map_service_chooser:chosen", {"pk": KEY}),
        ("wagtailsnippetchoosers_media_recording:chosen", {"pk": KEY}),
    ],
    "CVE-2026-54261 preview": [
        (
            "wagtailadmin_pages:preview_on_add",
            {"content_type_app_name": "articles", "content_type_model_name": "articlepage", "parent_page_id": KEY},
        )
    ],
    "CVE-2026-54262 translation of pages that are not one's own": [
        ("wagtail_localize:submit_page_translation", {"page_id": KEY}),
        ("wagtail_localize:convert_to_alias", {"page_id": KEY}),
    ],
    "CVE-2026-55468 API of pages": [
        ("wagtailadmin_api:pages:detail", {"pk": KEY}),
        ("wagtailadmin_api:pages:action", {"pk": KEY, "action_name": "copy_for_translation"}),
    ],
    "GHSA-x5cx-w6p2-mxf2 copy of a row": [("services_map_duplicate", {"pk": KEY})],
    "GHSA-jm5p-837g-rv8g copy for translation": [
        ("wagtailadmin_api:pages:action", {"pk": KEY, "action_name": "create_alias"}),
    ],
}  # fmt: skip


@pytest.fixture
def stranger(site):
    """Somebody with every role in another country."""
    client = site("")
    client.force_login(make_person(make_country(), *Role))
    return client


def closed(response: HttpResponseBase) -> bool:
    home = response.status_code == 302 and response["Location"] == reverse("wagtailadmin_home")
    return home or response.status_code in (403, 404, 405)


@pytest.mark.parametrize("advisory", CASES)
def test_an_advisory_does_not_hold_here(advisory, stranger):
    abroad = Land("otherland", "XN", "Needle", KEY)
    before = abroad.standing()
    for name, parts in CASES[advisory]:
        for send in (stranger.get, stranger.post):
            response = send(reverse(name, kwargs=parts))
            assert closed(response), (name, response.status_code)
            assert b"needle" not in response.content.lower(), name
    assert abroad.standing() == before


def test_ghsa_c2xx_collections_below_ones_own_are_ones_own_and_no_others(stranger):
    """The collection of the other country, and what lies below it, are offered nowhere."""
    Land("otherland", "XN", "Needle", KEY)
    for name in ("wagtailimages:add", "wagtaildocs:add", "wagtailsnippets_media_recording:add", "wagtailimages:index"):
        assert b"Needle" not in stranger.get(reverse(name)).content, name


def test_a_page_of_ones_own_is_not_copied_or_moved_into_another_country(stranger):
    abroad = Land("otherland", "XN", "Needle", KEY)
    before = abroad.standing()
    mine = topic_page(Country.objects.get(slug="testland"), "housing")
    stranger.post(reverse("wagtailadmin_pages:move_confirm", args=[mine.pk, abroad.article.get_parent().pk]))
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": abroad.article.get_parent().pk}
    stranger.post(reverse("wagtailadmin_pages:copy", args=[mine.pk]), copied)
    assert abroad.standing() == before
    assert Page.objects.get(pk=mine.pk).url_path == mine.url_path
